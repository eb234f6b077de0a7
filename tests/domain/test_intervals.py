"""Intervals at their edges, and against an independent computation."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from coachtrack.domain import proportions, quantiles, rates, ratios, values
from coachtrack.domain.dispersion import Dispersion, dispersion
from coachtrack.domain.types import Better, Interval, Kind
from tests.domain.building import compared, readings

NO_EVENTS = Interval(0.0, math.inf)
TAILS = (0.005, 0.025, 0.5, 0.975, 0.995)


@pytest.mark.parametrize("p", TAILS)
@pytest.mark.parametrize("a", [0.3, 0.5, 1, 2.5, 30, 400.5, 1e4])
@pytest.mark.parametrize("b", [0.5, 1, 7.25, 400, 1e5])
def test_beta_quantile(p, a, b):
    assert quantiles.beta(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-7)


@pytest.mark.parametrize("p", TAILS)
@pytest.mark.parametrize("a", [0.5, 1, 3, 100, 5e3])
def test_beta_quantile_with_few_among_very_many(p, a):
    """Few among so many are Poisson; scipy's own Beta quantile is less exact there."""
    expected = stats.gamma.ppf(p, a) / 1e8
    assert quantiles.beta(p, a, 1e8) == pytest.approx(expected, rel=1e-4)
    assert quantiles.beta(1 - p, 1e8, a) == pytest.approx(1 - expected, rel=1e-8)


@pytest.mark.parametrize("p", TAILS)
def test_beta_quantile_of_very_many(p):
    assert quantiles.beta(p, 3e7, 5e7) == pytest.approx(stats.beta.ppf(p, 3e7, 5e7), rel=1e-9)
    assert quantiles.beta(p, 1e200, 3e200) == pytest.approx(0.25)


@pytest.mark.parametrize("p", TAILS)
@pytest.mark.parametrize("shape", [0.5, 1, 2.5, 40, 1e4, 1e8])
def test_gamma_quantile(p, shape):
    assert quantiles.gamma(p, shape) == pytest.approx(stats.gamma.ppf(p, shape), rel=1e-8)


@pytest.mark.parametrize("p", [0.5, 0.9, 0.975, 0.995])
@pytest.mark.parametrize("degrees", [1, 2, 2.7, 4, 30, 1e4, 1e8])
def test_student_quantile(p, degrees):
    assert quantiles.student(p, degrees) == pytest.approx(stats.t.ppf(p, degrees), rel=1e-7)


@pytest.mark.parametrize(("x", "n"), [(0, 20), (20, 20), (1, 3), (7.5, 12.25), (81, 263)])
def test_wilson_solves_the_score_equation(x, n):
    z, p = stats.norm.ppf(0.975), x / n
    found = proportions.wilson(x, n)
    for end in {found.low, found.high} - {0.0, 1.0}:
        assert abs(p - end) == pytest.approx(z * math.sqrt(end * (1 - end) / n))
    assert (found.low == 0, found.high == 1) == (x == 0, x == n)


def test_wilson_of_nothing_is_anything():
    assert proportions.wilson(0, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_every_interval_takes_a_confidence(confidence):
    z = stats.norm.ppf(0.5 + confidence / 2)
    assert proportions.wilson(0, 10, confidence).high == pytest.approx(z**2 / (10 + z**2))
    log = math.log(proportions.katz(20, 100, 10, 100, confidence).high / 2)
    assert log == pytest.approx(z * math.sqrt(1 / 20 - 1 / 100 + 1 / 10 - 1 / 100))
    upper = rates.exact(0, 1, confidence).high
    assert upper == pytest.approx(stats.chi2.ppf(0.5 + confidence / 2, 2) / 2)
    assert proportions.sample_size(0.1, 0.05, confidence) > 0


def test_newcombe_stays_in_range_and_mirrors():
    all_of_it = proportions.newcombe(20, 20, 0, 20)
    assert (all_of_it.high, 0 < all_of_it.low < 1) == (1.0, True)
    turned = proportions.newcombe(0, 20, 20, 20)
    assert (turned.low, turned.high) == (-all_of_it.high, -all_of_it.low)


@pytest.mark.parametrize(("x1", "x2"), [(0, 5), (5, 0), (0, 0)])
def test_katz_without_events_says_nothing(x1, x2):
    assert proportions.katz(x1, 50, x2, 50) == NO_EVENTS


@pytest.mark.parametrize(("x", "t"), [(1, 1), (4.5, 12), (85, 169697.25), (3000, 2)])
def test_exact_rate(x, t):
    found = rates.exact(x, t)
    assert found.low == pytest.approx(stats.chi2.ppf(0.025, 2 * x) / 2 / t)
    assert found.high == pytest.approx(stats.chi2.ppf(0.975, 2 * x + 2) / 2 / t)


def test_exact_rate_without_exposure_says_nothing():
    assert rates.exact(3, 0) == NO_EVENTS


def test_ratio_of_rates_with_no_events():
    before, after = rates.ratio(5, 100, 0, 100), rates.ratio(0, 100, 5, 100)
    assert (before.high, after.low) == (math.inf, 0)
    assert before.low == pytest.approx(1 / after.high)
    assert rates.ratio(0, 100, 0, 100) == NO_EVENTS
    assert rates.ratio(5, 0, 5, 100) == NO_EVENTS


def test_ratio_of_rates_is_one_where_a_poisson_test_would_be_at_its_limit():
    low = rates.ratio(20, 30, 10, 40).low
    tail = stats.binom.sf(19, 30, low * 30 / (low * 30 + 40))
    assert tail == pytest.approx(0.025)


@pytest.mark.parametrize(("low", "high"), [(0, 9), (0, 0), (9, 0)])
def test_result_of_rates_without_events(low, high):
    """JSON holds null where the interval has no end; without events before there is no ratio."""
    change = compared([(low, 100)], [(high, 100)], Kind.RATE).change
    assert (change.interval.of, change.interval.method) == ("ratio", "exact-conditional")
    assert (change.interval.high is None) == (low == 0)
    assert (change.interval.low == 0) == (high == 0)
    assert (change.relative is None, change.improvement is None) == (low == 0, low == 0)


def test_ratio_estimator_by_hand():
    """Two readings of 10 a unit and one of 7: R = 9, var = 3/2 · Σ(n − 9d)² / 9²."""
    found = ratios.relative_variance(readings([(30, 3), (30, 3), (21, 3)]))
    assert found * 9**2 == pytest.approx(1.5 * (9 + 9 + 36) / 81)


def test_interval_of_a_ratio_has_the_t_quantile_of_both_sides():
    before, after = readings([(30, 3), (30, 3), (21, 3)]), readings([(20, 4), (18, 4), (22, 3)] * 2)
    error = math.sqrt(ratios.relative_variance(before) + ratios.relative_variance(after))
    found = ratios.log_ratio_interval(before, after)
    half = stats.t.ppf(0.975, 3 + 6 - 2) * error
    centre = math.log((120 / 22) / (81 / 9))
    assert (math.log(found.low), math.log(found.high)) == pytest.approx(
        (centre - half, centre + half)
    )
    assert ratios.log_ratio_interval(before[:2], after) is None


def test_welch():
    before, after = [12.0, 15.5, 11.0, 14.0], [9.0, 10.5, 8.0]
    expected = stats.ttest_ind(after, before, equal_var=False).confidence_interval()
    found = values.welch(before, after)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert values.welch(before[:2], after) is None
    assert values.welch([5.0] * 3, after) is not None


LOTS = [(3, 50), (9, 50), (2, 40), (8, 60)]


def test_interval_of_one_ratio_has_the_t_quantile_of_its_readings():
    side = readings([(90, 10), (110, 10), (100, 10)])
    found = ratios.ratio_interval(side)
    half = stats.t.ppf(0.975, 2) * math.sqrt(ratios.relative_variance(side))
    assert (found.low, found.high) == pytest.approx((10 * math.exp(-half), 10 * math.exp(half)))
    assert ratios.ratio_interval(side[:2]) is None
    assert ratios.ratio_interval(readings([(90, 10)] * 3)) is None


def test_interval_of_one_mean():
    sample = [7.0, 6.0, 7.2, 8.1]
    expected = stats.ttest_1samp(sample, 0).confidence_interval(0.95)
    found = values.mean_interval(sample)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert values.mean_interval(sample[:2]) is None
    assert values.mean_interval([7.0] * 4) is None


def test_dispersion_by_hand():
    """Pearson's chi-square inside each window, over the degrees of freedom of both."""
    found = dispersion(Kind.PROPORTION, (readings(LOTS), readings(LOTS)))
    n, d = [n for n, _ in LOTS], [d for _, d in LOTS]
    p = sum(n) / sum(d)
    chi = sum((x - p * m) ** 2 / (m * p * (1 - p)) for x, m in LOTS)
    assert found == Dispersion(pytest.approx(2 * chi / 6), known=True)
    rate = dispersion(Kind.RATE, (readings(LOTS), readings(LOTS)))
    assert rate.factor == pytest.approx(found.factor * (1 - p))


@pytest.mark.parametrize(
    ("windows", "known"),
    [
        (([(5, 50)] * 5, []), True),
        (([(5, 50)] * 4, [(5, 50)]), False),
        (([(5, 50)] * 3, [(5, 50)] * 3), True),
        (([(1, 10)] * 5, []), True),
        (([(9, 10)] * 5, []), True),
        (([(1, 11)] * 4 + [(0, 10)], []), False),
        (([(50, 50)] * 5, []), False),
        (([(0, 50)] * 5, []), False),
    ],
    ids=["4-degrees", "3-degrees", "2-and-2-degrees", "1-expected", "1-other-expected",
         "too-few-expected", "all", "none"],
)  # fmt: skip
def test_when_the_dispersion_is_known(windows, known):
    found = dispersion(Kind.PROPORTION, [readings(window) for window in windows])
    assert (found.factor >= 1, found.known) == (True, known)


def test_less_variation_than_chance_is_chance():
    assert dispersion(Kind.PROPORTION, [readings([(10, 100)] * 9)]) == Dispersion(1.0, known=True)


def test_dispersion_widens_the_interval_as_fewer_units_would():
    before, after = [(4, 100), (16, 100)] * 4, [(2, 100), (9, 100)] * 4
    result = compared(before, after)
    phi = result.change.interval.dispersion
    expected = proportions.newcombe(44 / phi, 800 / phi, 80 / phi, 800 / phi)
    assert (result.effective_baseline, phi > 2) == (pytest.approx(800 / phi), True)
    found = (result.change.interval.low, result.change.interval.high)
    assert found == pytest.approx((expected.low * 100, expected.high * 100))


def test_dispersion_widens_the_interval_of_a_rate():
    lots = [(4, 10), (16, 10)] * 4
    result = compared(lots, lots, Kind.RATE, Better.HIGHER)
    phi = result.change.interval.dispersion
    expected = rates.ratio(80 / phi, 80 / phi, 80 / phi, 80 / phi)
    assert result.change.interval.low == pytest.approx(expected.low)


BEFORE_AND_AFTER = {
    Kind.PROPORTION: ([(20, 200)] * 12, [(8, 200)] * 12, proportions.wilson(96, 2400), 100),
    Kind.RATE: ([(20, 200)] * 12, [(8, 200)] * 12, rates.exact(96, 2400), 1),
    Kind.RATIO: (
        [(90, 10), (110, 10), (100, 10)],
        [(120, 10), (140, 10), (130, 10)],
        ratios.ratio_interval(readings([(120, 10), (140, 10), (130, 10)])),
        1,
    ),
    Kind.VALUE: ([9.0, 8.0, 9.5], [6.0, 7.0, 7.5], values.mean_interval([6.0, 7.0, 7.5]), 1),
}


@pytest.mark.parametrize("kind", BEFORE_AND_AFTER)
def test_the_value_after_has_the_interval_of_its_kind(kind):
    before, after, expected, factor = BEFORE_AND_AFTER[kind]
    found = compared(before, after, kind).follow_up_interval
    ends = (expected.low * factor, expected.high * factor)
    assert (found.low, found.high) == pytest.approx(ends)


def test_the_value_after_of_lots_that_vary_counts_for_as_many_as_they_are_worth():
    result = compared([(10, 200), (30, 200)] * 4, [(2, 200), (14, 200)] * 4)
    phi, found = result.change.interval.dispersion, result.follow_up_interval
    assert phi > 2
    expected = proportions.wilson(64 / phi, 1600 / phi)
    assert (found.low, found.high) == pytest.approx((expected.low * 100, expected.high * 100))


def test_a_score_is_never_more_than_all_points():
    result = compared(
        [(50, 100), (60, 100), (40, 100)], [(99, 100), (70, 100), (100, 100)], Kind.SCORE
    )
    assert result.follow_up_interval.high == 100
