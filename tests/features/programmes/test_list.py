"""The list of programmes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


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


@pytest.fixture
def four(database) -> None:
    """Programmes that ended, run, run without dates, and are to come."""
    today, week = date.today(), timedelta(7)
    factories.programme("P1", name="Ô tô", start_on=today - 2 * week, end_on=today - week)
    factories.programme("P2", name="Oản", start_on=today - week, end_on=today + week)
    factories.programme("P3", name="Ơ")
    factories.programme("P4", name="Đồ gỗ", start_on=today + week)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["P4", "P2", "P1", "P3"]),
        ("?when=running", ["P2", "P3"]),
        ("?when=ended", ["P1"]),
        ("?when=to-come", ["P4"]),
        ("?when=running&q=oan", ["P2"]),
        ("?when=never", []),
    ],
)
def test_programmes_stand_in_vietnamese_order_and_run_or_not(four, sign_in, asked, found):
    page = read(sign_in("admin@example.vn", ADMINISTRATOR), f"/programmes/{asked}")
    urls = page.links().values()
    assert [url[-2:] for url in urls if url.startswith("/programmes/P")] == found
    assert ("Nothing fits these filters." in page.text) == (found == [])


def test_each_filter_says_how_many_programmes_it_leaves(four, sign_in):
    links = read(sign_in("admin@example.vn", ADMINISTRATOR), "/programmes/").links()
    assert {"Running 2", "Ended 1", "To come 1"} <= links.keys()


def test_an_administrator_without_programmes_is_told_what_to_do(database, sign_in):
    page = read(sign_in("admin@example.vn", ADMINISTRATOR), "/programmes/")
    assert "There is no programme yet." in page.text
