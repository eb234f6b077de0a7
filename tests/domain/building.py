"""Readings a day apart, and what the arithmetic says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from coachtrack.domain import compare
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading, Result, Window

BEFORE, COACHING, AFTER, LATER = (
    date(2020, 7, 1),
    date(2020, 8, 1),
    date(2020, 9, 1),
    date(2020, 12, 30),
)
PLAN = Plan(Window(BEFORE, date(2020, 7, 31)), Window(AFTER, date(2020, 9, 30)), date(2020, 9, 30))
#: What turns a share or a quotient into the unit.
FACTORS = {Kind.PROPORTION: 100.0, Kind.SCORE: 100.0}

#: Numerator and denominator, or a bare value.
Figure = tuple[float, float] | float


def vector(name: str) -> dict[str, Any]:
    """A worked example with its source."""
    return VECTORS[name]


def vectors(prefix: str) -> list[str]:
    """The names of the worked examples that begin so."""
    return [name for name in VECTORS if name.startswith(prefix)]


def readings(figures: Iterable[Figure], start: date = BEFORE, **fields: Any) -> list[Reading]:
    """A reading a day from `start` on."""
    return [reading(figure, start + timedelta(n), **fields) for n, figure in enumerate(figures)]


def reading(figure: Figure, day: date = BEFORE, **fields: Any) -> Reading:
    """The reading of one day."""
    given = {"start": day, "end": day, **fields}
    if isinstance(figure, tuple):
        return Reading(numerator=figure[0], denominator=figure[1], **given)
    return Reading(value=figure, **given)


def defined(kind: Kind = Kind.PROPORTION, better: Better = Better.LOWER) -> Definition:
    """An indicator, in % where it is a share."""
    return Definition(kind, better, FACTORS.get(kind, 1.0))


def compared(
    before: Sequence[Figure],
    after: Sequence[Figure],
    kind: Kind = Kind.PROPORTION,
    better: Better = Better.LOWER,
    *,
    coaching: Sequence[Figure] = (),
    later: Sequence[Figure] = (),
    **plan: Any,
) -> Result:
    """The result of a measure with these figures in its windows, between them and after."""
    found = readings(before) + readings(coaching, COACHING)
    found += readings(after, AFTER) + readings(later, LATER)
    return compare(defined(kind, better), found, replace(PLAN, **plan))


VECTORS: dict[str, dict[str, Any]] = {
    row["id"]: row
    for row in json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
}
