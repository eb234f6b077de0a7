"""The list of engagements."""

from __future__ import annotations

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read


def test_an_engagement_is_found_by_its_factory_or_its_code(database, sign_in):
    factories.engagement("P1-01", at=factories.factory("F1", name="Nhựa Trầu Cau"))
    factories.engagement("P1-02", at=factories.factory("F2", name="Cơ khí"))
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "Cơ khí" not in read(lead, "/engagements/?q=trau").links()
    assert "Cơ khí" in read(lead, "/engagements/?q=p1-02").links()
    assert "No engagement fits “zz”." in read(lead, "/engagements/?q=zz").text


def test_a_consultant_finds_own_engagements_only(demo, sign_in):
    links = read(sign_in("consultant@demo.example"), "/engagements/").links()
    found = [
        url for url in links.values() if url.startswith(("/engagements/HD", "/engagements/BN"))
    ]
    assert len(found) == 9


def test_one_without_engagements_is_told_whom_to_ask(database, sign_in):
    factories.programme("P1")
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "No engagement is yours to see." in read(lead, "/engagements/").text


def test_who_may_see_nothing_is_refused(database, sign_in):
    assert sign_in("lan@example.vn").get("/engagements/").status_code == 403
