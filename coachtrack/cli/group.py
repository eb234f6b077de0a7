"""The console script, which says what went wrong in one sentence."""

from __future__ import annotations

import errno
from typing import Any

import click
from flask.cli import FlaskGroup, ScriptInfo
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from coachtrack.kit.transactions import Refused


class Commands(FlaskGroup):
    """The commands of the application; what its surroundings refuse is no traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command; a setting that cannot be used is said first."""
        ctx.ensure_object(ScriptInfo).load_app()
        return super().list_commands(ctx)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Refused as error:
            raise click.ClickException(str(error)) from error
        except SQLAlchemyError as error:
            raise click.ClickException(_about_the_database(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads the output any more
                raise
            raise click.ClickException(_about_a_file(error)) from error


def _about_the_database(error: SQLAlchemyError) -> str:
    if isinstance(error, IntegrityError):
        return "Somebody else saved the same thing a moment ago. Look, then run this again."
    cause = error.orig if isinstance(error, DBAPIError) else error
    first = str(cause).strip().partition("\n")[0].rstrip(".")
    return (
        f"The database cannot be used ({first}). Check COACHTRACK_DATABASE_URL, and run"
        " `coachtrack db upgrade` if that was not done."
    )


def _about_a_file(error: OSError) -> str:
    if error.filename is None:
        return f"{error.strerror or error}; nothing was done. Put this right, then run this again."
    return f"{error.filename} cannot be used ({error.strerror}). Check that it is there and yours."
