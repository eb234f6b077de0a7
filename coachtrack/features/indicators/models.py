"""Tables of the indicator library, of measures, their readings and their results."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.domain.types import Better, Kind, Strength, TargetState, Trust, Verdict
from coachtrack.extensions import Model
from coachtrack.features.accounts.models import Account
from coachtrack.features.engagements.models import Engagement
from coachtrack.kit.columns import CODE, NAME, Edited, Moment, Withdrawable, choice, now
from coachtrack.kit.journal.naming import Journaled


class Indicator(Model):
    """An entry of the library; what it means is in its versions."""

    __journal__ = Journaled(("code",), "indicator")

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Lower-case.
    code: Mapped[str] = mapped_column(CODE, unique=True)
    #: Came with the product; an installation adds versions, it does not change this one.
    built_in: Mapped[bool] = mapped_column(default=False)
    #: The version that new readings are taken under.
    current_version: Mapped[int] = mapped_column(default=1)


class IndicatorVersion(Model):
    """What is counted, in words, and how; figures under different versions do not compare."""

    __table_args__ = (
        UniqueConstraint("indicator_id", "version"),
        CheckConstraint("factor > 0", name="factor_positive"),
        CheckConstraint("decimals BETWEEN 0 AND 6", name="decimals_shown"),
    )

    __journal__ = Journaled(("indicator_id", "version"), "version", about=("name",))

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(NAME)
    name_vi: Mapped[str] = mapped_column(NAME, default="")
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    numerator: Mapped[str] = mapped_column(NAME, default="")
    numerator_vi: Mapped[str] = mapped_column(NAME, default="")
    denominator: Mapped[str] = mapped_column(NAME, default="")
    denominator_vi: Mapped[str] = mapped_column(NAME, default="")
    unit: Mapped[str] = mapped_column(String(40))
    #: Turns numerator / denominator into the unit: 100 for %, 10⁶ for ppm.
    factor: Mapped[float] = mapped_column(default=1.0)
    #: How many decimals are shown.
    decimals: Mapped[int] = mapped_column(default=1)
    better: Mapped[Better] = mapped_column(choice(Better))

    indicator: Mapped[Indicator] = relationship()


class Measure(Edited, Model):
    """An indicator tracked in an engagement at a scope."""

    __table_args__ = (
        UniqueConstraint("engagement_id", "indicator_id", "scope"),
        CheckConstraint("covers > 0 AND covers <= 1", name="covers_a_share"),
        # One main measure per engagement.
        Index(
            "uq_measure_main",
            "engagement_id",
            unique=True,
            sqlite_where=text("main"),
            postgresql_where=text("main"),
        ),
    )

    __journal__ = Journaled(
        ("engagement_id", "indicator_id", "scope"),
        "measure",
        within="engagement_id",
        without=("revision",),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    #: Which line or product; empty: the whole factory.
    scope: Mapped[str] = mapped_column(NAME, default="")
    #: The measure that speaks for the engagement.
    main: Mapped[bool] = mapped_column(default=False)
    #: The share of the factory's output that the scope covers, 0 to 1.
    covers: Mapped[float | None]
    #: In the indicator's unit.
    target: Mapped[float | None]
    target_on: Mapped[date | None]
    #: By how many percent it is to be better than the baseline, where the target is no figure yet.
    gain: Mapped[float | None]
    #: The baseline was also how the line was chosen.
    selection: Mapped[bool] = mapped_column(default=False)
    #: Grows with every change of what the result rests on.
    revision: Mapped[int] = mapped_column(default=0)

    engagement: Mapped[Engagement] = relationship()
    indicator: Mapped[Indicator] = relationship()


class Reading(Withdrawable, Model):
    """What was counted over a period, perhaps of a lot or shift."""

    __table_args__ = (
        UniqueConstraint("measure_id", "from_on", "to_on", "lot"),
        CheckConstraint("to_on >= from_on", name="ends_after_start"),
        CheckConstraint("numerator >= 0", name="numerator_not_negative"),
        CheckConstraint("denominator >= 0", name="denominator_not_negative"),
        CheckConstraint(
            "(value IS NULL) <> (numerator IS NULL)"
            " AND (numerator IS NULL) = (denominator IS NULL)",
            name="counts_or_a_value",
        ),
    )

    __journal__ = Journaled(
        ("uuid",),
        "reading",
        within="measure_id",
        about=("measure_id", "lot", "from_on", "to_on"),
        together="measure_id",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made where the reading was taken, so that sending it twice makes one row.
    uuid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    #: The version of the indicator's definition under which it was taken.
    version: Mapped[int]
    lot: Mapped[str] = mapped_column(NAME, default="")
    from_on: Mapped[date]
    to_on: Mapped[date]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    #: A bare value in the indicator's unit, where nothing was counted.
    value: Mapped[float | None]
    trust: Mapped[Trust] = mapped_column(choice(Trust), default=Trust.SELF_REPORTED)
    source: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: Who wrote it last, and when; nobody where a command did.
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime | None] = mapped_column(Moment)

    measure: Mapped[Measure] = relationship()
    saved_by: Mapped[Account | None] = relationship()


class FormerPeriod(Model):
    """Where a reading stood before it was moved, as workbooks from then still say."""

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), index=True)
    lot: Mapped[str] = mapped_column(NAME, default="")
    from_on: Mapped[date]
    to_on: Mapped[date]

    reading: Mapped[Reading] = relationship()


class FormerScope(Model):
    """What the scope of a measure was called before, as pages and workbooks from then still say."""

    __table_args__ = (UniqueConstraint("measure_id", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    scope: Mapped[str] = mapped_column(NAME, default="")

    measure: Mapped[Measure] = relationship()


class StoredResult(Model):
    """The outcome of a measure, as the arithmetic said it when its readings last changed.

    Figures that lists, totals and order need are columns; the rest is in `details`.
    """

    __tablename__ = "result"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    #: That of the definition under which it was computed.
    version: Mapped[int]
    verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict), index=True)
    strength: Mapped[Strength | None] = mapped_column(choice(Strength))
    trust: Mapped[Trust | None] = mapped_column(choice(Trust))
    baseline_value: Mapped[float | None]
    baseline_numerator: Mapped[float | None]
    baseline_denominator: Mapped[float | None]
    follow_up_value: Mapped[float | None]
    follow_up_numerator: Mapped[float | None]
    follow_up_denominator: Mapped[float | None]
    later_value: Mapped[float | None]
    absolute: Mapped[float | None]
    relative: Mapped[float | None]
    improvement: Mapped[float | None]
    target_state: Mapped[TargetState] = mapped_column(choice(TargetState))
    #: The whole outcome as the arithmetic made it.
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    computed_at: Mapped[datetime] = mapped_column(Moment, default=now)

    measure: Mapped[Measure] = relationship()
