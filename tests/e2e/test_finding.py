"""Ctrl-K in a real browser, with the keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

SCREEN = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LEAD = "lead@demo.example"


def opened(page: Page) -> Page:
    """The page with the dialog open."""
    page.goto("/claims/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    return page


def test_a_keyboard_finds_a_factory_and_goes_there(demo, browse):
    page = opened(browse(LEAD, viewport=SCREEN))
    page.keyboard.type("trau cau")
    factories = page.get_by_role("group", name="Factories")
    expect(factories.get_by_role("option", selected=True)).to_contain_text("Nhựa Trầu Cau")
    page.keyboard.press("ArrowDown")
    engagements = page.get_by_role("group", name="Engagements")
    chosen = engagements.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/factories/HD-TRAUCAU")


def test_the_arrows_go_round_and_escape_gives_the_focus_back(demo, browse):
    page = browse(LEAD, viewport=SCREEN)
    page.goto("/claims/")
    button = page.get_by_role("link", name="Find", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).not_to_have_count(0)
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_what_fits_nothing_and_what_does_not_come_through_is_said(demo, browse):
    page = opened(browse(LEAD, viewport=SCREEN))
    page.keyboard.type("zzz")
    expect(page.get_by_role("status")).to_have_text("Nothing fits “zzz”. Try fewer letters.")
    page.route("**/find.json*", lambda route: route.fulfill(status=502))
    page.keyboard.type("z")
    expect(page.get_by_role("status")).to_contain_text("The search did not come through.")
    page.unroute("**/find.json*")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("status")).to_contain_text("Nothing fits “zzz”.")


def test_an_older_answer_never_takes_the_place_of_a_newer_one(demo, browse):
    page = opened(browse(LEAD, viewport=SCREEN))
    held: list[Route] = []
    page.route(lambda url: url.endswith("?q=trau"), lambda route: held.append(route))
    page.keyboard.type("trau")
    page.wait_for_timeout(400)
    page.keyboard.type(" xyz")
    expect(page.get_by_role("status")).to_contain_text("Nothing fits “trau xyz”.")
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_timeout(200)
    expect(page.get_by_role("option")).to_have_count(0)


def test_enter_before_an_answer_leads_to_the_page_of_the_search(demo, browse):
    page = opened(browse(LEAD, viewport=SCREEN))
    page.keyboard.type("tram")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=tram#list")


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
def test_the_dialog_has_no_fault(demo, browse, viewport, language):
    page = opened(browse(LEAD, viewport=viewport, locale=language))
    page.keyboard.type("tr")
    expect(page.get_by_role("option").nth(3)).to_be_visible()
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) == 0


def test_without_a_script_there_is_a_page(demo, browse):
    page = browse(LEAD, java_script_enabled=False)
    page.goto("/claims/")
    page.get_by_role("link", name="Find", exact=True).click()
    page.get_by_role("searchbox").fill("trau cau")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Nhựa Trầu Cau (giả định)").first.click()
    page.wait_for_url("**/factories/HD-TRAUCAU")
