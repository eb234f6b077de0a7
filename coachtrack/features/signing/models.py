"""Tables of statements: figures that both sides confirm, and who signed them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.features.accounts.models import Account
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.models import Measure
from coachtrack.kit.columns import NAME, Moment, choice, now


class Part(StrEnum):
    """What of a measure is signed: the figures of before, or those of before and after."""

    BASELINE = "baseline"
    CLOSING = "closing"


class Party(StrEnum):
    """On whose behalf somebody signs."""

    FACTORY = "factory"
    CONSULTANT = "consultant"


class Cause(StrEnum):
    """Why what was signed does not hold any more."""

    MISTYPED = "mistyped"
    COUNTED_TWICE = "counted-twice"
    LEFT_OUT = "left-out"
    WRONG_PERIOD = "wrong-period"
    COUNTED_OTHERWISE = "counted-otherwise"
    EVIDENCE = "evidence"
    OTHER = "other"
    #: The last two are found by the product and chosen by nobody.
    CHANGED_BEFORE = "changed-before"
    BASELINE_REOPENED = "baseline-reopened"


class Statement(Model):
    """What one or both sides signed of a measure, as it was then; a correction makes another one.

    It stands until it is voided, and is never changed or deleted.
    """

    __table_args__ = (
        UniqueConstraint("measure_id", "part", "number"),
        # One that stands at a time.
        Index(
            "uq_statement_standing",
            "measure_id",
            "part",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    #: 1 for the first of a measure, one more after each correction.
    number: Mapped[int]
    #: SHA-256 of the facts.
    digest: Mapped[str] = mapped_column(String(64))
    #: The figures, periods and the way of counting that were signed.
    facts: Mapped[dict[str, object]] = mapped_column(JSON, deferred=True)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    cause: Mapped[Cause | None] = mapped_column(choice(Cause))
    #: The cause in somebody's own words.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Who voided it, by name as it was then.
    voided_by: Mapped[str] = mapped_column(NAME, default="")

    measure: Mapped[Measure] = relationship()
    signatures: Mapped[list[Signature]] = relationship(
        back_populates="statement", lazy="selectin", order_by="Signature.id"
    )

    @property
    def signed(self) -> bool:
        """Whether both sides signed it."""
        return {each.party for each in self.signatures} == {*Party}

    @property
    def stands(self) -> bool:
        """Whether nobody voided it."""
        return self.voided_at is None


class Signature(Model):
    """One side's confirmation of a statement: with a password, or on paper."""

    __table_args__ = (UniqueConstraint("statement_id", "party"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    party: Mapped[Party] = mapped_column(choice(Party))
    #: Who signed, by name as it was then.
    name: Mapped[str] = mapped_column(NAME)
    #: Whose password it was; nobody's where it was signed on paper.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: The day that stands on the paper; empty where there is none.
    on: Mapped[date | None]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))

    statement: Mapped[Statement] = relationship(back_populates="signatures")
    account: Mapped[Account | None] = relationship()
    scan: Mapped[Scan | None] = relationship()

    def day(self, time_zone: str) -> date:
        """The day on the paper, or that on which the password was given, where the factory is."""
        return self.on or self.signed_at.astimezone(ZoneInfo(time_zone)).date()


class Scan(Model):
    """A signed and stamped paper, as a picture or a PDF."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    #: What the file was called, to show; never a path.
    name: Mapped[str] = mapped_column(NAME)
    media_type: Mapped[str] = mapped_column(String(40))
    #: SHA-256 of the content.
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment, default=now)

    engagement: Mapped[Engagement] = relationship()
    saved_by: Mapped[Account | None] = relationship()
    content: Mapped[ScanContent] = relationship(back_populates="scan")


class ScanContent(Model):
    """The bytes of a scan, apart from what lists show of it."""

    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)

    scan: Mapped[Scan] = relationship(back_populates="content")
