"""Results of many factories: one row a measure, and which one speaks for a factory."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from coachtrack.domain.cohorts import (
    EXACT_PAIRS,
    Cohort,
    Remeasured,
    left_out_reason,
    remeasured,
    signed_ranks,
    summarise,
)
from coachtrack.domain.types import Better, Kind, Strength, TargetState, Trust, Verdict
from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.engagements.queries import reached_by
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.models import (
    Indicator,
    IndicatorVersion,
    Measure,
    StoredResult,
)
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person
from coachtrack.kit.tuples import rows_as

#: Every version of some indicators, the one in force first.
_DEFINITIONS = (
    select(Indicator.code, IndicatorVersion)
    .join(IndicatorVersion, IndicatorVersion.indicator_id == Indicator.id)
    .where(Indicator.code.in_(bindparam("codes", expanding=True)))
    .order_by(IndicatorVersion.version != Indicator.current_version, IndicatorVersion.version)
)


#: By code of the indicator and number of the version.
Definitions = Mapping[tuple[str, int], IndicatorVersion]


class Outcome(NamedTuple):
    """The stored result of one measure, with what a list shows beside it."""

    engagement: str
    factory: str
    factory_name: str
    sort_key: str
    province_id: int
    batch: str
    stage: Stage
    drop_out_reason: str
    indicator: str
    scope: str
    main: bool
    measure_id: int
    version: int
    verdict: Verdict | None
    strength: Strength | None
    trust: Trust | None
    baseline_value: float | None
    baseline_numerator: float | None
    baseline_denominator: float | None
    follow_up_value: float | None
    follow_up_numerator: float | None
    follow_up_denominator: float | None
    later_value: float | None
    absolute: float | None
    relative: float | None
    improvement: float | None
    target: float | None
    target_state: TargetState
    #: By how many percent it is to be better, where the target is no figure.
    gain: float | None = None
    #: The share of the factory's output that its scope makes.
    covers: float | None = None

    @property
    def dropped_out(self) -> bool:
        """Whether the factory left before the end."""
        return self.stage == Stage.DROPPED_OUT

    @property
    def has_evidence(self) -> bool:
        """Whether somebody has looked at what its figures rest on."""
        return self.trust not in (None, Trust.SELF_REPORTED)

    @property
    def ratio(self) -> float | None:
        """After divided by before; None where there is no such ratio."""
        before, after = self.baseline_value, self.follow_up_value
        return after / before if before and after is not None else None


class Across(NamedTuple):
    """The typical improvement by the ranks of the factories, with its 95 % interval.

    `p`: how probable such figures are where nothing changed; None with too few factories to test.
    """

    p: float | None
    improvement: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One indicator over a programme: a row for each factory, and the figures over them."""

    code: str
    definition: IndicatorVersion
    rows: tuple[Outcome, ...]
    cohort: Cohort

    @property
    def geometric_improvement(self) -> float | None:
        """The typical ratio of after to before as an improvement: positive is good."""
        ratio = self.cohort.geometric_mean_ratio
        return None if ratio is None else self._improvement(ratio - 1)

    @property
    def pooled_improvement(self) -> float | None:
        """The relative change of all units together as an improvement: positive is good."""
        relative = self.cohort.pooled.relative if self.cohort.pooled else None
        return None if relative is None else self._improvement(relative)

    @property
    def with_evidence(self) -> int:
        """Of how many of those measured somebody has looked at what the figures rest on."""
        return sum(row.has_evidence for row in self.rows if left_out_reason(row) is None)

    @property
    def remeasured(self) -> Remeasured | None:
        """How those stand now that were measured again, beside how they stood at closing."""
        found = [
            (row.baseline_value, row.follow_up_value, row.later_value)
            for row in self.rows
            if left_out_reason(row) is None and row.later_value is not None
        ]
        gains = [
            (b, f, p) for b, f, p in found if b is not None and f is not None and p is not None
        ]
        return remeasured(gains, self.definition.better)

    @property
    def across(self) -> Across | None:
        """The test across factories, on the logarithms of after over before; None where there are
        so many that the median says it all.
        """
        ratios = (row.ratio for row in self.rows if left_out_reason(row) is None)
        logs = [math.log(ratio) for ratio in ratios if ratio]
        if not 0 < len(logs) <= EXACT_PAIRS:
            return None
        found = signed_ranks(logs)
        ends = (found.interval.low, found.interval.high) if found.interval else ()
        told = sorted(self._improvement(math.expm1(end)) for end in ends)
        return Across(
            found.p,
            self._improvement(math.expm1(found.estimate)),
            (told[0], told[1]) if told else None,
        )

    def _improvement(self, relative: float) -> float:
        return 0.0 - relative if self.definition.better == Better.LOWER else relative


def outcomes(programme: Programme, person: Person) -> Sequence[Outcome]:
    """Every result of a programme that a person may see, in order of engagement."""
    return rows_as(Outcome._make, _outcomes_of_one(person), programme=programme.id)


def outcomes_query(person: Person) -> Select[*tuple[Any, ...]]:
    """The columns of Outcome, for the engagements that a person may see."""
    columns = (
        Engagement.code,
        Factory.code,
        Factory.name,
        Factory.sort_key,
        Factory.province_id,
        Engagement.batch,
        Engagement.stage,
        Engagement.drop_out_reason,
        Indicator.code,
        Measure.scope,
        Measure.main,
        Measure.id,
        StoredResult.version,
        StoredResult.verdict,
        StoredResult.strength,
        StoredResult.trust,
        StoredResult.baseline_value,
        StoredResult.baseline_numerator,
        StoredResult.baseline_denominator,
        StoredResult.follow_up_value,
        StoredResult.follow_up_numerator,
        StoredResult.follow_up_denominator,
        StoredResult.later_value,
        StoredResult.absolute,
        StoredResult.relative,
        StoredResult.improvement,
        Measure.target,
        StoredResult.target_state,
        Measure.gain,
        Measure.covers,
    )
    return (
        select(*columns)
        .select_from(Measure)
        .join(Measure.engagement)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .join(Measure.indicator)
        .join(StoredResult, StoredResult.measure_id == Measure.id)
        .where(reached_by(person))
        .order_by(Engagement.code, Measure.main.desc(), Measure.scope, Measure.id)
    )


def speaking(rows: Iterable[Outcome], indicator: str) -> list[Outcome]:
    """One measure for each engagement: its main one, else the whole factory, else the first.

    The choice rests on what was said before any result was known, never on the result.
    """
    chosen: dict[str, Outcome] = {}
    for row in rows:
        if row.indicator != indicator:
            continue
        held = chosen.get(row.engagement)
        if held is None or _rank(row) < _rank(held):
            chosen[row.engagement] = row
    return list(chosen.values())


def figures(programme: Programme, person: Person) -> list[IndicatorFigures]:
    """Every indicator that the programme's engagements track, the most frequent first."""
    rows = outcomes(programme, person)
    return figures_of(rows, averaged(rows, definitions_of(rows)))


def figures_of(
    rows: Sequence[Outcome], definitions: Mapping[str, IndicatorVersion]
) -> list[IndicatorFigures]:
    """The figures of each of these indicators that has results, in their order."""
    tracked = {row.indicator for row in rows}
    return [
        indicator_figures(rows, definition, code)
        for code, definition in definitions.items()
        if code in tracked
    ]


def indicator_figures(
    rows: Sequence[Outcome], definition: IndicatorVersion, code: str
) -> IndicatorFigures:
    """The figures of one indicator over these results."""
    chosen = [_under(row, definition) for row in speaking(rows, code)]
    cohort = summarise(chosen, definition.kind, definition.better, definition.factor)
    return IndicatorFigures(code, definition, tuple(chosen), cohort)


def definitions_of(rows: Sequence[Outcome]) -> Definitions:
    """Every version of the indicators of these results, the one in force first."""
    codes = sorted({row.indicator for row in rows})
    found = db.session.execute(_DEFINITIONS, {"codes": codes}).tuples()
    return {(code, version.version): version for code, version in found}


def averaged(rows: Sequence[Outcome], definitions: Definitions) -> dict[str, IndicatorVersion]:
    """The indicators that make figures over factories, the most frequent first.

    Each in the version that most of its results were computed under, the one in force among
    equals; where nothing is measured yet, there is no result to ask. A level is
    a transition, not a figure: it is left to each engagement.
    """
    times = Counter(
        (row.indicator, row.version) for row in rows if row.verdict != Verdict.NOT_MEASURED
    )
    used: dict[str, IndicatorVersion] = {}
    for (code, version), definition in definitions.items():
        held = used.get(code)
        if held is None or times[code, version] > times[code, held.version]:
            used[code] = definition
    return {code: used[code] for code in _by_frequency(rows) if used[code].kind != Kind.LEVEL}


def computed_at(programme: Programme) -> datetime | None:
    """When the latest of a programme's results was computed."""
    wanted = (
        select(func.max(StoredResult.computed_at))
        .join(Measure, Measure.id == StoredResult.measure_id)
        .join(Engagement, Engagement.id == Measure.engagement_id)
        .where(Engagement.programme_id == programme.id)
    )
    return db.session.scalar(wanted)


@lru_cache(maxsize=256)
def _outcomes_of_one(person: Person) -> Select[*tuple[Any, ...]]:
    """The outcomes of one programme; kept, as putting it together takes longer than a few rows."""
    return outcomes_query(person).where(Engagement.programme_id == bindparam("programme"))


def _under(row: Outcome, definition: IndicatorVersion) -> Outcome:
    """A result as figures under this definition can take it: one of another does not compare.

    What is not measured is that first, whatever it will be counted by.
    """
    if row.version == definition.version or row.verdict == Verdict.NOT_MEASURED:
        return row
    return row._replace(verdict=Verdict.NOT_COMPARABLE)


def _rank(row: Outcome) -> tuple[bool, bool, str]:
    return (not row.main, row.scope != "", row.scope)


def _by_frequency(rows: Sequence[Outcome]) -> list[str]:
    """Codes by how many engagements' main measure they are, then by how many track them."""
    mains: dict[str, int] = {}
    tracked: dict[str, int] = {}
    for row in rows:
        mains[row.indicator] = mains.get(row.indicator, 0) + row.main
        tracked[row.indicator] = tracked.get(row.indicator, 0) + 1
    return sorted(tracked, key=lambda code: (-mains[code], -tracked[code], code))
