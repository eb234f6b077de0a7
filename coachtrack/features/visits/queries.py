"""The visits of an engagement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.visits.models import Visit


def visits_of(engagement: Engagement) -> Sequence[Visit]:
    """Every visit, in order."""
    wanted = select(Visit).where(Visit.engagement_id == engagement.id)
    return db.session.scalars(wanted.order_by(Visit.on, Visit.id)).all()
