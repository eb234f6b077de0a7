"""Which figure is so far from the others that it is asked about before it is saved.

The rule: among at least five others, a value lies beyond Tukey's outer fences (more than three
times the middle half's width below or above that half), and for counts it is besides more than
three standard errors of its own denominator away from what all others say together (less half an
event, as counts come in steps), so that a lot of ten pieces is not asked about for one defect.
Such a figure is questioned, never refused.

Source: Tukey 1977, Exploratory Data Analysis, section 2C; the limits of the p and u chart
(docs/method.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from coachtrack.domain.pooling import totals, value_of
from coachtrack.domain.types import Definition, Kind, Reading

FEWEST_OTHERS = 5
FENCE = 3.0
STANDARD_ERRORS = 3.0
#: The middle half counts as at least this wide beside its median: equal figures are no fence.
NARROWEST = 0.1


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


def range_of(others: Sequence[Reading], definition: Definition) -> Range | None:
    """Where these readings lie; None where they are too few to tell."""
    values = [v for each in others if (v := value_of(each, definition.factor)) is not None]
    if len(values) < FEWEST_OTHERS:
        return None
    lower, median, upper = quantiles(values, n=4, method="inclusive")
    reach = FENCE * max(upper - lower, NARROWEST * abs(median))
    low, high = lower - reach, upper + reach
    within = [value for value in values if low <= value <= high]
    return Range(low, high, min(within), max(within), *_chance(others, definition))


def doubtful(reading: Reading, others: Sequence[Reading], definition: Definition) -> Range | None:
    """Where the others lie, when a reading is far from them."""
    value, found = value_of(reading, definition.factor), range_of(others, definition)
    if value is None or found is None:
        return None
    return found if found.far(value, reading.denominator, definition.factor) else None


def _chance(others: Sequence[Reading], definition: Definition) -> tuple[float | None, bool]:
    """What the counts say together, with half an event more so that none is never certain."""
    part = definition.kind == Kind.PROPORTION
    if not part and definition.kind != Kind.RATE:
        return None, part
    numerator, denominator = totals(others)
    return ((numerator + 0.5) / (denominator + 1) if denominator else None), part
