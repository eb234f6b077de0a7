"""Taking an engagement away that was added by mistake."""

from __future__ import annotations

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.accounts.actions import end_roles
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.indicators import actions as measuring
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.visits import queries as visits
from coachtrack.kit.permissions import Scope


class Begun(Exception):
    """It has begun or something is recorded of it, so it stays and is counted."""


def is_begun(engagement: Engagement) -> bool:
    """Whether coaching has begun or anything is recorded, withdrawn or not."""
    return (
        engagement.stage is not Stage.SELECTED
        or visits.any_of(engagement)
        or bool(engagements.events_as_noted(engagement))
        or indicators.has_readings(engagement)
    )


def remove_engagement(engagement: Engagement) -> None:
    """Take it away for good, with its measures and the roles that people hold in it.

    Raises Begun.
    """
    locked = select(Engagement).where(Engagement.id == engagement.id).with_for_update()
    db.session.scalar(locked.execution_options(populate_existing=True))
    if is_begun(engagement):
        raise Begun
    try:
        measuring.remove_measures(engagement)
    except measuring.HasReadings as begun:
        raise Begun from begun
    # Its code may be given to another one, which nobody must see by a role in this one.
    end_roles(Scope.ENGAGEMENT, engagement.code)
    db.session.delete(engagement)
    db.session.flush()
