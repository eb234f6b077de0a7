"""Which periods are counted next."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.features.indicators.periods import Every, Rhythm, rhythm_of

WEDNESDAY = date(2020, 7, 1)


def test_days_leave_out_sundays():
    days = [first for first, _last in Rhythm().following(WEDNESDAY, date(2020, 7, 6))]
    assert [day.day for day in days] == [1, 2, 3, 4, 6]


def test_days_with_sundays_where_one_counts_on_them():
    found = Rhythm(sundays=True).following(WEDNESDAY, date(2020, 7, 6))
    assert [first.day for first, _last in found] == [1, 2, 3, 4, 5, 6]


def test_weeks_end_on_sundays_and_the_last_is_whole():
    found = list(Rhythm(Every.WEEK).following(WEDNESDAY, date(2020, 7, 18)))
    assert found == [(WEDNESDAY, date(2020, 7, 5)), (date(2020, 7, 6), date(2020, 7, 12))]


def test_months_end_on_their_last_day():
    found = list(Rhythm(Every.MONTH).following(date(2020, 1, 15), date(2020, 3, 30)))
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
    assert rhythm_of([(date(2020, 6, 1), date(2020, 6, 1)), (WEDNESDAY, last)]).every == every


def test_nothing_yet_is_counted_daily():
    assert rhythm_of([]) == Rhythm(Every.DAY)


def test_weeks_end_on_the_day_on_which_the_last_one_did():
    weekly = rhythm_of([(WEDNESDAY, date(2020, 7, 7))])
    assert list(weekly.following(date(2020, 7, 8), date(2020, 7, 21))) == [
        (date(2020, 7, 8), date(2020, 7, 14)),
        (date(2020, 7, 15), date(2020, 7, 21)),
    ]


def test_weeks_have_the_working_days_of_the_last_one():
    weekly = rhythm_of(
        [(date(2020, 7, 6), date(2020, 7, 11)), (date(2020, 7, 13), date(2020, 7, 18))]
    )
    found = list(weekly.following(date(2020, 7, 20), date(2020, 8, 1)))
    assert found == [
        (date(2020, 7, 20), date(2020, 7, 25)),
        (date(2020, 7, 27), date(2020, 8, 1)),
    ]
    assert weekly.end_from(date(2020, 8, 3)) == date(2020, 8, 8)


def test_the_first_days_of_a_window_are_no_week_of_their_own():
    weekly = rhythm_of([(WEDNESDAY, date(2020, 7, 5))])
    assert next(weekly.following(date(2020, 7, 6), date.max)) == (
        date(2020, 7, 6),
        date(2020, 7, 12),
    )


def test_days_are_counted_on_sundays_where_one_was():
    sunday = date(2020, 7, 5)
    assert rhythm_of([(WEDNESDAY, WEDNESDAY), (sunday, sunday)]).sundays
    assert not rhythm_of([(WEDNESDAY, sunday)]).sundays


def test_a_sunday_alone_is_no_week():
    sunday = date(2020, 7, 5)
    (first, *_others) = Rhythm(Every.WEEK).following(sunday, date(2020, 7, 19))
    assert first == (date(2020, 7, 6), date(2020, 7, 12))


@pytest.mark.parametrize(("start", "begins"), [(1, 6), (6, 6), (7, 13)])
def test_whole_weeks_begin_where_the_last_ones_ended(start, begins):
    assert Rhythm(Every.WEEK).whole_from(date(2020, 7, start)) == date(2020, 7, begins)
    assert Rhythm().whole_from(date(2020, 7, start)) == date(2020, 7, start)
