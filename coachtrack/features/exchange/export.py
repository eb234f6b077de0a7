"""The full export: a programme as a workbook that can be imported again, whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from flask_babel import force_locale

from coachtrack.features.engagements.sheets import ENGAGEMENTS, EVENTS
from coachtrack.features.exchange import export_rows
from coachtrack.features.exchange.export_rows import Exported
from coachtrack.features.exchange.summary_words import ribbon
from coachtrack.features.factories.sheets import FACTORIES, ORGANISATIONS
from coachtrack.features.indicators.sheets import INDICATORS, MEASURES, READINGS
from coachtrack.features.programmes.models import Programme
from coachtrack.features.programmes.sheets import COMPONENTS, PROGRAMMES
from coachtrack.features.visits.sheets import VISITS
from coachtrack.kit import sheets
from coachtrack.kit.permissions import Person
from coachtrack.kit.workbooks.writing import Column, Kind, WorkbookWriter

#: Sheets, headings and codes are the same whoever exports, so that scripts can rely on them.
LANGUAGE = "en"
NUMBERS = (Kind.NUMBER, Kind.WHOLE)


def write_export(programme: Programme, person: Person, target: Path | IO[bytes]) -> None:
    """Write all that a person may see of a programme; what is large goes out as it is read."""
    rows = export_rows.gather(programme, person)
    with (
        force_locale(LANGUAGE),
        WorkbookWriter(
            f"{programme.code} · {programme.name}",
            language=LANGUAGE,
            author=person.name,
            ribbon=ribbon(programme),
        ) as writer,
    ):
        for sheet, entries in _contents(rows):
            writer.sheet(str(sheet.name), sheet_columns(sheet), sheet.rows(entries))
        writer.save(target)


def _contents(rows: Exported) -> Iterable[tuple[sheets.Sheet[Any], Iterable[Any]]]:
    """The sheets in the order in which they refer to each other."""
    return (
        (ORGANISATIONS, rows.organisations),
        (PROGRAMMES, rows.programmes),
        (COMPONENTS, rows.components),
        (FACTORIES, rows.factories),
        (ENGAGEMENTS, rows.engagements),
        (INDICATORS, rows.indicators),
        (MEASURES, rows.measures),
        (READINGS, rows.readings),
        (EVENTS, rows.events),
        (VISITS, rows.visits),
    )


def sheet_columns(sheet: sheets.Sheet[Any]) -> list[Column]:
    """Numbers stand as they are stored, with all their digits."""
    return [
        Column(
            str(column.heading),
            column.cell.kind,
            column.width,
            number_format="General" if column.cell.kind in NUMBERS else "",
        )
        for column in sheet.columns
    ]
