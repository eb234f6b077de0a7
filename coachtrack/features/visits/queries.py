"""The visits of an engagement, and which one comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.programmes.models import Programme
from coachtrack.features.visits.models import Visit
from coachtrack.kit.lists import Asked, Page, holds, latest_first, page
from coachtrack.kit.tuples import rows_as

#: That it was not withdrawn.
_COUNTS = Visit.withdrawn == ""


def listed(engagement: Engagement, asked: Asked, size: int) -> Page[Visit]:
    """A page of an engagement's visits that hold what is searched, withdrawn ones too."""
    wanted = select(Visit).where(Visit.engagement_id == engagement.id)
    if asked.search:
        wanted = wanted.where(Visit.id.in_(_holding(engagement, asked.search)))
    order = latest_first(Visit.on, Visit.id)
    return page(wanted, order, asked, lambda q: db.session.scalars(q).all(), size)


def latest(engagement: Engagement, n: int) -> Sequence[Visit]:
    """The last visits of an engagement that count, the latest first."""
    return db.session.scalars(_of(engagement).where(_COUNTS).limit(n)).all()


def days_besides(engagement: Engagement, uuid: UUID) -> frozenset[date]:
    """The days of the visits of an engagement that count, without one."""
    wanted = select(Visit.on).where(Visit.engagement_id == engagement.id, _COUNTS)
    return frozenset(db.session.scalars(wanted.where(Visit.uuid != uuid)))


def any_of(engagement: Engagement) -> bool:
    """Whether a visit is written down, withdrawn ones too."""
    return bool(db.session.scalar(select(exists().where(Visit.engagement_id == engagement.id))))


def last_visit(engagement: Engagement) -> Visit | None:
    """The latest visit that counts; None before the first."""
    return db.session.scalar(_of(engagement).where(_COUNTS).limit(1))


def last_agreed(programme: Programme) -> dict[str, date]:
    """By code, the day of the last visit at which something was agreed."""
    return dict(rows_as(tuple, _agreed_in_one(), programme=programme.id))


def visit(engagement: Engagement, uuid: UUID) -> Visit | None:
    """One visit of an engagement; None when it is not one of its own."""
    return db.session.scalar(_of(engagement).where(Visit.uuid == uuid))


def next_visit(engagement: Engagement) -> date | None:
    """The day planned for the visit after the last one; it may lie in the past."""
    wanted = _planned(Engagement.id == engagement.id)
    found = db.session.execute(wanted).tuples().first()
    return found[1] if found else None


def next_visits(programme: Programme) -> dict[str, date]:
    """The same for every engagement of a programme that has one planned, by code."""
    return dict(rows_as(tuple, _planned_in_one(), programme=programme.id))


def _of(engagement: Engagement) -> Select[Visit]:
    wanted = select(Visit).where(Visit.engagement_id == engagement.id)
    return wanted.order_by(Visit.on.desc(), Visit.id.desc())


def _holding(engagement: Engagement, search: str) -> list[int]:
    """The visits that hold every word of a search; one engagement's are few enough to look at."""
    return [row.id for row in db.session.scalars(_of(engagement)) if holds(_told(row), search)]


def _told(row: Visit) -> str:
    """What people search a visit by."""
    return "\n".join([*row.consultants, *row.present, row.observations, row.agreed])


@cache
def _agreed_in_one() -> Select[str, date]:
    return (
        select(Engagement.code, func.max(Visit.on))
        .join(Engagement, Engagement.id == Visit.engagement_id)
        .where(Engagement.programme_id == bindparam("programme"), _COUNTS, Visit.agreed != "")
        .group_by(Engagement.code)
    )


@cache
def _planned_in_one() -> Select[str, date | None]:
    return _planned(Engagement.programme_id == bindparam("programme"))


def _planned(those: ColumnElement[bool]) -> Select[str, date | None]:
    """Code and day where what the latest visit with a plan says lies behind the latest visit."""
    own = Visit.engagement_id
    latest_plan = (Visit.next_on.is_(None), Visit.on.desc(), Visit.id.desc())
    place = func.row_number().over(partition_by=own, order_by=latest_plan).label("place")
    last_on = func.max(Visit.on).over(partition_by=own).label("last_on")
    ranked = (
        select(Engagement.code, Visit.next_on, place, last_on)
        .join(Engagement, Engagement.id == own)
        .where(_COUNTS, those)
        .subquery()
    )
    behind = ranked.c.place == 1, ranked.c.next_on > ranked.c.last_on
    return select(ranked.c.code, ranked.c.next_on).where(*behind)
