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

#: By row, counted from 0, the field and what is wrong with it; a row as a whole has no field.
Findings = Mapping[int, list[tuple[str, str]]]

_SHEETS = {sheet.entry: sheet for sheet in SHEETS}


def plan_entries(
    entries: Iterable[Any],
    person: Person,
    home: str = "",
    numbers: Sequence[int] = (),
    moved: Mapping[int, Any] = MappingProxyType({}),
) -> IntakePlan:
    """What saving these entries would do, of one kind or several; saves nothing.

    `home`: the programme that lists new factories. `numbers`: by which people know the rows,
    counted from 1, where these entries are not all of them. `moved`: the keys under which the
    entries of rows are stored that change what tells them apart.
    """
    material = Material(home=home, typed=True)
    for place, entry in enumerate(entries):
        sheet = _SHEETS[type(entry)]
        if type(entry) not in material.rows:
            columns = {column.field: n for n, column in enumerate(sheet.columns)}
            material.rows[type(entry)] = SheetRows(sheet, str(sheet.name), columns)
        rows = material.rows[type(entry)]
        rows.numbers.append(numbers[place] if numbers else len(rows.numbers) + 1)
        rows.entries.append(entry)
        if rows.numbers[-1] in moved:
            rows.moved[rows.numbers[-1]] = moved[rows.numbers[-1]]
    return plan_of(material, person)


def findings(problems: Problems, kind: type[Any]) -> Findings:
    """What is wrong with the entries of a kind, in the order in which they were given."""
    sheet = _SHEETS[kind]
    found: dict[int, list[tuple[str, str]]] = {}
    for place in problems.places():
        if place.sheet == str(sheet.name):
            field = sheet.columns[place.column].field if place.column >= 0 else ""
            found.setdefault(place.row - 1, []).append((field, place.sentence))
    return found
