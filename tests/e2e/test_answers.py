"""What a page says of figures can be seen and answered, on a phone above its keyboard too."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from coachtrack.features.indicators.models import Reading
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.e2e.test_entering import COACH, TODAY, cell, press

ADDRESS = "/engagements/P1-01/readings/today"
GRID = "/engagements/P1-01/readings/enter"
MANAGER = Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1")
PHONE = {"width": 390, "height": 844}
#: The same with its keyboard open.
KEYBOARD = {"width": 390, "height": 460}
BOTH = pytest.mark.parametrize("viewport", [PHONE, KEYBOARD], ids=["phone", "keyboard"])


@pytest.fixture
def measure(database):
    """Six days of about twenty among about 260, until the day before yesterday."""
    made = factories.measure(factories.engagement("P1-01", at=factories.factory("F1")), main=True)
    figures = [(20 + n, 260 + n) for n in range(6)]
    factories.readings(made, figures, TODAY - timedelta(8))
    database.commit()
    return made


def fill(page: Page, numerator: str, denominator: str) -> None:
    page.locator("[data-part=numerator]").fill(numerator)
    page.locator("[data-part=denominator]").fill(denominator)


def save(page: Page) -> None:
    page.locator(".form-end .primary").click()
    page.wait_for_load_state()


def seen(one: Locator) -> bool:
    """Whether it lies in the window as a whole, and nothing lies over it."""
    visible: bool = one.evaluate(
        """one => {
          const box = one.getBoundingClientRect();
          const middle = [box.left + box.width / 2, box.top + box.height / 2];
          const over = document.elementFromPoint(...middle);
          return box.top >= 0 && box.bottom <= innerHeight && (one === over || one.contains(over));
        }"""
    )
    return visible


def stored(database) -> list[tuple[float | None, float | None]]:
    found = database.scalars(select(Reading).where(Reading.from_on >= TODAY)).all()
    figures = [(each.numerator, each.denominator) for each in found]
    database.rollback()
    return figures


@BOTH
def test_a_bad_day_is_entered_by_a_tick(measure, database, browse, viewport):
    page = browse("lan@example.vn", MANAGER, viewport=viewport, has_touch=True)
    page.goto(ADDRESS)
    fill(page, "126", "270")
    save(page)
    tick = page.locator(".tick input")
    expect(tick).to_be_focused()
    assert seen(page.locator(".tick"))
    tick.tap()
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    save(page)
    expect(page.get_by_text("Saved: 1 reading.")).to_be_in_viewport()
    assert stored(database) == [(126, 270)]


def test_what_is_asked_while_typing_is_answered_before_saving(measure, database, browse):
    page = browse("lan@example.vn", MANAGER, viewport=PHONE)
    page.goto(ADDRESS)
    fill(page, "126", "270")
    press(page, "Enter")
    expect(page.locator(".tick input")).to_be_focused()
    press(page, "Space", "Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    assert stored(database) == [(126, 270)]


@BOTH
def test_another_s_figure_is_replaced_by_its_own_button_only(measure, database, browse, viewport):
    page = browse("lan@example.vn", MANAGER, viewport=viewport, has_touch=True)
    page.goto(ADDRESS)
    factories.readings(measure, [(9, 265)], TODAY)
    database.commit()
    fill(page, "11", "270")
    save(page)
    for _time in range(2):
        expect(page.get_by_role("alert")).to_be_focused()
        for told in ("Stored now: 3.4\u00a0% (9 of 265)", "Typed here: 4.1\u00a0% (11 of 270)"):
            assert seen(page.get_by_text(told))
        assert stored(database) == [(9, 265)]
        # No button asks the same again, and Enter in a field replaces nothing.
        expect(page.get_by_role("button", name="Save")).to_have_count(0)
        page.locator("[data-part=denominator]").press("Enter")
        page.wait_for_load_state()
    replace = page.get_by_role("button", name="Replace the stored figure")
    assert seen(replace)
    assert seen(page.get_by_role("button", name="Keep the stored one"))
    fields = page.locator("[data-part=numerator]")
    assert replace.bounding_box()["y"] < fields.bounding_box()["y"]
    replace.tap()
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    assert stored(database) == [(11, 270)]


def test_who_keeps_the_stored_figure_keeps_no_draft_of_another(measure, database, browse):
    page = browse("lan@example.vn", MANAGER, viewport=PHONE)
    page.goto(ADDRESS)
    factories.readings(measure, [(9, 265)], TODAY)
    database.commit()
    fill(page, "11", "270")
    save(page)
    page.get_by_role("button", name="Keep the stored one").click()
    expect(page.get_by_text("What is stored stays.")).to_be_visible()
    page.goto(ADDRESS)
    expect(page.locator("[data-part=numerator]")).to_have_value("9")
    assert stored(database) == [(9, 265)]


def test_beside_a_draft_stands_what_was_stored_meanwhile(measure, database, browse):
    page = browse("lan@example.vn", MANAGER, viewport=PHONE)
    page.goto(ADDRESS)
    fill(page, "11", "270")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    factories.readings(measure, [(9, 265)], TODAY)
    database.commit()
    page.goto(ADDRESS)
    expect(page.locator("[data-part=numerator]")).to_have_value("11")
    expect(page.get_by_text("Stored now: 3.4\u00a0% (9 of 265)")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("[data-part=numerator]")).to_have_value("9")
    expect(page.get_by_text("Stored now:")).to_be_hidden()


def test_what_was_checked_meanwhile_shows_what_is_stored_and_no_draft(measure, database, browse):
    page = browse("lan@example.vn", MANAGER, viewport=PHONE)
    page.goto(ADDRESS)
    fill(page, "11", "270")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    factories.readings(measure, [(9, 265)], TODAY, trust="seen")
    database.commit()
    page.goto(ADDRESS)
    expect(page.get_by_text("so it stays as it is")).to_be_visible()
    expect(page.locator("[data-part=numerator]")).to_have_value("9")
    expect(page.locator("[data-part=denominator]")).to_have_value("265")
    expect(page.locator("[data-rate]")).to_have_text("3.4\u00a0%")
    expect(page.get_by_text("What was typed here at")).to_have_count(0)
    kept = "Object.keys(localStorage).filter((key) => key.includes('/today'))"
    assert page.evaluate(kept) == []


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        ("400", "300", "This is more than “Units inspected”."),
        ("14", "3 0 0", "This is not a number. Use digits only, such as 14."),
        ("abc", "300", "This is not a number. Use digits only, such as 14."),
        ("0", "0", "0 means that nothing was counted"),
    ],
)
def test_while_typing_it_says_what_the_server_says(measure, browse, numerator, denominator, said):
    page = browse("lan@example.vn", MANAGER, viewport=PHONE)
    page.goto(ADDRESS)
    fill(page, numerator, denominator)
    wrong = page.locator(".error")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text(said)
    expect(page.locator(".tick")).to_have_count(0)
    expect(page.locator("[data-rate]")).to_have_text("")
    live = wrong.inner_text(), wrong.get_attribute("id")
    save(page)
    expect(wrong).to_have_count(1)
    assert (wrong.inner_text(), wrong.get_attribute("id")) == live
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    fill(page, "20", "265")
    expect(wrong).to_have_count(0)


def test_hours_that_may_be_thousands_are_asked_about_while_typing(database, browse):
    made = factories.engagement("P1-01", at=factories.factory("F1"))
    factories.measure(made, "labour-productivity", main=True)
    database.commit()
    page = browse("lan@example.vn", MANAGER, viewport=PHONE)
    page.goto(ADDRESS)
    fill(page, "500", "1.234")
    wrong = page.locator(".error")
    expect(wrong).to_contain_text("“1.234” may mean 1,234 (more than a thousand)")
    live = wrong.inner_text()
    save(page)
    expect(wrong).to_have_text(live)


def test_what_is_wrong_in_a_row_is_said_at_once_and_only_when_saved_refused(measure, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 900})
    page.goto(GRID)
    cell(page, 5, "numerator").fill("103.4 %")
    expect(page.get_by_text("This is more than the whole")).to_be_visible()
    cell(page, 6, "numerator").fill("x")
    expect(page.get_by_text("This is not a number.")).to_be_visible()
    page.get_by_role("button", name="Weekly").click()
    expect(page.get_by_role("button", name="Weekly")).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("Not saved yet.")).to_have_count(0)
    expect(cell(page, 6, "numerator")).to_have_value("x")


def test_a_year_of_two_digits_is_written_out(measure, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 900})
    page.goto(GRID)
    day = cell(page, 5, "from_on")
    day.fill(f"{TODAY:%d/%m/%y}")
    press(page, "Tab")
    expect(day).to_have_value(f"{TODAY:%d/%m/%Y}")


def test_the_next_field_to_fill_in_is_in_view_with_its_ring(measure, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 720})
    page.goto(GRID)
    field = cell(page, 5, "numerator")
    for row in (5, 6):
        field = page.locator("input:focus")
        expect(field).to_have_attribute("name", re.compile("numerator|from_on"))
        box = field.bounding_box()
        assert box["y"] >= 8
        assert box["y"] + box["height"] <= 720 - 8
        if row == 5:
            page.keyboard.type("20")
            press(page, "Tab")
            page.keyboard.type("265")
            press(page, "Control+Enter")
            expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()


def test_a_period_that_is_not_suggested_is_filled_in_first(measure, database, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 900})
    factories.readings(measure, [(9, 265)], TODAY)
    database.commit()
    page.goto(GRID)
    expect(page.locator("input:focus")).to_have_attribute("name", re.compile("from_on$"))


def test_one_more_enter_in_the_grid_replaces_nothing(measure, database, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 720})
    page.goto(GRID)
    cell(page, 5, "from_on").fill(f"{TODAY:%d/%m/%Y}")
    cell(page, 5, "numerator").fill("11")
    cell(page, 5, "denominator").fill("265")
    factories.readings(measure, [(9, 265)], TODAY)
    database.commit()
    for _time in range(3):
        press(page, "Control+Enter")
        page.wait_for_load_state()
        expect(cell(page, 5, "numerator")).to_be_focused()
        assert seen(page.get_by_role("button", name="Replace the stored figure"))
    assert stored(database) == [(9, 265)]
    page.get_by_role("button", name="Keep the stored one").click()
    expect(page.get_by_text("What is stored stays.")).to_be_visible()
    assert stored(database) == [(9, 265)]


def test_without_a_signal_the_rows_above_stay_as_they_are(measure, database, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 900})
    page.goto(GRID)
    cell(page, 0, "numerator").fill("25")
    page.context.set_offline(True)
    press(page, "Control+Enter")
    expect(page.get_by_text("No signal: everything is kept here.")).to_be_visible()
    expect(cell(page, 0, "numerator")).to_have_value("25")
    page.context.set_offline(False)
    expect(page.get_by_text("There is a signal again: save now.")).to_be_visible()
    press(page, "Control+Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()


def test_a_note_may_have_several_lines(measure, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 900})
    page.goto(GRID)
    cell(page, 5, "numerator").fill("11")
    before = cell(page, 4, "numerator").input_value()
    cell(page, 5, "note").focus()
    page.keyboard.type("one")
    press(page, "Shift+Enter")
    page.keyboard.type("two")
    assert cell(page, 5, "note").input_value() == "one\ntwo"
    assert cell(page, 4, "numerator").input_value() == before


def test_what_was_saved_in_the_grid_is_said_in_view(measure, browse):
    page = browse("minh@example.vn", COACH, viewport={"width": 1280, "height": 600})
    page.goto(GRID)
    cell(page, 5, "numerator").fill("23")
    cell(page, 5, "denominator").fill("265")
    press(page, "Control+Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    expect(page.locator("input:focus")).to_be_visible()
    assert seen(page.get_by_text("Saved: 1 reading."))
    assert seen(page.locator("input:focus"))
