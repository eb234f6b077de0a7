"""What factories object to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.models import Measure, Reading, StoredResult
from coachtrack.features.objections.models import Figures, Objection
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.columns import now
from coachtrack.kit.lists import Asked, Order, Page, holds, page, row_id

#: For so long an answer that was not read stands among the things to do.
NEW = timedelta(days=14)

_LATEST_FIRST: Order[Objection] = Order(
    (Objection.id, Objection.id), lambda row: (str(row.id),) * 2, (row_id, row_id), falling=True
)


def listed(engagement: Engagement, asked: Asked, size: int) -> Page[Objection]:
    """A page of the objections in an engagement that hold what is searched, the latest first."""
    wanted = (
        select(Objection)
        .join(Objection.measure)
        .where(Measure.engagement_id == engagement.id)
        .options(
            contains_eager(Objection.measure).joinedload(Measure.indicator),
            joinedload(Objection.reading),
        )
    )
    if asked.search:
        wanted = wanted.where(Objection.id.in_(_holding(engagement, asked.search)))
    return page(wanted, _LATEST_FIRST, asked, lambda q: db.session.scalars(q).all(), size)


def objection(engagement: Engagement, uuid: UUID) -> Objection | None:
    """One objection in an engagement; None when it is not one of its own."""
    wanted = select(Objection).join(Objection.measure).options(contains_eager(Objection.measure))
    own = wanted.where(Measure.engagement_id == engagement.id, Objection.uuid == uuid)
    return db.session.scalar(own)


def reading(engagement: Engagement, uuid: UUID) -> Reading | None:
    """The reading of an engagement to which somebody would object."""
    wanted = select(Reading).join(Reading.measure).options(contains_eager(Reading.measure))
    own = wanted.where(Measure.engagement_id == engagement.id, Reading.uuid == uuid)
    return db.session.scalar(own)


def any_of(engagement: Engagement) -> bool:
    """Whether the factory ever objected to a figure in an engagement."""
    found = select(Objection.id).join(Objection.measure)
    own = found.where(Measure.engagement_id == engagement.id)
    return bool(db.session.scalar(select(own.exists())))


def any_about(measure: Measure) -> bool:
    """Whether the factory ever objected to a figure of a measure."""
    found = select(Objection.id).where(Objection.measure_id == measure.id)
    return bool(db.session.scalar(select(found.exists())))


def n_open(engagement: Engagement) -> int:
    """How many objections in an engagement wait for an answer."""
    counted = select(func.count()).select_from(Objection).join(Objection.measure)
    own = counted.where(Measure.engagement_id == engagement.id, Objection.answered_at.is_(None))
    return db.session.scalar(own) or 0


def open_in(programme: Programme) -> dict[str, int]:
    """By code, how many objections wait for an answer in the engagements of a programme."""
    counted = select(Engagement.code, func.count()).join(Objection.measure).join(Measure.engagement)
    own = counted.where(
        Engagement.programme_id == programme.id, Objection.answered_at.is_(None)
    ).group_by(Engagement.code)
    return dict(db.session.execute(own).tuples().all())


def n_to_read(engagement: Engagement) -> int:
    """How many answers the factory has not read, of those that are new."""
    counted = select(func.count()).select_from(Objection).join(Objection.measure)
    own = counted.where(Measure.engagement_id == engagement.id, Objection.read_at.is_(None))
    return db.session.scalar(own.where(Objection.answered_at > now() - NEW)) or 0


def figures_of(measure: Measure, reading: Reading | None) -> Figures:
    """A reading, or else the result of a measure, as it is now."""
    if reading is not None:
        return _of_reading(reading)
    return _of_result(db.session.get(StoredResult, measure.id))


def figures_now(rows: Sequence[Objection]) -> dict[int, Figures]:
    """What objections are about as it is now, by objection."""
    measures = {row.measure_id for row in rows if row.reading is None}
    wanted = select(StoredResult).where(StoredResult.measure_id.in_(measures))
    results = {each.measure_id: each for each in db.session.scalars(wanted)}
    return {
        row.id: _of_reading(row.reading) if row.reading else _of_result(results.get(row.measure_id))
        for row in rows
    }


def _of_result(row: StoredResult | None) -> Figures:
    if row is None:
        return {}
    before = [row.baseline_numerator, row.baseline_denominator, row.baseline_value]
    after = [row.follow_up_numerator, row.follow_up_denominator, row.follow_up_value]
    sides = {"before": before, "after": after}
    return {name: side for name, side in sides.items() if side[-1] is not None}


def _of_reading(row: Reading) -> Figures:
    period = [row.from_on.isoformat(), row.to_on.isoformat(), row.lot]
    return {"reading": [row.numerator, row.denominator, row.value], "period": period}


def _holding(engagement: Engagement, search: str) -> list[int]:
    """The objections that hold every word of a search; one engagement's are few."""
    own = select(Objection).join(Objection.measure).where(Measure.engagement_id == engagement.id)
    return [row.id for row in db.session.scalars(own) if holds(_told(row), search)]


def _told(row: Objection) -> str:
    return "\n".join((row.reason, row.answer, row.made_by, row.answered_by))
