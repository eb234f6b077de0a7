"""What the journal tells of a place, the latest first.

The caller has seen to it that the person may see the place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from coachtrack.extensions import db
from coachtrack.features.indicators.models import Indicator, IndicatorVersion, Reading
from coachtrack.kit import formats
from coachtrack.kit.journal.naming import name_of
from coachtrack.kit.journal.tables import Action, Door, Entry, Write
from coachtrack.kit.lists import Asked, Order, Page, page, row_id
from coachtrack.kit.searching import matching

#: What the list can be narrowed by.
FILTERS = ("who", "subject", "door", "row", "from", "until")
#: Entries fetched at a time, so that a long history does not fill the memory.
AT_A_TIME = 500

_LATEST_FIRST: Order[Entry] = Order(
    (Entry.id, Entry.id), lambda row: (str(row.id),) * 2, (row_id, row_id), falling=True
)


@dataclass(frozen=True, slots=True)
class Told:
    """Of which place the history is told, by codes; of all where none is named."""

    programme: str = ""
    engagement: str = ""
    factory: str = ""
    time_zone: str = "UTC"
    #: The write with which it begins; 0: with the journal.
    since: int = 0

    @property
    def here(self) -> ColumnElement[bool]:
        """The entries of the place."""
        return and_(self._there, Entry.write_id >= self.since) if self.since else self._there

    @property
    def _there(self) -> ColumnElement[bool]:
        if self.engagement:
            return Entry.engagement == self.engagement
        if self.factory:
            return and_(Entry.subject.in_(("factory", "consent")), Entry.row == self.factory)
        return Entry.programme == self.programme if self.programme else true()


class HistoryCount(NamedTuple):
    """How many entries there are of somebody, a kind of row, and a door."""

    who: str
    subject: str
    door: Door
    n: int


def listed(told: Told, asked: Asked, size: int) -> Page[Entry]:
    """A page of a history."""
    return page(
        _entries(told, asked),
        _LATEST_FIRST,
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
    )


def every(told: Told, asked: Asked) -> Iterator[Entry]:
    """The whole of it, the latest first."""
    wanted = _entries(told, asked).options(joinedload(Entry.seal)).order_by(Entry.id.desc())
    yield from db.session.scalars(wanted.execution_options(yield_per=AT_A_TIME))


def counted(told: Told, asked: Asked) -> list[HistoryCount]:
    """How many entries a search finds, whatever else the list is narrowed by."""
    by = (Write.name, Entry.subject, Write.door)
    wanted = select(*by, func.count()).join(Entry.write).where(told.here, *_found(asked, told))
    return list(map(HistoryCount._make, db.session.execute(wanted.group_by(*by)).tuples()))


def last_added(subject: str, code: str) -> int:
    """The write that added what has this code; 0 where the journal began later.

    A code may have been that of something else, which was removed.
    """
    return _last_write(Entry.subject == subject, Entry.row == code, Entry.action == Action.ADDED)


def after_last_factory(engagement: str) -> int:
    """What came after an engagement was moved to its factory; 0 where it always was there."""
    moved = Entry.action == Action.CHANGED, Entry.changes.contains('"factory":[')
    last = _last_write(Entry.subject == "engagement", Entry.row == engagement, *moved)
    return last and last + 1


def definitions() -> dict[str, IndicatorVersion]:
    """The current definition of every indicator, by code."""
    current = select(Indicator.code, IndicatorVersion).join(IndicatorVersion.indicator)
    current = current.where(IndicatorVersion.version == Indicator.current_version)
    return dict(db.session.execute(current).tuples().all())


def day_asked(asked: Asked, name: str) -> date | None:
    """The day from or until which entries are wanted; None where none or nonsense is asked for."""
    with suppress(formats.Unreadable):
        return formats.parse_day(asked.chosen.get(name, ""))
    return None


def _last_write(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.max(Entry.write_id)).where(*conditions)) or 0


def _entries(told: Told, asked: Asked) -> Select[Entry]:
    wanted = select(Entry).join(Entry.write).options(contains_eager(Entry.write))
    chosen = asked.chosen
    if who := chosen.get("who"):
        wanted = wanted.where(Write.name == who)
    if subject := chosen.get("subject"):
        wanted = wanted.where(Entry.subject == subject)
    if door := chosen.get("door"):
        wanted = wanted.where(Write.door == door if door in set(Door) else ~true())
    return wanted.where(told.here, *_found(asked, told))


def _found(asked: Asked, told: Told) -> Iterator[ColumnElement[bool]]:
    """What a search, a row and days find."""
    zone = ZoneInfo(told.time_zone)
    if first := day_asked(asked, "from"):
        yield Write.at >= _start(first, zone)
    if last := day_asked(asked, "until"):
        yield Write.at < _start(last + timedelta(days=1), zone)
    if asked.search:
        yield matching(Entry.search_key, asked.search)
    if row := asked.chosen.get("row"):
        yield _of_row(*row.partition("/")[::2])


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _of_row(subject: str, name: str) -> ColumnElement[bool]:
    """What happened to one row, under all its names."""
    names = _names(subject, name)
    found = and_(Entry.subject == subject, Entry.row.in_(names))
    if subject != "reading":
        return found
    added = and_(
        Entry.subject == "reading",
        Entry.action == Action.ADDED,
        Entry.row.in_(_names("measure", _measure_of(name))),
        Entry.changes.contains(name, autoescape=True),
    )
    return or_(found, added)


def _names(subject: str, name: str) -> list[str]:
    """What a row is called, and what it was called before."""
    names, new = [name], [name]
    while new:
        before = select(Entry.formerly).where(
            Entry.subject == subject, Entry.row.in_(new), Entry.formerly != ""
        )
        new = sorted(set(db.session.scalars(before)) - set(names))
        names += new
    return names


def _measure_of(uuid: str) -> str:
    """The name of the measure that a reading is one of."""
    with suppress(ValueError):
        from_uuid = select(Reading).where(Reading.uuid == UUID(uuid))
        if (row := db.session.scalar(from_uuid)) is not None:
            return name_of(row.measure)
    return ""
