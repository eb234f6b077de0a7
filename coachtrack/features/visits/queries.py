"""The visits of an engagement, and which one comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.programmes.models import Programme
from coachtrack.features.visits.models import Visit
from coachtrack.kit.tuples import rows_as


def visits_of(engagement: Engagement) -> Sequence[Visit]:
    """Every visit, in order."""
    wanted = select(Visit).where(Visit.engagement_id == engagement.id)
    return db.session.scalars(wanted.order_by(Visit.on, Visit.id)).all()


def next_visit(engagement: Engagement) -> date | None:
    """The day planned for the visit after the last one; it may lie in the past."""
    wanted = _planned().where(Visit.engagement_id == engagement.id)
    found = db.session.execute(wanted).tuples().first()
    return found[1] if found else None


def next_visits(programme: Programme) -> dict[str, date]:
    """The same for every engagement of a programme that has one planned, by code."""
    return dict(rows_as(tuple, _planned_in_one(), programme=programme.id))


@cache
def _planned_in_one() -> Select[str, date | None]:
    return _planned().where(Engagement.programme_id == bindparam("programme"))


def _planned() -> Select[str, date | None]:
    """Code and day where the latest date planned lies behind the latest visit."""
    planned = func.max(Visit.next_on)
    return (
        select(Engagement.code, planned)
        .join(Engagement, Engagement.id == Visit.engagement_id)
        .group_by(Engagement.code)
        .having(planned > func.max(Visit.on))
    )
