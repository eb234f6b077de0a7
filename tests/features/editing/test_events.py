"""Noting what happened meanwhile, and correcting it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Warning
from coachtrack.features.engagements.models import Event, EventKind
from coachtrack.features.indicators.models import StoredResult
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill
from tests.reading import read
from tests.sending import ENGLISH

CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
LIST, NEW_PAGE = "/engagements/P1-01/events/", "/engagements/P1-01/events/new"
NEW = {"on": "2020-08-10", "kind": "other-change", "text": "A new mould"}


@pytest.fixture
def measured(database):
    """A measure that clearly improved."""
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    return factories.measure(**figures).id


@pytest.fixture
def consultant(measured, sign_in):
    return sign_in("lan@example.vn", CONSULTANT)


def noted(database):
    database.rollback()
    return [(e.on, e.kind, e.text, e.scope) for e in database.scalars(select(Event))]


def warned(database, measured):
    """Whether the result says that something else changed."""
    database.rollback()
    return Warning.OTHER_CHANGE in database.get(StoredResult, measured).details["warnings"]


def test_an_event_is_listed_and_the_result_says_so(consultant, database, measured):
    assert "Nothing is noted yet." in consultant.get(LIST, headers=ENGLISH).text
    answer = fill(consultant, NEW_PAGE, **NEW)
    assert (answer.status_code, answer.location) == (302, LIST)
    assert noted(database) == [(date(2020, 8, 10), EventKind.OTHER_CHANGE, "A new mould", "")]
    assert "A new mould" in consultant.get(LIST, headers=ENGLISH).text
    assert warned(database, measured)


def test_sent_twice_it_is_one_event(consultant, database):
    for _time in range(2):
        assert fill(consultant, NEW_PAGE, **NEW).status_code == 302
    assert len(noted(database)) == 1


def test_what_was_noted_wrongly_is_corrected_with_its_result(consultant, database, measured):
    fill(consultant, NEW_PAGE, **NEW)
    answer = fill(consultant, LIST + "1/edit", on="2019-12-31", text="An old mould")
    assert answer.status_code == 302
    assert noted(database) == [(date(2019, 12, 31), EventKind.OTHER_CHANGE, "An old mould", "")]
    assert not warned(database, measured)


def test_it_does_not_become_the_same_as_another(consultant, database):
    fill(consultant, NEW_PAGE, **NEW)
    fill(consultant, NEW_PAGE, **{**NEW, "text": "A holiday"})
    answer = fill(consultant, LIST + "2/edit", text="A new mould")
    assert answer.status_code == 422
    assert "This is noted already." in answer.text
    assert len(noted(database)) == 2


def test_a_change_of_somebody_else_is_shown_and_not_undone(consultant, database):
    for scope in ("Line 1", "Line 2"):
        factories.measure(scope=scope)
    fill(consultant, NEW_PAGE, **NEW)
    page = consultant.get(LIST + "1/edit", headers=ENGLISH).text
    fill(consultant, LIST + "1/edit", scope="Line 1")
    answer = fill(consultant, LIST + "1/edit", page=page, scope="Line 2")
    assert answer.status_code == 409
    assert '"Stored now">Line 1</td><td data-label="Typed here">Line 2</td>' in answer.text
    assert noted(database)[0][3] == "Line 1"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("on", "", "Fill this in."),
        ("on", "2020-02-30", "There is no such day."),
        ("kind", "", "Choose the kind of event from the list."),
        ("text", "x" * 501, "This text has 501 characters."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(consultant, database, field, typed, said):
    answer = fill(consultant, NEW_PAGE, **{**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert noted(database) == []


@pytest.mark.parametrize("number", ["0", "2"])
def test_an_event_that_is_not_there_is_no_page(consultant, database, number):
    fill(consultant, NEW_PAGE, **NEW)
    for page in ("/edit", "/withdraw"):
        assert consultant.get(LIST + number + page).status_code == 404


@pytest.fixture
def withdraw(consultant):
    """Where the only event is withdrawn."""
    fill(consultant, NEW_PAGE, **NEW)
    return LIST + "1/withdraw"


def reason(database):
    database.rollback()
    return database.scalar(select(Event.withdrawn))


def test_withdrawing_asks_for_a_reason(consultant, withdraw, database, measured):
    assert read(consultant, LIST).links()["Withdraw : A new mould"] == withdraw
    answer = fill(consultant, withdraw, withdrawn=" ")
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert reason(database) == ""
    assert warned(database, measured)


def test_what_was_withdrawn_stays_in_the_list_and_counts_for_nothing(
    consultant, withdraw, database, measured
):
    door = "/engagements/P1-01/results.json"
    assert "other-change" in consultant.get(door).text
    assert "A new mould" in read(consultant, "/engagements/P1-01").text
    answer = fill(consultant, withdraw, withdrawn="Ghi hai lần")
    assert (answer.status_code, answer.location) == (302, LIST)
    page = read(consultant, LIST)
    assert "Withdrawn: Ghi hai lần" in page.text
    assert not any(name.startswith("Withdraw") for name in page.links())
    assert not warned(database, measured)
    assert "other-change" not in consultant.get(door).text
    assert "A new mould" not in read(consultant, "/engagements/P1-01").text
    chart = "/engagements/P1-01/chart.json?indicator=defect-rate"
    assert "A new mould" not in consultant.get(chart).text


def test_what_was_withdrawn_counts_again_when_it_is_saved(consultant, withdraw, database, measured):
    fill(consultant, withdraw, withdrawn="Ghi hai lần")
    page = read(consultant, LIST + "1/edit")
    assert "Withdrawn: Ghi hai lần" in page.text
    assert "Saving it here lets it count again." in page.text
    assert fill(consultant, LIST + "1/edit").status_code == 302
    assert reason(database) == ""
    assert warned(database, measured)


def test_noting_it_anew_does_not_undo_that_it_was_withdrawn(consultant, withdraw, database):
    fill(consultant, withdraw, withdrawn="Ghi hai lần")
    answer = fill(consultant, NEW_PAGE, **NEW)
    assert answer.status_code == 422
    assert "This is noted already. Change it in the list of events." in answer.text
    assert reason(database) == "Ghi hai lần"


def test_it_is_not_let_count_by_who_had_it_open(consultant, withdraw, database):
    page = consultant.get(LIST + "1/edit", headers=ENGLISH).text
    fill(consultant, withdraw, withdrawn="Ghi hai lần")
    answer = fill(consultant, LIST + "1/edit", page=page)
    assert answer.status_code == 409
    assert '"Stored now">Ghi hai lần</td><td data-label="Typed here">–</td>' in answer.text
    assert reason(database) == "Ghi hai lần"


@pytest.mark.parametrize("typed", ["chuyen a", "CHUYỀN A", "Chuyền  A"])
def test_the_scope_is_that_of_a_measure_as_it_is_spelled(consultant, database, typed):
    factories.measure(scope="Chuyền A")
    assert '<option value="Chuyền A">' in consultant.get(NEW_PAGE, headers=ENGLISH).text
    assert fill(consultant, NEW_PAGE, **NEW, scope=typed).status_code == 302
    assert noted(database)[0][3] == "Chuyền A"


def test_a_scope_that_no_measure_has_is_refused(consultant, database):
    answer = fill(consultant, NEW_PAGE, **NEW, scope="Chuyền ZZZ")
    assert answer.status_code == 422
    told = "Choose the scope of a measure, or leave this blank for the whole factory."
    assert f"There is no “Chuyền ZZZ” here. {told}" in answer.text
    assert noted(database) == []


def test_a_reason_that_nobody_can_see_is_none(consultant, database):
    fill(consultant, NEW_PAGE, **NEW)
    answer = fill(consultant, LIST + "1/withdraw", withdrawn="\u200b\ufeff")
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
