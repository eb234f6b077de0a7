"""Proving and repairing stored results."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from coachtrack.features.indicators import actions
from coachtrack.kit.transactions import Door, writing


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 where a result differs.")
@with_appcontext
def recompute(check: bool) -> None:
    """Recompute the stored results from the readings."""
    if check:
        _check()
        return
    with writing(Door.COMMAND):
        n = actions.recompute()
    click.echo(f"Computed {n} results.")


def _check() -> None:
    differing = list(actions.differences())
    for name in differing:
        click.echo(f"{name}: the stored result is not what its readings say.", err=True)
    if differing:
        raise click.ClickException("Run `coachtrack recompute` to put this right.")
    click.echo("Every stored result is what its readings say.")
