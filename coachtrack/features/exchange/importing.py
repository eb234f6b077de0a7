"""Importing a workbook: read, check, compare and compute, then write, everything or nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from coachtrack.features.exchange.reading import read
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.intake.material import Material, SheetRows
from coachtrack.features.intake.saving import IntakePlan, Overtaken, plan_of, save
from coachtrack.features.intake.worked_rows import is_worked
from coachtrack.kit import formats
from coachtrack.kit.cells import Context
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Door, writing

#: How often a plan is made anew before the lock is held while planning.
TRIES = 3

#: Whether a plan is what was confirmed.
Agreed = Callable[[IntakePlan], bool]
#: Who imports, with the roles that they hold by now.
Who = Callable[[], Person]


#: Is told how many rows were read since it was told last.
Watch = Callable[[int], None]


def material_of(
    path: Path, context: Context | None = None, watch: Watch = lambda _rows: None
) -> Material:
    """The rows of a workbook, without worked ones and readings that are yet to come.

    Raises UnusableWorkbook.
    """
    material = read(path, context or Context.usual(), watch)
    _leave_out_worked(material)
    _tell_unfilled(material)
    return material


def plan_import(path: Path, person: Person, context: Context | None = None) -> IntakePlan:
    """What importing a workbook would do; saves nothing. Raises UnusableWorkbook."""
    return plan_of(material_of(path, context), person)


def import_workbook(
    path: Path, person: Person, door: Door, context: Context | None = None
) -> IntakePlan:
    """Import a workbook unless there are problems, in a write transaction of its own.

    Raises UnusableWorkbook, or Overtaken when others never cease to change the same rows.
    """
    return import_material(material_of(path, context), lambda: person, door)


def import_material(
    material: Material, who: Who, door: Door, agreed: Agreed = lambda _plan: True
) -> IntakePlan:
    """The same of a workbook that was read; nothing is written that was not agreed to.

    Raises what `who` raises as well.
    """
    for _attempt in range(TRIES):
        person = who()
        plan = plan_of(material, person)
        if not _is_to_write(plan, agreed):
            return plan
        with suppress(Overtaken), writing(door, person):
            if who() != person:
                raise Overtaken
            save(plan)
            return plan
    with writing(door, who()):
        plan = plan_of(material, who())
        if _is_to_write(plan, agreed):
            save(plan)
    return plan


def _is_to_write(plan: IntakePlan, agreed: Agreed) -> bool:
    return not plan.problems and not plan.changes_nothing and agreed(plan)


def _leave_out_worked(material: Material) -> None:
    """Rows of a template that nobody touched are not meant; changed in one word they would be."""
    n = sum(_leave_out(rows, partial(is_worked, rows)) for rows in material.rows.values())
    if n:
        told = formats.integer(n)
        material.notes.append(_("Example rows of the template were left out: %(n)s.", n=told))


def _tell_unfilled(material: Material) -> None:
    """Rows of a template that nobody filled in yet say nothing; any word in them would."""
    rows = material.rows.get(ReadingEntry)
    if rows is not None and rows.unfilled:
        told = formats.integer(rows.unfilled)
        material.notes.append(
            _("%(sheet)s: rows without figures were left out: %(n)s.", sheet=rows.name, n=told)
        )


def _leave_out(rows: SheetRows, unmeant: Callable[[Any], bool]) -> int:
    """Leave out some rows; how many they were."""
    pairs = list(zip(rows.numbers, rows.entries, strict=True))
    told = [(number, entry) for number, entry in pairs if not unmeant(entry)]
    rows.numbers[:] = [number for number, _entry in told]
    rows.entries[:] = [entry for _number, entry in told]
    return len(pairs) - len(told)
