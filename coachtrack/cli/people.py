"""Adding people from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from coachtrack.features.accounts import actions, passwords, queries, tickets
from coachtrack.features.accounts.actions import NewAccount
from coachtrack.features.accounts.models import LONGEST_EMAIL, TicketKind
from coachtrack.features.accounts.passwords import Objection
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.factories import queries as factories
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit import events
from coachtrack.kit.characters import visible
from coachtrack.kit.mail import is_address
from coachtrack.kit.permissions import HELD_IN, OPERATOR, Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing


class Place(Protocol):
    """What a role can be held in."""

    @property
    def code(self) -> str: ...


user = AppGroup("user", help="People who sign in.")


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--name", default="", help="Shown on pages; the address when not given.")
@click.option("--programme", "programme", default="", metavar="CODE")
@click.option("--engagement", "engagement", default="", metavar="CODE")
@click.option("--factory", "factory", default="", metavar="CODE")
@click.option("--province", "province", default="", metavar="CODE")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, role: str, name: str, password_stdin: bool, **places: str) -> None:
    """Add a person with a role in one place."""
    if not is_address(queries.comparable(email)) or len(email) > LONGEST_EMAIL:
        raise click.ClickException(f"{email} is no e-mail address; write one such as lan@firm.vn.")
    held = _grant(Role(role), places)
    password = _password(password_stdin)
    try:
        with writing(Door.COMMAND):
            account = actions.add_account(NewAccount(email, visible(name)[:200] or email, password))
            actions.grant(account, held)
    except actions.EmailTaken as error:
        raise click.ClickException(f"{email} has an account already.") from error
    except actions.BadPassword as error:
        raise click.ClickException(_objection(error.objection)) from error
    click.echo(f"Added {email} as {role}.")


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a link by which a person chooses a password."""
    config = current_app.config
    if not config["SITE_URL"]:
        raise click.ClickException(
            "Set COACHTRACK_SITE_URL to the address of the site, such as http://127.0.0.1:8000."
        )
    with writing(Door.COMMAND):
        account = queries.account_of(email)
        if account is None or account.disabled_at is not None:
            raise click.ClickException(f"{email} has no account that can sign in; add one first.")
        kind, lasting = TicketKind.RESET, config["RESET"]
        if account.invited:
            kind, lasting = TicketKind.INVITATION, config["INVITATION"]
        token = tickets.make(kind, account, lasting, made_by=OPERATOR.name)
    events.note("link made", kind=kind.value, account=account.email, by=OPERATOR.name)
    with current_app.test_request_context(base_url=config["SITE_URL"]):
        click.echo(url_for("accounts.link", token=token, _external=True))


def _objection(found: Objection) -> str:
    if found in {Objection.SHORT, Objection.LONG}:
        return (
            f"Choose a password of {passwords.SHORTEST} to {passwords.LONGEST} characters; a"
            " sentence is easiest."
        )
    return "This password is too easy to guess; choose another one, such as a sentence of your own."


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        typed = sys.stdin.readline().rstrip("\r\n")
        typed.encode()
    except UnicodeError as error:
        raise click.ClickException("The password is no text in UTF-8; write it so.") from error
    return typed


def _grant(role: Role, places: dict[str, str]) -> Grant:
    given = {Scope(kind): code for kind, code in places.items() if code}
    if Scope.EVERYTHING in HELD_IN[role] and not given:
        return Grant(role, Scope.EVERYTHING)
    fitting = {scope: code for scope, code in given.items() if scope in HELD_IN[role]}
    if len(given) != 1 or len(fitting) != 1:
        where = " or ".join(f"--{scope.value} CODE" for scope in HELD_IN[role])
        needed = "no place" if Scope.EVERYTHING in HELD_IN[role] else f"exactly {where}"
        raise click.ClickException(f"The role {role.value} is given with {needed}.")
    scope, code = next(iter(fitting.items()))
    return Grant(role, scope, _existing(scope, code))


def _existing(scope: Scope, code: str) -> str:
    """The code as it is stored; a role in a place that does not exist would be a mistake."""
    found = _PLACES[scope](code)
    if found is None:
        raise click.ClickException(f"There is no {scope.value} {code}; check the code.")
    return found.code


_PLACES: dict[Scope, Callable[[str], Place | None]] = {
    Scope.PROGRAMME: lambda code: programmes.programme(code, OPERATOR),
    Scope.ENGAGEMENT: lambda code: engagements.engagement(code, OPERATOR),
    Scope.FACTORY: lambda code: factories.factory(code, OPERATOR),
    Scope.PROVINCE: factories.province_by_code,
}
