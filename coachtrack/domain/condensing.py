"""Very many readings as few, so that they can be drawn: what lies close together is pooled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coachtrack.domain.pooling import counted, mean, total
from coachtrack.domain.types import Plan, Reading, lowest
from coachtrack.domain.windows import in_order, phase_of

#: More points than these are neither seen apart nor worth their weight.
MOST_DRAWN = 1000
#: A day, a week, four weeks, a year, and a span within which nothing can be told apart.
SPANS = (1, 7, 28, 364, 3640)


@dataclass(frozen=True, slots=True)
class Condensed:
    """Readings to draw. `days`: of how many days each is made; 0 where they are as they were."""

    readings: tuple[Reading, ...]
    days: int


def condensed(readings: Sequence[Reading], plan: Plan, most: int = MOST_DRAWN) -> Condensed:
    """The readings where they are few, else pooled over the shortest span that makes them few.

    Only readings of one phase and one version are pooled: sums of what was counted, and apart from
    them the plain mean of what is only a rate.
    """
    if len(readings) <= most:
        return Condensed(tuple(readings), 0)
    ordered = in_order(readings)
    found, days = tuple(ordered), 0
    for days in SPANS:
        found = tuple(in_order(_pooled(ordered, plan, days)))
        if len(found) <= most:
            break
    return Condensed(found, days)


def _pooled(ordered: Sequence[Reading], plan: Plan, days: int) -> Iterator[Reading]:
    def place(reading: Reading) -> tuple[object, ...]:
        # From a Monday on, as day 1 of all days was one.
        span = (reading.start.toordinal() - 1) // days
        return span, phase_of(reading, plan), reading.version, counted(reading)

    parts: dict[tuple[object, ...], list[Reading]] = {}
    for reading in ordered:
        parts.setdefault(place(reading), []).append(reading)
    return map(_one, parts.values())


def _one(part: list[Reading]) -> Reading:
    """Several readings as one, all of them counted or none."""
    if len(part) == 1:
        return part[0]
    told = counted(part[0])
    values = [reading.value for reading in part if reading.value is not None]
    return Reading(
        part[0].start,
        max(reading.end for reading in part),
        total([reading.numerator or 0.0 for reading in part]) if told else None,
        total([reading.denominator or 0.0 for reading in part]) if told else None,
        None if told else mean(values),
        part[0].version,
        lowest(reading.trust for reading in part) or part[0].trust,
    )
