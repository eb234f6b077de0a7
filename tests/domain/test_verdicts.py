"""The verdict in words, in the order in which it is decided."""

from __future__ import annotations

import pytest

from coachtrack.domain import compare
from coachtrack.domain.types import Better, Kind, Plan, Verdict, Window
from tests.domain.building import AFTER, BEFORE, PLAN, compared, defined, readings

MANY, FEW = [(20, 200)] * 6, [(8, 200)] * 6
FAST, SLOW = [10.0, 11.0, 12.0], [20.0, 21.0, 22.0]

VERDICTS = [
    ("no-reading-before", [], FEW, Kind.PROPORTION, Verdict.NOT_MEASURED),
    ("no-reading-after", MANY, [], Kind.PROPORTION, Verdict.NOT_MEASURED),
    ("nothing-inspected", MANY, [(0, 0)] * 3, Kind.PROPORTION, Verdict.TOO_LITTLE_DATA),
    ("no-hours", [(1, 0)], [(2, 100)], Kind.RATE, Verdict.TOO_LITTLE_DATA),
    ("19-units-after", MANY, [(0, 19)], Kind.PROPORTION, Verdict.TOO_LITTLE_DATA),
    ("20-units-after", [(150, 200)], [(0, 20)], Kind.PROPORTION, Verdict.IMPROVED),
    ("fewer-defects", MANY, FEW, Kind.PROPORTION, Verdict.IMPROVED),
    ("more-defects", FEW, MANY, Kind.PROPORTION, Verdict.WORSE),
    ("about-as-many-defects", MANY, [(19, 200)] * 6, Kind.PROPORTION, Verdict.NO_CLEAR_CHANGE),
    ("no-defects-at-all", [(0, 200)], [(0, 200)], Kind.PROPORTION, Verdict.NO_CLEAR_CHANGE),
    ("fewer-accidents", [(30, 100)], [(10, 100)], Kind.RATE, Verdict.IMPROVED),
    ("no-accident-any-more", [(9, 100)], [(0, 100)], Kind.RATE, Verdict.IMPROVED),
    ("first-accidents", [(0, 100)], [(9, 100)], Kind.RATE, Verdict.WORSE),
    ("no-accidents-at-all", [(0, 100)], [(0, 100)], Kind.RATE, Verdict.NO_CLEAR_CHANGE),
    ("two-mean-times-a-side", SLOW[:2], FAST[:2], Kind.VALUE, Verdict.TOO_LITTLE_DATA),
    ("shorter", SLOW, FAST, Kind.VALUE, Verdict.IMPROVED),
    ("longer", FAST, SLOW, Kind.VALUE, Verdict.WORSE),
    ("scattered", [5.0, 20.0, 35.0], [4.0, 19.0, 33.0], Kind.VALUE, Verdict.NO_CLEAR_CHANGE),
    ("nothing-varies", [30.0] * 3, [20.0] * 3, Kind.VALUE, Verdict.TOO_LITTLE_DATA),
    ("less-per-unit", [(9, 3), (10, 3), (8, 3)], [(6, 3), (5, 3), (6, 3)], Kind.RATIO,
     Verdict.IMPROVED),
    ("one-audit-a-side", [(40, 100)], [(80, 100)], Kind.SCORE, Verdict.TOO_LITTLE_DATA),
    ("no-points-before", [(0, 100)] * 3, [(70, 100), (80, 100), (75, 100)], Kind.SCORE,
     Verdict.TOO_LITTLE_DATA),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "kind", "verdict"),
    [pytest.param(*case, id=name) for name, *case in VERDICTS],
)
def test_verdict(before, after, kind, verdict):
    assert compared(before, after, kind).verdict == verdict


@pytest.mark.parametrize(("before", "after"), [(MANY, FEW), (FEW, MANY)])
def test_the_same_figures_are_good_or_bad_by_direction(before, after):
    found = {compared(before, after, better=better).verdict for better in Better}
    assert found == {Verdict.IMPROVED, Verdict.WORSE}


@pytest.mark.parametrize("window", ["baseline", "follow_up"])
def test_without_a_window_nothing_is_measured(window):
    result = compared(MANY, FEW, **{window: None})
    assert (result.verdict, result.change) == (Verdict.NOT_MEASURED, None)


def test_two_versions_of_the_definition_do_not_compare():
    found = readings(MANY, BEFORE) + readings(FEW, AFTER, version=2)
    result = compare(defined(), found, PLAN)
    assert (result.verdict, result.change) == (Verdict.NOT_COMPARABLE, None)
    assert (result.baseline.value, result.follow_up.value) == (10, 4)


def test_not_measured_comes_before_not_comparable():
    mixed = readings(MANY[:1], BEFORE) + readings(MANY, BEFORE, version=2)
    assert compare(defined(), mixed, PLAN).verdict == Verdict.NOT_MEASURED


def test_not_comparable_comes_before_too_little_data():
    found = readings([(1, 5)], BEFORE) + readings([(0, 5)], AFTER, version=2)
    assert compare(defined(), found, PLAN).verdict == Verdict.NOT_COMPARABLE


def test_a_day_without_work_does_not_count_as_a_reading():
    idle = [(0.0, 0.0)] * 9
    times = [(90, 3), (100, 3)]
    result = compared(times + idle, times + idle, Kind.RATIO)
    assert result.verdict == Verdict.TOO_LITTLE_DATA
    assert (result.baseline.readings, result.follow_up.readings) == (2, 2)


def test_too_few_units_are_counted_after_dispersion():
    """25 units a side would do, but lots this uneven are worth fewer than 20."""
    uneven = [(5, 5), (0, 5), (5, 5), (0, 5), (3, 5)]
    result = compared(uneven, [(0, 5)] * 5)
    assert result.effective_baseline < 20
    assert result.verdict == Verdict.TOO_LITTLE_DATA


def test_an_interval_that_ends_at_no_change_is_no_clear_change():
    result = compared([(0, 1000)], [(0, 1000)])
    assert result.change.interval.low < 0 < result.change.interval.high
    assert compared([(3, 40)] * 6, [(3, 40)] * 6).verdict == Verdict.NO_CLEAR_CHANGE


def test_readings_may_come_in_any_order():
    found = readings(MANY, BEFORE) + readings(FEW, AFTER)
    assert compare(defined(), found[::-1], PLAN) == compare(defined(), found, PLAN)


@pytest.mark.parametrize(
    ("before", "after", "target", "needed"),
    [
        ((78, 3900), (62, 4100), None, 11_381),
        ((10, 625), (7, 700), 0.5, 1_347),
        ((10, 625), (7, 700), 2.0, 5_594),
        ((10, 625), (10, 625), None, None),
        ((500, 10_000), (499, 10_000), None, None),
        ((301, 1400), (133, 1200), None, None),
    ],
    ids=["to-the-follow-up", "to-the-target", "not-to-a-worse-target", "no-difference",
         "above-a-million", "clear-already"],
)  # fmt: skip
def test_units_that_would_settle_it(before, after, target, needed):
    result = compared([before], [after], target=target)
    assert result.needed == needed


def test_units_that_would_settle_it_grow_with_dispersion():
    even, uneven = [(10, 200)] * 6, [(2, 200), (18, 200)] * 3
    after = [(9, 200)] * 6
    known = compared(uneven, after)
    ratio = known.needed / compared(even, after).needed
    assert ratio == pytest.approx(known.change.interval.dispersion, rel=1e-3)


def test_a_window_that_holds_no_day_of_a_reading_is_empty():
    plan = Plan(Window(BEFORE, BEFORE), Window(AFTER, AFTER))
    assert compare(defined(), readings(MANY), plan).verdict == Verdict.NOT_MEASURED
