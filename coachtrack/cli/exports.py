"""Writing workbooks to files: a programme's summary, and the whole of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from coachtrack.features.exchange.export import write_export
from coachtrack.features.exchange.summary import write_summary
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.journal.sealing import seal_all
from coachtrack.kit.permissions import OPERATOR
from coachtrack.settings import LANGUAGES

summary = AppGroup("summary", help="Excel summaries of results.")
export = AppGroup("export", help="Workbooks that can be imported again.")
output = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The .xlsx file to write.",
)


@summary.command("programme")
@click.argument("code")
@output
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), help="The language; the installation's if none."
)
def summary_of_programme(code: str, output: Path, lang: str | None) -> None:
    """Write the Excel summary of a programme."""
    seal_all()
    found = _programme(code)
    with force_locale(lang or current_app.config["LANGUAGE"]):
        _save(output, lambda file: write_summary(found, OPERATOR, Filters(), file))


@export.command("programme")
@click.argument("code")
@output
def export_of_programme(code: str, output: Path) -> None:
    """Write a whole programme as a workbook that can be imported again."""
    seal_all()
    found = _programme(code)
    _save(output, lambda file: write_export(found, OPERATOR, file))


def _programme(code: str) -> Programme:
    found = programmes.programme(code, OPERATOR)
    if found is None:
        raise click.ClickException(f"There is no programme {code}; check the code.")
    return found


def _save(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write beside the file, and put it in place only when it is whole."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("xb") as file:
            write(file)
        unfinished.replace(path)
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written ({error.strerror or error}). Choose another file with -o."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"Wrote {path}.")
