"""The figures of a programme are those of its stored results, however they were fetched."""

from __future__ import annotations

import math
import statistics
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from coachtrack.domain.types import Verdict
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.engagements.queries import engagement_rows
from coachtrack.features.indicators.cohorts import IndicatorFigures, Outcome, figures, outcomes
from coachtrack.features.indicators.models import Measure, StoredResult
from coachtrack.features.programmes.models import Programme
from coachtrack.features.programmes.queries import programme
from coachtrack.kit.permissions import OPERATOR, Grant, Person, Role, Scope
from tests.bench import generated

FACTORIES = 45
SIDES = ("baseline_numerator", "baseline_denominator", "follow_up_numerator")
STORED = ("verdict", "strength", "trust", "baseline_value", "later_value", "improvement", *SIDES)


@pytest.fixture
def bench(database: Session) -> Programme:
    generated.fill(FACTORIES)
    found = programme("BENCH", OPERATOR)
    assert found is not None
    return found


@pytest.fixture
def stored(bench: Programme, database: Session) -> list[StoredResult]:
    """The results one by one, as entities, in order of engagement."""
    wanted = select(StoredResult).join(StoredResult.measure).join(Measure.engagement)
    return list(database.scalars(wanted.order_by(Engagement.code)))


def counted(stored: list[StoredResult]) -> list[StoredResult]:
    return [
        row
        for row in stored
        if row.measure.engagement.stage != Stage.DROPPED_OUT
        and row.verdict in (Verdict.IMPROVED, Verdict.WORSE, Verdict.NO_CLEAR_CHANGE)
        and row.improvement is not None
    ]


class TestRows:
    def test_outcomes_are_what_is_stored(self, bench: Programme, stored: list[StoredResult]):
        rows = outcomes(bench, OPERATOR)
        assert len(rows) == FACTORIES
        for row, result in zip(rows, stored, strict=True):
            assert [getattr(row, name) for name in STORED] == [
                getattr(result, name) for name in STORED
            ]
            assert isinstance(row.stage, Stage)
            assert row.main is True

    def test_engagements_are_what_is_stored(self, bench: Programme, database: Session):
        entities = database.scalars(select(Engagement).order_by(Engagement.code)).all()
        for row, entity in zip(engagement_rows(bench, OPERATOR), entities, strict=True):
            assert (row.code, row.stage, row.end_on) == (entity.code, entity.stage, entity.end_on)
            assert row.factory_name == entity.factory.name
            assert row.province_now == entity.factory.province.as_now.name

    def test_what_is_not_sent_yet_is_seen(self, bench: Programme, database: Session):
        engagement = database.scalars(select(Engagement).order_by(Engagement.code)).first()
        assert engagement is not None
        engagement.batch = "2031-1"
        assert outcomes(bench, OPERATOR)[0].batch == "2031-1"

    def test_a_person_gets_their_own_only(self, bench: Programme):
        mine = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "BENCH-00002")
        nobody, coach = Person("Nobody"), Person("Coach", grants=(mine,))
        assert outcomes(bench, nobody) == []
        assert [row.engagement for row in outcomes(bench, coach)] == ["BENCH-00002"]
        assert [row.code for row in engagement_rows(bench, coach)] == ["BENCH-00002"]


class TestFigures:
    @pytest.fixture
    def found(self, bench: Programme) -> IndicatorFigures:
        (only,) = figures(bench, OPERATOR)
        return only

    def test_left_out_are_named_by_reason(self, found: IndicatorFigures):
        each = FACTORIES // len(generated.STORIES)
        assert found.cohort.left_out == {
            "dropped-out": each,
            "not-measured": each,
            "not-comparable": each,
            "too-little-data": each,
            "baseline-zero": each,
        }

    def test_averages(self, found: IndicatorFigures, stored: list[StoredResult]):
        improvements = [row.improvement or 0.0 for row in counted(stored)]
        cohort = found.cohort
        assert cohort.measured == len(improvements)
        assert cohort.median == pytest.approx(statistics.median(improvements), rel=1e-12)
        assert cohort.mean == pytest.approx(statistics.fmean(improvements), rel=1e-12)
        assert cohort.quartiles == pytest.approx(
            statistics.quantiles(improvements, n=4, method="inclusive"), rel=1e-12
        )

    def test_geometric_mean_and_pooled(self, found: IndicatorFigures, stored: list[StoredResult]):
        rows = counted(stored)
        ratios = [(row.follow_up_value or 0.0) / (row.baseline_value or 1.0) for row in rows]
        assert found.cohort.geometric_mean_ratio == pytest.approx(
            statistics.geometric_mean([ratio for ratio in ratios if ratio > 0]), rel=1e-12
        )
        n, d = (
            math.fsum(getattr(row, f"baseline_{part}") for row in rows)
            for part in ("numerator", "denominator")
        )
        assert found.cohort.pooled is not None
        assert found.cohort.pooled.baseline == pytest.approx(100 * n / d, rel=1e-12)

    def test_strengths(self, found: IndicatorFigures, stored: list[StoredResult]):
        assert found.cohort.strengths == Counter(row.strength for row in counted(stored))

    def test_ratio_needs_both_sides_and_a_baseline(self, found: IndicatorFigures):
        missing = [row for row in found.rows if row.ratio is None]
        assert all(_has_no_ratio(row) for row in missing)
        assert len(missing) == 3 * (FACTORIES // len(generated.STORIES))


def _has_no_ratio(row: Outcome) -> bool:
    return row.follow_up_value is None or row.baseline_value == 0
