"""The table of objections."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.kit.columns import NAME, Edited, Moment, choice, now
from coachtrack.kit.journal.naming import Journaled

#: What was counted: of a reading with its period, or before and after of a result.
Figures = dict[str, list[Any]]


class Outcome(StrEnum):
    """What became of an objection."""

    CORRECTED = "corrected"
    STANDS = "stands"


class Objection(Edited, Model):
    """Why a factory holds a figure about it to be wrong, and what was answered; it stays."""

    __journal__ = Journaled(
        ("uuid",),
        "objection",
        within="measure_id",
        about=("measure_id", "reading_id"),
        without=("figures", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    #: The reading that is meant; empty: the result, or the score, as a whole.
    reading_id: Mapped[int | None] = mapped_column(ForeignKey("reading.id"))
    reason: Mapped[str] = mapped_column(Text)
    #: What it objects to as it was then; empty where that was not kept yet.
    figures: Mapped[Figures | None] = mapped_column(JSON)
    #: How often that on which the result rests had been changed until then.
    revision: Mapped[int | None]
    #: Who objects, by name as it was then.
    made_by: Mapped[str] = mapped_column(NAME)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(NAME, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When somebody of the factory said that they read the answer.
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    measure: Mapped[Measure] = relationship()
    reading: Mapped[Reading | None] = relationship()

    @property
    def changed_at(self) -> datetime | None:
        """When the reading that is meant was last saved, where that was after the objection."""
        saved = self.reading.saved_at if self.reading else None
        return saved if saved is not None and saved > self.made_at else None
