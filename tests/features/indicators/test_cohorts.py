"""Which measure speaks for an engagement, and what a programme's figures rest on."""

from __future__ import annotations

import itertools

import pytest

from coachtrack.domain.types import Verdict
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.actions import define_indicators
from coachtrack.features.indicators.cohorts import Outcome, figures, outcomes, speaking
from coachtrack.features.indicators.queries import definitions
from coachtrack.features.indicators.sheets import indicator_entry
from coachtrack.kit.permissions import OPERATOR
from tests import factories
from tests.factories import FEW_DEFECTS, MANY_DEFECTS

EMPTY = dict.fromkeys(Outcome._fields)
MEASURES = [
    ([("", False), ("Line 1", False)], ""),
    ([("Line 2", False), ("Line 1", False)], "Line 1"),
    ([("", False), ("Line 1", True)], "Line 1"),
    ([("", True), ("A line", False)], ""),
    ([("Line 1", False)], "Line 1"),
]


def outcome(scope: str, main: bool, **fields) -> Outcome:
    usual = {"engagement": "E1", "indicator": "defect-rate", "scope": scope, "main": main}
    return Outcome(**{**EMPTY, **usual, **fields})


@pytest.mark.parametrize(("measures", "speaks"), MEASURES)
def test_one_measure_speaks_for_an_engagement(measures, speaks):
    rows = [outcome(*measure) for measure in measures]
    for order in itertools.permutations(rows):
        (chosen,) = speaking(order, "defect-rate")
        assert chosen.scope == speaks


def test_the_choice_does_not_look_at_the_result():
    poor = outcome("", False, verdict=Verdict.WORSE, improvement=-0.5)
    fine = outcome("Line 1", False, verdict=Verdict.IMPROVED, improvement=0.5)
    assert speaking([fine, poor], "defect-rate") == [poor]


def test_a_main_measure_of_another_indicator_does_not_speak():
    other = outcome("", True, indicator="lead-time")
    assert speaking([other, outcome("Line 1", False)], "defect-rate")[0].scope == "Line 1"
    assert speaking([other], "defect-rate") == []


def test_every_engagement_speaks_once():
    rows = [outcome("", False, engagement=code) for code in ("E1", "E2", "E1", "E3")]
    assert [row.engagement for row in speaking(rows, "defect-rate")] == ["E1", "E2", "E3"]


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [(10.0, 4.0, 0.4), (10.0, 0.0, 0.0), (0.0, 4.0, None), (None, 4.0, None), (10.0, None, None)],
)
def test_a_ratio_is_after_divided_by_before(before, after, ratio):
    assert outcome("", True, baseline_value=before, follow_up_value=after).ratio == ratio


def test_a_programme_counts_everybody_who_started(database):
    """One measured, one dropped out, one not measured, one from a baseline without defects."""
    programme = factories.programme()
    sides = {"before": MANY_DEFECTS, "after": FEW_DEFECTS}
    none = [(0, 200)] * 12
    for code, stage, figures_of in (
        ("P1-01", Stage.CLOSED, sides),
        ("P1-02", Stage.DROPPED_OUT, sides),
        ("P1-03", Stage.IMPROVEMENT, {"before": MANY_DEFECTS}),
        ("P1-04", Stage.CLOSED, {"before": none, "after": FEW_DEFECTS}),
    ):
        of = factories.engagement(code, within=programme, stage=stage)
        factories.measure(of, main=True, **figures_of)
        factories.measure(of, scope="Line 1", before=FEW_DEFECTS, after=MANY_DEFECTS)
    database.commit()
    (found,) = figures(programme, OPERATOR)
    cohort = found.cohort
    assert (found.code, cohort.started, cohort.measured) == ("defect-rate", 4, 1)
    assert cohort.left_out == {"dropped-out": 1, "not-measured": 1, "baseline-zero": 1}
    assert cohort.median == pytest.approx(0.5, abs=0.03)
    assert (cohort.pooled.baseline, cohort.quartiles) == (pytest.approx(10), None)


def test_outcomes_are_those_of_one_programme(database):
    mine = factories.measure(before=MANY_DEFECTS).engagement
    other = factories.programme("P2")
    factories.measure(factories.engagement("P2-01", within=other), before=MANY_DEFECTS)
    database.commit()
    assert [row.engagement for row in outcomes(mine.programme, OPERATOR)] == ["P1-01"]
    assert [row.engagement for row in outcomes(other, OPERATOR)] == ["P2-01"]


def test_a_level_is_in_no_figure_over_factories(database):
    level = factories.measure(indicator="smart-factory-level", before=[1.0], after=[2.0])
    database.commit()
    assert len(outcomes(level.engagement.programme, OPERATOR)) == 1
    assert figures(level.engagement.programme, OPERATOR) == []


@pytest.fixture
def mixed(database):
    """Two factories under the definition in percent, and one under a later one in ppm."""
    for n in (1, 2, 3):
        of = factories.engagement(f"P1-0{n}")
        of.stage = Stage.CLOSED
        made = factories.measure(of, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
        if n == 2:
            _define_anew(made.indicator)
    database.commit()
    return of.programme


def _define_anew(indicator):
    (first,) = definitions([indicator.id])[indicator.id].values()
    define_indicators([indicator_entry(first)._replace(version=2, unit="ppm", factor=1e6)])


def test_a_factory_under_another_definition_is_left_out_as_not_comparable(mixed):
    (found,) = figures(mixed, OPERATOR)
    assert found.definition.version == 1
    assert (found.cohort.started, found.cohort.measured) == (3, 2)
    assert found.cohort.left_out == {"not-comparable": 1}
    assert found.cohort.pooled.baseline == pytest.approx(10)


def test_a_result_of_its_own_definition_keeps_its_figures(mixed):
    assert [round(row.baseline_value) for row in outcomes(mixed, OPERATOR)] == [10, 10, 100_000]
