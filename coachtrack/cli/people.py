"""Adding people from the command line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Protocol

import click
from flask.cli import AppGroup

from coachtrack.features.accounts import actions, passwords
from coachtrack.features.accounts.actions import NewAccount
from coachtrack.features.accounts.models import LONGEST_EMAIL
from coachtrack.features.accounts.passwords import Objection
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.factories import queries as factories
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.characters import visible
from coachtrack.kit.permissions import HELD_IN, OPERATOR, Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


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
    if not EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
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
