"""Taking away what was added by mistake; what something rests on stays."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Membership
from coachtrack.features.editing import removal
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.factories.models import Factory, Organisation
from coachtrack.features.indicators.models import Measure, StoredResult
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Overtaken
from tests import factories
from tests.editing import fill, standing
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
    # Its code is not suggested again, for a form of it may still be open somewhere.
    html = lead.get("/engagements/new?programme=P1", headers=ENGLISH).text
    assert standing(html)["code"] == "P1-02"
    # Typed for another one all the same, an old role opens nothing.
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
        "It stays: its stage is past “Selected”, or a visit, an event, a reading or an objection is"
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


ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


def refused(client, address, sentence) -> None:
    """It stays, and the page that asks says why, before and after it was tried."""
    page = client.get(address, headers=ENGLISH).text
    assert sentence in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = client.post(address, data={"csrf_token": token}, headers=ENGLISH)
    assert answer.status_code == 409
    assert sentence in answer.text


def test_a_factory_goes_that_takes_part_in_nothing(database, sign_in):
    programme = factories.programme()
    programme.factories.append(factories.factory("F1"))
    database.commit()
    lead = sign_in("lan@example.vn", LEAD)
    manager = sign_in("minh@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))
    assert read(lead, "/factories/F1/edit").links()["Remove"] == "/factories/F1/remove"
    answer = fill(lead, "/factories/F1/remove")
    assert (answer.status_code, answer.location) == (302, "/factories/")
    assert "Removed: Factory F1 · F1." in read(lead, answer.location).text
    assert left(database, Factory) == 0
    factories.factory("F1")
    assert manager.get("/factories/F1").status_code == 404


def test_a_factory_that_takes_part_or_that_others_list_stays(mistake, database, sign_in):
    lead = sign_in("lan@example.vn", LEAD)
    refused(lead, "/factories/F1/remove", "It stays: it takes part in an engagement.")
    assert read(lead, "/factories/F1/remove").links()["P1-01"] == "/engagements/P1-01"
    shared = factories.factory("F2")
    mistake.engagement.programme.factories.append(shared)
    other = factories.programme("P2")
    other.factories.append(shared)
    database.commit()
    refused(lead, "/factories/F2/remove", "Another programme lists it too")
    assert left(database, Factory) == 2
    assert (
        fill(sign_in("admin@example.vn", ADMINISTRATOR), "/factories/F2/remove").status_code == 302
    )
    assert left(database, Factory) == 1


def test_what_another_programme_lists_at_that_moment_stays(mistake, database, monkeypatch, sign_in):
    """It is asked once nobody can list it any more."""
    programme = mistake.engagement.programme
    programme.factories.append(factories.factory("F2"))
    factories.programme("P2")
    database.commit()
    lead, hold = sign_in("lan@example.vn", LEAD), removal._hold

    def overtaken(row):
        other = db.session.scalars(select(Programme).where(Programme.code == "P2")).one()
        other.factories.append(row)
        db.session.flush()
        hold(row)

    page = lead.get("/factories/F2/remove", headers=ENGLISH).text
    monkeypatch.setattr(removal, "_hold", overtaken)
    assert fill(lead, "/factories/F2/remove", page=page).status_code == 409
    assert left(database, Factory) == 2


def test_what_is_gone_already_is_not_there(mistake, database, monkeypatch, sign_in):
    """Removed in another window after this one had found it."""
    lead, hold = sign_in("lan@example.vn", LEAD), removal._hold
    page = lead.get(PAGE, headers=ENGLISH).text

    def overtaken(row):
        monkeypatch.setattr(removal, "_hold", hold)
        raise Overtaken

    monkeypatch.setattr(removal, "_hold", overtaken)
    assert fill(lead, PAGE, page=page).status_code == 302
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert lead.post(PAGE, data={"csrf_token": token}, headers=ENGLISH).status_code == 404


def test_an_organisation_goes_to_which_nothing_belongs(database, sign_in):
    programme = factories.programme()
    programme.partners.append(factories.organisation("O1"))
    factories.factory("F1", organisation=factories.organisation("O2"))
    factories.organisation("O3")
    database.commit()
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    for code, used in (("O1", "P1"), ("O2", "F1")):
        told = f"It stays: a factory belongs to it, or it is a partner of a programme: {used}."
        refused(admin, f"/organisations/{code}/remove", told)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    assert lead.get("/organisations/O1/remove").status_code == 403
    assert read(admin, "/organisations/O3/edit").links()["Remove"] == "/organisations/O3/remove"
    assert fill(lead, "/organisations/O3/remove").location == "/organisations/"
    assert left(database, Organisation) == 2


def test_a_programme_goes_in_which_nobody_takes_part(mistake, database, sign_in):
    empty = factories.programme("P2")
    factories.component(empty)
    empty.factories.append(mistake.engagement.factory)
    database.commit()
    lead = sign_in("lan@example.vn", LEAD)
    elsewhere = sign_in("an@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    refused(admin, "/programmes/P1/remove", "It stays: factories take part in it.")
    assert lead.get("/programmes/P1/remove").status_code == 403
    assert read(admin, "/programmes/P2/edit").links()["Remove"] == "/programmes/P2/remove"
    assert fill(admin, "/programmes/P2/remove").location == "/programmes/"
    assert (left(database, Programme), left(database, Component), left(database, Factory)) == (
        1,
        0,
        1,
    )
    factories.programme("P2")
    assert elsewhere.get("/programmes/P2").status_code == 404


def test_a_year_of_a_plan_goes_unless_engagements_need_it(mistake, database, sign_in):
    programme = mistake.engagement.programme
    for year in (2026, 2027):
        factories.component(programme, "C1", year)
    mistake.engagement.component = "C1"
    database.commit()
    lead, plan = sign_in("lan@example.vn", LEAD), "/programmes/P1/components/"
    page = f"{plan}C1/2027/remove"
    assert read(lead, f"{plan}C1/2027/edit").links()["Remove"] == page
    assert fill(lead, page).location == plan
    assert left(database, Component) == 1
    refused(lead, f"{plan}C1/2026/remove", "It stays: engagements are of this component")
    mistake.engagement.component = ""
    database.commit()
    assert fill(lead, f"{plan}C1/2026/remove").status_code == 302
    assert left(database, Component) == 0
