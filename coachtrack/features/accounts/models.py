"""Tables of people: accounts, the roles they hold and where, and where they are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coachtrack.extensions import Model
from coachtrack.kit.columns import CODE, NAME, Edited, Moment, choice, now
from coachtrack.kit.journal.naming import Journaled
from coachtrack.kit.permissions import Grant, Person, Role, Scope

#: Characters of an address, by the mail standard.
LONGEST_EMAIL = 254


class Account(Edited, Model):
    """A person who signs in."""

    __journal__ = Journaled(
        ("email",),
        "account",
        only=("email", "name", "disabled_at", "demo"),
        secret=("password_hash",),
        about=("name",),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In the form in which addresses are compared: NFC, lower-case, trimmed.
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), unique=True)
    name: Mapped[str] = mapped_column(NAME)
    password_hash: Mapped[str] = mapped_column(String(300))
    #: The language of this person's pages; empty: what the browser asks for.
    language: Mapped[str | None] = mapped_column(String(5))
    #: Made by the demo, with a password that everyone knows.
    demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Since when this person's home page need not show the first steps any more.
    toured_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin"
    )

    def person(self) -> Person:
        """This account as the person who asks."""
        grants = tuple(Grant(held.role, held.scope, held.code) for held in self.memberships)
        return Person(self.name, self.email, self.id, self.language, grants)


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

    account: Mapped[Account] = relationship(back_populates="memberships")


class SignIn(Model):
    """One browser in which a person is signed in; without its row the cookie means nothing."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the token in the cookie, so that a copy of the database signs nobody in.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)

    account: Mapped[Account] = relationship(lazy="joined")


class FailedSignIn(Model):
    """A wrong password for an address, kept for the pause after several of them."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
