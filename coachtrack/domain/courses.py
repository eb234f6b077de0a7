"""The course of a measure beside its limits, and the points that chance seldom makes.

Limits come from the baseline and stay frozen. Only where a person says that the process is another
one do they start anew: the first twelve readings from that day on set them. Source:
docs/method.md, "Control and run charts"; Nelson 1984, J. Quality Technology 16:237.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from coachtrack.domain.comparison import FEWEST_READINGS, READINGS_FOR_LIMITS
from coachtrack.domain.control_charts import MOVING_RANGE_TO_SIGMA
from coachtrack.domain.pooling import telling
from coachtrack.domain.runs import nelson
from coachtrack.domain.strength import RUN, Limits, frozen_limits
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading
from coachtrack.domain.windows import sort_out

_TWO_OF_THREE = 5

#: The day of a rebase, the readings that set the limits, and those that follow.
_Part = tuple[date | None, Sequence[Reading], Sequence[Reading]]


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


@dataclass(frozen=True, slots=True)
class Course:
    """Readings with one set of limits. `since`: the day from which on they were set anew."""

    limits: Limits
    since: date | None
    #: As many as there are readings in the limits.
    signs: tuple[Sign | None, ...]

    @property
    def trial(self) -> bool:
        """Whether the limits rest on fewer readings than they should."""
        return self.limits.baseline < READINGS_FOR_LIMITS


def courses(
    definition: Definition,
    kind: Kind,
    readings: Sequence[Reading],
    plan: Plan,
    rebases: Iterable[date] = (),
) -> tuple[Course, ...]:
    """The courses of a measure in order of time; none before three readings can set limits.

    `kind` is how the readings are compared (`Result.kind`). A rebase within the baseline, or
    before it, changes nothing; a reading across the day of a rebase belongs to no course.
    """
    if kind == Kind.LEVEL or plan.baseline is None:
        return ()
    found = sort_out(readings, plan)
    edges = [*sorted({day for day in rebases if day > plan.baseline.end}), date.max]
    parts: list[_Part] = [
        (None, telling(found.baseline), _between(found.after_baseline, date.min, edges[0]))
    ]
    for start, end in pairwise(edges):
        part = _between(found.after_baseline, start, end)
        first = _first(part)
        known = set(first)
        parts.append((start, first, [reading for reading in part if reading not in known]))
    made = (_course(definition, kind, *part) for part in parts)
    return tuple(course for course in made if course)


def _between(readings: Iterable[Reading], start: date, end: date) -> tuple[Reading, ...]:
    inside = (r for r in readings if r.start >= start)
    return tuple(r for r in inside if r.end < end or end == date.max)


def _first(part: Sequence[Reading]) -> tuple[Reading, ...]:
    """Those that set limits anew: counted in one way, and no more than are needed."""
    found = telling(part)
    return tuple(r for r in found if r.version == found[0].version)[:READINGS_FOR_LIMITS]


def _course(
    definition: Definition,
    kind: Kind,
    since: date | None,
    first: Sequence[Reading],
    rest: Sequence[Reading],
) -> Course | None:
    limits = frozen_limits(kind, definition.factor, first, rest)
    if limits is None or limits.baseline < FEWEST_READINGS:
        return None
    return Course(limits, since, tuple(_signs(limits, definition.better)))


def _signs(limits: Limits, better: Better) -> list[Sign | None]:
    """The plainest sign of each reading."""
    found: list[Sign | None] = [None] * len(limits.readings)
    # Those that set the limits, and those after them: a run that proves a change lies in one.
    for start, end in ((0, limits.baseline), (limits.baseline, len(found))):
        for run in _runs(limits, start, end):
            for n in run:
                since = limits.readings[run[0]].start
                found[n] = _sign(Pattern.RUN, limits, n, better, since, len(run))
    for n in _pairs(limits):
        found[n] = _sign(Pattern.TWO_OF_THREE, limits, n, better)
    for n in limits.chart.beyond:
        found[n] = _sign(Pattern.BEYOND_LIMIT, limits, n, better)
    return found


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
        run = [*run, n]
        side = distance
    if len(run) >= RUN:
        yield run


def _pairs(limits: Limits) -> list[int]:
    """Two of three beyond two sigma, where single values are drawn."""
    chart = limits.chart
    if chart.moving_range is None:
        return []
    values = [value or 0.0 for value in chart.values]
    sigma = chart.moving_range / MOVING_RANGE_TO_SIGMA
    found: list[int] = nelson(values, chart.centre[0], sigma, (_TWO_OF_THREE,))[_TWO_OF_THREE]
    return found
