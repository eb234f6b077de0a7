"""Loading the demo into an empty database."""

from __future__ import annotations

import click
from flask.cli import with_appcontext


@click.command()
@with_appcontext
def demo() -> None:
    """Load the demo into an empty database."""
    raise click.ClickException("not yet")
