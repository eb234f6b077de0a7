"""Who gives which role to whom: nobody to themselves, and none that opens what is not theirs."""

from __future__ import annotations

import pytest

from coachtrack.features.accounts import queries
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import HELD_IN, Grant, Role, Scope
from tests import factories
from tests.features.members.conftest import ADMINISTRATOR, CONSULTANT, LEAD, MANAGER
from tests.features.members.inviting import invite, link_on
from tests.reading import read
from tests.sending import send

IN_P2 = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2")
#: Every role, and where a lead or an administrator could give it in the place P1.
EVERY_ROLE = [
    Grant(role, scope, {"programme": "P1", "engagement": "P1-01", "factory": "F1"}.get(scope, ""))
    for role in Role
    for scope in HELD_IN[role]
    if scope != Scope.PROVINCE
] + [Grant(Role.VIEWER, Scope.PROVINCE, "30")]


@pytest.fixture
def shared(two_programmes, database) -> None:
    """P2 lists F1 too, and was at work there."""
    site = database.query(Factory).filter_by(code="F1").one()
    elsewhere = database.query(Programme).filter_by(code="P2").one()
    factories.engagement("P2-02", within=elsewhere, at=site)
    database.commit()


def give(client, email, held: Grant):
    page = f"/people/{queries.account_of(email).handle}"
    return send(client, f"{page}/roles", page=page, role=held.role.value, place=held.code)


def grants_of(email) -> set[Grant]:
    return set(queries.account_of(email).person().grants)


@pytest.mark.parametrize("held", EVERY_ROLE, ids=str)
def test_nobody_gives_themselves_a_role(lead, admin, held):
    for email, client, own in (
        ("lead@example.vn", lead, LEAD),
        ("admin@example.vn", admin, ADMINISTRATOR),
    ):
        give(client, email, held)
        invite(client, email, held.role.value, held.code)
        assert grants_of(email) == {own}


def test_it_is_said(lead):
    sentence = "Nobody gives themselves a role. Ask somebody else who may give it."
    answer = invite(lead, "LEAD@example.vn")
    assert (answer.status_code, sentence in answer.text) == (422, True)
    page = read(lead, f"/people/{queries.account_of('lead@example.vn').handle}").text
    assert sentence in page
    assert "Give the role" not in page


def test_another_lead_of_the_programme_gives_it(lead, sign_in):
    sign_in("other@example.vn", LEAD)
    assert give(lead, "other@example.vn", CONSULTANT).status_code == 302
    assert grants_of("other@example.vn") == {LEAD, CONSULTANT}


def test_at_a_factory_of_two_programmes_an_administrator_gives_it(shared, lead, admin, known, app):
    known("ha@example.vn", CONSULTANT)
    refused = [give(lead, "ha@example.vn", MANAGER), invite(lead, "an@example.vn")]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert all("other programmes list too, an administrator" in each.text for each in refused)
    assert queries.account_of("an@example.vn") is None
    assert grants_of("ha@example.vn") == {CONSULTANT}
    link_on(invite(admin, "an@example.vn"))
    assert give(admin, "ha@example.vn", MANAGER).status_code == 302


def test_so_does_who_leads_them_all(shared, sign_in):
    both = sign_in("both@example.vn", LEAD, IN_P2)
    link_on(invite(both, "an@example.vn"))
    assert grants_of("an@example.vn") == {MANAGER}


def test_such_a_factory_is_not_suggested(shared, lead, admin, sign_in):
    both = sign_in("both@example.vn", LEAD, IN_P2)
    suggested = [
        "Factory F1 (factory) · F1"
        in client.get("/people/new", headers={"Accept-Language": "en"}).text
        for client in (lead, both, admin)
    ]
    assert suggested == [False, True, True]


def test_its_manager_is_ended_by_either(shared, lead, admin):
    """Who left the factory is to be shut out at once."""
    link_on(invite(admin, "an@example.vn"))
    page = f"/people/{queries.account_of('an@example.vn').handle}"
    held = f"{MANAGER.role}:{MANAGER.scope}:{MANAGER.code}"
    assert send(lead, f"{page}/roles/end", page=page, held=held).status_code == 302
    assert grants_of("an@example.vn") == set()
