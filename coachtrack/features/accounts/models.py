"""Tables of people: accounts, the roles they hold and where, and where they are signed in."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.kit.columns import CODE, NAME, SORT_KEY, Edited, Moment, choice, now
from coachtrack.kit.journal.naming import Journaled
from coachtrack.kit.permissions import Audience, Grant, Person, Role, Scope

#: Characters of an address, by the mail standard.
LONGEST_EMAIL = 254
HANDLE = String(20)


class TicketKind(StrEnum):
    """What a link, or a step on the way in, is good for."""

    INVITATION = "invitation"
    RESET = "reset"
    #: The password was right, the code of the second factor is still to come.
    SECOND_STEP = "second-step"


class Tried(StrEnum):
    """What somebody tried, where trying often is guessing."""

    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    LINK = "link"
    RESET = "reset"


def new_handle() -> str:
    """By which an address names a row: opaque, and no number that could be counted up."""
    return secrets.token_hex(10)


class Account(Edited, Model):
    """A person who signs in."""

    __journal__ = Journaled(
        ("email",),
        "account",
        only=("email", "name", "disabled_at", "demo"),
        secret=("password_hash", "second_factor"),
        about=("name",),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In the form in which addresses are compared: NFKC, lower-case, trimmed.
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), unique=True)
    name: Mapped[str] = mapped_column(NAME)
    handle: Mapped[str] = mapped_column(HANDLE, unique=True, default=new_handle)
    search_key: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(SORT_KEY, default="", index=True)
    #: Empty: invited, and no password chosen yet.
    password_hash: Mapped[str] = mapped_column(String(300))
    #: The language of this person's pages; empty: what the browser asks for.
    language: Mapped[str | None] = mapped_column(String(5))
    #: Made by the demo, with a password that everyone knows.
    demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    #: What the codes of the second factor are made from; empty: there is none.
    second_factor: Mapped[str] = mapped_column(String(64), default="")
    #: The last step of 30 seconds whose code was used, so that none is used twice.
    last_step: Mapped[int] = mapped_column(Integer, default=0)
    #: Since when this person's home page need not show the first steps any more.
    toured_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin"
    )

    def person(self) -> Person:
        """This account as the person who asks."""
        grants = tuple(
            Grant(held.role, held.scope, held.code, held.audience) for held in self.memberships
        )
        return Person(self.name, self.email, self.id, self.language, grants)

    @property
    def invited(self) -> bool:
        """Whether no password was chosen yet."""
        return not self.password_hash


class Membership(Model):
    """A role that a person holds in one programme, engagement, factory or province."""

    __table_args__ = (UniqueConstraint("account_id", "role", "scope", "code"),)

    __journal__ = Journaled(("account_id", "role", "scope", "code"), "membership")

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    scope: Mapped[Scope] = mapped_column(choice(Scope))
    #: The code of the place; empty where the scope is everything.
    code: Mapped[str] = mapped_column(CODE, default="")
    #: On whose behalf a viewer of a programme looks; empty: the ministry's.
    audience: Mapped[Audience | None] = mapped_column(choice(Audience))

    account: Mapped[Account] = relationship(back_populates="memberships")


class SignIn(Model):
    """One browser in which a person is signed in; without its row the cookie means nothing."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the token in the cookie, so that a copy of the database signs nobody in.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    handle: Mapped[str] = mapped_column(HANDLE, unique=True, default=new_handle)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    #: The browser's family and system, as it says them itself; empty where it says nothing known.
    browser: Mapped[str] = mapped_column(String(40), default="")
    system: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)

    account: Mapped[Account] = relationship(lazy="joined")


class Try(Model):
    """Something that was tried in vain or that is counted, kept for the pause after several."""

    __tablename__ = "failed_try"
    __table_args__ = (Index("ix_failed_try_tried", "what", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[Tried] = mapped_column(choice(Tried))
    #: The account's e-mail address, a network address, or a browser that is known already.
    subject: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)


class Ticket(Model):
    """What a link opens once: it lets the account's owner choose a password."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the token in the link: a copy of the database has none but in mails that wait.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[TicketKind] = mapped_column(choice(TicketKind))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    #: False: it only leads to signing in, as its maker may not open the whole account.
    opens: Mapped[bool] = mapped_column(default=True)
    made_by: Mapped[str] = mapped_column(String(LONGEST_EMAIL), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(lazy="joined")


class ResetRequest(Model):
    """Somebody asked for a new password; whether there is such an account is looked up later."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    #: Where this site is, for the link.
    site: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class RecoveryCode(Model):
    """Stands in for the second factor once; its row goes with its use."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    #: SHA-256 of a code of 120 bits.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
