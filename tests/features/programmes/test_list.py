"""The list of programmes."""

from __future__ import annotations

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read


def test_a_lead_finds_own_programmes_only(database, sign_in):
    factories.programme("P1")
    factories.programme("P2")
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    links = read(lead, "/programmes/").links()
    assert links["Programme P2"] == "/programmes/P2"
    assert "Programme P1" not in links


def test_a_programme_is_found_without_tone_marks(database, sign_in):
    factories.programme("P1", name="Chương trình Đồng Nai")
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "Chương trình Đồng Nai" in read(lead, "/programmes/?q=dong nai").links()
    missing = read(lead, "/programmes/?q=hue")
    assert "No programme fits “hue”." in missing.text
    assert missing.links()["Show all"] == "?"


def test_one_without_programmes_is_told_where_to_look(database, sign_in):
    factories.engagement("P1-01")
    coach = sign_in("ha@example.vn", Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"))
    assert "No programme is yours to see." in read(coach, "/programmes/").text
