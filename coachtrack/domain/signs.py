"""The points of a control chart that chance seldom makes.

Source: docs/method.md, "Control and run charts"; Nelson 1984, J. Quality Technology 16:237.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from coachtrack.domain.control_charts import MOVING_RANGE_TO_SIGMA
from coachtrack.domain.runs import nelson
from coachtrack.domain.strength import RUN, Limits
from coachtrack.domain.types import Better, Reading

_TWO_OF_THREE = 5


class Pattern(StrEnum):
    """What chance seldom makes, the plainest first."""

    BEYOND_LIMIT = "beyond-limit"
    TWO_OF_THREE = "two-of-three"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern that a reading belongs to: on which side, since when, of how many readings."""

    pattern: Pattern
    high: bool
    good: bool
    since: date
    readings: int = 1


def signs(limits: Limits, better: Better, later: Collection[Reading] = ()) -> list[Sign | None]:
    """The plainest sign of each reading; with those of `later`, months on, patterns begin anew."""
    found: list[Sign | None] = [None] * len(limits.readings)
    begins = next((n for n, each in enumerate(limits.readings) if each in later), len(found))
    # Those that set the limits, those after them, those months later: a run lies in one.
    for start, end in pairwise(sorted({0, limits.baseline, begins, len(found)})):
        for run in _runs(limits, start, end):
            for n in run:
                since = limits.readings[run[0]].start
                found[n] = _sign(Pattern.RUN, limits, n, better, since, len(run))
    for start, end in ((0, begins), (begins, len(found))):
        for n in _pairs(limits, start, end):
            found[n] = _sign(Pattern.TWO_OF_THREE, limits, n, better)
    for n in limits.chart.beyond:
        found[n] = _sign(Pattern.BEYOND_LIMIT, limits, n, better)
    return found


def unsteady(limits: Limits) -> int:
    """How many of the readings that set the limits break a rule themselves."""
    marked = {n for run in _runs(limits, 0, limits.baseline) for n in run}
    marked.update(_pairs(limits, 0, limits.baseline), limits.chart.beyond)
    return sum(n < limits.baseline for n in marked)


def _sign(
    pattern: Pattern,
    limits: Limits,
    n: int,
    better: Better,
    since: date | None = None,
    readings: int = 1,
) -> Sign:
    high = _distance(limits, n) > 0
    good = high == (better == Better.HIGHER)
    return Sign(pattern, high, good, since or limits.readings[n].start, readings)


def _distance(limits: Limits, n: int) -> float:
    value = limits.chart.values[n]
    return 0.0 if value is None else value - limits.chart.centre[n]


def _runs(limits: Limits, start: int, end: int) -> Iterator[list[int]]:
    """Eight or more in a row on one side; one on the centre neither breaks a run nor adds."""
    run: list[int] = []
    side = 0.0
    for n in range(start, end):
        distance = _distance(limits, n)
        if distance == 0:
            continue
        if run and distance * side < 0:
            if len(run) >= RUN:
                yield run
            run = []
        run.append(n)
        side = distance
    if len(run) >= RUN:
        yield run


def _pairs(limits: Limits, start: int, end: int) -> list[int]:
    """Two of three beyond two sigma, where single values are drawn."""
    chart = limits.chart
    if chart.moving_range is None:
        return []
    values = [value or 0.0 for value in chart.values[start:end]]
    sigma = chart.moving_range / MOVING_RANGE_TO_SIGMA
    found = nelson(values, chart.centre[0], sigma, (_TWO_OF_THREE,))[_TWO_OF_THREE]
    return [start + n for n in found]
