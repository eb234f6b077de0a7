"""Which periods are counted next."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.features.entering.periods import Every, following, usual

WEDNESDAY = date(2020, 7, 1)


def test_days_leave_out_sundays():
    days = [first for first, _last in following(WEDNESDAY, date(2020, 7, 6), Every.DAY)]
    assert [day.day for day in days] == [1, 2, 3, 4, 6]


def test_days_with_sundays_where_one_counts_on_them():
    found = following(WEDNESDAY, date(2020, 7, 6), Every.DAY, sundays=True)
    assert [first.day for first, _last in found] == [1, 2, 3, 4, 5, 6]


def test_weeks_end_on_sundays_and_the_last_is_whole():
    found = list(following(WEDNESDAY, date(2020, 7, 18), Every.WEEK))
    assert found == [(WEDNESDAY, date(2020, 7, 5)), (date(2020, 7, 6), date(2020, 7, 12))]


def test_months_end_on_their_last_day():
    found = list(following(date(2020, 1, 15), date(2020, 3, 30), Every.MONTH))
    assert found == [
        (date(2020, 1, 15), date(2020, 1, 31)),
        (date(2020, 2, 1), date(2020, 2, 29)),
    ]


@pytest.mark.parametrize(
    ("last", "every"),
    [
        (date(2020, 7, 1), Every.DAY),
        (date(2020, 7, 7), Every.WEEK),
        (date(2020, 7, 31), Every.MONTH),
    ],
)
def test_how_often_is_told_by_the_last_reading(last, every):
    assert usual([(date(2020, 6, 1), date(2020, 6, 1)), (WEDNESDAY, last)]) == every


def test_nothing_yet_is_counted_daily():
    assert usual([]) == Every.DAY
