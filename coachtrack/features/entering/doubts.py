"""Which figure is so far from the others that it is asked about before it is saved.

The rule: among at least five others, a value lies beyond Tukey's outer fences (more than three
times the middle half's width below or above that half), and for counts it is besides more than
three standard errors of its own denominator away from what all others say together (less half an
event, as counts come in steps), so that a lot of ten pieces is not asked about for one defect.
A denominator is questioned too where it is far larger than those of other periods of its length
(a day, a week, a month): beyond the upper outer fence, and more than three times their median. With
ten times as many in both boxes the rate looks right, and one such reading outweighs all others; one
that is too small weighs little, so that is not asked about.

Such a figure is questioned, never refused.

Source: Tukey 1977, Exploratory Data Analysis, section 2C; the limits of the p and u chart
(docs/method.md).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

from coachtrack.domain.pooling import totals, value_of
from coachtrack.domain.types import Definition, Kind, Reading
from coachtrack.features.indicators.periods import Every, every_of

FEWEST_OTHERS = 5
FENCE = 3.0
STANDARD_ERRORS = 3.0
#: The middle half counts as at least this wide beside its median, or beside what that misses of a
#: whole where this is less: equal figures are no fence, and a yield has the fences of its scrap.
NARROWEST = 0.1
#: Less than so many times their median is an ordinary day's more or less.
TIMES = 3.0


@dataclass(frozen=True, slots=True)
class Range:
    """Where the others lie, in the unit, and beyond which values somebody is asked."""

    low: float
    high: float
    lowest: float
    highest: float
    #: All counts together, numerator by denominator; None where chance is not reckoned with.
    pooled: float | None
    part: bool

    def far(self, value: float, denominator: float | None, factor: float) -> bool:
        """Whether a value is to be asked about."""
        if self.low <= value <= self.high:
            return False
        if self.pooled is None or not denominator:
            return True
        spread = self.pooled * (1 - self.pooled) if self.part else self.pooled
        error = math.sqrt(max(spread, 0.0) / denominator)
        away = abs(value / factor - self.pooled) - 0.5 / denominator
        return away > STANDARD_ERRORS * error


@dataclass(frozen=True, slots=True)
class Amount:
    """Where the denominators of other periods of a length lie, and beyond which one asks."""

    most: float
    lowest: float
    highest: float


class Together:
    """Readings of one definition, any of which is held against all others of them."""

    def __init__(self, readings: Sequence[Reading], definition: Definition) -> None:
        found = (value_of(each, definition.factor) for each in readings)
        self._values = sorted(value for value in found if value is not None)
        self._totals = totals(readings)
        self._definition = definition
        self._among: dict[Every, list[float]] = defaultdict(list)
        for each in readings:
            if each.denominator:
                self._among[every_of(each.start, each.end)].append(each.denominator)
        for denominators in self._among.values():
            denominators.sort()

    @cached_property
    def range(self) -> Range | None:
        """Where they lie; None where they are too few to tell."""
        return _range(self._values, self._totals, self._definition)

    @cached_property
    def amounts(self) -> dict[Every, Amount]:
        """Where the denominators lie, by the length of their periods, where there are enough."""
        found = {every: _amount(among) for every, among in self._among.items()}
        return {every: amount for every, amount in found.items() if amount is not None}

    def excess(self, reading: Reading, stored: Together | None = None) -> Amount | None:
        """Where the other denominators lie, when this one of them is far larger.

        Where enough are `stored`, it is held against those alone: the same slip in every row of a
        block would hide each of them.
        """
        if not reading.denominator:
            return None
        every = every_of(reading.start, reading.end)
        found = stored.amounts.get(every) if stored else None
        if found is None:
            others = self._among[every].copy()
            del others[bisect_left(others, reading.denominator)]
            found = _amount(others)
        return found if found is not None and reading.denominator > found.most else None

    def doubt(self, reading: Reading, stored: Together | None = None) -> Range | None:
        """Where the others lie, when this one of them is far from those; `stored` as for excess."""
        value = value_of(reading, self._definition.factor)
        if value is None:
            return None
        found = stored.range if stored else None
        if found is None:
            others = self._values.copy()
            del others[bisect_left(others, value)]
            numerator, denominator = self._totals
            counts = numerator - (reading.numerator or 0), denominator - (reading.denominator or 0)
            found = _range(others, counts, self._definition)
        if found is None or not found.far(value, reading.denominator, self._definition.factor):
            return None
        return found


def _range(
    values: Sequence[float], counts: tuple[float, float], definition: Definition
) -> Range | None:
    if len(values) < FEWEST_OTHERS:
        return None
    lower, median, upper = quantiles(values, n=4, method="inclusive")
    beside = abs(median)
    if definition.kind == Kind.PROPORTION:
        beside = min(beside, definition.factor - median)
    reach = FENCE * max(upper - lower, NARROWEST * beside)
    low, high = lower - reach, upper + reach
    within = [value for value in values if low <= value <= high]
    return Range(low, high, min(within), max(within), *_chance(*counts, definition))


def _amount(among: Sequence[float]) -> Amount | None:
    if len(among) < FEWEST_OTHERS:
        return None
    lower, median, upper = quantiles(among, n=4, method="inclusive")
    fence = upper + FENCE * max(upper - lower, NARROWEST * median)
    most = max(fence, TIMES * median)
    return Amount(most, among[0], max(n for n in among if n <= most))


def _chance(
    numerator: float, denominator: float, definition: Definition
) -> tuple[float | None, bool]:
    """What the counts say together, with half an event more so that none is never certain."""
    part = definition.kind == Kind.PROPORTION
    if not part and definition.kind != Kind.RATE:
        return None, part
    return ((numerator + 0.5) / (denominator + 1) if denominator else None), part
