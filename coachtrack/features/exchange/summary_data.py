"""What an Excel summary shows: a programme as narrowed by the filters, read in a few queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select

from coachtrack.domain.types import Result, Trust
from coachtrack.extensions import db
from coachtrack.features.consents.queries import n_refusing
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.engagements.queries import (
    EngagementRow,
    engagement_rows,
    n_withheld,
    reached_by,
)
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.cohorts import (
    Definitions,
    IndicatorFigures,
    Outcome,
    averaged,
    definitions_of,
    figures_of,
    outcomes,
)
from coachtrack.features.indicators.models import (
    Indicator,
    IndicatorVersion,
    Measure,
    Reading,
    StoredResult,
)
from coachtrack.features.indicators.overview import Filters, Headline, headline, kept_by, parted
from coachtrack.features.indicators.results import result_of
from coachtrack.features.programmes.models import Programme
from coachtrack.features.programmes.queries import lies
from coachtrack.features.signing.models import Part
from coachtrack.features.signing.queries import Given, given_in, whole
from coachtrack.kit.permissions import Audience, Permission, Person
from coachtrack.kit.times import today_in

#: Readings fetched at a time, so that a large programme does not fill the memory.
AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure: its row among many, its whole result, and the definition it was taken under."""

    row: Outcome
    result: Result
    definition: IndicatorVersion


class ReadingLine(NamedTuple):
    """A reading, with the names of what it belongs to."""

    engagement: str
    factory: str
    indicator: str
    version: int
    scope: str
    lot: str
    from_on: date
    to_on: date
    numerator: float | None
    denominator: float | None
    value: float | None
    trust: Trust
    source: str
    note: str
    withdrawn: str


@dataclass(frozen=True)
class SummaryData:
    """A programme for somebody on a day; `lines` are by engagement, the main measure first."""

    programme: Programme
    person: Person
    filters: Filters
    today: date
    engagements: Sequence[EngagementRow]
    headline: Headline
    lines: Mapping[str, Sequence[MeasureLine]]
    figures: Sequence[IndicatorFigures]
    #: Code and version to definition, of the indicators that are tracked.
    definitions: Definitions
    #: What is signed of the figures before, and of the closing results, by measure.
    signed: Mapping[int, Given]
    closed: Mapping[int, Given]
    #: How many engagements are not in it, as their factories do not show themselves to its reader.
    withheld: int
    #: How many factories do not show themselves to whom, where it is for those who see them all.
    refusing: Mapping[Audience, int]

    @property
    def chosen(self) -> IndicatorFigures | None:
        """The indicator that was asked for, else the one that most factories track."""
        return next(iter(self.figures), None)

    @cached_property
    def speaking(self) -> Mapping[int, Outcome]:
        """Those that speak for their factory, as the figures take them, by measure."""
        return {row.measure_id: row for figures in self.figures for row in figures.rows}

    @property
    def measured(self) -> Sequence[Outcome]:
        """Those in the figures of the chosen indicator, in the order of the dashboard."""
        return parted(self.chosen)[0]


def gather(programme: Programme, person: Person, filters: Filters) -> SummaryData:
    """Read everything but the readings."""
    rows = outcomes(programme, person)
    signed, closed = (given_in(programme, part) for part in Part)
    seen = engagement_rows(programme, person)
    kept, results = kept_by(filters, seen, rows, whole(signed))
    shown = [row for row in results if row.indicator == filters.indicator] or results
    every = definitions_of(rows)
    tracked = {row.indicator for row in shown}
    definitions = {key: every[key] for key in sorted(every) if key[0] in tracked}
    today = today_in(programme.time_zone)
    leads = person.may(Permission.CONSENT_GIVE, lies(programme))
    return SummaryData(
        programme=programme,
        person=person,
        filters=filters,
        today=today,
        engagements=kept,
        headline=headline(kept, results, today, whole(signed), whole(closed)),
        lines=_lines(programme, shown, definitions),
        figures=figures_of(shown, averaged(rows, every)),
        definitions=definitions,
        signed=signed,
        closed=closed,
        withheld=n_withheld(programme, person),
        refusing=n_refusing(programme) if leads else {},
    )


def _lines(
    programme: Programme,
    rows: Sequence[Outcome],
    definitions: Definitions,
) -> dict[str, list[MeasureLine]]:
    results = _results(programme)
    lines: dict[str, list[MeasureLine]] = {}
    for row in rows:
        definition = definitions[row.indicator, row.version]
        line = MeasureLine(row, results[row.measure_id], definition)
        lines.setdefault(row.engagement, []).append(line)
    return lines


def _results(programme: Programme) -> dict[int, Result]:
    stored = (
        select(StoredResult.measure_id, StoredResult.details)
        .join(StoredResult.measure)
        .join(Measure.engagement)
        .where(Engagement.programme_id == programme.id)
    )
    return {measure: result_of(details) for measure, details in db.session.execute(stored)}


def readings(data: SummaryData) -> Iterator[ReadingLine]:
    """The readings of the measures shown, withdrawn ones too, some at a time."""
    shown = {line.row.measure_id for lines in data.lines.values() for line in lines}
    wanted = (
        select(
            Reading.measure_id,
            Engagement.code,
            Factory.name,
            Indicator.code,
            Reading.version,
            Measure.scope,
            Reading.lot,
            Reading.from_on,
            Reading.to_on,
            Reading.numerator,
            Reading.denominator,
            Reading.value,
            Reading.trust,
            Reading.source,
            Reading.note,
            Reading.withdrawn,
        )
        .join(Reading.measure)
        .join(Measure.indicator)
        .join(Measure.engagement)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .where(Engagement.programme_id == data.programme.id, reached_by(data.person))
        .order_by(
            Engagement.code,
            Measure.main.desc(),
            Measure.scope,
            Measure.id,
            Reading.from_on,
            Reading.to_on,
            Reading.lot,
        )
    )
    found = db.session.execute(wanted, execution_options={"yield_per": AT_A_TIME})
    return (ReadingLine._make(row[1:]) for row in found if row[0] in shown)
