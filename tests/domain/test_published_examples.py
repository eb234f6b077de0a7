"""The worked examples of `vectors.json`, each with its source.

Of the collection they come from, six are about methods that no rule of the product uses, and are
left out: the one-sample z test (prop1.nist_prc24), the Miettinen-Nurminen interval
(prop2.mn_propcis), segmented regression (its.small_24: the product draws no trend lines), the
difference in differences (did.ratio_of_ratios: nobody has a control group), the expected
regression to the mean (rtm.selected_above_cutoff: a warning tells of it in words) and the design
effect from an intra-class correlation (cluster.design_effect: dispersion is estimated from lots).
"""

from __future__ import annotations

import pytest
from scipy import stats

from coachtrack.domain import cohorts, proportions, rates, values
from coachtrack.domain.control_charts import laney_p_chart, p_chart, u_chart, xmr_chart
from coachtrack.domain.oee import oee, pooled_oee
from coachtrack.domain.runs import anhoej_bounds, nelson, runs_about
from coachtrack.domain.types import Better, Kind, Strength, Verdict
from tests.domain.building import compared, vector, vectors


def near(expected, tolerance: float = 1e-6):
    return pytest.approx(expected, rel=tolerance, abs=1e-9)


def ends(interval):
    return [interval.low, interval.high]


@pytest.mark.parametrize("name", vectors("change."))
def test_a_change_is_stated_one_way(name):
    example, expected = vector(name)["inputs"], vector(name)["expected"]
    better = Better.HIGHER if example["higher_is_better"] else Better.LOWER
    change = compared([example["baseline"]], [example["followup"]], Kind.VALUE, better).change
    assert change.absolute == near(expected["absolute"])
    if expected["relative_change_pct"] is None:
        assert (change.relative, change.improvement) == (None, None)
    else:
        assert change.relative * 100 == near(expected["relative_change_pct"])
        assert change.improvement * 100 == near(expected["improvement_rel_pct"])


@pytest.mark.parametrize("name", vectors("wilson."))
def test_wilson(name):
    example = vector(name)
    found = proportions.wilson(example["inputs"]["x"], example["inputs"]["n"])
    assert ends(found) == near(example["expected"]["ci"])
    assert ends(found) == pytest.approx(example["published"]["ci"], abs=example["tolerance"])


@pytest.mark.parametrize("name", vectors("prop2."))
def test_newcombe(name):
    example = vector(name)
    x1, n1, x2, n2 = (example["inputs"][key] for key in ("x1", "n1", "x2", "n2"))
    found = proportions.newcombe(x1, n1, x2, n2)
    assert ends(found) == near(example["expected"]["newcombe"])
    published = example["published"]["newcombe"]
    assert ends(found) == pytest.approx(published, abs=example["tolerance"])


def test_katz():
    example = vector("prop2ratio.7_34_vs_1_34")
    assert ends(proportions.katz(7, 34, 1, 34)) == near(example["expected"]["katz_log"])


@pytest.mark.parametrize("name", vectors("samplesize."))
def test_sample_size(name):
    example = vector(name)
    found = proportions.sample_size(example["inputs"]["p1"], example["inputs"]["p2"])
    assert found == example["expected"]["n_per_period"]


def test_exact_rate_without_events():
    expected = vector("rate.zero_count")["expected"]
    assert ends(rates.exact(0, 1)) == near([0, expected["two_sided_upper"]])
    assert rates.exact(0, 1, confidence=0.9).high == near(expected["one_sided_upper"])


def test_rate_ratio():
    example = vector("rateratio.cdi")
    given = [example["inputs"][key] for key in ("x_after", "t_after", "x_before", "t_before")]
    assert ends(rates.ratio(*given)) == near(example["expected"]["exact_cond"])


def test_welch_from_the_mean_and_deviation_of_two_samples():
    example = vector("twosample.nist_auto83b")["inputs"]
    before = _sample(example["m1"], example["s1"], example["n1"])
    after = _sample(example["m2"], example["s2"], example["n2"])
    found = values.welch(before, after)
    v1, v2 = example["s1"] ** 2 / example["n1"], example["s2"] ** 2 / example["n2"]
    degrees = (v1 + v2) ** 2 / (v1**2 / (example["n1"] - 1) + v2**2 / (example["n2"] - 1))
    error = (found.high - found.low) / 2 / stats.t.ppf(0.975, degrees)
    t = -(found.low + found.high) / 2 / error
    assert t == near(vector("twosample.nist_auto83b")["expected"]["t_welch"])


def _sample(mean: float, deviation: float, n: int) -> list[float]:
    return [mean] + [mean + deviation, mean - deviation] * (n // 2)


def test_p_chart_of_the_textbook_before_and_after():
    example = vector("pchart.montgomery_revised")
    before, expected = example["inputs"]["before"], example["expected"]
    chart = p_chart(before + example["inputs"]["after"], [50] * 52, baseline=len(before))
    assert chart.centre[0] == near(expected["p_before"])
    assert [chart.lower[0], chart.upper[-1]] == near(
        [expected["lcl_before"], expected["ucl_before"]]
    )
    assert len(chart.values) == 52
    assert chart.values[28] == 9 / 50


def test_newcombe_of_the_textbook_before_and_after():
    expected = vector("pchart.montgomery_revised")["expected"]
    assert ends(proportions.newcombe(301, 1400, 133, 1200)) == near(expected["newcombe_diff_ci"])


def test_result_of_the_textbook_before_and_after():
    example = vector("pchart.montgomery_revised")["inputs"]
    before = [(n, 50) for n in example["before"]]
    after = [(n, 50) for n in example["after"]]
    result = compared(before, after, target=10.0)
    interval = result.change.interval
    assert (result.baseline.value, result.follow_up.value) == near((21.5, 11.083333333))
    assert (result.baseline.numerator, result.baseline.denominator) == (301, 1400)
    assert (interval.low, interval.high) == near((-13.8803, -6.8937), 1e-5)
    assert interval.dispersion == near(1.5612, 1e-4)
    assert result.target.progress == near(0.9058, 1e-4)
    assert (result.verdict, result.strength) == (Verdict.IMPROVED, Strength.SIGNAL)
    assert (result.since.isoformat(), result.confirmed.isoformat()) == ("2020-09-04", "2020-09-11")
    assert result.warnings == ()


def test_u_chart():
    example, expected = vector("uchart.montgomery_pc")["inputs"], vector("uchart.montgomery_pc")
    chart = u_chart(example["counts"], [example["n"]] * len(example["counts"]))
    limits = [expected["expected"][key] for key in ("ubar", "lcl", "ucl")]
    assert [chart.centre[0], chart.lower[0], chart.upper[0]] == near(limits)


def test_u_chart_of_single_units_is_a_c_chart():
    example = vector("cchart.nist_pmc331")
    counts, expected = example["inputs"]["counts"], example["expected"]
    chart = u_chart(counts, [1] * len(counts))
    limits = [expected[key] for key in ("cbar", "lcl", "ucl")]
    assert [chart.centre[0], chart.lower[0], chart.upper[0]] == near(limits)
    assert [position + 1 for position in chart.beyond] == expected["out"]


def test_p_prime_chart_of_very_large_samples():
    example = vector("laney.nhs_ae_mohammed2013")
    counts, expected = example["inputs"], example["expected"]
    plain = p_chart(counts["numerators"], counts["denominators"])
    wide = laney_p_chart(counts["numerators"], counts["denominators"])
    assert wide.sigma_z == near(expected["sigma_z"])
    assert [plain.lower[0], plain.upper[0]] == near(
        [expected["lcl_p_first"], expected["ucl_p_first"]]
    )
    assert wide.upper[0] == near(expected["ucl_prime_first"])
    assert wide.lower[0] == near(expected["lcl_prime_first"])
    found = (len(plain.beyond), len(wide.beyond))
    assert found == (expected["p_chart_points_out"], expected["pprime_points_out"])


def test_xmr_chart():
    example = vector("xmr.nist_pmc322")
    expected = example["expected"]
    chart = xmr_chart(example["inputs"]["x"])
    assert [chart.centre[0], chart.lower[0], chart.upper[0]] == near(
        [expected["mean"], expected["lcl"], expected["ucl"]]
    )
    assert chart.moving_range == near(expected["mrbar"])
    assert chart.moving_range_limit == near(expected["mr_ucl_3267"])


@pytest.mark.parametrize("name", vectors("nelson."))
def test_nelson(name):
    example = vector(name)
    found = nelson(example["inputs"]["x"], 0, 1)
    from_one = {str(rule): [p + 1 for p in positions] for rule, positions in found.items()}
    assert from_one == example["expected"]


def test_eight_on_one_side_are_no_nelson_rule():
    example = vector("western_electric.rule4")
    assert nelson(example["inputs"]["x"], 0, 1)[2] == example["expected"]["nelson_rule2_index"]


@pytest.mark.parametrize("name", vectors("runchart.bounds"))
def test_anhoej_bounds(name):
    example = vector(name)
    expected = example["expected"]
    found = anhoej_bounds(example["inputs"]["n_useful"])
    assert found == (expected["longest_max"], expected["crossings_min"])


def test_run_chart():
    example = vector("runchart.cdi_all")
    expected = example["expected"]
    found = runs_about(example["inputs"]["y"], expected["median"])
    assert found == (expected["n_useful"], expected["longest_run"], expected["crossings"])
    longest, fewest = anhoej_bounds(expected["n_useful"])
    assert (longest, fewest) == (expected["anhoej_longest_max"], expected["anhoej_crossings_min"])


def test_oee_is_pooled_never_averaged():
    example = vector("oee.aggregate")
    lines = example["inputs"]["machines"]
    assert pooled_oee(lines) == near(example["expected"]["pooled"])
    assert [pooled_oee([line]) for line in lines] == near(example["expected"]["oee_each"])
    assert oee(400 / 480, 350 / 400, 690 / 700) == near(example["expected"]["oee_each"][0])


def test_wilcoxon_exact_with_hodges_lehmann():
    example = vector("paired.depression_wilcoxon")
    pairs = zip(example["inputs"]["before"], example["inputs"]["after"], strict=True)
    expected, found = example["expected"], cohorts.signed_ranks([b - a for b, a in pairs])
    assert (found.n, found.v, found.p) == near(
        (expected["n"], expected["V"], expected["p_two_sided"])
    )
    assert found.estimate == near(expected["hodges_lehmann"])
    assert ends(found.interval) == near(expected["ci95"])


def test_smallest_p_of_factories_that_all_improved():
    example = vector("paired.min_n")
    for n, p in zip(example["inputs"]["n"], example["expected"]["p"], strict=True):
        found = cohorts.signed_ranks([1 + 0.1 * i for i in range(n)]).p
        assert found == (near(p) if n > cohorts.TOO_FEW_TO_TEST else None)


def test_share_improved_has_a_wilson_interval():
    expected = vector("paired.sign_test")["expected"]["wilson_share"]
    entries = [_entry(0.1, Verdict.IMPROVED)] * 13 + [_entry(-0.1, Verdict.WORSE)] * 2
    share = cohorts.summarise(entries, Kind.VALUE, Better.LOWER, 1.0).share_improved
    assert (share.k, share.n) == (13, 15)
    assert ends(share.interval) == near(expected)


def test_averages_of_the_same_three_factories_disagree():
    example = vector("aggregate.pooled_vs_mean")
    expected = example["expected"]
    found = _cohort([(f["b"], f["a"]) for f in example["inputs"]["factories"]], Better.LOWER)
    assert found.pooled.baseline == near(expected["pooled_before"] * 100)
    assert found.pooled.follow_up == near(expected["pooled_after"] * 100)
    assert found.pooled.relative == near(expected["pooled_relative"])
    assert found.mean == near(-expected["mean_of_relative"])
    assert found.median == near(-expected["median_of_relative"])
    assert found.geometric_mean_ratio - 1 == near(expected["geometric_mean_ratio_minus1"])
    assert not found.simpson


def test_every_factory_better_and_the_pool_worse():
    example = vector("aggregate.simpson_charig1986")
    strata, expected = example["inputs"]["strata"].values(), example["expected"]
    found = _cohort([(s["B"], s["A"]) for s in strata], Better.HIGHER)
    assert found.pooled.baseline == near(expected["pooled_B"] * 100)
    assert found.pooled.follow_up == near(expected["pooled_A"] * 100)
    assert found.simpson


def _cohort(factories, better: Better):
    entries = []
    for (n1, d1), (n2, d2) in factories:
        change = compared([(n1, d1)], [(n2, d2)], better=better).change
        entries.append(
            cohorts.Entry(
                "F", Verdict.NO_CLEAR_CHANGE, change.improvement, (n2 / d2) / (n1 / d1),
                baseline_numerator=n1, baseline_denominator=d1,
                follow_up_numerator=n2, follow_up_denominator=d2,
            )
        )  # fmt: skip
    return cohorts.summarise(entries, Kind.PROPORTION, better, 100.0)


def _entry(improvement: float, verdict: Verdict) -> cohorts.Entry:
    return cohorts.Entry("F", verdict, improvement, 1 - improvement)
