"""What a full export holds: every row of a programme that a person may see, as entries.

The order rests on codes, dates and texts alone, never on the database, so that an export of an
imported export is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from coachtrack.extensions import db
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.engagements.models import Event
from coachtrack.features.engagements.queries import engagements_of
from coachtrack.features.engagements.sheets import engagement_entry, event_entry
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.models import Factory
from coachtrack.features.factories.sheets import factory_entry, organisation_entry
from coachtrack.features.indicators.entries import IndicatorEntry, MeasureEntry, ReadingEntry
from coachtrack.features.indicators.models import Indicator, IndicatorVersion, Measure, Reading
from coachtrack.features.indicators.sheets import indicator_entry, measure_entry
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.programmes.models import Programme
from coachtrack.features.programmes.queries import components
from coachtrack.features.programmes.sheets import component_entry, programme_entry
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.models import Visit
from coachtrack.features.visits.sheets import visit_entry
from coachtrack.kit.permissions import Person
from coachtrack.kit.rows import rows_with

#: So many measures' readings are held at a time.
MEASURES_AT_A_TIME = 50
#: What comes with the product, and is there wherever an export is imported.
BUILT_IN_VERSION = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """The entries of each sheet, in order; readings come as they are read."""

    organisations: Sequence[OrganisationEntry]
    programmes: Sequence[ProgrammeEntry]
    components: Sequence[ComponentEntry]
    factories: Sequence[FactoryEntry]
    engagements: Sequence[EngagementEntry]
    indicators: Sequence[IndicatorEntry]
    measures: Sequence[MeasureEntry]
    readings: Iterator[ReadingEntry]
    events: Sequence[EventEntry]
    visits: Sequence[VisitEntry]


def gather(programme: Programme, person: Person) -> Exported:
    """Read everything but the readings, which are read when they are asked for."""
    engagements = engagements_of(programme, person)
    ids = [row.id for row in engagements]
    factories = _factories({row.factory_id for row in engagements})
    measures = _measures(ids)
    return Exported(
        organisations=_organisations(programme, factories),
        programmes=[programme_entry(programme)],
        components=[component_entry(row) for row in components(programme)],
        factories=sorted(map(factory_entry, factories)),
        engagements=sorted(map(engagement_entry, engagements), key=lambda entry: entry.code),
        indicators=_indicators({row.indicator_id for row in measures}),
        measures=[measure_entry(row) for row in measures],
        readings=_readings(measures),
        events=_events(ids),
        visits=_visits(ids),
    )


def _organisations(programme: Programme, factories: Sequence[Factory]) -> list[OrganisationEntry]:
    owners = [row.organisation for row in factories if row.organisation]
    found = {row.code: row for row in (*programme.partners, *owners)}
    return [organisation_entry(found[code]) for code in sorted(found)]


def _factories(ids: set[int]) -> list[Factory]:
    wanted = select(Factory).options(joinedload(Factory.organisation), joinedload(Factory.province))
    return list(rows_with(wanted, Factory.id, ids))


def _indicators(ids: set[int]) -> list[IndicatorEntry]:
    """The versions that do not come with the product."""
    own = or_(Indicator.built_in.is_(False), IndicatorVersion.version > BUILT_IN_VERSION)
    wanted = (
        select(IndicatorVersion)
        .join(IndicatorVersion.indicator)
        .where(own)
        .options(contains_eager(IndicatorVersion.indicator))
    )
    found = rows_with(wanted, IndicatorVersion.indicator_id, ids)
    return sorted(map(indicator_entry, found), key=lambda entry: (entry.code, entry.version))


def _measures(engagements: Sequence[int]) -> list[Measure]:
    wanted = select(Measure).options(joinedload(Measure.engagement), joinedload(Measure.indicator))
    found = rows_with(wanted, Measure.engagement_id, engagements)
    return sorted(found, key=lambda row: (row.engagement.code, row.indicator.code, row.scope))


def _readings(measures: Sequence[Measure]) -> Iterator[ReadingEntry]:
    """In order of the measures and of time, a few measures' at a time."""
    for start in range(0, len(measures), MEASURES_AT_A_TIME):
        some = measures[start : start + MEASURES_AT_A_TIME]
        told: dict[int, list[tuple[Any, ...]]] = {row.id: [] for row in some}
        for measure, *said in db.session.execute(_columns(told)):
            told[measure].append(tuple(said))
        for row in some:
            of = row.engagement.code, row.indicator.code
            for version, *rest in sorted(told[row.id], key=_place):
                yield ReadingEntry(*of, version, row.scope, *rest)


def _columns(measures: Iterable[int]) -> Select[*tuple[Any, ...]]:
    return select(
        Reading.measure_id,
        Reading.version,
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
    ).where(Reading.measure_id.in_(measures))


def _place(said: Sequence[Any]) -> tuple[Any, ...]:
    """The period, then the lot."""
    return said[2], said[3], said[1]


def _events(engagements: Sequence[int]) -> list[EventEntry]:
    wanted = select(Event).options(joinedload(Event.engagement))
    found = map(event_entry, rows_with(wanted, Event.engagement_id, engagements))
    return sorted(found, key=lambda entry: (entry.engagement, entry.on, *entry))


def _visits(engagements: Sequence[int]) -> list[VisitEntry]:
    wanted = select(Visit).options(joinedload(Visit.engagement))
    found = map(visit_entry, rows_with(wanted, Visit.engagement_id, engagements))
    return sorted(found, key=lambda entry: (entry.engagement, entry.on, str(entry.uuid)))
