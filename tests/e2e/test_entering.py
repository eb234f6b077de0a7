"""Readings entered in a real browser: a grid by the keyboard alone, and today's on a phone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from coachtrack.domain.types import Better, Kind
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.e2e.test_days import PHONE, SCREEN, faults, sideways

GRID = "/engagements/BN-MAU-02/readings/enter"
COACH = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


TODAY = today_in("Asia/Ho_Chi_Minh")


def ago(n: int) -> str:
    """The day so many days ago, as people write it."""
    return f"{TODAY - timedelta(n):%d/%m/%Y}"


def cell(page: Page, row: int, name: str):
    return page.locator(f"[name=row-{row}-{name}]")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.fixture
def grid(demo, browse):
    """The grid of a baseline with five readings; its first blank row is the sixth."""
    page = browse("consultant@demo.example", viewport=SCREEN, **CLIPBOARD)
    page.goto(f"{GRID}?window=baseline")
    return page


def test_the_keyboard_alone_fills_and_saves_the_grid(grid):
    page = grid
    expect(cell(page, 5, "numerator")).to_be_focused()
    days = [page.locator("tbody.new [data-kind=day]").nth(n) for n in range(2)]
    for n, day in enumerate(days):
        day.focus()
        press(page, "Control+a")
        page.keyboard.type(ago(40 - n))
    cell(page, 5, "numerator").focus()
    page.keyboard.type("300")
    press(page, "Tab")
    page.keyboard.type("330")
    expect(page.locator("tbody.new [data-rate]").first).to_have_text(re.compile(r"90\.9\s%"))
    # As in a spreadsheet: enter goes to the next row, where the row began.
    press(page, "Enter")
    expect(cell(page, 6, "numerator")).to_be_focused()
    page.keyboard.type("310")
    press(page, "ArrowRight")
    page.keyboard.type("340")
    # Who goes back with the tab key means the column that they come to.
    press(page, "Shift+Tab", "Enter")
    expect(cell(page, 7, "numerator")).to_be_focused()
    press(page, "ArrowUp", "ArrowRight")
    press(page, "ArrowUp")
    expect(cell(page, 5, "denominator")).to_be_focused()
    press(page, "Control+Enter")
    expect(page.get_by_text("Saved: 2 readings.")).to_be_visible()


def test_from_any_row_it_is_one_key_to_what_can_be_done_with_all(grid):
    page = grid
    expect(cell(page, 5, "numerator")).to_be_focused()
    press(page, "Escape")
    expect(page.get_by_role("button", name="Save", exact=True).last).to_be_focused()
    press(page, "Escape")
    expect(cell(page, 5, "numerator")).to_be_focused()
    press(page, "Escape", "Tab", "Tab")
    expect(page.get_by_role("button", name="By lot or shift")).to_be_focused()
    press(page, "Enter")
    expect(cell(page, 5, "lot")).to_be_visible()


def test_a_block_is_pasted_as_from_excel_and_undone(grid):
    page = grid
    block = "\n".join(f"{ago(40 - n)}\t{300 + n}\t{330 + n}" for n in range(15))
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    cell(page, 5, "from_on").focus()
    press(page, "Control+v")
    expect(cell(page, 5, "from_on")).to_have_value(ago(40))
    expect(cell(page, 19, "from_on")).to_have_value(ago(26))
    expect(cell(page, 19, "denominator")).to_have_value("344")
    press(page, "Control+z")
    expect(cell(page, 5, "numerator")).to_have_value("")
    expect(cell(page, 19, "denominator")).to_have_value("")
    press(page, "Control+Shift+z")
    expect(cell(page, 19, "denominator")).to_have_value("344")
    cell(page, 19, "denominator").focus()
    press(page, "Control+Enter")
    expect(page.get_by_text("Saved: 15 readings.")).to_be_visible()


def test_a_row_of_heads_is_left_out_of_what_is_pasted(grid):
    page = grid
    block = f"Day\tGood\tAll\n{ago(40)}\t300\t330"
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    cell(page, 5, "from_on").focus()
    press(page, "Control+v")
    expect(cell(page, 5, "from_on")).to_have_value(ago(40))
    expect(cell(page, 6, "numerator")).to_have_value("")
    expect(page.get_by_text("The first line of what was pasted had no figures")).to_be_visible()


def test_one_row_has_a_rate_and_is_asked_for_its_source(grid):
    page = grid
    source = cell(page, 5, "source")
    expect(source).to_be_hidden()
    page.keyboard.type("91.5 %")
    expect(source).to_be_visible()
    expect(cell(page, 6, "source")).to_be_hidden()
    expect(page.locator("tbody.new [data-rate]").first).to_have_text(re.compile(r"91\.5\s%"))
    press(page, "Tab", "Tab")
    expect(source).to_be_focused()
    page.keyboard.type("Daily report")
    block = f"{ago(40)}\t91.5 %\t\tKhuôn mới\n{ago(39)}\t310\t340\tKhuôn mới"
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    cell(page, 5, "from_on").focus()
    press(page, "Control+v")
    expect(cell(page, 5, "note")).to_have_value("Khuôn mới")
    expect(cell(page, 6, "note")).to_have_value("Khuôn mới")
    expect(source).to_have_value("Daily report")
    press(page, "Control+Enter")
    expect(page.get_by_text("Saved: 2 readings.")).to_be_visible()


def test_what_was_typed_stays_when_something_else_is_chosen_above(grid):
    page = grid
    page.keyboard.type("300")
    page.get_by_role("button", name="Weekly").click()
    expect(cell(page, 5, "numerator")).to_have_value("300")
    expect(page.get_by_role("button", name="Weekly")).to_have_attribute("aria-current", "true")


def test_part_of_a_piece_is_asked_about_while_typing(grid):
    page = grid
    page.keyboard.type("300.5")
    expect(page.get_by_text("300.5 is no whole number")).to_be_visible()


def test_a_phone_shows_five_blank_rows_and_more_when_asked(database, browse):
    factories.measure(factories.engagement("P1-01"), main=True)
    database.commit()
    page = browse("minh@example.vn", COACH, viewport=PHONE, has_touch=True)
    page.goto("/engagements/P1-01/readings/enter")
    shown = page.locator("tbody.new:visible")
    expect(shown).to_have_count(5)
    page.get_by_role("button", name="More rows").tap()
    expect(shown).to_have_count(10)
    cell(page, 9, "numerator").fill("21")
    cell(page, 9, "denominator").fill("400")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()


def test_a_figure_far_from_the_others_is_asked_about_while_typing(grid):
    page = grid
    page.keyboard.type("30")
    press(page, "Tab")
    page.keyboard.type("330")
    asked = page.get_by_text(re.compile("9.1\u00a0% is far from the others"))
    expect(asked).to_be_visible()
    cell(page, 5, "numerator").fill("300")
    expect(asked).to_be_hidden()


def test_typing_is_undone_step_by_step(grid):
    page = grid
    page.keyboard.type("300")
    press(page, "Tab")
    page.keyboard.type("330")
    press(page, "Control+z")
    expect(cell(page, 5, "denominator")).to_have_value("")
    expect(cell(page, 5, "numerator")).to_have_value("300")
    press(page, "Control+z")
    expect(cell(page, 5, "numerator")).to_have_value("")


def test_rows_are_added_below_the_last_one(grid):
    page = grid
    last = page.locator("tbody.new").count() + 4
    saturday = next(n for n in range(40, 47) if (TODAY - timedelta(n)).weekday() == 5)
    cell(page, last, "from_on").fill(ago(saturday))
    cell(page, last, "numerator").focus()
    press(page, "Enter")
    expect(cell(page, last + 1, "numerator")).to_be_focused()
    expect(cell(page, last + 1, "from_on")).to_have_value(ago(saturday - 2))
    page.keyboard.type("300")
    press(page, "Tab")
    page.keyboard.type("330")
    press(page, "Control+Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()


def test_a_row_after_a_saturday_is_a_sunday_where_one_was_counted(database, browse):
    made = factories.measure(factories.engagement("P1-01"), main=True)
    factories.readings(made, [(20, 400)], date(2020, 7, 5))
    database.commit()
    page = browse("minh@example.vn", COACH)
    page.goto("/engagements/P1-01/readings/enter")
    cell(page, 12, "from_on").fill("11/07/2020")
    cell(page, 12, "numerator").focus()
    press(page, "Enter")
    expect(cell(page, 13, "from_on")).to_have_value("12/07/2020")


def test_a_row_of_an_older_definition_is_computed_in_its_unit(database, browse):
    made = factories.measure(factories.engagement("P1-01"), main=True, before=[(20, 400)])
    words = {"name": "Defects", "kind": Kind.PROPORTION, "better": Better.LOWER, "unit": "ppm"}
    database.add(IndicatorVersion(indicator=made.indicator, version=2, factor=1e6, **words))
    made.indicator.current_version = 2
    database.flush()
    factories.readings(made, [(20, 400)], factories.FOLLOW_UP[0])
    database.commit()
    page = browse("minh@example.vn", COACH)
    page.goto("/engagements/P1-01/readings/enter")
    for row in (0, 1):
        cell(page, row, "numerator").fill("40")
        cell(page, row, "denominator").fill("400")
    rates = page.locator("[data-rate]")
    expect(rates.nth(0)).to_have_text("10.0\u00a0%")
    expect(rates.nth(1)).to_have_text("100,000.0\u00a0ppm")


def test_what_does_not_fit_is_said(grid):
    page = grid
    block = "\n".join(f"{ago(n)}\t1\t2" for n in range(500))
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    cell(page, 5, "from_on").focus()
    press(page, "Control+v")
    expect(page.get_by_text("There is no room for more rows.")).to_be_visible()
    expect(page.locator("tbody.new")).to_have_count(395)


def test_today_s_figures_are_entered_on_a_phone_with_three_keys(demo, browse):
    page = browse("factory@demo.example", viewport=PHONE, has_touch=True)
    page.goto("/")
    page.get_by_role("link", name="Enter today's figures").tap()
    page.wait_for_load_state()
    first = page.locator("input[data-part=numerator]")
    expect(first).to_be_focused()
    page.keyboard.type("9")
    press(page, "Enter")
    expect(page.locator("input[data-part=denominator]")).to_be_focused()
    page.keyboard.type("180")
    press(page, "Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    expect(first).to_have_value("9")


@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_page_of_entering_scrolls_sideways_or_has_a_fault(demo, browse, viewport, language):
    page = browse("consultant@demo.example", viewport=viewport, locale=language)
    wide, found = [], []
    readings = "/engagements/BN-MAU-02/readings"
    page.goto(readings)
    one = page.locator("td.changing a").first.get_attribute("href") or ""
    for address in (
        *(GRID, f"{GRID}?every=month&figures=rate&lots=yes", f"{readings}/today"),
        *("/engagements/BN-MAU-02/tally", one, one.replace("correct", "withdraw"), readings),
    ):
        page.goto(address)
        wide += [address] if sideways(page) else []
        found += faults(page)
    assert (wide, found) == ([], [])


def test_ctrl_enter_saves_from_the_tick_at_which_the_page_begins(grid):
    page = grid
    cell(page, 5, "numerator").fill("30")
    cell(page, 5, "denominator").fill("330")
    press(page, "Control+Enter")
    tick = page.locator(".tick input")
    expect(page.get_by_text(re.compile("Not saved yet|Chưa lưu"))).to_be_visible()
    expect(tick).to_be_focused()
    press(page, "Space", "Control+Enter")
    expect(tick).to_have_count(0)


def test_a_day_without_a_year_is_written_out(grid):
    page = grid
    day = page.locator("tbody.new [data-kind=day]").first
    short = f"{TODAY - timedelta(9):%-d/%-m}"
    day.fill(short)
    day.press("Tab")
    expect(day).to_have_value(ago(9))


def test_the_mark_of_a_row_goes_with_what_was_wrong(grid):
    page = grid
    cell(page, 5, "numerator").fill("300")
    press(page, "Control+Enter")
    row = page.locator("tbody.wrong")
    expect(row).to_have_count(1)
    cell(page, 5, "denominator").fill("330")
    expect(row).to_have_count(0)


def test_a_week_pasted_with_shortened_days_is_held_against_weeks(database, browse):
    coached = factories.engagement("P1-01")
    made = factories.measure(coached, main=True)
    for n in range(6):
        start = TODAY - timedelta(days=90 - 7 * n)
        (week,) = factories.readings(made, [(150, 3300)], start)
        week.to_on = start + timedelta(days=6)
    database.commit()
    page = browse("ha@example.vn", COACH, viewport=SCREEN, **CLIPBOARD)
    page.goto("/engagements/P1-01/readings/enter")
    first, last = (f"{TODAY - timedelta(days=n):%-d/%-m/%y}" for n in (20, 14))
    page.evaluate("text => navigator.clipboard.writeText(text)", f"{first}\t{last}\t151\t3310")
    cell(page, 5, "from_on").focus()
    press(page, "Control+v")
    expect(cell(page, 5, "to_on")).to_have_value(ago(14))
    expect(page.locator(".asked")).to_have_count(0)
