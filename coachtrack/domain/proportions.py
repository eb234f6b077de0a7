"""Shares of units: how sure one may be of one, of the difference and of the ratio of two.

Counts may be fractional, as effective counts are. Sources: Wilson 1927, J. Am. Stat. Assoc.
22:209; Newcombe 1998, Statistics in Medicine 17:857 and 17:873 (his method 10); Katz 1978,
Biometrics 34:469; Fleiss, Statistical Methods for Rates and Proportions (sample size without
continuity correction).
"""

from __future__ import annotations

import math

from coachtrack.domain.quantiles import normal, two_sided
from coachtrack.domain.types import Interval

#: The chance that a study of the size returned by `sample_size` finds a true difference.
POWER = 0.8
#: Shares closer than this are the same: no count of units tells them apart.
FINEST = 1e-15


def wilson(x: float, n: float, confidence: float = 0.95) -> Interval:
    """The score interval of a share, as a share; (0, 1) where nothing was counted."""
    if n <= 0:
        return Interval(0.0, 1.0)
    z = two_sided(confidence)
    p = x / n
    centre = (x + z * z / 2) / (n + z * z)
    half = z * math.sqrt(max(x * (1 - p), 0.0) + z * z / 4) / (n + z * z)
    low = 0.0 if x <= 0 else max(0.0, min(centre - half, p))
    high = 1.0 if x >= n else min(1.0, max(centre + half, p))
    return Interval(low, high)


def newcombe(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> Interval:
    """The hybrid score interval of the first share minus the second, as a share."""
    first, second = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    p1 = x1 / n1 if n1 > 0 else 0.5
    p2 = x2 / n2 if n2 > 0 else 0.5
    below = math.hypot(p1 - first.low, second.high - p2)
    above = math.hypot(first.high - p1, p2 - second.low)
    difference = p1 - p2
    return Interval(max(-1.0, difference - below), min(1.0, difference + above))


def katz(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> Interval:
    """The log interval of the first share divided by the second; (0, inf) where one is zero."""
    if x1 <= 0 or x2 <= 0 or n1 <= 0 or n2 <= 0:
        return Interval(0.0, math.inf)
    variance = 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2
    half = two_sided(confidence) * math.sqrt(max(variance, 0.0))
    centre = math.log(x1 / n1) - math.log(x2 / n2)
    return Interval(_exp(centre - half), _exp(centre + half))


def sample_size(p1: float, p2: float, confidence: float = 0.95) -> float:
    """How many units each period must count to tell one share from another; inf when equal.

    Two-sided, at 80 % power, rounded up to a whole unit.
    """
    if abs(p1 - p2) < FINEST:
        return math.inf
    mean = (p1 + p2) / 2
    chance = two_sided(confidence) * math.sqrt(2 * mean * (1 - mean))
    power = normal(POWER) * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return math.ceil(((chance + power) / (p1 - p2)) ** 2)


def _exp(exponent: float) -> float:
    return math.exp(exponent) if exponent < 709 else math.inf
