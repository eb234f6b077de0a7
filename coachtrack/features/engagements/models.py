"""Tables of engagements and of what happened meanwhile."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.columns import CODE, NAME, Edited, Withdrawable, Words, choice
from coachtrack.kit.journal.naming import Journaled


class Stage(StrEnum):
    """How far an engagement has come."""

    SELECTED = "selected"
    KICK_OFF = "kick-off"
    BASELINE = "baseline"
    PLAN = "plan"
    IMPROVEMENT = "improvement"
    EVALUATION = "evaluation"
    CLOSED = "closed"
    SUSTAIN = "sustain"
    COMPLETE = "complete"
    DROPPED_OUT = "dropped-out"


#: Stages in which coaching is going on and readings come in.
UNDER_WAY = (Stage.KICK_OFF, Stage.BASELINE, Stage.PLAN, Stage.IMPROVEMENT, Stage.EVALUATION)
#: Those and what comes before them.
BEFORE_THE_END = (Stage.SELECTED, *UNDER_WAY)


class EventKind(StrEnum):
    """What sort of thing happened."""

    OTHER_CHANGE = "other-change"
    HOLIDAY = "holiday"
    PEOPLE = "people"
    METHOD = "method"
    OTHER = "other"


class Engagement(Edited, Model):
    """One factory coached in one batch of a programme."""

    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="ends_after_start"),
        CheckConstraint("baseline_to >= baseline_from", name="baseline_ends_after_start"),
        CheckConstraint("follow_up_to >= follow_up_from", name="follow_up_ends_after_start"),
        CheckConstraint("follow_up_from > baseline_to", name="follow_up_after_baseline"),
    )

    __journal__ = Journaled(
        ("code",), "engagement", place="engagement", within="programme_id", about=("factory_id",)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    search_key: Mapped[str] = mapped_column(Text)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    factory_id: Mapped[int] = mapped_column(ForeignKey("factory.id"), index=True)
    #: The code of one of the programme's components.
    component: Mapped[str] = mapped_column(CODE, default="")
    batch: Mapped[str] = mapped_column(NAME, default="")
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.SELECTED)
    drop_out_reason: Mapped[str] = mapped_column(Text, default="")
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    baseline_from: Mapped[date | None]
    baseline_to: Mapped[date | None]
    follow_up_from: Mapped[date | None]
    follow_up_to: Mapped[date | None]
    #: The last day on which its main measure, or its windows, were changed though figures of before
    #: and after were there already: whoever reads the result is told.
    main_changed_on: Mapped[date | None]
    windows_changed_on: Mapped[date | None]
    #: The names of the consultants.
    team: Mapped[tuple[str, ...]] = mapped_column(Words, default=())

    programme: Mapped[Programme] = relationship()
    factory: Mapped[Factory] = relationship()

    @property
    def dropped_out(self) -> bool:
        """Whether the factory left before the end."""
        return self.stage == Stage.DROPPED_OUT


class Event(Withdrawable, Model):
    """Something dated that may explain a change."""

    __table_args__ = (UniqueConstraint("engagement_id", "scope", "on", "kind", "text"),)

    __journal__ = Journaled(
        ("engagement_id", "on", "kind", "scope", "text"),
        "event",
        within="engagement_id",
        about=("on", "kind", "scope", "text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    #: Empty: it concerns the whole factory, so every measure of the engagement.
    scope: Mapped[str] = mapped_column(NAME, default="")
    on: Mapped[date]
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    text: Mapped[str] = mapped_column(String(500))
    #: The limits of the chart are set anew from here on.
    rebase: Mapped[bool] = mapped_column(default=False)

    engagement: Mapped[Engagement] = relationship()
