"""Who signs in, and who is signed in."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from coachtrack.extensions import db
from coachtrack.features.accounts.models import (
    LONGEST_EMAIL,
    Account,
    Membership,
    SignIn,
)
from coachtrack.kit.characters import visible
from coachtrack.kit.permissions import Person, Role, Scope


def comparable(email: str) -> str:
    """The form in which addresses are stored and compared, however wide or high they are typed."""
    plain = unicodedata.normalize("NFKC", visible(email))
    return visible(unicodedata.normalize("NFKC", plain.casefold()))[:LONGEST_EMAIL]


def account_of(email: str) -> Account | None:
    """The account with this address, however it was typed."""
    return db.session.scalar(select(Account).where(Account.email == comparable(email)))


def person_of(account_id: int) -> Person | None:
    """The person of an account as it is now; None when it is disabled or not there."""
    account = db.session.get(Account, account_id)
    return None if account is None or account.disabled_at is not None else account.person()


def waits_for_tour(person: Person) -> bool:
    """Whether the home page still shows a person their first steps."""
    account = db.session.get(Account, person.account_id) if person.account_id else None
    return account is not None and account.toured_at is None


def digest_of(token: str) -> str:
    """What is stored of a sign-in's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_of(token: str, *, idle: timedelta, longest: timedelta, at: datetime) -> SignIn | None:
    """The living sign-in behind a cookie's token; None when ended, expired or disabled."""
    found = db.session.scalar(select(SignIn).where(SignIn.digest == digest_of(token)))
    if found is None or found.account.disabled_at is not None:
        return None
    fresh = at - found.seen_at < idle and at - found.created_at < longest
    return found if fresh else None


def account(account_id: int) -> Account | None:
    """The account of the person who asks."""
    return db.session.get(Account, account_id)


def sign_ins_of(account: Account, *, since: datetime, seen_since: datetime) -> list[SignIn]:
    """Where a person is signed in, the browser seen last first."""
    living = SignIn.created_at > since, SignIn.seen_at > seen_since
    theirs = select(SignIn).where(SignIn.account_id == account.id, *living)
    return list(db.session.scalars(theirs.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def demo_accounts() -> list[Account]:
    """The demo's sign-ins, in the order in which they were made; none outside a demo."""
    return list(db.session.scalars(select(Account).where(Account.demo).order_by(Account.id)))


def holders(role: Role, scope: Scope, codes: Collection[str]) -> list[Account]:
    """Who holds a role in any of these places and can sign in, by name."""
    return holders_of(role, (Membership.scope == scope) & Membership.code.in_(codes))


def holders_of(role: Role, where: ColumnElement[bool]) -> list[Account]:
    """The same where a membership says so."""
    wanted = select(Account).join(Account.memberships).where(Account.disabled_at.is_(None))
    held = wanted.where(Membership.role == role, where)
    return list(db.session.scalars(held.order_by(Account.name, Account.id).distinct()))


def administrators() -> list[Account]:
    """Who may do everything, to be asked for it."""
    return holders(Role.ADMINISTRATOR, Scope.EVERYTHING, {""})


def signed_in(token: str) -> bool:
    """Whether a cookie's token still means somebody."""
    return db.session.scalar(select(SignIn.id).where(SignIn.digest == digest_of(token))) is not None
