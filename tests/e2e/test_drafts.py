"""What is typed into a form outlives a lost signal, a closed tab and a session that ended."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from coachtrack.features.factories.models import Factory
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
    page.get_by_label("Code").fill("DN-1")
    page.get_by_label("Name", exact=True).fill("Nhựa Đức")
    page.get_by_label("Province").fill("Hải Dương")
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
