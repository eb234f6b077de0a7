"""Adding and changing engagements, and noting what happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.engagements import signals
from coachtrack.features.engagements.entries import WINDOWS, EngagementEntry, EventEntry
from coachtrack.features.engagements.models import Engagement, Event
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes.actions import UnknownProgramme, list_pairs
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.rows import ids_by_code, rows_with
from coachtrack.kit.searching import search_key
from coachtrack.kit.times import today_in

#: What stands in the table as it is said.
SAID = (
    "component",
    "batch",
    "stage",
    "drop_out_reason",
    "start_on",
    "end_on",
    "baseline_from",
    "baseline_to",
    "follow_up_from",
    "follow_up_to",
    "team",
)


class UnknownFactory(Exception):
    """There is no factory with this code."""


class UnknownEngagement(Exception):
    """There is no engagement with this code."""


def save_engagements(entries: Sequence[EngagementEntry]) -> list[Engagement]:
    """Add engagements, or change those that have these codes; programmes list their factories.

    Raises UnknownProgramme or UnknownFactory.
    """
    db.session.flush()
    programmes = ids_by_code(Programme.code, Programme.id, {entry.programme for entry in entries})
    factories = ids_by_code(Factory.code, Factory.id, {entry.factory for entry in entries})
    codes = [entry.code for entry in entries]
    stored = {row.code: row for row in rows_with(select(Engagement), Engagement.code, codes)}
    moved = [row.id for e in entries if (row := stored.get(e.code)) and _moves(row, e)]
    saved = [_save(stored.get(e.code), e, programmes, factories) for e in entries]
    db.session.flush()
    list_pairs((row.programme_id, row.factory_id) for row in saved)
    signals.windows_changed.send(None, ids=moved)
    signals.changed.send(None, ids=[row.id for row in stored.values()])
    return saved


def _moves(row: Engagement, entry: EngagementEntry) -> bool:
    """Whether saving an entry gives an engagement other windows."""
    return any(getattr(row, name) != getattr(entry, name) for name in WINDOWS)


def _save(
    row: Engagement | None,
    entry: EngagementEntry,
    programmes: dict[str, int],
    factories: dict[str, int],
) -> Engagement:
    if entry.programme not in programmes:
        raise UnknownProgramme(entry.programme)
    if entry.factory not in factories:
        raise UnknownFactory(entry.factory)
    row = row or Engagement(code=entry.code)
    row.programme_id, row.factory_id = programmes[entry.programme], factories[entry.factory]
    for field in SAID:
        setattr(row, field, getattr(entry, field))
    row.search_key = search_key(" ".join((entry.code, *entry.team)))
    db.session.add(row)
    return row


def note_main_changed(ids: Iterable[int]) -> None:
    """Note that another measure became the main one of these engagements though its result was
    known.
    """
    for row in rows_with(select(Engagement), Engagement.id, ids):
        row.main_changed_on = today_in(row.programme.time_zone)


def note_windows_changed(ids: Iterable[int]) -> None:
    """Note that the windows of these engagements were changed though a result was known."""
    for row in rows_with(select(Engagement), Engagement.id, ids):
        row.windows_changed_on = today_in(row.programme.time_zone)


def save_events(entries: Sequence[EventEntry]) -> list[Event]:
    """Note events, or change whether they count and whether the chart starts anew at them.

    Raises UnknownEngagement.
    """
    db.session.flush()
    engagements = engagement_ids(entry.engagement for entry in entries)
    stored = {
        (row.engagement_id, row.scope, row.on, row.kind, row.text): row
        for row in rows_with(select(Event), Event.engagement_id, engagements.values())
    }
    saved = []
    for entry in entries:
        key = (engagements[entry.engagement], entry.scope, entry.on, entry.kind, entry.text)
        names = ("engagement_id", "scope", "on", "kind", "text")
        row = stored.get(key) or Event(**dict(zip(names, key, strict=True)))
        row.rebase, row.withdrawn = entry.rebase, entry.withdrawn
        db.session.add(row)
        saved.append(row)
    signals.changed.send(None, ids=list(engagements.values()))
    return saved


def correct_event(event: Event, entry: EventEntry) -> None:
    """Change what was noted, its day and its scope too."""
    for field in EventEntry._fields[1:]:
        setattr(event, field, getattr(entry, field))
    signals.changed.send(None, ids=[event.engagement_id])


def move_events(engagement: int, scope: str, to: str) -> None:
    """Note elsewhere in the factory what happened at a scope, unless it is noted there already."""
    if not scope:
        return
    events = db.session.scalars(select(Event).where(Event.engagement_id == engagement)).all()
    there = {(event.on, event.kind, event.text) for event in events if event.scope == to}
    for event in events:
        if event.scope == scope and (event.on, event.kind, event.text) not in there:
            event.scope = to
    signals.changed.send(None, ids=[engagement])


def engagement_ids(codes: Iterable[str]) -> dict[str, int]:
    """The identities of engagements by code; raises UnknownEngagement."""
    wanted = set(codes)
    found = ids_by_code(Engagement.code, Engagement.id, wanted)
    if missing := wanted - found.keys():
        raise UnknownEngagement(min(missing))
    return found
