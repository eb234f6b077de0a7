"""Control and run charts, scores: rules that the published examples leave open."""

from __future__ import annotations

import math

import pytest

from coachtrack.domain.control_charts import (
    laney_p_chart,
    laney_u_chart,
    p_chart,
    u_chart,
    xmr_chart,
)
from coachtrack.domain.oee import pooled_oee
from coachtrack.domain.runs import anhoej_bounds, nelson, runs_about
from coachtrack.domain.scores import score

ALTERNATING = [0.5, -0.5] * 8


def test_limits_stay_frozen_on_the_baseline():
    alone = p_chart([5, 6, 4], [50] * 3)
    longer = p_chart([5, 6, 4, 40, 0], [50] * 5, baseline=3)
    assert (longer.centre[:3], longer.lower[:3]) == (alone.centre, alone.lower)
    assert longer.centre[4] == alone.centre[0]
    assert longer.beyond == (3,)
    assert xmr_chart([1, 2, 3, 90], baseline=3).beyond == (3,)


def test_limits_follow_the_size_of_each_sample():
    chart = p_chart([10, 10], [100, 400])
    assert chart.upper[0] > chart.upper[1]
    assert chart.upper[1] == pytest.approx(0.04 + 3 * math.sqrt(0.04 * 0.96 / 400))


def test_shares_stay_within_0_and_1_and_rates_above_0():
    assert p_chart([19, 20], [20, 20]).upper[0] == 1
    assert p_chart([1, 0], [20, 20]).lower[0] == 0
    assert u_chart([1, 2], [1, 1]).lower[0] == 0
    assert u_chart([30, 20], [1, 1]).upper[0] > 1


@pytest.mark.parametrize("chart", [p_chart, laney_p_chart, u_chart, laney_u_chart])
def test_a_sample_of_nothing_has_no_point(chart):
    found = chart([3, 0, 4, 2], [50, 0, 50, 50])
    assert found.values[1] is None
    assert 1 not in found.beyond
    assert found.centre[0] == 9 / 150


def test_u_prime_widens_by_the_moving_range():
    counts, hours = [10, 30, 12, 28], [100] * 4
    wide, plain = laney_u_chart(counts, hours), u_chart(counts, hours)
    ratio = (wide.upper[0] - wide.centre[0]) / (plain.upper[0] - plain.centre[0])
    assert (ratio, ratio > 1) == (pytest.approx(wide.sigma_z), True)


def test_equal_values_lie_within_their_limits():
    """A mean must not differ from values that are all the same by the last digit."""
    chart = xmr_chart([0.1] * 11)
    assert (chart.centre[0], chart.beyond) == (0.1, ())


def test_a_single_value_has_no_limits_to_pass():
    chart = xmr_chart([5.0, 9.0], baseline=1)
    assert (chart.beyond, chart.moving_range) == ((), 0)


@pytest.mark.parametrize(
    ("rule", "values", "completed"),
    [
        (1, [0, 3, 3.01, -3.01], [2, 3]),
        (2, [0.1] * 10, [8, 9]),
        (2, [0.1] * 4 + [0] + [0.1] * 8, []),
        (3, [0, 1, 2, 2, 3, 4], []),
        (3, [5, 4, 3, 2, 1, 0], [5]),
        (4, ALTERNATING[:13], []),
        (4, ALTERNATING, [13, 14, 15]),
        (5, [0, 2.1, 0, 2.1], [3]),
        (5, [0, 2.1, 0, -2.1], []),
        (5, [0, 2.1, 2.1, 0], [2]),
        (6, [1.1, 1.1, 0, 1.1, 1.1], [4]),
        (6, [1.1, 1.1, -1.1, 1.1, 0.9], []),
        (7, [0.5] * 14, []),
        (7, [0.5, -0.9] * 8, [14, 15]),
        (8, [1.1, -1.1] * 4, [7]),
        (8, [1.1, -1] * 4, []),
    ],
)
def test_nelson_rules_at_their_edges(rule, values, completed):
    assert nelson(values, 0, 1, rules=(rule,)) == {rule: completed}


def test_nelson_measures_from_the_centre_in_sigmas():
    assert nelson([16, 16.5, 3], 10, 2, rules=(1,)) == {1: [1, 2]}
    assert nelson([1, 2, 3], 2, 0, rules=(1, 5)) == {1: [], 5: []}


@pytest.mark.parametrize(
    ("n", "bounds"), [(0, (0, 0)), (1, (1, 0)), (2, (4, 0)), (2000, (14, 963))]
)
def test_bounds_of_a_run_chart_for_few_and_many_points(n, bounds):
    assert anhoej_bounds(n) == bounds


def test_points_on_the_median_count_for_nothing():
    assert runs_about([1, 1, 0, 1, -1, -1, 0, -1], 0) == (6, 3, 1)
    assert runs_about([], 0) == (0, 0, 0)


def test_a_score_leaves_out_what_does_not_apply():
    """Pooled over items: not the mean of the pillars, 50 % and 100 %."""
    pillars = ([2, 2, 2, 2], [4, None, None, None])
    assert score([point for pillar in pillars for point in pillar]) == 60
    assert score([3, 5], maximum=5) == 80
    assert score([None, None]) is None


def test_oee_without_planned_time_is_unknown():
    assert pooled_oee([{"planned": 0, "ideal_min": 0.5, "good": 0}]) is None
