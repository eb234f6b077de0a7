"""What is typed into a form outlives a lost signal, a closed tab and a session that ended."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select, update

from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.models import Reading
from coachtrack.features.visits.models import Visit
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.conftest import PASSWORD

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
ADDRESS = "/factories/new"


@pytest.fixture
def lead(database, browse) -> Page:
    """A lead who has typed a new factory, which is kept."""
    factories.programme()
    database.commit()
    page = browse("lan@example.vn", LEAD)
    page.goto(ADDRESS)
    type_it(page)
    expect(page.get_by_text("Kept on this device at")).to_be_visible()
    return page


def type_it(page: Page) -> None:
    page.get_by_label("Code", exact=True).fill("DN-1")
    page.get_by_label("Name", exact=True).fill("Nhựa Đức")
    page.get_by_role("combobox", name="Province").fill("Hải Dương")
    page.get_by_label("Headcount").fill("120")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def expect_draft(page: Page) -> None:
    expect(page.get_by_text("What was typed here at")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nhựa Đức")


def expect_blank(page: Page) -> None:
    page.goto(ADDRESS)
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.get_by_text("What was typed here at")).to_have_count(0)


def enter(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def stored(database, kind=Factory) -> int:
    found = database.scalar(select(func.count()).select_from(kind))
    # What is still being read would keep the writer waiting.
    database.rollback()
    return found


def test_a_session_that_ended_while_typing_loses_nothing(lead, database):
    lead.context.clear_cookies()
    save(lead)
    expect(lead.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(lead.get_by_role("status")).to_contain_text("What you typed is kept on this device")
    assert stored(database) == 0
    enter(lead, "lan@example.vn")
    expect_draft(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("120")
    save(lead)
    expect(lead.get_by_role("heading", level=1)).to_have_text("Nhựa Đức")
    assert stored(database) == 1
    expect_blank(lead)


def test_a_closed_tab_loses_nothing_and_one_can_start_over(lead):
    context = lead.context
    lead.close()
    page = context.new_page()
    page.goto(ADDRESS)
    expect_draft(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect_blank(page)


def test_what_was_typed_last_is_kept_when_the_page_is_left_at_once(lead):
    lead.get_by_label("Sector").fill("Plastics")
    lead.goto("/factories/")
    lead.goto(ADDRESS)
    expect(lead.get_by_label("Sector")).to_have_value("Plastics")


def type_before_the_script(page: Page, headcount: str) -> None:
    """Open the form on a line so slow that its script arrives after what is typed."""
    held: list[Route] = []
    page.route("**/drafts.js", lambda route: held.append(route))
    page.goto(ADDRESS, wait_until="commit")
    page.get_by_label("Headcount").fill(headcount)
    while not held:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()
    page.unroute("**/drafts.js")


def test_what_is_typed_before_the_script_is_there_is_kept_and_stands_over_a_draft(lead):
    type_before_the_script(lead, "300")
    expect_draft(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("300")
    expect(lead.get_by_text("Kept on this device at")).to_be_visible()
    lead.goto(ADDRESS)
    expect_draft(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("300")


def test_on_a_shared_phone_nobody_sees_the_draft_of_another(lead, database, sign_in):
    sign_in("minh@example.vn", LEAD)
    lead.get_by_role("button", name="Sign out").click()
    enter(lead, "minh@example.vn")
    expect_blank(lead)
    lead.get_by_role("button", name="Sign out").click()
    enter(lead, "lan@example.vn")
    lead.goto(ADDRESS)
    expect_draft(lead)


def test_without_a_signal_nothing_is_sent_and_nothing_is_lost(lead, database):
    lead.context.set_offline(True)
    save(lead)
    expect(lead.get_by_text("No signal: everything is kept here.")).to_be_visible()
    expect(lead.get_by_label("Name", exact=True)).to_have_value("Nhựa Đức")
    lead.context.set_offline(False)
    expect(lead.get_by_text("There is a signal again: save now.")).to_be_visible()
    save(lead)
    expect(lead.get_by_text("Saved.")).to_be_visible()
    assert stored(database) == 1
    expect_blank(lead)


def test_what_was_refused_stands_as_it_was_typed(lead):
    lead.get_by_label("Headcount").fill("many")
    save(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("many")
    expect(lead.get_by_text("What was typed here at")).to_have_count(0)
    lead.get_by_label("Headcount").fill("130")
    lead.goto(ADDRESS)
    expect_draft(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("130")


def test_a_browser_that_keeps_nothing_saves_all_the_same(database, browse):
    factories.programme()
    database.commit()
    page = browse("lan@example.vn", LEAD)
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new Error('private'); }});"
    )
    page.goto(ADDRESS)
    type_it(page)
    save(page)
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert stored(database) == 1


COACH = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
GRID = "/engagements/P1-01/readings/enter"


@pytest.fixture
def measure(database):
    """A measure with a reading on each of the first six days of July 2020."""
    return factories.measure(
        factories.engagement("P1-01"), main=True, before=[(20 + n, 400) for n in range(6)]
    )


@pytest.fixture
def grid(measure, database, browse) -> Page:
    """Its grid: five stored readings above a dozen blank rows, from the 7th on."""
    database.commit()
    page = browse("minh@example.vn", COACH)
    page.goto(GRID)
    return page


def cell(page: Page, row: int, name: str):
    return page.locator(f"[name=row-{row}-{name}]")


def paste(page: Page, row: int, name: str, block: str) -> None:
    """Paste as from a spreadsheet, without asking for the clipboard."""
    cell(page, row, name).evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const told = {clipboardData: data, bubbles: true, cancelable: true};
          field.dispatchEvent(new ClipboardEvent("paste", told));
        }""",
        block,
    )


def twenty(page: Page) -> None:
    days = [date(2020, 7, 7) + timedelta(n) for n in range(20)]
    block = "\n".join(f"{on:%d/%m/%Y}\t{20 + n % 4}\t400" for n, on in enumerate(days))
    paste(page, 5, "from_on", block)
    expect(page.get_by_text("Kept on this device at")).to_be_visible()


def expect_twenty(page: Page) -> None:
    expect(page.get_by_text("What was typed here at")).to_be_visible()
    expect(page.locator("tbody.new")).to_have_count(20)
    expect(cell(page, 24, "from_on")).to_have_value("26/07/2020")
    expect(cell(page, 24, "numerator")).to_have_value("23")
    expect(page.locator("tbody.new [data-rate]").last).to_have_text("5.8\u00a0%")


def figures(database) -> list[tuple[int, float | None]]:
    found = database.scalars(select(Reading).order_by(Reading.from_on)).all()
    told = [(row.from_on.day, row.numerator) for row in found]
    database.rollback()
    return told


def correct(database, day: int, numerator: int) -> None:
    """Somebody else corrects a reading."""
    on = date(2020, 7, day)
    database.execute(update(Reading).where(Reading.from_on == on).values(numerator=numerator))
    database.commit()


def test_a_pasted_block_outlives_a_session_that_ended_and_is_saved_once(grid, database):
    twenty(grid)
    grid.context.clear_cookies()
    save(grid)
    expect(grid.get_by_role("heading", name="Sign in")).to_be_visible()
    assert stored(database, Reading) == 6
    enter(grid, "minh@example.vn")
    expect_twenty(grid)
    save(grid)
    expect(grid.get_by_text("Saved: 20 readings.")).to_be_visible()
    assert figures(database)[6:] == [(7 + n, 20 + n % 4) for n in range(20)]
    expect(grid.get_by_text("What was typed here at")).to_have_count(0)
    expect(cell(grid, 5, "numerator")).to_have_value("")


def lose(route: Route) -> None:
    """Let the server save, and its answer get lost, with the cookie that would tell of it."""
    context = route.request.frame.page.context
    cookies: Any = context.cookies()
    route.fetch(max_redirects=0)
    context.clear_cookies()
    context.add_cookies(cookies)
    route.fulfill(status=502, body="Lost")


def test_a_block_that_was_saved_without_an_answer_is_saved_once(grid, database):
    twenty(grid)
    grid.route("**/readings/enter*", lose, times=1)
    save(grid)
    expect(grid.get_by_text("Lost")).to_be_visible()
    assert stored(database, Reading) == 26
    grid.goto(GRID)
    expect(grid.get_by_text("What was typed here at")).to_be_visible()
    save(grid)
    expect(grid.get_by_text("Nothing has changed.")).to_be_visible()
    expect(grid.get_by_text("What was typed here at")).to_have_count(0)
    assert stored(database, Reading) == 26


def test_a_closed_tab_keeps_the_rows_that_were_added_and_starting_over_takes_them_away(grid):
    twenty(grid)
    context = grid.context
    grid.close()
    page = context.new_page()
    page.goto(GRID)
    expect_twenty(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("tbody.new")).to_have_count(12)
    expect(page.locator("[name=rows]")).to_have_value("17")
    expect(cell(page, 5, "from_on")).to_have_value("07/07/2020")
    expect(cell(page, 5, "numerator")).to_have_value("")
    expect(page.locator("tbody.new [data-rate]").first).to_have_text("")
    page.goto(GRID)
    expect(page.get_by_text("What was typed here at")).to_have_count(0)


def test_a_draft_moves_to_its_rows_when_others_stand_above(grid, measure, database):
    cell(grid, 0, "numerator").fill("30")
    cell(grid, 5, "numerator").fill("23")
    cell(grid, 5, "denominator").fill("400")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    factories.readings(measure, [(24, 400), (25, 400)], date(2020, 7, 8))
    correct(database, 6, 26)
    grid.goto(GRID)
    expect(grid.locator("tbody.kept")).to_have_count(6)
    expect(cell(grid, 0, "numerator")).to_have_value("30")
    expect(cell(grid, 3, "numerator")).to_have_value("26")
    expect(cell(grid, 6, "from_on")).to_have_value("07/07/2020")
    expect(cell(grid, 6, "numerator")).to_have_value("23")
    save(grid)
    expect(grid.get_by_text("Saved: 2 readings.")).to_be_visible()
    told = figures(database)
    assert told == [(1, 20), (2, 30), (3, 22), (4, 23), (5, 24), (6, 26), (7, 23), (8, 24), (9, 25)]


def test_a_correction_in_a_draft_is_not_saved_over_that_of_somebody_else(grid, database):
    cell(grid, 4, "numerator").fill("26")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    correct(database, 6, 27)
    grid.goto(GRID)
    expect(cell(grid, 4, "numerator")).to_have_value("26")
    save(grid)
    expect(grid.get_by_text("Stored now: 6.8\u00a0% (27 of 400)")).to_be_visible()
    assert figures(database)[5] == (6, 27)
    grid.goto(GRID)
    expect(cell(grid, 4, "numerator")).to_have_value("26")
    save(grid)
    expect(grid.get_by_text("Typed here: 6.5\u00a0% (26 of 400)")).to_be_visible()
    save(grid)
    assert figures(database)[5] == (6, 27)
    grid.get_by_role("button", name="Replace the stored figure").click()
    expect(grid.get_by_text("Saved: 1 reading.")).to_be_visible()
    assert figures(database)[5] == (6, 26)


def test_more_rows_and_other_columns_take_the_draft_along(grid, database):
    cell(grid, 4, "numerator").fill("26")
    cell(grid, 5, "numerator").fill("23")
    cell(grid, 5, "denominator").fill("400")
    grid.get_by_role("button", name="More rows").click()
    expect(grid.locator("tbody.new")).to_have_count(24)
    grid.get_by_role("button", name="By lot or shift").click()
    cell(grid, 5, "lot").fill("Ca 1")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    grid.goto(GRID)
    expect(grid.get_by_text("What was typed here at")).to_have_count(0)
    grid.goto(f"{GRID}?lots=yes")
    expect(cell(grid, 4, "numerator")).to_have_value("26")
    expect(cell(grid, 5, "lot")).to_have_value("Ca 1")
    save(grid)
    expect(grid.get_by_text("Saved: 2 readings.")).to_be_visible()
    assert figures(database)[5:] == [(6, 26), (7, 23)]


def test_a_correction_outlives_a_session_that_ended(measure, database, browse):
    reading = database.scalars(select(Reading).order_by(Reading.from_on)).first()
    assert reading is not None
    address = f"/engagements/P1-01/readings/{reading.uuid}/correct"
    database.commit()
    page = browse("minh@example.vn", COACH)
    page.goto(address)
    page.locator("[data-part=numerator]").fill("23")
    page.get_by_label("Note").fill("Đếm lại.")
    expect(page.get_by_text("Kept on this device at")).to_be_visible()
    page.reload()
    expect(page.locator("[data-part=numerator]")).to_have_value("23")
    page.context.clear_cookies()
    save(page)
    enter(page, "minh@example.vn")
    expect(page.get_by_text("What was typed here at")).to_be_visible()
    expect(page.locator("[data-part=numerator]")).to_have_value("23")
    expect(page.get_by_label("Note")).to_have_value("Đếm lại.")
    save(page)
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    assert figures(database)[0] == (1, 23)
    page.goto(address)
    expect(page.get_by_text("What was typed here at")).to_have_count(0)


@pytest.fixture
def visiting(database, browse) -> Page:
    """A consultant on a phone who logs the second visit of an engagement."""
    engagement = factories.engagement("P1-01")
    factories.visit(engagement, date(2021, 5, 4), present=("Giám đốc",), agreed="Gắn thẻ đỏ.")
    database.commit()
    consultant = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
    page = browse("minh@example.vn", consultant, viewport={"width": 390, "height": 844})
    page.goto("/engagements/P1-01/visits/")
    page.get_by_role("link", name="Log a visit").click()
    return page


def test_a_visit_is_logged_on_a_phone_with_the_button_in_reach(visiting, database):
    expect(visiting.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    visiting.get_by_label("Observations").fill("Máy 3 dừng.")
    expect(visiting.get_by_text("Kept on this device at")).to_be_visible()
    visiting.get_by_role("link", name="Copy from the visit of 4 May 2021").click()
    expect(visiting.get_by_label("Observations")).to_have_value("Máy 3 dừng.")
    expect(visiting.get_by_label("Present")).to_have_value("Giám đốc")
    expect(visiting.get_by_label("Agreed")).to_have_value("Open since 4 May 2021:\nGắn thẻ đỏ.")
    save(visiting)
    expect(visiting.get_by_text("Saved.")).to_be_visible()
    visiting.get_by_role("link", name="Minutes to sign").click()
    expect(visiting.get_by_role("heading", level=1)).to_have_text("Minutes of the visit")
    assert stored(database, Visit) == 2


def test_a_visit_that_is_open_in_two_tabs_is_saved_once(visiting, database):
    visiting.get_by_label("Observations").fill("Máy 3 dừng.")
    expect(visiting.get_by_text("Kept on this device at")).to_be_visible()
    other = visiting.context.new_page()
    other.goto("/engagements/P1-01/visits/new")
    for page in (visiting, other):
        save(page)
        expect(page.get_by_text("Saved.")).to_be_visible()
    visiting.go_back()
    expect(visiting.get_by_label("Observations")).to_have_value("")
    assert stored(database, Visit) == 2


def test_a_form_with_a_field_named_as_a_method_of_it_keeps_its_draft(database, browse):
    factories.engagement("P1-01")
    database.commit()
    page = browse("minh@example.vn", COACH)
    page.goto("/engagements/P1-01/measures/new")
    page.locator("[name=before]").fill("10")
    expect(page.get_by_text("Kept on this device at")).to_be_visible()
    page.reload()
    expect(page.get_by_text("What was typed here at")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("[name=before]")).to_have_value("")


def refused(page: Page) -> None:
    """Send something that is refused."""
    page.get_by_label("Headcount").fill("many")
    save(page)
    expect(page.get_by_text("Not saved yet.")).to_be_visible()


def test_a_refused_page_is_loaded_anew_with_what_was_typed(lead, database):
    refused(lead)
    sent = []
    lead.on("request", lambda asked: sent.append(asked.method))
    lead.reload()
    assert "POST" not in sent
    expect_draft(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("many")
    lead.get_by_label("Headcount").fill("130")
    save(lead)
    expect(lead.get_by_text("Saved.")).to_be_visible()
    assert stored(database) == 1


def test_going_back_after_a_refusal_gives_the_form_and_not_a_question(lead, database):
    refused(lead)
    lead.get_by_label("Headcount").fill("130")
    expect(lead.get_by_text("Kept on this device at")).to_be_visible()
    lead.goto("/factories/")
    lead.go_back()
    expect_draft(lead)
    expect(lead.get_by_label("Headcount")).to_have_value("130")
    save(lead)
    expect(lead.get_by_text("Saved.")).to_be_visible()
    lead.go_back()
    expect(lead.get_by_role("heading", level=1)).to_have_text("New factory")
    expect(lead.get_by_label("Headcount")).to_have_value("")
    assert stored(database) == 1


def test_home_names_what_is_not_saved_until_it_is(lead, browse):
    lead.goto("/")
    notice = lead.get_by_role("region", name="Not saved yet, on this device")
    expect(notice.get_by_role("listitem")).to_have_count(1)
    notice.get_by_role("link", name="New factory").click()
    expect_draft(lead)
    save(lead)
    lead.wait_for_url("**/factories/DN-1")
    lead.goto("/")
    expect(lead.get_by_role("heading", level=1)).to_be_visible()
    expect(notice).to_be_hidden()


@pytest.mark.parametrize("first", [refused, lambda _page: None], ids=["refused", "typed"])
def test_home_names_nothing_of_which_all_was_cleared(lead, first):
    first(lead)
    for name in ("Code", "Name"):
        lead.get_by_label(name, exact=True).fill("")
    lead.get_by_role("combobox", name="Province").fill("")
    lead.get_by_label("Headcount").fill(" ")
    lead.goto("/")
    expect(lead.get_by_role("heading", level=1)).to_be_visible()
    expect(lead.get_by_text("Not saved yet, on this device")).to_be_hidden()


@pytest.mark.parametrize("page", ["{uuid}/correct", "today?on=2020-07-01"])
def test_home_names_no_correction_of_what_was_withdrawn(grid, database, page):
    uuid = database.scalars(select(Reading.uuid).order_by(Reading.from_on)).first()
    database.rollback()
    readings = "/engagements/P1-01/readings/"
    grid.goto(readings + page.format(uuid=uuid))
    grid.locator("[data-part=numerator]").fill("23")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    grid.goto("/")
    told = grid.get_by_text("Not saved yet, on this device")
    expect(told).to_be_visible()
    grid.goto(f"{readings}{uuid}/withdraw")
    grid.get_by_label("Reason").fill("Đếm hai lần")
    grid.get_by_role("button", name="Withdraw").click()
    expect(grid.get_by_text("Saved.")).to_be_visible()
    grid.goto("/")
    expect(grid.get_by_role("heading", level=1)).to_be_visible()
    expect(told).to_be_hidden()


def test_what_is_not_wanted_any_more_is_discarded_from_the_home_page(lead):
    """Such as of something that was removed meanwhile, whose form is no more."""
    lead.get_by_label("Name", exact=True).fill("Nhựa Đức")
    expect(lead.get_by_text("Kept on this device at")).to_be_visible()
    lead.goto("/")
    notice = lead.get_by_role("region", name="Not saved yet, on this device")
    notice.get_by_role("button", name="Discard").click()
    expect(notice).to_be_hidden()
    lead.reload()
    expect(lead.get_by_role("heading", level=1)).to_be_visible()
    expect(notice).to_be_hidden()


def test_what_somebody_else_typed_here_is_not_named(lead, sign_in):
    cookie = sign_in("hoa@example.vn", LEAD).get_cookie("session")
    address = lead.url.removesuffix(ADDRESS)
    lead.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    lead.goto("/")
    expect(lead.get_by_role("heading", level=1)).to_be_visible()
    expect(lead.get_by_text("Not saved yet, on this device")).to_be_hidden()


def test_what_was_typed_in_another_view_is_named_and_outlives_the_way_back_to_it(grid):
    """The buttons of the views send the form, blank as it is."""
    grid.get_by_role("button", name="Weekly").click()
    cell(grid, 6, "numerator").fill("21")
    cell(grid, 6, "denominator").fill("265")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    grid.goto(GRID)
    elsewhere = grid.get_by_text("in another view was kept:")
    expect(elsewhere).to_be_visible()
    expect(elsewhere.get_by_role("link")).to_have_attribute("href", re.compile("every=week"))
    for _time in range(2):
        grid.get_by_role("button", name="Weekly").click()
        expect(cell(grid, 6, "numerator")).to_have_value("21")
        expect(grid.get_by_text("What was typed here at")).to_be_visible()
        grid.goto(GRID)


def test_rows_of_two_views_come_together_without_loss(grid):
    grid.get_by_role("button", name="Weekly").click()
    cell(grid, 5, "numerator").fill("21")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    grid.goto(GRID)
    cell(grid, 5, "numerator").fill("9")
    expect(grid.get_by_text("Kept on this device at")).to_be_visible()
    grid.get_by_role("button", name="Weekly").click()
    expect(grid.get_by_text("What was typed here at")).to_be_visible()
    typed = grid.locator("tbody.new [data-part=numerator]")
    found = [one.input_value() for one in typed.all()]
    assert sorted(filter(None, found)) == ["21", "9"]


def test_what_is_chosen_instead_of_what_was_brought_along_stays(lead, database):
    factories.organisation("ORG1", name="Công ty Một")
    factories.organisation("ORG2", name="Công ty Hai")
    database.commit()
    lead.goto("/factories/new?organisation=ORG1&draft=/factories/new")
    field = lead.get_by_role("combobox", name="Organisation")
    expect(field).to_have_value("Công ty Một · ORG1")
    field.fill("Công ty Hai · ORG2")
    expect(lead.get_by_text("Kept on this device at")).to_be_visible()
    lead.reload()
    expect(field).to_have_value("Công ty Hai · ORG2")


def test_a_draft_of_several_lines_outlives_that_each_gets_a_field_of_its_own(lead, database):
    factories.engagement("P1-01", team=("Kim Min-jae",))
    database.commit()
    lead.goto("/engagements/P1-01/edit")
    lead.locator("#team-2").fill("Trần Đức")
    expect(lead.get_by_text("Kept on this device at")).to_be_visible()
    lead.evaluate("""() => {
      const key = Object.keys(localStorage).find((each) => each.includes("/P1-01/edit"));
      const draft = JSON.parse(localStorage.getItem(key));
      draft.shown["team 1"] = "Kim Min-jae\\nPhạm Thu Hà";
      localStorage.setItem(key, JSON.stringify(draft));
    }""")
    # Leaving the page would keep it once more as it stands.
    lead.context.new_page().goto("/engagements/P1-01/edit")
    expect(lead.context.pages[-1].locator("#team")).to_have_value("Kim Min-jae; Phạm Thu Hà")
