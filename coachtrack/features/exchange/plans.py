"""What an import would do: new, changed and unchanged rows, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask_babel import gettext as _

from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.exchange.known import Checked, Known
from coachtrack.features.exchange.layout import SHEETS
from coachtrack.features.factories.entries import OrganisationEntry
from coachtrack.features.indicators.entries import IndicatorEntry
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.kit.sheets import Column, Sheet

#: What only an administrator adds and changes.
ADMINISTRATORS = (ProgrammeEntry, IndicatorEntry, ClaimEntry)


class Difference(NamedTuple):
    """A field that would change, as its cells hold it."""

    column: Column
    before: Any
    after: Any


class Change(NamedTuple):
    """A stored row that would change: where the workbook says so, before and after."""

    number: int
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What would happen to the rows of one sheet."""

    sheet: Sheet[Any]
    new: list[Any] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def saved(self) -> list[Any]:
        """The entries to write."""
        return self.new + [change.after for change in self.changed]

    def differences(self, change: Change) -> Iterator[Difference]:
        """The fields in which a row would change."""
        rows = zip(self.sheet.columns, change.before, change.after, strict=True)
        for column, before, after in rows:
            if before != after:
                yield Difference(column, column.written(before), column.written(after))


def plans(known: Known, checked: dict[type[Any], list[Checked]]) -> dict[type[Any], SheetPlan]:
    """Compare with what is stored; what the person may not do is noted as a problem."""
    found = {}
    for sheet in SHEETS:
        if sheet.entry in checked:
            found[sheet.entry] = _compare(known, sheet, checked[sheet.entry])
    return found


def _compare(known: Known, sheet: Sheet[Any], rows: list[Checked]) -> SheetPlan:
    new: list[Any] = []
    changed: list[Change] = []
    for row in rows:
        if row.stored is None:
            new.append(row.entry)
        elif row.stored != row.entry:
            changed.append(Change(row.number, row.stored, row.entry))
        else:
            continue
        if not _may(known, sheet, row):
            _refuse(known, sheet, row)
    return SheetPlan(sheet, new, changed, len(rows) - len(new) - len(changed))


def _may(known: Known, sheet: Sheet[Any], row: Checked) -> bool:
    if known.person.sees_everything:
        return True
    if sheet.entry is OrganisationEntry:
        return row.stored is None
    return sheet.entry not in ADMINISTRATORS


def _refuse(known: Known, sheet: Sheet[Any], row: Checked) -> None:
    read = known.book.rows[sheet.entry]
    sentence = _("Only an administrator may add or change this. Ask one, or remove the row.")
    known.problems.note(read.name, sentence, read.columns[sheet.key[0]], row.number)
