"""Readings that add up to the sums of the story and vary from day to day as real ones do.

Everything comes from a seeded generator, so that the demo is the same on every machine.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

Span = tuple[date, date]

#: How far a day's inspected quantity may lie from the mean of its window.
UNEVEN = 0.12
#: How far a day's share may lie from the mean of its window besides chance.
UNREST = 0.12


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted in a span of days, or a bare value in the indicator's unit."""

    start: date
    end: date
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    version: int = 1
    withdrawn: str = ""

    def complement(self) -> Count:
        """The units without the property: right the first time instead of wrong."""
        assert self.numerator is not None
        assert self.denominator is not None
        return replace(self, numerator=self.denominator - self.numerator)


def daily(
    rng: Random,
    days: Sequence[date],
    total: tuple[int, int],
    *,
    unrest: float = UNREST,
    version: int = 1,
) -> list[Count]:
    """A window of days whose (numerators, denominators) add up to the total."""
    return over(rng, [(day, day) for day in days], total, unrest=unrest, version=version)


def over(
    rng: Random,
    spans: Sequence[Span],
    total: tuple[int, int],
    *,
    shares: Sequence[float] | None = None,
    unrest: float = UNREST,
    version: int = 1,
) -> list[Count]:
    """Spans whose counts add up to the total, after relative `shares` where they change."""
    events, inspected = total
    sizes = parts(inspected, [rng.uniform(1 - UNEVEN, 1 + UNEVEN) for _ in spans])
    level = shares or [1.0] * len(spans)
    restless = (rng.uniform(1 - unrest, 1 + unrest) for _ in spans)
    odds = [size * share * day for size, share, day in zip(sizes, level, restless, strict=True)]
    found = scattered(rng, events, odds)
    return [
        Count(start, end, n, d, version=version)
        for (start, end), n, d in zip(spans, found, sizes, strict=True)
    ]


def on_the_way(
    rng: Random, spans: Sequence[Span], size: int, shares: Sequence[float]
) -> list[Count]:
    """Spans of coaching: about `size` units each, with a share of its own in each span."""
    events = round(size * math.fsum(shares))
    return over(rng, spans, (events, size * len(spans)), shares=shares)


def glide(before: float, after: float, n: int) -> list[float]:
    """n levels on the way from one to the other, without either end."""
    return [before + (after - before) * (i + 1) / (n + 1) for i in range(n)]


def parts(total: int, weights: Sequence[float]) -> list[int]:
    """A whole number cut in proportion to weights, by largest remainder."""
    whole = math.fsum(weights)
    exact = [total * weight / whole for weight in weights]
    found = [math.floor(part) for part in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: found[i] - exact[i])
    for i in by_rest[: total - sum(found)]:
        found[i] += 1
    return found


def scattered(rng: Random, total: int, odds: Sequence[float]) -> list[int]:
    """Events that fall on one reading or another by chance, as defects do."""
    fallen = Counter(rng.choices(range(len(odds)), weights=odds, k=total))
    return [fallen[i] for i in range(len(odds))]


def ratios(spans: Sequence[Span], pairs: Sequence[tuple[float, float]]) -> list[Count]:
    """What was written down on paper: (numerator, denominator) of each span."""
    return [Count(start, end, n, d) for (start, end), (n, d) in zip(spans, pairs, strict=True)]


def bare(spans: Sequence[Span], values: Sequence[float]) -> list[Count]:
    """Values known without what was counted."""
    return [Count(*span, value=value) for span, value in zip(spans, values, strict=True)]
