"""Saving rows of readings: all the rules of a workbook, and what is wrong told at the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coachtrack.domain.types import Result
from coachtrack.features.entering.rows import Row, ask
from coachtrack.features.indicators.entries import MeasureKey, ReadingEntry
from coachtrack.features.indicators.sheets import READINGS
from coachtrack.features.intake.forms import findings, plan_entries
from coachtrack.features.intake.saving import save
from coachtrack.kit.forms import CONFLICT, UNUSABLE
from coachtrack.kit.permissions import Person


class Saved(NamedTuple):
    """How many readings were added or changed, and the results that follow, by measure."""

    n: int
    outcomes: Mapping[MeasureKey, Result]


def saved(rows: Sequence[Row], person: Person) -> Saved | None:
    """What came of saving them; None when a row has to be looked at first."""
    said = {n: row.said for n, row in enumerate(rows) if row.said is not None and row.changed}
    moved = {n + 1: READINGS.key_of(rows[n].base) for n in said if rows[n].stored}
    plan = plan_entries(said.values(), person, numbers=[n + 1 for n in said], moved=moved)
    for n, noted in findings(plan.found, ReadingEntry).items():
        rows[n].form.say(noted)
    ask(rows)
    if not all(row.sound for row in rows):
        return None
    if said:
        save(plan)
    return Saved(sum(len(sheet.saved) for sheet in plan.sheets.values()), plan.outcomes)


def status_of(rows: Sequence[Row]) -> int:
    """How a page with rows that were not saved is answered."""
    return CONFLICT if any(row.conflict for row in rows) else UNUSABLE
