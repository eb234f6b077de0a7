"""What holds for all readings."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from coachtrack.domain import compare, proportions, rates
from coachtrack.domain.cohorts import Entry, summarise
from coachtrack.domain.control_charts import laney_p_chart, p_chart, u_chart, xmr_chart
from coachtrack.domain.courses import courses
from coachtrack.domain.types import (
    Better,
    Definition,
    Kind,
    Plan,
    Reading,
    Result,
    Side,
    Verdict,
    Window,
)
from tests.domain.building import BEFORE, PLAN, compared, reading

FINITE = some.floats(allow_nan=False, allow_infinity=False)
#: Anything a column can hold, with a liking for zeros, small whole numbers and the far ends.
AMOUNTS = some.one_of(
    some.integers(0, 60).map(float),
    some.floats(min_value=0, allow_nan=False, allow_infinity=False),
    some.sampled_from([0.0, 5e-324, 1e-300, 1e154, 1.7976931348623157e308]),
)
COUNTED = some.tuples(AMOUNTS, AMOUNTS)
#: A numerator not above its denominator.
SHARES = some.tuples(some.integers(0, 1000), some.integers(0, 1000)).map(
    lambda pair: (float(min(pair)), float(max(pair)))
)
LOTS = some.lists(some.tuples(some.integers(0, 50), some.just(50)), min_size=3, max_size=12)
COMPARED_KINDS = [kind for kind in Kind if kind != Kind.LEVEL]
MIRROR = {Verdict.IMPROVED: Verdict.WORSE, Verdict.WORSE: Verdict.IMPROVED}


@some.composite
def any_reading(draw) -> Reading:
    day = BEFORE + timedelta(draw(some.integers(-10, 400)))
    figure = draw(some.one_of(COUNTED, COUNTED, COUNTED, FINITE))
    made = reading(figure, day, version=draw(some.sampled_from([1, 1, 1, 1, 2])))
    return replace(made, end=day + timedelta(draw(some.integers(0, 2))))


PLANS = some.builds(
    Plan,
    some.sampled_from([PLAN.baseline, None]),
    some.sampled_from([PLAN.follow_up, Window(PLAN.follow_up.start, PLAN.follow_up.start)]),
    some.sampled_from([PLAN.ended_on, None]),
    some.one_of(some.none(), FINITE),
)
DEFINITIONS = some.builds(
    Definition,
    some.sampled_from(Kind),
    some.sampled_from(Better),
    some.sampled_from([1.0, 100.0, 1e6, 1e-300, 1e300]),
)


@settings(max_examples=max(150, settings().max_examples))
@given(DEFINITIONS, some.lists(any_reading(), max_size=25), PLANS)
def test_every_finite_input_has_an_answer_that_json_can_hold(definition, found, plan):
    result = compare(definition, found, plan)
    json.dumps(asdict(result), allow_nan=False, default=str)


@given(
    DEFINITIONS,
    some.lists(any_reading(), max_size=25),
    PLANS,
    some.lists(some.dates(BEFORE, BEFORE + timedelta(400)), max_size=3),
)
def test_every_finite_input_has_courses_without_a_nan(definition, found, plan, rebases):
    kind = compare(definition, found, plan).kind
    for course in courses(definition, kind, found, plan, rebases):
        chart = course.limits.chart
        assert not any(map(math.isnan, (*chart.centre, *chart.lower, *chart.upper)))
        assert len(course.signs) == len(course.limits.readings) == len(chart.values)
        assert all(low <= high for low, high in zip(chart.lower, chart.upper, strict=True))


@given(some.lists(some.tuples(FINITE, AMOUNTS, AMOUNTS), max_size=8), some.sampled_from(Better))
def test_every_cohort_has_figures_that_json_can_hold(rows, better):
    entries = [
        Entry("F", Verdict.IMPROVED, improvement, n, False, None, n, d, d, n)
        for improvement, n, d in rows
    ]
    found = summarise(entries, Kind.RATE, better, 1e6)
    json.dumps(asdict(found), allow_nan=False)


@given(some.lists(COUNTED, max_size=8), some.integers(0, 8))
def test_no_chart_holds_a_nan(pairs, baseline):
    n, d = [n for n, _ in pairs], [d for _, d in pairs]
    charts = [chart(n, d, baseline) for chart in (p_chart, laney_p_chart, u_chart)]
    for chart in [*charts, xmr_chart(n, baseline)]:
        assert not any(map(math.isnan, (*chart.centre, *chart.lower, *chart.upper)))


@given(LOTS, LOTS, some.sampled_from(COMPARED_KINDS))
def test_improvement_and_worsening_mirror_each_other(before, after, kind):
    lower = compared(before, after, kind, Better.LOWER)
    higher = compared(before, after, kind, Better.HIGHER)
    assert higher.verdict == MIRROR.get(lower.verdict, lower.verdict)
    if lower.change is not None and lower.change.improvement is not None:
        assert higher.change.improvement == -lower.change.improvement
        assert higher.change.interval == lower.change.interval


@given(LOTS, LOTS)
def test_swapping_the_windows_turns_the_change_around(before, after):
    there, back = compared(before, after), compared(after, before)
    assert back.change.absolute == -there.change.absolute
    assert back.change.interval.low == pytest.approx(-there.change.interval.high)
    assert back.verdict == MIRROR.get(there.verdict, there.verdict)


@given(LOTS, LOTS, some.integers(2, 9))
def test_more_of_the_same_narrows_the_interval(before, after, times):
    few = proportions.newcombe(*_sums(after), *_sums(before))
    many = proportions.newcombe(
        *(times * figure for figure in _sums(after)), *(times * figure for figure in _sums(before))
    )
    assert many.high - many.low < few.high - few.low


@given(
    some.lists(SHARES, min_size=1, max_size=9),
    some.lists(SHARES, min_size=1, max_size=9),
    some.sampled_from([Kind.PROPORTION, Kind.RATE, Kind.RATIO, Kind.SCORE]),
    some.randoms(use_true_random=False),
)
def test_pooling_knows_no_order(before, after, kind, chance):
    first = compared(before, after, kind)
    mixed = [list(before), list(after)]
    for figures in mixed:
        chance.shuffle(figures)
    second = compared(*mixed, kind)
    # On a day of which nothing is said no side begins or ends, so the days may be others.
    assert _undated(second) == _undated(first)
    assert (second.verdict, second.target) == (first.verdict, first.target)


@given(SHARES, some.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_wilson_contains_the_share_and_stays_in_range(share, confidence):
    x, n = share
    found = proportions.wilson(x, n, confidence)
    assert 0 <= found.low <= (x / n if n else 0.5) <= found.high <= 1


@given(SHARES, SHARES)
def test_newcombe_contains_the_difference_and_stays_in_range(first, second):
    found = proportions.newcombe(*first, *second)
    p1, p2 = (x / n if n else 0.5 for x, n in (first, second))
    assert -1 <= found.low <= p1 - p2 <= found.high <= 1


@given(SHARES, SHARES)
def test_ratios_contain_the_ratio(first, second):
    (x1, n1), (x2, n2) = first, second
    for found in (proportions.katz(x1, n1, x2, n2), rates.ratio(x1, n1, x2, n2)):
        assert 0 <= found.low <= found.high
        if x2 and n1:
            ratio = x1 / n1 / (x2 / n2)
            assert found.low <= ratio * (1 + 1e-9)
            assert ratio <= found.high * (1 + 1e-9)


@given(some.floats(0, 1e6), some.floats(1e-3, 1e6))
def test_the_exact_interval_contains_the_rate(events, exposure):
    found = rates.exact(events, exposure)
    assert 0 <= found.low <= events / exposure <= found.high


def _undated(result: Result) -> list[Side | None]:
    sides = (result.baseline, result.follow_up)
    return [side and replace(side, start=BEFORE, end=BEFORE) for side in sides]


def _sums(lots: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(n for n, _ in lots), sum(d for _, d in lots)
