"""Both sides sign a baseline on their phones, and a factory objects; nothing moves quietly."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from coachtrack.features.accounts.demo import DEMO_PASSWORD
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.conftest import PASSWORD
from tests.e2e.test_days import BOTH, PHONE, enter, faults, sideways

ENGAGEMENT = "/engagements/BN-MAU-03"
MANAGER = Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "BN-SONTINH")


@BOTH
def test_the_second_side_signs_and_the_figures_stay(demo, browse, viewport):
    manager = browse("dai.dien@example.vn", MANAGER, viewport=viewport)
    manager.goto("/")
    manager.get_by_role("link", name="The baseline waits to be signed by the factory.").click()
    manager.get_by_role("link", name="Sign for the factory").click()
    expect(manager.get_by_label("Your password")).to_be_visible()
    assert (sideways(manager), faults(manager)) == (0, [])
    manager.get_by_label("Your password").fill("not my password at all")
    manager.get_by_role("button", name="Sign", exact=True).click()
    expect(manager.get_by_text("This is not your password.")).to_be_visible()
    assert (sideways(manager), faults(manager)) == (0, [])
    manager.get_by_label("Your password").fill(PASSWORD)
    manager.get_by_role("button", name="Sign", exact=True).click()
    expect(manager.get_by_text("Signed by both sides. From now on")).to_be_visible()
    expect(manager.get_by_text("Baseline signed on").first).to_be_visible()
    assert (sideways(manager), faults(manager)) == (0, [])
    consultant = browse(viewport=viewport)
    enter(consultant, "Consultant")
    consultant.goto(f"{ENGAGEMENT}/readings")
    consultant.get_by_role("link", name="Correct").last.click()
    consultant.locator("input[name$=numerator]").first.fill("200")
    consultant.get_by_role("button", name="Save").first.click()
    expect(consultant.get_by_text("so this stays as it is").first).to_be_visible()


def test_every_sheet_of_the_paper_says_which_it_is(demo, browse):
    page = browse(viewport=PHONE)
    enter(page, "Consultant")
    page.goto("/engagements/HD2020-01/signatures/closing/print")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    root = "getComputedStyle(document.documentElement).getPropertyValue"
    assert page.evaluate(f"{root}('--sheet-of')").startswith('"HD2020-01 · Statement of the')
    said = [page.evaluate(f"{root}('--sheet-{name}')") for name in ("before", "between", "after")]
    assert said == ['"Sheet "', '" of "', '""']


def test_what_waits_for_a_manager_stands_on_the_first_screen_of_a_phone(demo, browse):
    page = browse("dai.dien@example.vn", MANAGER, viewport=PHONE)
    page.goto("/")
    box = page.get_by_role(
        "link", name="The baseline waits to be signed by the factory."
    ).bounding_box()
    button = page.locator(".enter-today").bounding_box()
    assert box is not None
    assert button is not None
    # The button for today's figures lies over the foot of the screen.
    assert box["y"] + box["height"] < button["y"] < PHONE["height"]


def test_a_correction_takes_a_reason_and_a_new_signature(demo, browse):
    page = browse(viewport=PHONE)
    enter(page, "Consultant")
    page.goto("/engagements/HD2020-05/signatures")
    page.get_by_role("link", name="Open it for a correction").first.click()
    page.get_by_role("button", name="Open for a correction").click()
    expect(page.get_by_text("Give the reason first.")).to_be_visible()
    assert (sideways(page), faults(page)) == (0, [])
    page.get_by_label("Reason").select_option(label="Something was counted twice")
    page.get_by_label("What is wrong").fill("The lot of 9 July stands twice.")
    page.get_by_role("button", name="Open for a correction").click()
    expect(page.get_by_text("Baseline not signed", exact=True)).to_be_visible()
    page.get_by_text("1 earlier statement").click()
    expect(page.get_by_text("The lot of 9 July stands twice.")).to_be_visible()
    page.get_by_role("link", name="Sign for the consultants").first.click()
    page.get_by_label("Your password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("not yet by the factory").first).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_a_factory_objects_and_is_answered(demo, browse, viewport):
    manager = browse("dai.dien@example.vn", MANAGER, viewport=viewport)
    manager.goto(f"{ENGAGEMENT}/readings")
    manager.get_by_role("link", name="Object", exact=False).first.click()
    manager.get_by_label("What is wrong").fill("Ten of these were repaired.")
    assert (sideways(manager), faults(manager)) == (0, [])
    manager.get_by_role("button", name="Send").click()
    expect(manager.get_by_text("Waits for an answer")).to_be_visible()
    consultant = browse(viewport=viewport)
    enter(consultant, "Consultant")
    consultant.get_by_role("link", name="1 objection of the factory waits for an answer.").click()
    consultant.get_by_role("link", name="Answer").click()
    expect(consultant.get_by_text("Ten of these were repaired.")).to_be_visible()
    consultant.get_by_label("The figure stays as it is").check()
    consultant.get_by_label("Answer to the factory").fill("Repaired ones count as defective.")
    assert (sideways(consultant), faults(consultant)) == (0, [])
    consultant.get_by_role("button", name="Answer").click()
    expect(consultant.get_by_text("Answered. The factory can read it.")).to_be_visible()
    manager.reload()
    expect(manager.get_by_text("Repaired ones count as defective.")).to_be_visible()
