"""The visits of an engagement, and which one comes next."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from coachtrack.features.visits.models import Visit
from coachtrack.features.visits.queries import next_visit, next_visits
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read

MARCH, APRIL, MAY, JUNE = (date(2021, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture
def engagement(database):
    return factories.engagement("P1-01")


def test_visits_stand_in_order_the_latest_first(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/engagements/HD2020-01/visits/")
    links = page.links()
    assert [told for told in links if " · " in told] == [
        "20 Apr 2021 · Later follow-up",
        "25 Sep 2020 · Closing ceremony",
        "10 Aug 2020 · Coaching",
        "13 Jul 2020 · Coaching",
        "30 Jun 2020 · Survey",
    ]
    closing = read(sign_in("lead@demo.example"), links["25 Sep 2020 · Closing ceremony"])
    assert "Agreed Giữ phiếu đầu ca; đo lại sau 3 và 6 tháng." in closing.text


@pytest.mark.parametrize("search", ["phieu dau ca", "Giữ phiếu", "quản đốc\u200b giữ", "GIU"])
def test_a_search_ignores_tones_and_case(demo, sign_in, search):
    address = f"/engagements/HD2020-01/visits/?q={search}"
    assert "25 Sep 2020 · Closing ceremony" in read(sign_in("lead@demo.example"), address).links()


@pytest.mark.parametrize("search", ["zz", "%", "_", "'", "😀", "x" * 10_000])
def test_a_search_without_an_answer_says_so(demo, sign_in, search):
    client = sign_in("lead@demo.example")
    answer = client.get("/engagements/HD2020-01/visits/", query_string={"q": search})
    assert answer.status_code == 200
    assert "?" in re.findall(r'class="button" href="([^"]*)"', answer.text)


def test_the_list_is_turned_to_its_end_and_back(app, database, engagement, sign_in):
    app.config["PAGE_ROWS"] = 2
    for on, told in ((MARCH, "Máy 1"), (MAY, "Máy 2"), (APRIL, "Máy 3"), (APRIL, "Máy 4")):
        factories.visit(engagement, on, agreed=told)
    factories.visit(engagement, JUNE, agreed="Kho")
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    address = "/engagements/P1-01/visits/"
    first = read(lead, f"{address}?q=may")
    assert agreed(first) == ["Máy 2", "Máy 4"]
    second = read(lead, address + first.links()["Older →"])
    assert agreed(second) == ["Máy 3", "Máy 1"]
    assert "Older →" not in second.links()
    assert agreed(read(lead, address + second.links()["← Newer"])) == ["Máy 2", "Máy 4"]
    assert agreed(read(lead, f"{address}?after=nix")) == ["Kho", "Máy 2"]


def agreed(page):
    return re.findall(r"Máy \d|Kho", page.text)


def test_no_visit_yet_says_so(engagement, sign_in):
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "No visit is written down yet." in read(lead, "/engagements/P1-01/visits/").text


def test_the_next_visit_is_the_one_planned_after_the_last(database, engagement):
    database.add(Visit(engagement=engagement, on=MARCH, next_on=APRIL))
    database.add(Visit(engagement=engagement, on=APRIL, next_on=MAY))
    database.flush()
    assert next_visit(engagement) == MAY
    assert next_visits(engagement.programme) == {"P1-01": MAY}


def test_a_visit_that_was_brought_forward_is_the_next(database, engagement):
    june = MAY + timedelta(days=31)
    database.add(Visit(engagement=engagement, on=MARCH, next_on=june))
    database.add(Visit(engagement=engagement, on=APRIL, next_on=MAY))
    database.add(Visit(engagement=engagement, on=APRIL + timedelta(days=1), next_on=None))
    database.add(Visit(engagement=engagement, on=MAY, next_on=june, withdrawn="A slip"))
    database.flush()
    assert next_visit(engagement) == MAY
    assert next_visits(engagement.programme) == {"P1-01": MAY}


def test_a_planned_visit_that_took_place_is_not_next(database, engagement):
    database.add(Visit(engagement=engagement, on=MARCH, next_on=APRIL))
    database.add(Visit(engagement=engagement, on=APRIL))
    database.flush()
    assert next_visit(engagement) is None
    assert next_visits(engagement.programme) == {}
