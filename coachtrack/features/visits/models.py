"""The table of visits."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.features.engagements.models import Engagement
from coachtrack.kit.columns import Edited, Withdrawable, Words, choice
from coachtrack.kit.journal.naming import Journaled


class VisitKind(StrEnum):
    """What a visit was for."""

    KICK_OFF = "kick-off"
    SURVEY = "survey"
    COACHING = "coaching"
    REVIEW = "review"
    CLOSING = "closing"
    FOLLOW_UP = "follow-up"


class Visit(Withdrawable, Edited, Model):
    """A day in the factory: who was there, what was seen, what was agreed."""

    __journal__ = Journaled(("uuid",), "visit", within="engagement_id", about=("on", "kind"))

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made where the visit was written down, so that sending it twice makes one row.
    uuid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    on: Mapped[date]
    kind: Mapped[VisitKind] = mapped_column(choice(VisitKind), default=VisitKind.COACHING)
    consultants: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    present: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    observations: Mapped[str] = mapped_column(Text, default="")
    agreed: Mapped[str] = mapped_column(Text, default="")
    next_on: Mapped[date | None]

    engagement: Mapped[Engagement] = relationship()
