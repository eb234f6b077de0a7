"""Workbooks to fill in: a blank one with a worked row a sheet, and one for readings to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from flask_babel import force_locale
from flask_babel import gettext as _

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.exchange.export import sheet_columns
from coachtrack.features.exchange.guide import GUIDE, LISTS, guide
from coachtrack.features.exchange.summary_words import ribbon
from coachtrack.features.exchange.to_come import readings_to_come
from coachtrack.features.indicators.sheets import READINGS
from coachtrack.features.intake.layout import ADMINISTRATORS, SHEETS
from coachtrack.features.intake.worked_rows import worked_rows
from coachtrack.kit.permissions import Person
from coachtrack.kit.sheets import REQUIRED, Sheet
from coachtrack.kit.workbooks.writing import Column, WorkbookWriter

Target = Path | IO[bytes]
#: Characters of a column with a list, whatever it offers.
WIDEST = 32


def write_blank(person: Person, language: str, target: Target) -> None:
    """Every sheet that this person may fill in, each with a row to overwrite."""
    with force_locale(language):
        title = _("CoachTrack: workbook to fill in")
        sheets = [(sheet, [row]) for sheet, row in _worked(person)]
        _write(sheets, title, language, target)


def _worked(person: Person) -> Iterator[tuple[Sheet[Any], Any]]:
    led = "" if person.sees_everything else min(person.led, default="")
    rows = worked_rows(led)
    for sheet in SHEETS:
        if person.sees_everything or sheet.entry not in ADMINISTRATORS:
            yield sheet, rows[sheet.entry]


def write_readings_to_come(engagement: Engagement, language: str, target: Target) -> None:
    """The sheet Readings with a row for each period to come, in which only figures are missing."""
    with force_locale(language):
        title = _("Readings of %(code)s", code=engagement.code)
        rows = readings_to_come(engagement)
        _write([(READINGS, rows)], title, language, target, ribbon(engagement.programme))


def _write(
    sheets: Sequence[tuple[Sheet[Any], Iterable[Any]]],
    title: str,
    language: str,
    target: Target,
    ribbon: str = "",
) -> None:
    with WorkbookWriter(title, language=language, ribbon=ribbon, lists=str(LISTS)) as writer:
        for sheet, entries in sheets:
            writer.sheet(str(sheet.name), _columns(sheet), map(sheet.labels, entries))
        writer.text_sheet(str(GUIDE), guide([sheet for sheet, _entries in sheets], title))
        writer.save(target)


def _columns(sheet: Sheet[Any]) -> list[Column]:
    """A sign marks what is required, and lists offer what people read."""
    return [
        replace(
            column,
            heading=f"{column.heading}{REQUIRED if own.required else ''}",
            choices=own.cell.choices,
            width=max(column.width, min(WIDEST, max(map(len, own.cell.choices), default=0) + 2)),
        )
        for column, own in zip(sheet_columns(sheet), sheet.columns, strict=True)
    ]
