"""Bare values: a mean and its change.

Source: Welch 1947, Biometrika 34:28, with the Satterthwaite degrees of freedom
(NIST/SEMATECH e-Handbook 1.3.5.3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from coachtrack.domain.pooling import mean, unvarying
from coachtrack.domain.quantiles import student
from coachtrack.domain.types import Interval

#: With fewer values a side there is no interval.
FEWEST_READINGS = 3


def welch(
    before: Sequence[float], after: Sequence[float], confidence: float = 0.95
) -> Interval | None:
    """The interval of the mean after minus before; None with too few or unvarying values."""
    if min(len(before), len(after)) < FEWEST_READINGS:
        return None
    if unvarying(before) and unvarying(after):
        return None
    v1, v2 = squared_error(before), squared_error(after)
    if not 0 < v1 + v2 < math.inf:
        return None
    share1, share2 = v1 / (v1 + v2), v2 / (v1 + v2)
    degrees = 1 / (share1 * share1 / (len(before) - 1) + share2 * share2 / (len(after) - 1))
    half = student(0.5 + confidence / 2, degrees) * math.sqrt(v1 + v2)
    difference = mean(after) - mean(before)
    return Interval(difference - half, difference + half)


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> Interval | None:
    """The interval of one mean; None with too few or unvarying values."""
    if len(values) < FEWEST_READINGS or unvarying(values):
        return None
    square = squared_error(values)
    if not 0 < square < math.inf:
        return None
    half = student(0.5 + confidence / 2, len(values) - 1) * math.sqrt(square)
    return Interval(mean(values) - half, mean(values) + half)


def squared_error(values: Sequence[float]) -> float:
    """The squared standard error of the mean of at least two values."""
    centre, k = mean(values), len(values)
    return math.fsum(_square(value - centre) for value in values) / ((k - 1) * k)


def _square(value: float) -> float:
    return value * value if abs(value) < 1e150 else math.inf
