"""A refused form says everything at once: what cannot be read, and what is wrong with the rest."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Factory, Organisation
from coachtrack.features.indicators.models import Measure
from coachtrack.features.programmes.models import Programme
from coachtrack.features.visits.models import Visit
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import errors, fill

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
ENGAGEMENT = {"factory": "Nhựa Đức · DN-1", "code": "P1-02"}


@pytest.fixture
def person(database, sign_in):
    """An administrator among one row of each kind."""
    factories.engagement("P1-01", at=factories.factory("DN-1", name="Nhựa Đức"))
    factories.organisation("SEV")
    return sign_in("admin@example.vn", ADMINISTRATOR)


def rows(database):
    database.rollback()
    kinds = (Organisation, Programme, Factory, Engagement, Measure, Visit)
    return [database.scalar(select(func.count()).select_from(kind)) for kind in kinds]


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [
        pytest.param(
            "/factories/new",
            {"name": "Another", "code": "DN-1", "headcount": "many", "province": "Hà Nội"},
            {"headcount": "is not a number", "code": "This code is taken."},
            id="factory",
        ),
        pytest.param(
            "/programmes/new",
            {"code": "P1", "name": "", "start_on": "2026-05-02", "end_on": "2026-05-01"},
            {
                "name": "Fill this in.",
                "code": "This code is taken.",
                "end_on": "ends before it starts",
            },
            id="programme",
        ),
        pytest.param(
            "/organisations/new",
            {"code": "SEV", "name": "x" * 1000, "kind": "lead-firm"},
            {"name": "1,000 characters", "code": "already used by"},
            id="organisation",
        ),
        pytest.param(
            "/engagements/new?programme=P1",
            {
                **ENGAGEMENT,
                "team": "x" * 1000,
                "stage": "dropped-out",
                "start_on": "2026-07-06",
                "end_on": "2026-07-01",
                "baseline_from": "2026-06-01",
            },
            {
                "team": "1,000 characters",
                "end_on": "ends before it starts",
                "drop_out_reason": "why the factory dropped out",
                "baseline_to": "Add this date.",
            },
            id="engagement",
        ),
        pytest.param(
            "/engagements/P1-01/measures/new",
            {"indicator": "Defect rate", "covers": "much", "gain": "130", "before": "20 %"},
            {"covers": "is not a number", "gain": "Nothing falls by more than 100 percent."},
            id="measure",
        ),
        pytest.param(
            "/engagements/P1-01/visits/new",
            {"on": "2021-05-04", "next_on": "2021-05-03", "observations": "x" * 100_000},
            {"observations": "100,000 characters", "next_on": "must come after this one"},
            id="visit",
        ),
    ],
)
def test_what_cannot_be_read_hides_nothing_else(person, database, address, typed, said):
    before = rows(database)
    answer = fill(person, address, **typed)
    found = errors(answer.text)
    assert answer.status_code == 422
    assert set(found) == set(said)
    assert [field for field, sentence in said.items() if sentence not in found[field]] == []
    assert rows(database) == before


@pytest.mark.parametrize(
    "typed",
    [
        {"start_on": "some day", "end_on": "2026-07-01"},
        {"start_on": "2026-07-06", "end_on": "some day"},
        {"baseline_from": "some day", "baseline_to": "2026-07-01"},
        {"baseline_from": "2026-06-01", "baseline_to": "some day", "follow_up_from": "2026-05-01"},
        {"drop_out_reason": "Moved", "stage": "someday"},
    ],
)
def test_nothing_is_said_that_rests_on_what_cannot_be_read(person, typed):
    unread = [name for name, text in typed.items() if text.startswith("some")]
    answer = fill(person, "/engagements/new?programme=P1", **{**ENGAGEMENT, **typed})
    found = errors(answer.text)
    if "follow_up_from" in typed:
        assert "Add this date." in found.pop("follow_up_to")
    assert answer.status_code == 422
    assert list(found) == unread


def test_what_is_stored_is_changed_by_nothing_of_it(person, database):
    address = "/engagements/P1-01/edit"
    typed = {"team": "x" * 1000, "start_on": "2026-07-06", "end_on": "2026-07-01"}
    assert set(errors(fill(person, address, **typed).text)) == {"team", "end_on"}
    database.rollback()
    assert database.scalars(select(Engagement.team)).one() != ("x" * 1000,)


def test_objections_and_rules_are_said_together(person):
    typed = {"stage": "dropped-out", "start_on": "2026-07-06", "end_on": "2026-07-01"}
    answer = fill(person, "/engagements/new?programme=P1", **ENGAGEMENT, **typed)
    assert set(errors(answer.text)) == {"drop_out_reason", "end_on"}
