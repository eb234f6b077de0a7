"""The tables of the journal; the migration lets nobody change or delete their rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.kit.columns import CODE, NAME, Moment, choice, now


class Door(StrEnum):
    """Through which door a change came in."""

    FORM = "form"
    WORKBOOK = "workbook"
    PHONE = "phone"
    API = "api"
    COMMAND = "command"
    #: A link by which a password is chosen; who made it answers for what is done by it.
    LINK = "link"


class Action(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Write(Model):
    """One write transaction that changed something: who, when, through which door, why."""

    __tablename__ = "journal_write"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: No reference: it stays what it was when the account is gone.
    account_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(String(254), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    door: Mapped[Door] = mapped_column(choice(Door))
    reason: Mapped[str] = mapped_column(Text, default="")


class Seal(Model):
    """What closes a batch of entries of a programme: changing one of them breaks it and all after.

    Entries of no programme have a chain of their own.
    """

    __tablename__ = "journal_seal"
    __table_args__ = (UniqueConstraint("programme", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The code; empty: of what belongs to no programme.
    programme: Mapped[str] = mapped_column(CODE, default="")
    #: 1, 2, 3 …
    number: Mapped[int]
    #: The digest of the seal before; empty for the first.
    previous: Mapped[str] = mapped_column(String(64), default="")
    #: SHA-256 over the one before and all that was sealed.
    digest: Mapped[str] = mapped_column(String(64))
    #: How many were sealed.
    entries: Mapped[int]
    sealed_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @property
    def mark(self) -> str:
        """By which it is proved later that it is still in the chain."""
        return f"{self.number}:{self.digest}"


class Entry(Model):
    """What one write changed of one row; of readings added together, of one measure's."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index("ix_journal_entry_place", "programme", "id"),
        Index("ix_journal_entry_coached", "engagement", "id"),
        Index("ix_journal_entry_row", "subject", "row"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    write_id: Mapped[int] = mapped_column(ForeignKey("journal_write.id"), index=True)
    #: The codes of where it lies; empty: nowhere in particular.
    programme: Mapped[str] = mapped_column(CODE, default="")
    engagement: Mapped[str] = mapped_column(CODE, default="")
    #: Which kind of row.
    subject: Mapped[str] = mapped_column(String(24))
    #: What it is called since: codes, or the identity that was made for it.
    row: Mapped[str] = mapped_column(Text)
    #: What it was called until then, where that changed.
    formerly: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[Action] = mapped_column(choice(Action))
    #: JSON: what tells the reader which row it is, besides what changed.
    about: Mapped[str] = mapped_column(Text, default="{}")
    #: JSON: each field with what it was and what it is.
    changes: Mapped[str] = mapped_column(Text)
    #: Names, reason and values as they sound, for searching; follows from the rest.
    search_key: Mapped[str] = mapped_column(Text, default="")
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("journal_seal.id"), index=True)

    write: Mapped[Write] = relationship()
    seal: Mapped[Seal | None] = relationship()
