"""Defining indicators, tracking measures, noting readings; and keeping results true.

Whatever a result rests on changes, and it is computed anew once: an action marks the measures it
touches as dirty, and before the commit of the same transaction each of them is computed once,
however many readings changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, event, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coachtrack.domain.types import Result
from coachtrack.extensions import db
from coachtrack.features.engagements import signals
from coachtrack.features.engagements.actions import (
    engagement_ids,
    move_events,
    note_main_changed,
    note_windows_changed,
)
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import queries
from coachtrack.features.indicators import signals as announced
from coachtrack.features.indicators.entries import (
    COUNTING,
    WORDS,
    IndicatorEntry,
    MeasureEntry,
    MeasureKey,
    ReadingEntry,
)
from coachtrack.features.indicators.models import (
    FormerPeriod,
    FormerScope,
    Indicator,
    IndicatorVersion,
    Measure,
    Reading,
    StoredResult,
)
from coachtrack.features.indicators.results import stored_values
from coachtrack.kit.columns import now
from coachtrack.kit.journal.naming import as_rows
from coachtrack.kit.journal.noting import NOTED, note_changed, note_ready
from coachtrack.kit.rows import ReadyRows, batches, ids_by_code, rows_with, tuples_with
from coachtrack.kit.text import alike
from coachtrack.kit.transactions import ending

#: What stands in the tables as it is said.
VERSION_SAID = IndicatorEntry._fields[2:]
MEASURE_SAID = ("main", "covers", "target", "target_on", "selection")
PERIOD = ("lot", "from_on", "to_on")
FIGURES = ("numerator", "denominator", "value", "trust", "source", "note", "withdrawn")
SAVED = ("saved_by_id", "saved_at")
COLUMNS = ("uuid", "measure_id", "version", *PERIOD, *FIGURES, *SAVED)

_readings = Reading.metadata.tables["reading"]
_CORRECTION = (
    update(_readings)
    .where(_readings.c.measure_id == bindparam("of_measure"))
    .where(*(_readings.c[name] == bindparam(f"of_{name}") for name in PERIOD))
    .values({name: bindparam(name) for name in ("version", *PERIOD, *FIGURES, *SAVED)})
)
_DIRTY = "dirty measures"
_COMPUTED = "computed results"


class UnknownIndicator(Exception):
    """There is no indicator with this code."""


class UnknownMeasure(Exception):
    """This indicator is not tracked in this engagement at this scope."""


class HasReadings(Exception):
    """There are readings of this measure, so it stays."""


class ScopeTaken(Exception):
    """The indicator is tracked at this scope already; carries how that scope is spelled."""


class ScopeCalledBefore(Exception):
    """Another scope of the indicator was called so before; carries what it is called now."""


class AlreadyRecorded(Exception):
    """There is a reading of this measure for this lot and period."""


class UnknownReading(Exception):
    """There is no reading of this measure for this lot and period."""


def define_indicators(entries: Sequence[IndicatorEntry]) -> None:
    """Add indicators and versions of them, or change the words of those that are there."""
    codes = [entry.code for entry in entries]
    stored = {row.code: row for row in rows_with(select(Indicator), Indicator.code, codes)}
    for entry in entries:
        if entry.code not in stored:
            stored[entry.code] = Indicator(code=entry.code, current_version=entry.version)
            db.session.add(stored[entry.code])
    db.session.flush()
    versions = queries.definitions(row.id for row in stored.values())
    changed = {_define(stored[e.code], versions, e) for e in entries}
    wanted = select(Measure.id).where(Measure.indicator_id.in_(changed - {None}))
    mark_dirty(db.session.scalars(wanted))


def remove_versions(indicator: Indicator) -> None:
    """Take away every definition of an indicator that is to go itself."""
    mine = select(IndicatorVersion).where(IndicatorVersion.indicator_id == indicator.id)
    for row in db.session.scalars(mine):
        db.session.delete(row)
    db.session.flush()


def _define(
    indicator: Indicator,
    versions: Mapping[int, Mapping[int, IndicatorVersion]],
    entry: IndicatorEntry,
) -> int | None:
    """Save a version; the indicator's identity where results or what was signed may differ."""
    row = versions.get(indicator.id, {}).get(entry.version)
    before = None if row is None else [getattr(row, name) for name in (*COUNTING, *WORDS)]
    row = row or IndicatorVersion(indicator_id=indicator.id, version=entry.version)
    for name in VERSION_SAID:
        setattr(row, name, getattr(entry, name))
    db.session.add(row)
    indicator.current_version = max(indicator.current_version, entry.version)
    after = [getattr(row, name) for name in (*COUNTING, *WORDS)]
    return indicator.id if before != after else None


def track_measures(entries: Sequence[MeasureEntry]) -> None:
    """Track indicators in engagements, or change how; one of an engagement is main.

    Raises UnknownEngagement or UnknownIndicator.
    """
    db.session.flush()
    engagements = engagement_ids(entry.engagement for entry in entries)
    indicators = _indicator_ids({entry.indicator for entry in entries})
    stored = {
        (row.engagement_id, row.indicator_id, row.scope): row
        for row in rows_with(select(Measure), Measure.engagement_id, engagements.values())
    }
    saved = []
    mains = {row.engagement_id: row.id for row in stored.values() if row.main}
    # The main measure of before gives way first, so that there are never two.
    for main in (False, True):
        for entry in entries:
            if entry.main == main:
                key = (engagements[entry.engagement], indicators[entry.indicator], entry.scope)
                saved.append(_track(stored.get(key), key, entry))
        db.session.flush()
    new = {row.engagement_id: row.id for row in saved if row.main}
    others = [of for of in new if mains.get(of, new[of]) != new[of]]
    note_main_changed(queries.with_results(others))
    mark_dirty(row.id for row in saved)


def rename_scope(measure: Measure, scope: str) -> None:
    """Name a measure's line or product otherwise; what was noted there goes along.

    It is found under its name of before as well, so that nothing else can be called so. Raises
    ScopeTaken and ScopeCalledBefore.
    """
    if scope == measure.scope:
        return
    those = select(Measure).where(Measure.engagement_id == measure.engagement_id)
    rows = db.session.scalars(those.order_by(Measure.id).with_for_update())
    others = [row for row in rows if row is not measure]
    for other in others:
        if other.indicator_id == measure.indicator_id and alike(other.scope) == alike(scope):
            raise ScopeTaken(other.scope)
    own = _former_scopes_alike(measure, scope)
    db.session.execute(delete(FormerScope).where(FormerScope.id.in_(own)))
    if measure.scope not in {other.scope for other in others}:
        move_events(measure.engagement_id, measure.scope, scope)
    db.session.add(FormerScope(measure_id=measure.id, scope=measure.scope))
    measure.scope = scope
    mark_dirty([measure.id])


def _former_scopes_alike(measure: Measure, scope: str) -> list[int]:
    """The rows in which a measure was called so before; raises ScopeCalledBefore where another
    measure of the indicator was.
    """
    of_indicator = (
        select(FormerScope.id, FormerScope.scope, Measure.id, Measure.scope)
        .join(FormerScope.measure)
        .where(
            Measure.engagement_id == measure.engagement_id,
            Measure.indicator_id == measure.indicator_id,
        )
    )
    own = []
    for row, before, of, called in db.session.execute(of_indicator).tuples():
        if alike(before) != alike(scope):
            continue
        if of != measure.id and scope:
            raise ScopeCalledBefore(called)
        own.append(row)
    return own


def remove_measure(measure: Measure) -> Measure | None:
    """Take away for good what was never measured; the one that is main instead, if it was main.

    Raises HasReadings.
    """
    _locked(measure.engagement_id)
    if queries.is_measured(measure):
        raise HasReadings
    following = queries.next_main(measure)
    # It gives way first, so that there are never two.
    _take_away([measure])
    if following is not None:
        gains = not following.main
        following.main = True
        mark_dirty([following.id])
        if gains:
            note_main_changed(queries.with_results([measure.engagement_id]))
            return following
    return None


def remove_measures(engagement: Engagement) -> None:
    """Take away for good all that was to be measured in an engagement and never was.

    Raises HasReadings.
    """
    measures = _locked(engagement.id)
    if queries.has_readings(engagement):
        raise HasReadings
    _take_away(measures)


def _locked(engagement: int) -> Sequence[Measure]:
    """The measures of an engagement, to which nobody adds a reading meanwhile."""
    # The engagement first, as whoever saves it does.
    db.session.execute(select(Engagement.id).where(Engagement.id == engagement).with_for_update())
    those = select(Measure).where(Measure.engagement_id == engagement)
    return db.session.scalars(those.order_by(Measure.id).with_for_update()).all()


def _take_away(measures: Sequence[Measure]) -> None:
    for measure in measures:
        for table in (StoredResult, FormerScope):
            db.session.execute(delete(table).where(table.measure_id == measure.id))
        db.session.delete(measure)
    db.session.flush()


def _track(row: Measure | None, key: tuple[int, int, str], entry: MeasureEntry) -> Measure:
    row = row or Measure(engagement_id=key[0], indicator_id=key[1], scope=key[2])
    for name in MEASURE_SAID:
        setattr(row, name, getattr(entry, name))
    row.gain = entry.gain.percent if entry.gain else None
    db.session.add(row)
    return row


def _indicator_ids(codes: set[str]) -> dict[str, int]:
    found = ids_by_code(Indicator.code, Indicator.id, codes)
    if missing := codes - found.keys():
        raise UnknownIndicator(min(missing))
    return found


@dataclass(frozen=True, slots=True)
class ReadyReadings:
    """Readings converted for the database, so that noting many takes little time."""

    measures: list[MeasureKey]
    rows: ReadyRows
    #: For the journal.
    told: dict[MeasureKey, str]


def ready_readings(entries: Sequence[ReadingEntry], by: int | None = None) -> ReadyReadings:
    """Readings that can be noted at once; may be called before the write begins.

    `by`: the account of who notes them.
    """
    ready = ReadyReadings([], ReadyRows(_readings, COLUMNS, late="measure_id"), {})
    told: dict[MeasureKey, list[tuple[object, ...]]] = {}
    # In order, so that their index grows at one end: that takes half the time.
    identities = sorted(uuid.uuid4() for _entry in entries)
    at = now()
    for identity, entry in zip(identities, entries, strict=True):
        engagement, indicator, version, scope, *said = entry
        measure = engagement, indicator, scope
        ready.measures.append(measure)
        ready.rows.add(identity, version, *said, by, at)
        told.setdefault(measure, []).append((identity, version, *said))
    ready.told.update({measure: as_rows(rows) for measure, rows in told.items()})
    return ready


def record_readings(readings: Sequence[ReadingEntry] | ReadyReadings) -> None:
    """Note readings of periods of which there is none; raises UnknownMeasure, AlreadyRecorded."""
    ready = readings if isinstance(readings, ReadyReadings) else ready_readings(readings)
    ids = measure_ids(set(ready.measures))
    try:
        ready.rows.write(ids[key] for key in ready.measures)
    except IntegrityError as error:
        raise AlreadyRecorded from error
    note_ready(_readings, {ids[key]: rows for key, rows in ready.told.items()})
    mark_dirty(ids.values())


def correct_readings(
    changes: Sequence[tuple[ReadingEntry, ReadingEntry]], by: int | None = None
) -> None:
    """Change readings of a measure from what they said, their lot and period too.

    `by`: the account of who does it. Raises UnknownMeasure, UnknownReading.
    """
    if not changes:
        return
    ids = measure_ids({before.measure for before, _after in changes})
    at = now()
    rows = [
        {
            "of_measure": ids[before.measure],
            **{f"of_{name}": getattr(before, name) for name in PERIOD},
            **{name: getattr(after, name) for name in ("version", *PERIOD, *FIGURES)},
            **dict(zip(SAVED, (by, at), strict=True)),
        }
        for before, after in changes
    ]
    _note_corrections(rows)
    changed = db.session.connection().execute(_CORRECTION, rows, execution_options=NOTED)
    if changed.rowcount != len(rows):
        raise UnknownReading
    for row in rows:
        if any(row[name] != row[f"of_{name}"] for name in PERIOD):
            _remember(row)
    mark_dirty(ids.values())


def _note_corrections(rows: Sequence[Mapping[str, Any]]) -> None:
    """Note in the journal what the readings were, as they are stored, and what they will be."""
    told = ("version", *PERIOD, *FIGURES)
    columns = _readings.c
    period = (columns.measure_id, *(columns[name] for name in PERIOD))
    stored = select(*period, columns.id, *(columns[name] for name in told))
    days = sorted({row["of_from_on"] for row in rows})
    found = {}
    for some in batches(sorted({row["of_measure"] for row in rows})):
        for at_once in batches(days):
            those = columns.measure_id.in_(some), columns.from_on.in_(at_once)
            for known in db.session.connection().execute(stored.where(*those)):
                found[tuple(known[:4])] = known[4:]
    for row in rows:
        key = (row["of_measure"], *(row[f"of_{name}"] for name in PERIOD))
        if key not in found:
            raise UnknownReading
        identity, *before = found[key]
        after = [row[name] for name in told]
        pairs = zip(told, zip(before, after, strict=True), strict=True)
        note_changed(_readings, identity, dict(pairs))


def _remember(row: Mapping[str, Any]) -> None:
    """Note where a reading stood until it was moved."""
    stands = [getattr(Reading, name) == row[name] for name in PERIOD]
    moved = select(Reading.id).where(Reading.measure_id == row["of_measure"], *stands)
    stood = {name: row[f"of_{name}"] for name in PERIOD}
    db.session.add(FormerPeriod(reading_id=db.session.scalars(moved).one(), **stood))


def measure_ids(keys: set[MeasureKey]) -> dict[MeasureKey, int]:
    """The identities of measures; raises UnknownMeasure."""
    tracked = select(Engagement.code, Indicator.code, Measure.scope, Measure.id)
    joined = tracked.join(Measure.engagement).join(Measure.indicator)
    rows = tuples_with(joined, Engagement.code, {key[0] for key in keys})
    found = {(row[0], row[1], row[2]): row[3] for row in rows}
    if missing := keys - found.keys():
        raise UnknownMeasure(*min(missing))
    return {key: found[key] for key in keys}


def mark_dirty(measure_ids: Iterable[int]) -> None:
    """These measures' results rest on something that this transaction changes."""
    db.session.info.setdefault(_DIRTY, set()).update(measure_ids)


def take_computed(results: Mapping[int, Result]) -> None:
    """Results that the caller computed already from what this transaction will have saved."""
    db.session.info.setdefault(_COMPUTED, {}).update(results)


def recompute(measure_ids: Iterable[int] | None = None) -> int:
    """Compute results anew, all of them by default; returns how many."""
    ids = queries.measure_ids() if measure_ids is None else sorted(measure_ids)
    for some in batches(ids):
        store({asked.measure_id: asked.compare() for asked in queries.comparisons(some)})
    return len(ids)


def differences() -> Iterator[str]:
    """The measures whose stored result is not what their readings say."""
    for some in batches(queries.measure_ids()):
        stored = queries.stored_columns(some)
        for asked in queries.comparisons(some):
            if stored.get(asked.measure_id) != stored_values(asked.compare()):
                yield asked.name


def store(results: Mapping[int, Result]) -> None:
    """Put results in the place of those stored."""
    if not results:
        return
    session, at = db.session, now()
    for some in batches(sorted(results)):
        session.execute(delete(StoredResult).where(StoredResult.measure_id.in_(some)))
        rows = [
            {"measure_id": key, "computed_at": at, **stored_values(results[key])} for key in some
        ]
        session.execute(insert(StoredResult), rows)
        touched = update(Measure).where(Measure.id.in_(some))
        session.execute(
            touched.values(revision=Measure.revision + 1),
            execution_options={"synchronize_session": False, **NOTED},
        )


def settle(session: Session) -> None:
    """Compute every dirty measure once: before the commit, or earlier where a result is needed."""
    dirty = session.info.pop(_DIRTY, set())
    computed = session.info.pop(_COMPUTED, {})
    if not dirty and not computed:
        return
    session.flush()
    store(computed)
    recompute(dirty - computed.keys())
    announced.settled.send(ids=sorted(dirty | computed.keys()))


@signals.changed.connect
def _engagements_changed(_sender: object, ids: Iterable[int]) -> None:
    wanted = select(Measure.id).where(Measure.engagement_id.in_(list(ids)))
    mark_dirty(db.session.scalars(wanted))


@signals.windows_changed.connect
def _windows_changed(_sender: object, ids: Iterable[int]) -> None:
    note_windows_changed(queries.with_results(ids))


@ending.connect
def _ending(_sender: object) -> None:
    settle(db.session())


# Rows may be committed without a write of their own, and no result is to miss that.
event.listen(db.session, "before_commit", settle)
