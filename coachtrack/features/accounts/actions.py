"""Making accounts, granting roles, signing in and out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account, FailedSignIn, Membership, SignIn
from coachtrack.features.accounts.queries import account_of, comparable, digest_of, recent_failures
from coachtrack.kit.columns import now
from coachtrack.kit.journal.noting import NOTED
from coachtrack.kit.permissions import HELD_IN, Grant, Scope
from coachtrack.kit.text import nfc
from coachtrack.kit.transactions import let_go

#: As strong as OWASP asks of scrypt; the library's default is weaker.
HASH_METHOD = "scrypt:32768:8:3"
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
#: Checked when there is no such account, so that the answer takes as long.
_NOBODY = generate_password_hash(secrets.token_hex(16), HASH_METHOD)


class EmailTaken(Exception):
    """There is an account with this address."""


class BadPassword(Exception):
    """The password is shorter or longer than allowed."""


class RoleNotHeldThere(Exception):
    """This role is not held in that kind of place."""


class TooManyTries(Exception):
    """Too many wrong passwords for this address; wait."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody who shall be able to sign in."""

    email: str
    name: str
    password: str
    language: str | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong passwords an address may have within how long."""

    tries: int
    pause: timedelta


def add_account(new: NewAccount) -> Account:
    """Make an account; raises EmailTaken or BadPassword."""
    if not (SHORTEST_PASSWORD <= len(new.password) <= LONGEST_PASSWORD):
        raise BadPassword
    if account_of(new.email) is not None:
        raise EmailTaken
    account = Account(
        email=comparable(new.email),
        name=new.name,
        password_hash=generate_password_hash(nfc(new.password), HASH_METHOD),
        language=new.language,
        demo=new.demo,
    )
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    return account


def grant(account: Account, held: Grant) -> Membership:
    """Give a role in a place, once; raises RoleNotHeldThere."""
    if held.scope not in HELD_IN[held.role]:
        raise RoleNotHeldThere
    for membership in account.memberships:
        if (membership.role, membership.scope, membership.code) == (
            held.role,
            held.scope,
            held.code,
        ):
            return membership
    membership = Membership(role=held.role, scope=held.scope, code=held.code)
    account.memberships.append(membership)
    db.session.flush()
    return membership


def end_roles(scope: Scope, code: str) -> None:
    """Take away all roles that anybody holds in a place."""
    there = select(Membership).where(Membership.scope == scope, Membership.code == code)
    for held in db.session.scalars(there):
        db.session.delete(held)
    db.session.flush()


def check_password(email: str, password: str, limit: Limit) -> int | None:
    """The account that signs in, None when address and password do not belong together.

    Takes as long whether or not there is such an account. Raises TooManyTries.
    """
    _refuse_beyond(limit, email)
    account = account_of(email)
    if account is not None and account.disabled_at is not None:
        account = None
    account_id, stored = (account.id, account.password_hash) if account else (None, _NOBODY)
    let_go()
    return account_id if check_password_hash(stored, nfc(password)) else None


def note_try(email: str, limit: Limit, *, failed: bool) -> None:
    """Note how a try to sign in ended; raises TooManyTries when others used them up meanwhile."""
    _refuse_beyond(limit, email)
    over = FailedSignIn.at < now() - limit.pause
    if failed:
        db.session.add(FailedSignIn(email=comparable(email)))
    else:
        over |= FailedSignIn.email == comparable(email)
    db.session.execute(delete(FailedSignIn).where(over))


def start_sign_in(account_id: int) -> str:
    """Sign an account in on one browser; returns the new token for its cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(digest=digest_of(token), account_id=account_id))
    db.session.flush()
    return token


def end_sign_ins_before(moment: datetime) -> None:
    """Forget the sign-ins that started before then and mean nothing any more."""
    db.session.execute(delete(SignIn).where(SignIn.created_at < moment))


def end_sign_in(token: str) -> None:
    """Sign out: the token means nothing from now on."""
    db.session.execute(delete(SignIn).where(SignIn.digest == digest_of(token)))


def note_seen(token: str, at: datetime) -> None:
    """Note that a signed-in browser was seen."""
    seen = update(SignIn).where(SignIn.digest == digest_of(token)).values(seen_at=at)
    db.session.execute(seen)


def choose_language(account_id: int, language: str) -> None:
    """Remember the language of a person's pages."""
    chosen = update(Account).where(Account.id == account_id).values(language=language)
    db.session.execute(chosen, execution_options=NOTED)


def end_tour(account_id: int) -> None:
    """Show a person's first steps no more on the home page."""
    over = update(Account).where(Account.id == account_id).values(toured_at=now())
    db.session.execute(over, execution_options=NOTED)


def _refuse_beyond(limit: Limit, email: str) -> None:
    if recent_failures(email, now() - limit.pause) >= limit.tries:
        raise TooManyTries
