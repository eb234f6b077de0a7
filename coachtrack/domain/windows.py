"""Which readings count where.

A reading belongs to a window only if wholly inside. Source: docs/method.md, "What is stored",
rule 6; later readings start at least 3 months after the engagement's end.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache

from coachtrack.domain.types import Phase, Plan, Reading, Window

#: Months after the end of coaching from which on a reading tells whether a gain lasted.
LATER_AFTER_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Sorted:
    """A measure's readings by phase, each in order of time, and those across an edge."""

    baseline: tuple[Reading, ...]
    follow_up: tuple[Reading, ...]
    later: tuple[Reading, ...]
    after_baseline: tuple[Reading, ...]
    straddling: tuple[Reading, ...]


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """By time, then by lot."""
    return sorted(readings, key=lambda reading: (reading.start, reading.end, reading.lot))


def sort_out(readings: Sequence[Reading], plan: Plan) -> Sorted:
    """Sort readings into the windows of a plan."""
    ordered = in_order(readings)
    known = [(reading, phase_of(reading, plan)) for reading in ordered]
    end = plan.baseline.end if plan.baseline else None
    return Sorted(
        baseline=tuple(reading for reading, phase in known if phase == Phase.BASELINE),
        follow_up=tuple(reading for reading, phase in known if phase == Phase.FOLLOW_UP),
        later=tuple(reading for reading, phase in known if phase == Phase.LATER),
        after_baseline=tuple(
            reading for reading, phase in known if end and phase and reading.start > end
        ),
        straddling=tuple(reading for reading, phase in known if phase is None),
    )


def phase_of(reading: Reading, plan: Plan) -> Phase | None:
    """Where a reading lies; None when it lies across the edge of a window."""
    for window, phase in ((plan.baseline, Phase.BASELINE), (plan.follow_up, Phase.FOLLOW_UP)):
        if window is not None and _touches(reading, window):
            return phase if _inside(reading, window) else None
    if plan.baseline is not None and reading.end < plan.baseline.start:
        return Phase.EARLIER
    if plan.ended_on is not None and reading.start >= later_from(plan.ended_on):
        return Phase.LATER
    return Phase.COACHING


def later_from(ended_on: date) -> date:
    """The day from which on a reading counts as later."""
    return months_after(ended_on, LATER_AFTER_MONTHS)


@lru_cache(maxsize=1024)
def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    months += day.month - 1
    year, month = day.year + months // 12, months % 12 + 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _touches(reading: Reading, window: Window) -> bool:
    return reading.start <= window.end and reading.end >= window.start


def _inside(reading: Reading, window: Window) -> bool:
    return window.start <= reading.start and reading.end <= window.end
