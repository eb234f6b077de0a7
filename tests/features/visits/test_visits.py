"""The visits of an engagement, and which one comes next."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.features.visits.models import Visit
from coachtrack.features.visits.queries import next_visit, next_visits
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read

MARCH, APRIL, MAY = date(2021, 3, 1), date(2021, 4, 1), date(2021, 5, 1)


@pytest.fixture
def engagement(database):
    return factories.engagement("P1-01")


def test_visits_stand_in_order_with_what_was_agreed(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/engagements/HD2020-01/visits/")
    days = [part.partition(" Consultants")[0] for part in page.of("card")]
    assert days == [
        "30 Jun 2020 Survey",
        "13 Jul 2020 Coaching",
        "10 Aug 2020 Coaching",
        "25 Sep 2020 Closing ceremony",
        "20 Apr 2021 Later follow-up",
    ]
    assert "Agreed Giữ phiếu đầu ca; đo lại sau 3 và 6 tháng." in page.text


def test_no_visit_yet_says_so(engagement, sign_in):
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "No visit is written down yet." in read(lead, "/engagements/P1-01/visits/").text


def test_the_next_visit_is_the_one_planned_after_the_last(database, engagement):
    database.add(Visit(engagement=engagement, on=MARCH, next_on=APRIL))
    database.add(Visit(engagement=engagement, on=APRIL, next_on=MAY))
    database.flush()
    assert next_visit(engagement) == MAY
    assert next_visits(engagement.programme) == {"P1-01": MAY}


def test_a_planned_visit_that_took_place_is_not_next(database, engagement):
    database.add(Visit(engagement=engagement, on=MARCH, next_on=APRIL))
    database.add(Visit(engagement=engagement, on=APRIL))
    database.flush()
    assert next_visit(engagement) is None
    assert next_visits(engagement.programme) == {}
