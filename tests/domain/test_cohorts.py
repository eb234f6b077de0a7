"""Figures over many factories."""

from __future__ import annotations

import math
import statistics

import pytest
from scipy import stats

from coachtrack.domain.cohorts import Entry, SignedRanks, remeasured, signed_ranks, summarise
from coachtrack.domain.types import Better, Kind, Strength, Verdict

LEFT_OUT = [
    ({"dropped_out": True}, "dropped-out"),
    ({"verdict": Verdict.NOT_MEASURED, "improvement": None}, "not-measured"),
    ({"verdict": Verdict.NOT_COMPARABLE, "improvement": None}, "not-comparable"),
    ({"verdict": Verdict.TOO_LITTLE_DATA}, "too-little-data"),
    ({"verdict": Verdict.WORSE, "improvement": None, "ratio": None}, "baseline-zero"),
    ({"verdict": None, "improvement": None}, "not-comparable"),
    ({"dropped_out": True, "verdict": Verdict.NOT_MEASURED}, "dropped-out"),
]


def entry(improvement=0.2, verdict=Verdict.IMPROVED, **fields) -> Entry:
    given = {"ratio": None if improvement is None else 1 - improvement, **fields}
    return Entry("F", verdict, improvement, **given)


def counts(n1: float, d1: float, n2: float, d2: float, better: Better = Better.LOWER) -> Entry:
    change = (n2 / d2) / (n1 / d1) - 1
    improvement = -change if better == Better.LOWER else change
    return entry(
        improvement,
        Verdict.NO_CLEAR_CHANGE,
        ratio=1 + change,
        baseline_numerator=n1,
        baseline_denominator=d1,
        follow_up_numerator=n2,
        follow_up_denominator=d2,
    )


def cohort(*entries: Entry, kind=Kind.PROPORTION, better=Better.LOWER):
    return summarise(entries, kind, better, 100.0)


@pytest.mark.parametrize(("fields", "reason"), LEFT_OUT)
def test_a_factory_left_out_is_counted_with_its_reason(fields, reason):
    found = cohort(entry(), entry(**fields))
    assert (found.started, found.measured, found.left_out) == (2, 1, {reason: 1})
    assert found.mean == pytest.approx(0.2)


def test_reasons_stand_in_the_order_in_which_they_are_decided():
    found = cohort(*(entry(**fields) for fields, _reason in reversed(LEFT_OUT)))
    assert list(found.left_out) == [
        "dropped-out", "not-measured", "not-comparable", "too-little-data", "baseline-zero",
    ]  # fmt: skip
    assert found.started == found.measured + sum(found.left_out.values())


@pytest.mark.parametrize("improvements", [[0.4, 0.1, 0.3], [0.5, -0.2, 0.1, 0.0], [0.1] * 9])
def test_median_and_quartiles(improvements):
    found = cohort(*map(entry, improvements))
    assert found.quartiles == pytest.approx(
        statistics.quantiles(improvements, n=4, method="inclusive")
    )
    assert found.median == pytest.approx(statistics.median(improvements))


@pytest.mark.parametrize(("improvements", "median"), [([], None), ([0.3], 0.3), ([0.1, 0.4], 0.25)])
def test_fewer_than_three_have_no_quartiles(improvements, median):
    found = cohort(*map(entry, improvements))
    assert found.quartiles is None
    assert found.median == (None if median is None else pytest.approx(median))
    assert (found.mean is None) == (not improvements)


def test_share_improved_of_measured_and_of_started():
    found = cohort(
        entry(), entry(), entry(0.01, Verdict.NO_CLEAR_CHANGE), entry(-0.4, Verdict.WORSE),
        entry(dropped_out=True), entry(None, Verdict.NOT_MEASURED),
    )  # fmt: skip
    assert (found.share_improved.k, found.share_improved.n) == (2, 4)
    assert (found.share_of_started.k, found.share_of_started.n) == (2, 6)
    assert found.share_improved.interval.low < 0.5 < found.share_improved.interval.high


def test_nobody_measured_has_no_share():
    found = cohort(entry(dropped_out=True))
    assert (found.share_improved.n, found.share_improved.interval) == (0, None)
    assert (found.pooled, found.geometric_mean_ratio, found.strengths) == (None, None, {})


def test_the_geometric_mean_leaves_out_zero_ratios_and_counts_them():
    found = cohort(entry(0.5), entry(0.875), entry(1.0, ratio=0.0))
    assert found.geometric_mean_ratio == pytest.approx(math.sqrt(0.5 * 0.125))
    assert found.zero_ratios == 1
    assert cohort(entry(1.0, ratio=0.0)).geometric_mean_ratio is None


def test_pooled_by_volume():
    found = cohort(counts(10, 100, 5, 100), counts(100, 1000, 20, 100)).pooled
    assert found.baseline == pytest.approx(10)
    assert found.follow_up == pytest.approx(12.5)
    assert (found.absolute, found.relative) == pytest.approx((2.5, 0.25))


def test_bare_values_are_never_pooled():
    both = cohort(counts(10, 100, 5, 100), entry())
    assert (both.measured, both.pooled) == (2, cohort(counts(10, 100, 5, 100)).pooled)
    assert cohort(entry(), entry()).pooled is None


@pytest.mark.parametrize("kind", Kind)
def test_only_proportions_and_rates_are_pooled(kind):
    found = cohort(counts(10, 100, 5, 100), kind=kind)
    assert (found.pooled is not None) == (kind in {Kind.PROPORTION, Kind.RATE})


@pytest.mark.parametrize("better", Better)
@pytest.mark.parametrize(
    ("factories", "disagree"),
    [
        ([(10, 100, 9, 100), (400, 1000, 35, 90)], False),
        ([(10, 1000, 1, 120), (40, 100, 380, 1000)], True),
        ([(1, 120, 10, 1000), (380, 1000, 40, 100)], True),
        ([(10, 1000, 1, 120), (40, 100, 410, 1000)], False),
    ],
    ids=["all-the-same-way", "each-falls-the-pool-rises", "each-rises-the-pool-falls", "one-each"],
)
def test_simpson(factories, disagree, better):
    found = cohort(*(counts(*four, better) for four in factories), better=better)
    assert found.simpson == disagree


def test_strengths_are_counted_over_the_factories_measured():
    signal, claimed = {"strength": Strength.SIGNAL}, {"strength": Strength.CLAIMED}
    found = cohort(
        entry(**signal), entry(**signal), entry(**claimed), entry(**signal, dropped_out=True)
    )
    assert found.strengths == {"claimed": 1, "signal": 2}


@pytest.mark.parametrize("n", [6, 9, 20, 50])
def test_signed_ranks_are_exact_without_ties(n):
    differences = [(i + 1) * (-1) ** (i % 3) * 1.1 for i in range(n)]
    found = signed_ranks(differences)
    assert found.p == pytest.approx(stats.wilcoxon(differences, method="exact").pvalue)
    walsh = [(a + b) / 2 for i, a in enumerate(differences) for b in differences[i:]]
    assert found.estimate == pytest.approx(statistics.median(walsh))
    assert found.interval.low < found.estimate < found.interval.high


@pytest.mark.parametrize(
    "differences", [[1, 1, -1, 2, 2, 3, 4, 5], [0.1 * i for i in range(-20, 60)]]
)
def test_signed_ranks_with_ties_or_many_are_approximate(differences):
    expected = stats.wilcoxon(differences, correction=True, method="approx")
    assert signed_ranks(differences).p == pytest.approx(expected.pvalue)


def test_five_factories_are_too_few_to_test():
    found = signed_ranks([0.1, 0.2, 0.3, 0.4, 0.5])
    assert (found.p, found.interval, found.estimate) == (None, None, pytest.approx(0.3))
    assert signed_ranks([0.0, 0.0]) == SignedRanks(0, 0.0, None, 0.0, None)


def test_the_estimate_over_thousands_of_factories():
    differences = [math.sin(i) + 0.3 for i in range(3000)]
    found = signed_ranks(differences)
    assert (found.estimate, found.interval) == (pytest.approx(0.3, abs=0.01), None)


def test_those_measured_again_are_told_at_closing_and_now():
    gains = [(10.0, 5.0, 6.0), (8.0, 6.0, 8.0), (4.0, 1.0, 1.0), (0.0, 0.0, 1.0)]
    found = remeasured(gains, Better.LOWER)
    assert (found.n, found.closing, found.now) == (3, 0.5, 0.4)
    assert remeasured(gains, Better.HIGHER).now == -0.4
    assert remeasured([], Better.LOWER) is None
