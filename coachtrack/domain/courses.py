"""The course of a measure beside its limits.

Limits come from the baseline and stay frozen. Only where a person says that the process is another
one do they start anew: the first twelve readings from that day on set them. Source:
docs/method.md, "Control and run charts".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from coachtrack.domain.comparison import FEWEST_READINGS, READINGS_FOR_LIMITS
from coachtrack.domain.pooling import telling
from coachtrack.domain.signs import Sign, signs
from coachtrack.domain.strength import Limits, frozen_limits
from coachtrack.domain.types import Definition, Kind, Plan, Reading
from coachtrack.domain.windows import sort_out

#: The day of a rebase, the readings that set the limits, and those that follow.
_Part = tuple[date | None, Sequence[Reading], Sequence[Reading]]


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
    later = frozenset(found.later)
    made = (_course(definition, kind, later, *part) for part in parts)
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
    later: frozenset[Reading],
    since: date | None,
    first: Sequence[Reading],
    rest: Sequence[Reading],
) -> Course | None:
    limits = frozen_limits(kind, definition.factor, first, rest)
    if limits is None or limits.baseline < FEWEST_READINGS:
        return None
    return Course(limits, since, tuple(signs(limits, definition.better, later)))
