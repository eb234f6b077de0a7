"""Importing a workbook: read, check, compare and compute, then write, everything or nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from coachtrack.features.exchange.reading import read
from coachtrack.features.intake.saving import IntakePlan, Overtaken, plan_of, save
from coachtrack.kit.cells import Context
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Door, writing

#: How often a plan is made anew before the lock is held while planning.
TRIES = 3


def plan_import(path: Path, person: Person, context: Context | None = None) -> IntakePlan:
    """What importing a workbook would do; saves nothing. Raises UnusableWorkbook."""
    return plan_of(read(path, context or Context.usual()), person)


def import_workbook(
    path: Path, person: Person, door: Door, context: Context | None = None
) -> IntakePlan:
    """Import a workbook unless there are problems, in a write transaction of its own.

    Raises UnusableWorkbook, or Overtaken when others never cease to change the same rows.
    """
    material = read(path, context or Context.usual())
    for _attempt in range(TRIES):
        plan = plan_of(material, person)
        if plan.problems or plan.changes_nothing:
            return plan
        with suppress(Overtaken), writing(door, person):
            save(plan)
            return plan
    with writing(door, person):
        plan = plan_of(material, person)
        if not plan.problems:
            save(plan)
    return plan
