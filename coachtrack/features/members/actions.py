"""Inviting people, giving and ending roles, and keeping somebody out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from coachtrack.extensions import db
from coachtrack.features.accounts import actions as accounts
from coachtrack.features.accounts import second_factor, tickets
from coachtrack.features.accounts.models import Account, Membership, TicketKind
from coachtrack.features.accounts.queries import account_of, comparable
from coachtrack.features.members import queries
from coachtrack.kit.permissions import Grant, Person, Role


class OwnRole(Exception):
    """Nobody gives themselves a role, takes away their own right to give them, or shuts
    themselves out.
    """


class OwnAccount(Exception):
    """Nobody does to their own account what is for others who cannot get in."""


class NotTheirs(Exception):
    """The account opens more than this person decides on."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who shall have a role."""

    email: str
    name: str
    held: Grant


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a link is good for: to choose the first password, and another one."""

    invitation: timedelta
    reset: timedelta


def invite(new: Invitation, person: Person, lasting: Lasting) -> tuple[Account, str]:
    """Give a role to somebody, with an account for who has none; returns the token of a link.

    The link sets a password only where there is none yet, and where its maker decides on all that
    it would open. Whoever gives the role is told the same whether or not there is a password. No
    link is made (the token is empty) where others invited the person too: theirs must not open what
    this one gives, nor this one what they gave. Raises OwnRole.
    """
    account = account_of(new.email)
    if account is None:
        account = accounts.add_account(accounts.NewAccount(new.email, new.name))
    give_role(account, new.held, person)
    opens = queries.may_open(account, person)
    if account.invited and not opens:
        return account, ""
    token = tickets.make(
        TicketKind.INVITATION, account, lasting.invitation, made_by=person.email, opens=opens
    )
    return account, token


def give_role(account: Account, held: Grant, person: Person) -> None:
    """Give a role to somebody else. Raises OwnRole.

    Who decides on others would else decide on both sides of what is signed, all by themselves.
    """
    if account.id == person.account_id:
        raise OwnRole
    accounts.grant(account, held)


def new_link(account: Account, person: Person, lasting: Lasting) -> str:
    """The token of a link by which somebody chooses a password. Raises NotTheirs."""
    if not queries.may_open(account, person):
        raise NotTheirs
    kind = TicketKind.INVITATION if account.invited else TicketKind.RESET
    long = lasting.invitation if account.invited else lasting.reset
    return tickets.make(kind, account, long, made_by=person.email)


def end_role(held: Membership, person: Person) -> None:
    """Take a role away. Raises OwnRole or LastAdministrator."""
    if held.account_id == person.account_id and held.role in {
        Role.ADMINISTRATOR,
        Role.PROGRAMME_LEAD,
    }:
        raise OwnRole
    accounts.end_role(held)


def disable(account: Account, person: Person) -> None:
    """Let somebody sign in no more. Raises OwnRole or LastAdministrator."""
    if account.id == person.account_id:
        raise OwnRole
    accounts.disable(account)


def remove_second_factor(account: Account, person: Person) -> bool:
    """For who lost it; as the password may be a short one, a new one is to be chosen.

    Whether there was one; else nothing is done. Raises OwnAccount or LastAdministrator.
    """
    if account.id == person.account_id:
        raise OwnAccount
    if not account.second_factor:
        return False
    accounts.take_password(account)
    second_factor.turn_off(account)
    return True


def change(account: Account, name: str, email: str) -> None:
    """Another name or address; what was sent to the old one opens nothing. Raises EmailTaken."""
    if comparable(email) != account.email:
        if account_of(email) is not None:
            raise accounts.EmailTaken
        account.email = comparable(email)
        tickets.void(account)
    accounts.rename(account, name)
    db.session.flush()
