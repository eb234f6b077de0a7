"""What a programme planned, by component and year, beside what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coachtrack.features.engagements.models import Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.overview import begun
from coachtrack.features.programmes.models import Component

#: Coaching has ended, and its results stand.
DONE = (Stage.CLOSED, Stage.SUSTAIN, Stage.COMPLETE)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A component in a year; year 0: the plan or the engagements name none."""

    component: str
    year: int
    planned: int | None
    done: int
    under_way: int
    dropped_out: int
    to_come: int


def plan_of(
    components: Sequence[Component], engagements: Sequence[EngagementRow], today: date
) -> tuple[PlanRow, ...]:
    """Every component and year that is planned, or in which anybody takes part."""
    names = {each.code: each.name for each in components}
    planned = {(each.code, each.year): each.planned for each in components}
    states = Counter((*_place(row, planned), _state(row, today)) for row in engagements)
    places = sorted({*planned, *((code, year) for code, year, _state in states)})
    return tuple(
        PlanRow(
            names.get(code, code),
            year,
            planned.get((code, year)),
            states[code, year, "done"],
            states[code, year, "under-way"],
            states[code, year, "dropped-out"],
            states[code, year, "to-come"],
        )
        for code, year in places
    )


def totals(rows: Sequence[PlanRow], year: int) -> tuple[int, int]:
    """How many factories are planned up to a year, and in how many coaching is done."""
    planned = sum(row.planned or 0 for row in rows if row.year <= year)
    return planned, sum(row.done for row in rows if row.year <= year)


def _place(row: EngagementRow, planned: dict[tuple[str, int], int | None]) -> tuple[str, int]:
    """The row of the plan that an engagement counts for: its year's, else the one without."""
    year = row.start_on.year if row.start_on else 0
    return (row.component, 0) if (row.component, 0) in planned else (row.component, year)


def _state(row: EngagementRow, today: date) -> str:
    if row.stage == Stage.DROPPED_OUT:
        return "dropped-out"
    if row.stage in DONE:
        return "done"
    return "under-way" if begun(row, today) else "to-come"
