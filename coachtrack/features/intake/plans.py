"""What an import would do: new, changed and unchanged rows, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask_babel import gettext as _

from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.indicators.entries import MeasureEntry, ReadingEntry
from coachtrack.features.intake.known import Checked, Known
from coachtrack.features.intake.layout import ADMINISTRATORS, SHEETS
from coachtrack.features.programmes.entries import ComponentEntry
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.kit.permissions import Permission
from coachtrack.kit.sheets import Column, Sheet

#: What others need to be allowed where a row lies.
NEEDED: dict[type[Any], Permission] = {
    ComponentEntry: Permission.FACTORY_EDIT,
    EngagementEntry: Permission.FACTORY_EDIT,
    MeasureEntry: Permission.MEASURE_SET,
    ReadingEntry: Permission.READING_ENTER,
    EventEntry: Permission.MEASURE_SET,
    VisitEntry: Permission.VISIT_LOG,
}


class Difference(NamedTuple):
    """A field that would change: as it is stored, and as it would be."""

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
                yield Difference(column, before, after)


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
    """Whether the person may add or change a row where it lies."""
    person, kind = known.person, sheet.entry
    if person.sees_everything:
        return True
    if kind is OrganisationEntry:
        free = row.stored is None or row.entry.code not in known.stored.shared
        return free and person.may(Permission.FACTORY_EDIT)
    if kind is FactoryEntry:
        listed = row.stored is None or row.entry.code in known.stored.listed
        return listed and person.may(Permission.FACTORY_EDIT)
    if kind in ADMINISTRATORS:
        return False
    needed = NEEDED[kind]
    if kind is EngagementEntry:
        if row.stored and _is_same_factory(row):
            needed = Permission.MEASURE_SET
        elif not _is_listed(known, row.entry.factory):
            return False
    # What is moved must be theirs to take away as well.
    from_there = row.stored is None or person.may(needed, known.place(row.stored))
    return from_there and person.may(needed, known.place(row.entry))


def _is_same_factory(row: Checked) -> bool:
    """Whether only how an engagement goes is changed, not what it is."""
    return bool(row.entry[:3] == row.stored[:3])


def _is_listed(known: Known, factory: str) -> bool:
    """Whether a factory is new, or one of the person's programmes lists it: to see it is less."""
    return factory not in known.stored.entries[FactoryEntry] or factory in known.stored.listed


def _refuse(known: Known, sheet: Sheet[Any], row: Checked) -> None:
    read = known.material.rows[sheet.entry]
    if sheet.entry is OrganisationEntry and known.person.may(Permission.FACTORY_EDIT):
        sentence = _(
            "Other programmes use this organisation too, so only an administrator may change it."
            " Ask one, or remove the row."
        )
    elif sheet.entry in (OrganisationEntry, *ADMINISTRATORS):
        sentence = _("Only an administrator may add or change this. Ask one, or remove the row.")
    else:
        sentence = _("Your role does not allow this here. Ask the lead of the programme.")
    pointed = (*sheet.key, *(column.field for column in sheet.columns))
    column = next(read.columns[field] for field in pointed if field in read.columns)
    known.problems.note(read.name, sentence, column, row.number)
