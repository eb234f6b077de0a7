"""The sustain clock: what was measured again 3, 6 and 12 months after the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coachtrack.domain import compare
from coachtrack.domain.sustain import SustainCheck, clock, sustain_checks
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading, Strength
from tests.domain.building import AFTER, PLAN, readings

DEFECTS = Definition(Kind.PROPORTION, Better.LOWER, 100.0)
#: From 10 % to 5 %.
GAIN = readings([(20.0, 200.0)] * 12) + readings([(10.0, 200.0)] * 12, AFTER)
#: Three, six and twelve months after 30 September 2020.
FIRST, SECOND, THIRD = date(2020, 12, 30), date(2021, 3, 30), date(2021, 9, 30)


def again(n: float, start: date, days: int = 3, **fields) -> list[Reading]:
    return readings([(n, 200.0)] * days, start, **fields)


def checked(*later: list[Reading], plan: Plan = PLAN) -> tuple[SustainCheck, ...]:
    made = [*GAIN, *(reading for each in later for reading in each)]
    return sustain_checks(DEFECTS, made, plan, compare(DEFECTS, made, plan))


def test_a_gain_is_measured_again_after_three_six_and_twelve_months():
    assert [(check.months, check.due) for check in clock(PLAN.ended_on)] == [
        (3, FIRST),
        (6, SECOND),
        (12, THIRD),
    ]


def test_the_last_day_of_a_shorter_month_is_meant():
    assert clock(date(2020, 11, 30))[0].due == date(2021, 2, 28)


@pytest.mark.parametrize(
    ("n", "strength"),
    [
        (10.0, Strength.SUSTAINED),
        (12.0, Strength.SUSTAINED),
        (14.0, Strength.PARTLY_SUSTAINED),
        (16.0, Strength.SLIPPED),
    ],
)
def test_a_check_says_what_was_kept(n, strength):
    first, second, third = checked(again(n, FIRST))
    assert (first.strength, first.side.readings) == (strength, 3)
    assert (second.side, third.side) == (None, None)


def test_each_check_has_its_own_readings():
    found = checked(again(10.0, FIRST), again(14.0, SECOND), again(19.0, THIRD))
    assert [check.strength for check in found] == [
        Strength.SUSTAINED,
        Strength.PARTLY_SUSTAINED,
        Strength.SLIPPED,
    ]
    assert [check.side.value for check in found] == pytest.approx([5.0, 7.0, 9.5])


@pytest.mark.parametrize(
    ("start", "months"),
    [
        (FIRST, 3),
        (date(2021, 2, 12), 3),
        (date(2021, 2, 13), 6),
        (date(2021, 6, 29), 6),
        (date(2021, 6, 30), 12),
        (date(2022, 3, 31), 12),
    ],
)
def test_a_reading_belongs_to_the_check_it_is_nearest_to(start, months):
    (found,) = (check.months for check in checked(again(10.0, start, 1)) if check.side)
    assert found == months


def test_a_reading_of_years_later_belongs_to_no_check():
    assert not any(check.side for check in checked(again(10.0, date(2022, 4, 1), 3)))


def test_two_readings_are_shown_and_prove_nothing():
    first, *_rest = checked(again(10.0, FIRST, 2))
    assert (first.side.readings, first.strength) == (2, None)


def test_what_is_counted_in_another_way_later_proves_nothing():
    first, *_rest = checked(again(10.0, FIRST, version=2))
    assert first.side is None


def test_without_a_gain_or_an_end_there_is_no_clock():
    assert checked(plan=replace(PLAN, ended_on=None)) == ()
    same = readings([(20.0, 200.0)] * 12) + readings([(20.0, 200.0)] * 12, AFTER)
    assert sustain_checks(DEFECTS, same, PLAN, compare(DEFECTS, same, PLAN)) == ()


def test_a_gain_that_is_only_claimed_keeps_its_figures_without_a_strength():
    made = readings([10.0, 11.0, 10.5]) + readings([5.0, 5.5, 5.2], AFTER)
    made += readings([5.0, 5.2, 5.1], FIRST)
    result = compare(DEFECTS, made, PLAN)
    assert result.strength == Strength.CLAIMED
    first, *_rest = sustain_checks(DEFECTS, made, PLAN, result)
    assert (round(first.side.value, 1), first.strength) == (5.1, None)


def test_what_was_measured_later_differs_from_before_by_an_interval():
    later = again(14.0, FIRST, 12)
    made = [*GAIN, *later]
    change = compare(DEFECTS, made, PLAN).later_change
    # As if it had been measured at the end.
    moved = [
        replace(each, start=day.start, end=day.end)
        for each, day in zip(later, GAIN[12:], strict=True)
    ]
    assert change == compare(DEFECTS, [*GAIN[:12], *moved], PLAN).change
    assert change.interval.low < change.absolute < change.interval.high
    assert compare(DEFECTS, GAIN, PLAN).later_change is None
