"""Taking an engagement away that was added by mistake."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from coachtrack.features.accounts.models import Membership
from coachtrack.features.editing import removal
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.indicators.models import Measure, StoredResult
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill
from tests.reading import read
from tests.sending import ENGLISH

PAGE = "/engagements/P1-01/remove"
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
COACH = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")


@pytest.fixture
def mistake(database) -> Measure:
    """The measure of an engagement that nobody has begun."""
    made = factories.engagement("P1-01", at=factories.factory("F1"), stage=Stage.SELECTED)
    measure = factories.measure(made, main=True)
    database.commit()
    return measure


def left(database, table) -> int:
    database.rollback()
    return database.scalar(select(func.count()).select_from(table))


def test_it_is_gone_with_its_measures_and_the_roles_in_it(mistake, database, sign_in):
    consultant, lead = sign_in("ha@example.vn", COACH), sign_in("lan@example.vn", LEAD)
    assert read(lead, "/engagements/P1-01/edit").links()["Remove"] == PAGE
    assert "Nothing is recorded of it, and its stage is still “Selected”." in read(lead, PAGE).text
    answer = fill(lead, PAGE)
    assert (answer.status_code, answer.location) == (302, "/engagements/")
    assert "Removed: Factory F1 · P1-01." in read(lead, answer.location).text
    for table in (Engagement, Measure, StoredResult):
        assert left(database, table) == 0
    # Its code is free for another one, where an old role opens nothing.
    assert database.scalar(select(Membership).where(Membership.code == "P1-01")) is None
    factories.engagement("P1-01")
    assert consultant.get("/engagements/P1-01").status_code == 404
    assert lead.get(PAGE).status_code == 200


def begin(measure, how):
    """Something by which it has begun."""
    if how == "stage":
        measure.engagement.stage = Stage.KICK_OFF
    elif how == "visit":
        factories.visit(measure.engagement, withdrawn="A slip")
    elif how == "event":
        factories.event(measure.engagement, date(2020, 8, 3), withdrawn="A slip")
    else:
        factories.readings(measure, [(1, 20)], withdrawn="A slip")


@pytest.mark.parametrize("how", ["stage", "visit", "event", "reading"])
def test_one_that_has_begun_stays_also_when_it_began_meanwhile(mistake, database, sign_in, how):
    lead = sign_in("lan@example.vn", LEAD)
    page = lead.get(PAGE, headers=ENGLISH).text
    begin(mistake, how)
    database.commit()
    answer = fill(lead, PAGE, page=page)
    assert answer.status_code == 409
    assert (
        "It stays: its stage is past “Selected”, or a visit, an event or a reading is"
        in answer.text
    )
    assert "Remove</button>" not in answer.text
    assert left(database, Engagement) == left(database, Measure) == 1


def test_a_reading_that_comes_in_at_that_moment_keeps_it(mistake, database, monkeypatch, sign_in):
    lead = sign_in("lan@example.vn", LEAD)
    page = lead.get(PAGE, headers=ENGLISH).text
    factories.readings(mistake, [(1, 20)])
    database.commit()
    monkeypatch.setattr(removal, "is_begun", lambda engagement: False)
    assert fill(lead, PAGE, page=page).status_code == 409
    assert left(database, Measure) == 1


def test_only_who_leads_the_programme_may(mistake, sign_in):
    consultant = sign_in("ha@example.vn", COACH)
    assert "Remove" not in read(consultant, "/engagements/P1-01/edit").links()
    assert consultant.get(PAGE).status_code == 403
    elsewhere = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2")
    factories.programme("P2")
    assert sign_in("an@example.vn", elsewhere).get(PAGE).status_code == 404
