"""What is stored of all that a workbook names, as entries, to compare the workbook with.

It is read before the write lock is taken and once more, without the readings, while it is held:
as long as both are equal, what was planned can be written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from coachtrack.extensions import db
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.entries import (
    IndicatorEntry,
    MeasureEntry,
    MeasureKey,
    ReadingEntry,
)
from coachtrack.features.indicators.models import (
    FormerPeriod,
    FormerScope,
    Indicator,
    Measure,
    Reading,
)
from coachtrack.features.indicators.sheets import reading_entry
from coachtrack.features.intake.material import Material
from coachtrack.features.intake.sources import SOURCES
from coachtrack.features.programmes.models import Programme, programme_factory
from coachtrack.features.programmes.queries import used_elsewhere
from coachtrack.features.signing.queries import Frozen, frozen_in
from coachtrack.kit.permissions import Person
from coachtrack.kit.rows import batches, rows_with, tuples_with
from coachtrack.kit.tuples import rows_as

#: Codes by the kind of entry that they name.
Named = dict[type[Any], set[Any]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of what a workbook names: by the kind of entry, key → entry."""

    entries: dict[type[Any], dict[Any, Any]]
    #: Indicator → the version that new readings are taken under; and those that came built in.
    current: dict[str, int]
    built_in: frozenset[str]
    #: Factory → the first day of its earliest engagement.
    starts: dict[str, date]
    #: Measure → how often what its result rests on has changed; its readings are in that.
    revisions: dict[tuple[str, str, str], int]
    #: Engagement and indicator, what a line or product was called before, and what now.
    former_scopes: list[tuple[tuple[str, str], str, str]]
    #: Factories that the person's programmes list.
    listed: frozenset[str]
    #: Organisations that belong to more than these programmes.
    shared: frozenset[str]
    #: What both sides signed of the measures of the engagements.
    frozen: dict[MeasureKey, tuple[Frozen, ...]]


def named_in(material: Material) -> Named:
    """The codes by which a workbook names rows, in its own sheets or as references."""
    named: Named = defaultdict(set)
    for kind, rows in material.rows.items():
        if rows.sheet.coded:
            named[kind] |= {key[0] if isinstance(key, tuple) else key for key in rows.row_keys()}
        for position, column in enumerate(rows.sheet.columns):
            if column.refers is not None:
                named[column.refers] |= _codes({entry[position] for entry in rows.said()})
    return named


def _codes(values: Iterable[Any]) -> set[str]:
    found: set[Any] = set()
    for value in values:
        found |= set(value) if isinstance(value, tuple) else {value}
    return {code for code in found if code and isinstance(code, str)}


def hold(named: Named, written: Collection[type[Any]] = ()) -> None:
    """Let nobody else write what is found by these codes until the end of the write.

    That is the rows with these codes of the kinds that are written, or the rows that they belong
    to, and always the measures of these engagements.
    """
    for kind, source in SOURCES.items():
        if kind in written:
            table = source.column.class_  # type: ignore[attr-defined]
            rows = select(table.id).order_by(table.id).with_for_update(key_share=True)
            for some in batches(sorted(named[source.named])):
                db.session.execute(rows.where(source.column.in_(some)))
    query = select(Measure.id).join(Measure.engagement).order_by(Measure.id)
    for some in batches(sorted(named[EngagementEntry])):
        locked = query.where(Engagement.code.in_(some)).with_for_update(of=Measure)
        db.session.execute(locked)


def load(named: Named, person: Person) -> Stored:
    """What is stored of all that is named, but for the readings."""
    measures = SOURCES[MeasureEntry].entries(named[EngagementEntry])
    tracked = {indicator for _engagement, indicator, _scope in measures}
    wanted = {**named, IndicatorEntry: named[IndicatorEntry] | tracked}
    entries = {
        kind: measures if kind is MeasureEntry else source.entries(wanted.get(source.named, ()))
        for kind, source in SOURCES.items()
    }
    library = db.session.execute(
        select(Indicator.code, Indicator.current_version, Indicator.built_in)
    ).all()
    return Stored(
        entries,
        current={code: version for code, version, _built_in in library},
        built_in=frozenset(code for code, _version, built_in in library if built_in),
        starts=_starts(named[FactoryEntry]),
        revisions=_revisions(named[EngagementEntry]),
        former_scopes=_former_scopes(named[EngagementEntry]),
        listed=_listed_by(person.led),
        shared=used_elsewhere(person, named[OrganisationEntry]),
        frozen=frozen_in(named[EngagementEntry]),
    )


def readings_of(engagements: Iterable[str]) -> dict[Any, ReadingEntry]:
    """Every reading of these engagements, by its key."""
    names = [Reading.__table__.c[field] for field in ReadingEntry._fields[4:]]
    query = (
        select(Engagement.code, Indicator.code, Reading.version, Measure.scope, *names)
        .join(Measure, Reading.measure_id == Measure.id)
        .join(Engagement, Measure.engagement_id == Engagement.id)
        .join(Indicator, Measure.indicator_id == Indicator.id)
    )
    found: dict[Any, ReadingEntry] = {}
    for some in batches(sorted(set(engagements))):
        for entry in rows_as(ReadingEntry._make, query.where(Engagement.code.in_(some))):
            found[entry[0], entry[1], entry[3], entry[4], entry[5], entry[6]] = entry
    return found


def former_readings(engagements: Iterable[str]) -> dict[Any, ReadingEntry]:
    """The readings of these engagements that count and were moved, by each key that they had."""
    reading = contains_eager(FormerPeriod.reading)
    key = (contains_eager(Measure.engagement), joinedload(Measure.indicator))
    query = (
        select(FormerPeriod)
        .join(FormerPeriod.reading)
        .join(Reading.measure)
        .join(Measure.engagement)
        .where(Reading.withdrawn == "")
        .options(reading.contains_eager(Reading.measure).options(*key))
    )
    found = {}
    for stood in rows_with(query, Engagement.code, engagements):
        entry = reading_entry(stood.reading, stood.reading.measure)
        found[*entry.measure, stood.lot, stood.from_on, stood.to_on] = entry
    return found


def _starts(factories: set[str]) -> dict[str, date]:
    query = (
        select(Factory.code, func.min(Engagement.start_on))
        .join(Engagement, Engagement.factory_id == Factory.id)
        .group_by(Factory.code)
    )
    rows = tuples_with(query, Factory.code, factories)
    return {code: start for code, start in rows if start is not None}


def _revisions(engagements: set[str]) -> dict[tuple[str, str, str], int]:
    query = (
        select(Engagement.code, Indicator.code, Measure.scope, Measure.revision)
        .join(Measure.engagement)
        .join(Measure.indicator)
    )
    rows = tuples_with(query, Engagement.code, engagements)
    return {(code, indicator, scope): n for code, indicator, scope, n in rows}


def _former_scopes(engagements: set[str]) -> list[tuple[tuple[str, str], str, str]]:
    query = (
        select(Engagement.code, Indicator.code, FormerScope.scope, Measure.scope)
        .join(FormerScope.measure)
        .join(Measure.engagement)
        .join(Measure.indicator)
        # A blank one means the whole factory, and still does.
        .where(FormerScope.scope != "")
        .order_by(FormerScope.id.desc())
    )
    rows = tuples_with(query, Engagement.code, engagements)
    return [((code, indicator), before, scope) for code, indicator, before, scope in rows]


def _listed_by(programmes: frozenset[str]) -> frozenset[str]:
    query = (
        select(Factory.code)
        .join(programme_factory, programme_factory.c.factory_id == Factory.id)
        .join(Programme, programme_factory.c.programme_id == Programme.id)
        .where(Programme.code.in_(programmes))
    )
    return frozenset(db.session.scalars(query)) if programmes else frozenset()
