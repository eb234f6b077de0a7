"""Stored readings as they are entered and corrected, withdrawn ones too."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.models import Measure, Reading


def readings_of(measure: Measure) -> Sequence[Reading]:
    """All readings of a measure that the caller may see, in order of time."""
    wanted = select(Reading).where(Reading.measure_id == measure.id)
    return db.session.scalars(
        wanted.order_by(Reading.from_on, Reading.to_on, Reading.lot, Reading.id)
    ).all()


def measure_of(engagement: Engagement, uuid: UUID) -> Measure | None:
    """The measure of a reading of an engagement that the caller may see; None without one."""
    return db.session.scalar(
        select(Measure)
        .join(Reading, Reading.measure_id == Measure.id)
        .where(Reading.uuid == uuid, Measure.engagement_id == engagement.id)
    )
