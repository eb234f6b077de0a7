"""Making accounts, granting roles, signing in and out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from coachtrack.extensions import db
from coachtrack.features.accounts import passwords, tickets, tries
from coachtrack.features.accounts.models import Account, Membership, SignIn
from coachtrack.features.accounts.passwords import Objection
from coachtrack.features.accounts.queries import account_of, administrators, comparable, digest_of
from coachtrack.features.accounts.tries import Count
from coachtrack.kit.columns import now
from coachtrack.kit.journal.noting import NOTED
from coachtrack.kit.permissions import HELD_IN, Grant, Role, Scope
from coachtrack.kit.searching import search_key, sort_key
from coachtrack.kit.transactions import let_go


class EmailTaken(Exception):
    """There is an account with this address."""


class BadPassword(Exception):
    """The password will not do; `objection` says why."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


class WrongPassword(Exception):
    """It is not the password of this account."""


class LastAdministrator(Exception):
    """Nobody would be left who may do everything."""


class RoleNotHeldThere(Exception):
    """This role is not held in that kind of place."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody who shall be able to sign in."""

    email: str
    name: str
    #: None: invited, to choose one.
    password: str | None = None
    language: str | None = None
    demo: bool = False


def add_account(new: NewAccount) -> Account:
    """Make an account; raises EmailTaken or BadPassword."""
    if new.password is not None:
        check_new_password(new.password, (new.name, new.email), second_factor=False)
    if account_of(new.email) is not None:
        raise EmailTaken
    account = Account(
        email=comparable(new.email),
        password_hash="" if new.password is None else passwords.hashed(new.password),
        language=new.language,
        demo=new.demo,
    )
    rename(account, new.name)
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    return account


def rename(account: Account, name: str) -> None:
    """Call a person by another name."""
    account.name = name
    account.search_key = search_key(f"{name} {account.email}")
    account.sort_key = sort_key(name)


def known_of(account: Account) -> Iterable[str]:
    """What anybody knows of a person, and so would try as their password."""
    return account.name, account.email, *(held.code for held in account.memberships if held.code)


def check_new_password(password: str, about: Iterable[str], *, second_factor: bool) -> None:
    """Raises BadPassword where it will not do."""
    found = passwords.objection(password, about, second_factor=second_factor)
    if found is not None:
        raise BadPassword(found)


def set_password(account: Account, stored: str) -> None:
    """Another password, of which only this is stored; what the old one opened is closed."""
    account.password_hash = stored
    tickets.void(account)
    end_sign_ins(account)


def take_password(account: Account) -> None:
    """Let nobody in until another password is chosen; raises LastAdministrator."""
    _refuse_the_last_of(account)
    set_password(account, "")


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
            membership.audience = held.audience
            return membership
    membership = Membership(
        role=held.role, scope=held.scope, code=held.code, audience=held.audience
    )
    account.memberships.append(membership)
    # Whoever holds a link that was made before shall not get what it does not know of.
    if account.id is not None:
        tickets.void(account, *tickets.LINKS)
    db.session.flush()
    return membership


def end_role(membership: Membership) -> None:
    """Take a role away; raises LastAdministrator."""
    if membership.role == Role.ADMINISTRATOR:
        _refuse_the_last(membership.account)
    membership.account.memberships.remove(membership)
    db.session.flush()


def disable(account: Account) -> None:
    """Let an account sign in no more; raises LastAdministrator."""
    _refuse_the_last_of(account)
    account.disabled_at = now()
    tickets.void(account)
    end_sign_ins(account)


def enable(account: Account) -> None:
    """Let an account sign in again."""
    account.disabled_at = None


def end_roles(scope: Scope, code: str) -> None:
    """Take away all roles that anybody holds in a place."""
    there = select(Membership).where(Membership.scope == scope, Membership.code == code)
    for held in db.session.scalars(there):
        db.session.delete(held)
    db.session.flush()


@dataclass(frozen=True, slots=True)
class Opened:
    """An account whose password was right."""

    account_id: int
    stored: str
    #: The same password as it is stored today; empty where it is stored like that.
    anew: str


def check_password(email: str, password: str, *counts: Count) -> Opened | None:
    """The account that signs in, None when address and password do not belong together.

    Takes as long whether or not there is such an account. Raises TooManyTries.
    """
    tries.refuse_beyond(*counts)
    account = account_of(email)
    if account is not None and account.disabled_at is not None:
        account = None
    account_id, stored = (account.id, account.password_hash) if account else (None, "")
    let_go()
    # Hashed for nobody too, so that it takes as long.
    if not passwords.fits(stored, password) or account_id is None:
        return None
    anew = passwords.hashed(password) if passwords.is_outdated(stored) else ""
    return Opened(account_id, stored, anew)


def store_anew(opened: Opened) -> None:
    """Store a password in today's way, unless another one was chosen meanwhile."""
    same = Account.id == opened.account_id, Account.password_hash == opened.stored
    anew = update(Account).where(*same).values(password_hash=opened.anew)
    # It is the same password, so nothing has changed that a journal tells of.
    db.session.execute(anew, execution_options=NOTED)


def note_try(*counts: Count, failed: bool) -> None:
    """Note how a try to sign in ended; raises TooManyTries when others used them up meanwhile.

    What worked clears the first count only, that of the account or of its browser: an address
    cannot buy tries at others with an account of its own.
    """
    tries.refuse_beyond(*counts)
    if failed:
        tries.note(*counts)
    else:
        tries.forget(counts[0])


def start_sign_in(account_id: int, browser: tuple[str, str] = ("", "")) -> str:
    """Sign an account in on one browser; returns the new token for its cookie."""
    token = secrets.token_urlsafe(32)
    family, system = browser
    db.session.add(
        SignIn(digest=digest_of(token), account_id=account_id, browser=family, system=system)
    )
    _seen(account_id, now())
    db.session.flush()
    return token


def end_sign_ins_before(moment: datetime) -> None:
    """Forget the sign-ins that started before then and mean nothing any more."""
    db.session.execute(delete(SignIn).where(SignIn.created_at < moment))


def end_sign_in(token: str) -> None:
    """Sign out: the token means nothing from now on."""
    db.session.execute(delete(SignIn).where(SignIn.digest == digest_of(token)))


def end_sign_ins(account: Account, *, but: str = "", only: str = "") -> int:
    """Sign a person out everywhere; `but` on one browser, or `only` there. Returns on how many."""
    theirs = delete(SignIn).where(SignIn.account_id == account.id)
    if but:
        theirs = theirs.where(SignIn.digest != digest_of(but))
    if only:
        theirs = theirs.where(SignIn.handle == only)
    return int(db.session.execute(theirs).rowcount)  # type: ignore[attr-defined]


def note_seen(token: str, account_id: int, at: datetime) -> None:
    """Note that a signed-in browser was seen."""
    seen = update(SignIn).where(SignIn.digest == digest_of(token)).values(seen_at=at)
    db.session.execute(seen)
    _seen(account_id, at)


def choose_language(account_id: int, language: str) -> None:
    """Remember the language of a person's pages."""
    chosen = update(Account).where(Account.id == account_id).values(language=language)
    db.session.execute(chosen, execution_options=NOTED)


def end_tour(account_id: int) -> None:
    """Show a person's first steps no more on the home page."""
    over = update(Account).where(Account.id == account_id).values(toured_at=now())
    db.session.execute(over, execution_options=NOTED)


def _seen(account_id: int, at: datetime) -> None:
    seen = update(Account).where(Account.id == account_id).values(seen_at=at)
    db.session.execute(seen, execution_options=NOTED)


def _refuse_the_last_of(account: Account) -> None:
    if any(held.role == Role.ADMINISTRATOR for held in account.memberships):
        _refuse_the_last(account)


def _refuse_the_last(account: Account) -> None:
    # On PostgreSQL two could take each other's role away at one moment: the second waits here.
    held = select(Membership.id).where(Membership.role == Role.ADMINISTRATOR)
    db.session.execute(held.with_for_update()).all()
    if not any(other.id != account.id and not other.invited for other in administrators()):
        raise LastAdministrator
