"""Proving that the database is whole and that nobody changed it behind the product's back."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from coachtrack.features.indicators import actions
from coachtrack.kit.engines import broken
from coachtrack.kit.journal import rolling, sealing
from coachtrack.kit.journal.sealing import Fault

#: What each kind of fault of the journal means.
FAULTS = {
    "changed": "an entry under seal {number} is not as it was noted",
    "count": "entries under seal {number} are missing or too many",
    "missing": "seal {number} is missing",
    "order": "seal {number} does not follow the one before",
    "alien": "seal {number} has an entry of another programme",
    "late": "seal {number} has an entry from long before what was sealed before it",
}


@click.command()
@click.option("--seal", metavar="NUMBER:DIGEST", help="Prove that this seal is still there.")
@click.option("--programme", default="", metavar="CODE", help="Whose seal it is.")
@with_appcontext
def check(seal: str | None, programme: str) -> None:
    """Check database, results and journal; exit 1 where something is wrong."""
    for programme in sealing.unsealed_for_long():
        click.echo(
            f"The journal of {_whose(programme)}: what was changed over an hour ago was not sealed"
            " until now. A running server does it each minute."
        )
    sealing.seal_all()
    wrong = [
        *broken(),
        *map(_told, sealing.faults()),
        *map(_row_told, rolling.differences()),
        *(f"{n}: the stored result is not what its readings say." for n in actions.differences()),
        *_proved(programme.upper(), seal),
    ]
    for sentence in wrong:
        click.echo(sentence, err=True)
    for newest in sealing.newest_seals():
        click.echo(f"The newest seal of {_whose(newest.programme)} is {newest.mark}.")
    if wrong:
        raise click.ClickException(
            "The database is not as the product left it. Keep this file as it is, and compare it"
            " with a backup."
        )
    click.echo("Database, results and journal are whole.")


def _proved(programme: str, seal: str | None) -> Iterator[str]:
    if seal is not None and not sealing.is_in_chain(programme, seal):
        of = programme or "the rest (name another with --programme)"
        yield f"The seal {seal} is not in the journal of {of}."


def _told(fault: Fault) -> str:
    said = FAULTS[fault.kind].format(number=fault.number)
    return f"The journal of {_whose(fault.programme)}: {said}."


def _whose(programme: str) -> str:
    return programme or "the rest"


def _row_told(found: rolling.Difference) -> str:
    name = f"{found.subject} {found.row}"
    if found.field:
        return (
            f"{name}: {found.field} is {found.stored!r}, and by the journal it is {found.noted!r}."
        )
    if found.noted is None:
        return f"{name} is not in the journal."
    return f"{name} is in the journal, and no longer there."
