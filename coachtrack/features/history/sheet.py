"""A history as a sheet: a row for each field that was changed, and for each reading added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from flask_babel import get_locale, pgettext
from flask_babel import gettext as _

from coachtrack.features.history.lines import Definitions, Line, line, readings_of
from coachtrack.kit.journal.tables import Entry, Seal
from coachtrack.kit.workbooks.writing import Column, Kind, WorkbookWriter


def write_history(
    title: str,
    entries: Iterable[Entry],
    time_zone: str,
    definitions: Definitions,
    file: IO[bytes],
    *,
    row: str = "",
    ribbon: str = "",
    seal: Seal | None = None,
) -> None:
    """Write the entries as a workbook of one sheet, in the language of the page."""
    notes = [_("Times are those of %(zone)s.", zone=time_zone)]
    if seal is not None:
        notes.append(_("Newest seal of the journal: %(mark)s", mark=seal.mark))
    rows = (told for each in entries for told in _rows(each, time_zone, definitions, row))
    with WorkbookWriter(title, language=str(get_locale()), ribbon=ribbon) as writer:
        writer.sheet(_("History"), _columns(), rows, title=title, notes=notes, freeze=1)
        writer.save(file)


def _columns() -> list[Column]:
    return [
        Column(_("When"), Kind.MOMENT, width=18),
        Column(_("Who"), width=24),
        Column(_("Kind"), width=14),
        Column(_("Engagement"), width=14),
        Column(pgettext("journal", "What"), width=44, wrap=True),
        Column(pgettext("journal", "Done"), width=10),
        Column(_("Field"), width=22, wrap=True),
        Column(pgettext("journal", "Before"), width=24, wrap=True),
        Column(pgettext("journal", "After"), width=24, wrap=True),
        Column(_("Reason"), width=24, wrap=True),
        Column(_("Door"), width=18),
        Column(_("Seal"), Kind.WHOLE, width=8),
    ]


def _rows(
    entry: Entry, time_zone: str, definitions: Definitions, row: str
) -> Iterator[list[object]]:
    told = line(entry, time_zone, definitions, row)
    at = entry.write.at.astimezone(ZoneInfo(time_zone))
    if told.rows:
        for name, figures in readings_of(entry, definitions, row):
            yield _row(told, at, name, "", "", figures)
    else:
        for change in told.changes or [("", "", "")]:
            yield _row(told, at, told.name, *change)


def _row(told: Line, at: datetime, name: str, field: str, before: str, after: str) -> list[object]:
    seal = told.entry.seal
    return [
        at.replace(tzinfo=None),
        told.who,
        told.kind,
        told.entry.engagement,
        name,
        told.action,
        field,
        before,
        after,
        told.entry.write.reason,
        told.door,
        seal.number if seal else None,
    ]
