"""One change stated one way, the way to the target, windows and levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coachtrack.domain import compare
from coachtrack.domain.targets import progress
from coachtrack.domain.types import (
    Better,
    Change,
    Kind,
    Phase,
    Plan,
    Progress,
    Reading,
    TargetState,
    Trust,
    Warning,
    Window,
)
from coachtrack.domain.windows import later_from, phase_of
from tests.domain.building import AFTER, BEFORE, LATER, PLAN, compared, defined, readings


def test_counts_are_pooled_and_rates_never_averaged():
    result = compared([(1, 10), (50, 1000)], [(0, 10), (30, 1000)])
    assert result.baseline.value == pytest.approx(100 * 51 / 1010)
    assert result.change.absolute == pytest.approx(100 * (30 - 51) / 1010)
    assert result.change.relative == pytest.approx(-21 / 51)


@pytest.mark.parametrize(("kind", "value"), [(Kind.RATIO, 5.05), (Kind.SCORE, 505.0)])
def test_ratios_and_scores_are_pooled(kind, value):
    assert compared([(1, 10), (100, 10)], [(1, 1)], kind).baseline.value == pytest.approx(value)


def test_bare_values_have_a_plain_mean():
    side = compared([10.0, 20.0, 60.0], [1.0], Kind.VALUE).baseline
    assert (side.value, side.numerator, side.denominator) == (pytest.approx(30), None, None)


def test_a_side_tells_its_readings_and_days():
    side = compared([(1, 10)] * 5, [(1, 10)]).baseline
    assert (side.readings, side.start, side.end) == (5, BEFORE, BEFORE + timedelta(4))


@pytest.mark.parametrize("better", Better)
def test_improvement_is_positive_when_good(better):
    change = compared([(40, 100)], [(80, 100)], better=better).change
    assert (change.absolute, change.relative) == (pytest.approx(40), pytest.approx(1))
    assert change.improvement == pytest.approx(1 if better == Better.HIGHER else -1)


def test_a_baseline_of_zero_has_no_relative_change():
    change = compared([(0, 100)], [(5, 100)]).change
    assert (change.absolute, change.relative, change.improvement) == (5, None, None)


def test_no_change_is_a_plain_zero():
    change = compared([(5, 100)], [(5, 100)]).change
    assert str(change.improvement) == "0.0"


TARGETS = [
    (20, 12, None, None, "none"),
    (20, 12, 10, 0.8, "on-way"),
    (20, 10, 10, 1.0, "met"),
    (20, 5, 10, 1.5, "met"),
    (20, 20, 10, 0.0, "on-way"),
    (20, 25, 10, -0.5, "behind"),
    (20, 12, 20, None, "met-at-baseline"),
    (20, 30, 30, None, "met-at-baseline"),
    (20, 31, 30, None, "lost"),
    (20, 21, 20, None, "lost"),
    (None, 12, 10, None, "none"),
    (20, None, 10, None, "none"),
]


@pytest.mark.parametrize(("before", "after", "target", "gone", "state"), TARGETS)
def test_progress(before, after, target, gone, state):
    found = progress(before, after, target, Better.LOWER)
    assert found == Progress(target, gone, TargetState(state))


@pytest.mark.parametrize(("before", "after", "target", "gone", "state"), TARGETS)
def test_progress_is_the_same_upwards(before, after, target, gone, state):
    turned = [None if figure is None else -figure for figure in (before, after, target)]
    found = progress(*turned, Better.HIGHER)
    assert (found.progress, found.state) == (gone, state)


@pytest.mark.parametrize(
    ("first", "last", "phase"),
    [
        (date(2020, 6, 1), date(2020, 6, 30), Phase.EARLIER),
        (date(2020, 6, 30), date(2020, 7, 1), None),
        (date(2020, 7, 1), date(2020, 7, 31), Phase.BASELINE),
        (date(2020, 7, 31), date(2020, 8, 1), None),
        (date(2020, 8, 1), date(2020, 8, 31), Phase.COACHING),
        (date(2020, 8, 31), date(2020, 9, 1), None),
        (date(2020, 6, 1), date(2020, 12, 31), None),
        (date(2020, 9, 30), date(2020, 9, 30), Phase.FOLLOW_UP),
        (date(2020, 10, 1), date(2020, 12, 31), Phase.COACHING),
        (date(2020, 12, 30), date(2020, 12, 30), Phase.LATER),
    ],
)
def test_where_a_reading_lies(first, last, phase):
    assert phase_of(Reading(first, last, 1, 2), PLAN) == phase


@pytest.mark.parametrize(
    ("ended", "later"),
    [
        (date(2020, 9, 30), date(2020, 12, 30)),
        (date(2020, 11, 30), date(2021, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2020, 10, 1), date(2021, 1, 1)),
        (date(9999, 11, 1), date.max),
    ],
)
def test_later_is_three_months_after_the_end(ended, later):
    assert later_from(ended) == later


def test_without_an_end_nothing_is_later():
    plan = Plan(PLAN.baseline, PLAN.follow_up)
    assert phase_of(Reading(LATER, LATER, 1, 2), plan) == Phase.COACHING


@pytest.mark.parametrize(
    ("better", "aim", "state"),
    [
        (Better.LOWER, 7.0, TargetState.MET),
        (Better.HIGHER, 13.0, TargetState.BEHIND),
    ],
)
def test_a_gain_is_a_target_by_the_baseline(better, aim, state):
    plan = replace(PLAN, gain=30.0)
    before, after = readings([(10, 100)] * 3), readings([(5, 100)] * 3, AFTER)
    way = compare(defined(better=better), before + after, plan).target
    assert (way.value, way.state) == (pytest.approx(aim), state)
    # Before anything is measured it is no figure; a figure that was set goes before it.
    assert compare(defined(better=better), after, plan).target == Progress()
    set_one = replace(plan, target=4.0)
    assert compare(defined(better=better), before + after, set_one).target.value == 4


def test_a_gain_beyond_the_whole_is_no_target():
    plan = replace(PLAN, gain=30.0)
    yields = readings([(180.0, 200.0)] * 12)
    better = defined(better=Better.HIGHER)
    assert compare(better, yields, plan).target.value is None
    assert compare(better, readings([(150.0, 200.0)] * 12), plan).target.value == 97.5


def test_a_gain_asks_for_no_more_than_its_figure_does():
    before, after = readings([(78, 3900)] * 3), readings([(76, 3900)] * 3, AFTER)
    gained = compare(defined(), before + after, replace(PLAN, gain=25.0))
    figure = compare(defined(), before + after, replace(PLAN, target=1.5))
    assert gained.needed == figure.needed is not None


def test_a_level_is_a_transition():
    found = readings([1.0, 2.0], BEFORE) + readings([4.0, 3.0], AFTER, trust=Trust.SEEN)
    result = compare(defined(Kind.LEVEL, Better.HIGHER), found, PLAN)
    assert (result.baseline.value, result.follow_up.value) == (2, 3)
    assert result.change == Change(1, None, None, None)
    assert (result.verdict, result.strength) == (None, None)
    assert result.trust == Trust.SELF_REPORTED


def test_levels_of_two_versions_have_no_difference():
    found = readings([2.0], BEFORE) + readings([3.0], AFTER, version=2)
    result = compare(defined(Kind.LEVEL, Better.HIGHER), found, PLAN)
    assert (result.change, result.follow_up.value) == (None, 3)


def test_a_level_reaches_its_target():
    found = readings([1.0], BEFORE) + readings([2.0], AFTER) + readings([5.0], LATER)
    plan = Plan(Window(BEFORE, BEFORE), Window(AFTER, AFTER), PLAN.ended_on, target=3.0)
    result = compare(defined(Kind.LEVEL, Better.HIGHER), found, plan)
    assert result.target == Progress(3.0, 0.5, TargetState.ON_WAY)
    assert (result.later.value, result.warnings) == (5, ())


def test_a_level_without_readings_is_empty():
    across = Reading(BEFORE - timedelta(1), BEFORE, value=2.0)
    result = compare(defined(Kind.LEVEL), [across], PLAN)
    assert (result.baseline, result.follow_up, result.change) == (None, None, None)
    assert result.warnings == (Warning.STRADDLING_READINGS,)
