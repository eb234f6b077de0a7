"""Days are written out under their fields in the page's language, and suggested while typing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from coachtrack.domain.windows import months_after
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.kit.test_formats import NEAREST

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")


@pytest.fixture
def opened(database, browse):
    """A function that opens the form of a new engagement in a language."""
    within = factories.programme()
    within.factories.append(factories.factory("DN-1", name="Nhựa Đức"))
    database.commit()

    def open_in(language: str) -> Page:
        page = browse("lan@example.vn", LEAD, locale=language)
        page.goto("/engagements/new")
        return page

    return open_in


def expect_day(page: Page, name: str, text: str) -> None:
    """What stands under a field; whether English has a comma depends on the browser's age."""
    pattern = re.sub(r"day(?= \d)", "day,?", text)
    expect(page.locator(f"#{name}-day")).to_have_text(re.compile(f"^{pattern}$"))


def top(page: Page, name: str) -> float:
    """Where a field begins, from the top of the page."""
    place = "field => field.getBoundingClientRect().top + scrollY"
    found: float = page.locator(f"#{name}").evaluate(place)
    return found


@pytest.mark.parametrize(
    ("language", "written", "suggested"),
    [
        ("en", "Wednesday 25 November 2026", "Suggested: Tuesday 16 February 2027"),
        ("vi", "Thứ Tư, 25/11/2026", "Gợi ý: Thứ Ba, 16/02/2027"),
    ],
)
def test_a_day_is_written_out_in_the_language_of_the_page(opened, language, written, suggested):
    page = opened(language)
    before = top(page, "team")
    expect_day(page, "start_on", "")
    page.locator("[name=start_on]").fill("2026-11-25")
    expect_day(page, "start_on", written)
    expect_day(page, "end_on", suggested)
    expect(page.locator("[name=end_on]")).to_have_value("")
    assert top(page, "team") == before


def test_what_is_suggested_follows_what_is_typed_and_gives_way_to_it(opened, database):
    page = opened("en")
    page.locator("[name=start_on]").fill("2026-07-06")
    expect_day(page, "follow_up_to", "Suggested: Sunday 27 September 2026")
    page.locator("[name=end_on]").fill("2026-09-30")
    expect_day(page, "follow_up_to", "Suggested: Wednesday 30 September 2026")
    page.locator("[name=follow_up_from]").fill("2026-09-01")
    expect_day(page, "follow_up_from", "Tuesday 1 September 2026")
    expect_day(page, "follow_up_to", "")
    expect_day(page, "baseline_to", "Suggested: Sunday 5 July 2026")
    expect(page.get_by_text("Kept on this device at")).to_be_visible()
    page.reload()
    expect_day(page, "start_on", "Monday 6 July 2026")
    expect_day(page, "baseline_to", "Suggested: Sunday 5 July 2026")
    page.get_by_role("button", name="Start over").click()
    expect_day(page, "start_on", "")
    expect_day(page, "baseline_to", "")


def test_a_date_of_a_visit_is_written_out_too(database, browse):
    factories.engagement("P1-01")
    database.commit()
    page = browse("lan@example.vn", LEAD)
    page.goto("/engagements/P1-01/visits/new")
    page.locator("[name=next_on]").fill("2026-12-01")
    expect_day(page, "next_on", "Tuesday 1 December 2026")
    expect(page.locator("[name=next_on]")).to_have_attribute("aria-describedby", "next_on-day")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30/2/2027", "There is no such day. Check the day and the month."),
        ("1019", "This is not a date. Write day/month/year, such as 31/7/2020."),
        ("02302027", "This is not a date. Write day/month/year, such as 31/7/2020."),
    ],
)
def test_a_day_that_is_none_is_not_taken_for_a_blank_one(opened, typed, said):
    page = opened("en-US")
    page.locator("[name=start_on]").focus()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#start_on-day")).to_have_text(said)
    expect(page.locator("[name=start_on]")).to_be_focused()
    expect(page.locator("[name=factory]")).not_to_have_attribute("aria-invalid", "true")
    page.locator("[name=start_on]").fill("2026-10-19")
    expect_day(page, "start_on", "Monday 19 October 2026")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#factory-error")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "written"),
    [("30/11", "30/11/2026"), ("1-12-26", "01/12/2026"), ("2026-12-05", "05/12/2026")],
)
def test_a_day_is_one_stop_and_may_be_typed_as_people_write_it(opened, typed, written):
    page = opened("vi")
    page.locator("[name=start_on]").evaluate("field => { field.dataset.today = '2026-11-27' }")
    page.locator("[name=start_on]").focus()
    page.keyboard.type(typed)
    page.keyboard.press("Tab")
    expect(page.locator("[name=end_on]")).to_be_focused()
    expect(page.locator("[name=start_on]")).to_have_value(written)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[name=start_on]")).to_be_focused()


def test_a_day_of_long_ago_without_its_year_is_remarked_on(database, browse):
    factories.engagement("P1-01")
    database.commit()
    page = browse("lan@example.vn", LEAD)
    long_ago = months_after(today_in("Asia/Ho_Chi_Minh"), -8)
    for typed, remarks in ((f"{long_ago:%d/%m}", 1), (f"{long_ago:%d/%m/%y}", 0)):
        page.goto("/engagements/P1-01/visits/new")
        page.locator("[name=on]").fill(typed)
        page.locator("[name=agreed]").fill("Gắn thẻ đỏ.")
        expect(page.locator("[name=on]")).to_have_value(f"{long_ago:%d/%m/%Y}")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
        expect(page.get_by_text("see whether the year is right")).to_have_count(remarks)


def test_the_calendar_fills_in_the_day(opened, database):
    page = opened("vi")
    page.locator("[name=start_on]").fill("30/11/2026")
    page.locator("[name=start_on] + .calendar").fill("2026-12-07")
    expect(page.locator("[name=start_on]")).to_have_value("07/12/2026")
    expect_day(page, "start_on", "Thứ Hai, 07/12/2026")
    expect(page.get_by_text("Đã giữ trên máy lúc")).to_be_visible()
    page.reload()
    expect(page.locator("[name=start_on]")).to_have_value("07/12/2026")


def test_a_finger_picks_a_day_in_the_field_of_the_browser(database, browse):
    factories.engagement("P1-01")
    database.commit()
    page = browse("lan@example.vn", LEAD, has_touch=True, is_mobile=True)
    page.goto("/engagements/P1-01/visits/new")
    expect(page.locator("[name=next_on]")).to_have_attribute("type", "date")
    expect(page.locator(".calendar")).to_have_count(0)


@pytest.mark.parametrize(("typed", "today", "latest", "meant"), NEAREST)
def test_a_script_means_the_same_day_as_the_server(opened, typed, today, latest, meant):
    page = opened("vi")
    field = page.locator("[name=start_on]")
    field.evaluate("(field, told) => Object.assign(field.dataset, told)", _facts(today, latest))
    field.fill(typed)
    field.press("Tab")
    expect(field).to_have_value(f"{meant:%d/%m/%Y}")


def test_what_is_no_day_while_typing_does_no_harm(opened):
    page = opened("vi")
    page.locator("[name=start_on]").fill("2026-13-45")
    expect_day(page, "start_on", "")
    page.locator("[name=end_on]").fill("2026-12-05")
    expect_day(page, "end_on", "Thứ Bảy, 05/12/2026")


def _facts(today: date, latest: date | None) -> dict[str, str]:
    return {"today": f"{today}", **({"latest": f"{latest}"} if latest else {})}
