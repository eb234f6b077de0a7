"""Entries from a form: the same checks as a workbook's, and what is wrong told at the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from coachtrack.features.intake.layout import SHEETS
from coachtrack.features.intake.material import Material, SheetRows
from coachtrack.features.intake.problems import Problems
from coachtrack.features.intake.saving import IntakePlan, plan_of
from coachtrack.kit.permissions import Person
from coachtrack.kit.sheets import UNTOLD, Finding

#: By row, counted from 0, the field and what is wrong with it; a row as a whole has no field.
Findings = Mapping[int, list[tuple[str, str]]]

_SHEETS = {sheet.entry: sheet for sheet in SHEETS}


def plan_entries(
    entries: Iterable[Any],
    person: Person,
    home: str = "",
    numbers: Sequence[int] = (),
    moved: Mapping[int, Any] = MappingProxyType({}),
    taken: Finding | None = None,
) -> IntakePlan:
    """What saving these entries would do, of one kind or several; saves nothing.

    `home`: the programme that lists new factories. `numbers`: by which people know the rows,
    counted from 1, where these entries are not all of them. `moved`: the keys under which the
    entries of rows are stored that change what tells them apart. `taken`: what is said where the
    first entry is to be new, and another one is stored in its place.
    """
    material = Material(home=home, typed=True)
    for place, entry in enumerate(entries):
        rows = _rows_of(material, type(entry))
        if taken and not place:
            rows.fresh[1] = taken
        rows.numbers.append(numbers[place] if numbers else len(rows.numbers) + 1)
        rows.entries.append(entry)
        if rows.numbers[-1] in moved:
            rows.moved[rows.numbers[-1]] = moved[rows.numbers[-1]]
    return plan_of(material, person)


def wrong_so_far(
    entry: Any, person: Person, home: str = "", taken: Finding | None = None
) -> Sequence[tuple[str, str]]:
    """What is wrong with an entry whatever those of its fields are that are untold.

    `home` and `taken` are as for `plan_entries`.
    """
    material = Material(home=home, typed=True)
    rows = _rows_of(material, type(entry))
    rows.partly[1] = entry
    if all(getattr(entry, field) is not UNTOLD for field in rows.sheet.key):
        rows.broken.add(rows.sheet.key_of(entry))
    if taken:
        rows.fresh[1] = taken
    return findings(plan_of(material, person).found, type(entry)).get(0, [])


def _rows_of(material: Material, kind: type[Any]) -> SheetRows:
    if kind not in material.rows:
        sheet = _SHEETS[kind]
        columns = {column.field: n for n, column in enumerate(sheet.columns)}
        material.rows[kind] = SheetRows(sheet, str(sheet.name), columns)
    return material.rows[kind]


def findings(problems: Problems, kind: type[Any]) -> Findings:
    """What is wrong with the entries of a kind, in the order in which they were given."""
    sheet = _SHEETS[kind]
    found: dict[int, list[tuple[str, str]]] = {}
    for place in problems.places():
        if place.sheet == str(sheet.name):
            field = sheet.columns[place.column].field if place.column >= 0 else ""
            found.setdefault(place.row - 1, []).append((field, place.sentence))
    return found
