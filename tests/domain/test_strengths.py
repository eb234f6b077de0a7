"""How strong a claim is, and since when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coachtrack.domain import compare
from coachtrack.domain.comparison import signal_of
from coachtrack.domain.strength import RUN, frozen_limits, lasted, signal
from coachtrack.domain.types import Better, Kind, Strength, Verdict
from tests.domain.building import AFTER, BEFORE, COACHING, PLAN, compared, defined, readings, vector

#: A proportion around 10 % that varies as chance does.
STEADY = [(n, 100) for n in (10, 8, 12, 9, 11, 10, 13, 7, 10, 9, 11, 10)]
LOW = [(n, 100) for n in (5, 6, 4, 5, 6, 5, 4, 5)]
#: Every third reading is above the centre, so that no run of eight is made.
BROKEN = [(3, 100), (4, 100), (12, 100)] * 4
KEPT = [
    (6, Strength.SUSTAINED),
    (7, Strength.PARTLY_SUSTAINED),
    (7.5, Strength.PARTLY_SUSTAINED),
    (8, Strength.SLIPPED),
    (12, Strength.SLIPPED),
]


@pytest.mark.parametrize("window", ["baseline", "follow_up"])
def test_not_measured_has_no_strength(window):
    assert compared(STEADY, LOW, **{window: None}).strength is None


def test_not_comparable_has_no_strength():
    found = readings(STEADY, BEFORE) + readings(LOW, AFTER, version=2)
    assert compare(defined(), found, PLAN).strength is None


@pytest.mark.parametrize(
    ("before", "after", "kind", "strength"),
    [
        ([(100, 1000)] * 2, [(50, 1000)] * 3, Kind.PROPORTION, Strength.CLAIMED),
        ([(100, 1000)] * 3, [(50, 1000)] * 2, Kind.PROPORTION, Strength.CLAIMED),
        ([(10, 100)] * 3, [(3, 100)] * 3, Kind.PROPORTION, Strength.MEASURED),
        ([12.0, 12.1, 12.2], [7.0, 7.1, 7.2], Kind.PROPORTION, Strength.CLAIMED),
        ([12.0, 9.0, 12.5], [7.0, 6.0, 7.2], Kind.VALUE, Strength.MEASURED),
        ([12.0, 12.1], [7.0, 7.1, 7.2], Kind.VALUE, Strength.CLAIMED),
        ([(1, 3)] * 3, [(0, 3)] * 3, Kind.PROPORTION, Strength.MEASURED),
        (LOW, STEADY, Kind.PROPORTION, Strength.MEASURED),
    ],
    ids=["two-before", "two-after", "three-a-side", "bare-shares", "times", "two-times",
         "too-little-data", "worse"],
)  # fmt: skip
def test_claimed_or_measured(before, after, kind, strength):
    assert compared(before, after, kind).strength == strength


def test_signal_by_eight_in_a_row():
    result = compared(STEADY, LOW)
    assert (result.verdict, result.strength) == (Verdict.IMPROVED, Strength.SIGNAL)
    assert (result.since, result.confirmed) == (AFTER, AFTER + timedelta(7))


def test_seven_in_a_row_are_no_signal():
    result = compared(STEADY, [*LOW[:7], (12, 100)])
    assert (result.strength, result.since, result.confirmed) == (Strength.MEASURED, None, None)


def test_one_on_the_centre_neither_breaks_nor_adds():
    after = [*LOW[:4], (10, 100), *LOW[4:]]
    result = compared(STEADY, after)
    assert (result.since, result.confirmed) == (AFTER, AFTER + timedelta(8))
    assert compared(STEADY, [*LOW[:7], (10, 100)]).strength == Strength.MEASURED


def test_one_on_the_bad_side_begins_the_run_anew():
    result = compared(STEADY, [*LOW[:4], (11, 100), *LOW])
    assert (result.since, result.confirmed) == (AFTER + timedelta(5), AFTER + timedelta(12))


def test_the_run_may_begin_during_coaching():
    result = compared(STEADY, LOW, coaching=LOW[:3])
    assert (result.since, result.confirmed) == (COACHING, AFTER + timedelta(4))


def test_signal_by_one_beyond_the_good_limit():
    result = compared(STEADY, [*BROKEN[:2], (0, 100), *BROKEN])
    day = AFTER + timedelta(2)
    assert (result.strength, result.since, result.confirmed) == (Strength.SIGNAL, day, day)


def test_a_signal_knows_by_how_many_readings_it_is_one():
    run = readings(STEADY, BEFORE) + readings(LOW, AFTER)
    one = readings(STEADY, BEFORE) + readings([*BROKEN[:2], (0, 100), *BROKEN], AFTER)
    assert [signal_of(defined(), found, PLAN).readings for found in (run, one)] == [RUN, 1]


def test_one_beyond_the_bad_limit_is_no_signal():
    after = [(30, 100), *[(5, 100), (4, 100), (12, 100)] * 8]
    assert compared(STEADY, after).strength == Strength.MEASURED


@pytest.mark.parametrize("kind", [Kind.RATE, Kind.RATIO, Kind.SCORE])
def test_the_good_side_follows_the_direction(kind):
    fewer = compared(STEADY, LOW, kind, Better.LOWER)
    more = compared(LOW * 2, STEADY, kind, Better.HIGHER)
    assert (fewer.strength, more.strength) == (Strength.SIGNAL, Strength.SIGNAL)


def test_readings_of_another_version_make_no_signal():
    """Coaching was counted in another way; only what followed compares."""
    found = readings(STEADY) + readings([(0, 100)] * 8, COACHING, version=2)
    found += readings(BROKEN, AFTER)
    assert compare(defined(), found, PLAN).strength == Strength.MEASURED


def test_bare_values_among_counts_make_no_signal():
    """They are in the unit, 0.01 %; counts are charted as shares around 0.1."""
    mixed = [(5, 100), (4, 100), (11, 100)] * 4
    for kind in (Kind.PROPORTION, Kind.SCORE):
        result = compared(STEADY, mixed, kind, coaching=[0.01] * 8)
        assert (result.verdict, result.strength) == (Verdict.IMPROVED, Strength.MEASURED)


@pytest.mark.parametrize(("now", "strength"), KEPT, ids=[str(now) for now, _ in KEPT])
def test_what_later_readings_say_of_a_gain_from_10_to_5(now, strength):
    later = [(now, 100)] * 3
    assert compared([(10, 100)] * 12, [(5, 100)] * 12, later=later).strength == strength


def test_two_later_readings_leave_the_strength_as_it_was():
    result = compared(STEADY, LOW, later=[(12, 100)] * 2)
    assert (result.strength, result.later.value) == (Strength.SIGNAL, 12)


def test_later_begins_three_months_after_the_end():
    early = readings([(12, 100)] * 3, date(2020, 12, 27))
    found = readings(STEADY) + readings(LOW, AFTER)
    assert compare(defined(), found + early, PLAN).later is None
    one_day_later = [*early, *readings([(12, 100)], date(2020, 12, 30))]
    assert compare(defined(), found + one_day_later, PLAN).later.readings == 1


def test_later_readings_of_another_version_do_not_compare():
    later = readings([(5, 100)] * 3, date(2021, 1, 1), version=2)
    result = compare(defined(), readings(STEADY) + readings(LOW, AFTER) + later, PLAN)
    assert (result.later, result.strength) == (None, Strength.SIGNAL)


def test_a_later_reading_of_another_version_takes_nothing_away():
    later = readings([(5, 100)] * 3, date(2021, 1, 1))
    other = readings([(9, 100)], date(2021, 2, 1), version=2)
    found = readings(STEADY) + readings(LOW, AFTER) + later
    assert compare(defined(), found + other, PLAN) == compare(defined(), found, PLAN)


def test_later_readings_do_not_make_a_change_for_the_worse_last():
    assert compared(LOW, STEADY, later=[(4, 100)] * 3).strength == Strength.MEASURED


def test_without_a_gain_nothing_lasts():
    assert lasted(10, 10, 5) is None


def test_a_baseline_that_varies_by_more_than_chance_gets_wider_limits():
    wild = [(n, 1000) for n in (50, 150, 60, 140, 55, 145, 50, 150, 60, 140, 55, 145)]
    limits = frozen_limits(Kind.PROPORTION, 100, readings(wild))
    plain = frozen_limits(Kind.PROPORTION, 100, readings([(n * 10, d * 10) for n, d in STEADY]))
    assert (limits.method, plain.method) == ("p-prime", "p-prime")
    assert frozen_limits(Kind.PROPORTION, 100, readings(STEADY)).method == "p"
    assert frozen_limits(Kind.RATE, 1, readings(wild)).method == "u-prime"
    assert frozen_limits(Kind.RATE, 1, readings(STEADY)).method == "u"
    assert frozen_limits(Kind.SCORE, 100, readings(STEADY)).method == "xmr"


def test_eight_in_a_row_need_no_limit_to_be_passed():
    """The rule of Western Electric: eight on one side of a centre of 0, none beyond 1 sigma."""
    values = vector("western_electric.rule4")["inputs"]["x"]
    baseline = readings([-1.0, 1.0] * 6)
    limits = frozen_limits(Kind.VALUE, 1, baseline, readings(values, AFTER))
    assert not limits.chart.beyond
    assert signal(limits, Better.HIGHER).confirmed == AFTER + timedelta(7)
    assert signal(limits, Better.LOWER) is None
