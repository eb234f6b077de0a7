"""Output over input, points over points possible: the ratio estimator, and its change.

Source: Cochran, Sampling Techniques, 3rd ed., ch. 6: with k readings and R = Σn/Σd,
var(R) = k/(k-1) · Σ(nᵢ - R·dᵢ)² / (Σd)².
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from coachtrack.domain.pooling import ROUNDING, totals
from coachtrack.domain.quantiles import student
from coachtrack.domain.types import Interval, Reading

#: With fewer readings a side there is no interval.
FEWEST_READINGS = 3


def relative_variance(readings: Sequence[Reading]) -> float | None:
    """var(R)/R², the squared coefficient of variation; None without a positive ratio."""
    numerator, denominator = totals(readings)
    if denominator <= 0 or numerator <= 0 or len(readings) < 2:
        return None
    k, r = len(readings), numerator / denominator
    # Scaled before squaring, so that counts near the limits of floating point do not overflow.
    misses = (
        ((reading.numerator or 0.0) - r * (reading.denominator or 0.0)) / numerator
        for reading in readings
    )
    return k / (k - 1) * math.fsum(miss * miss for miss in misses)


def log_ratio_interval(
    before: Sequence[Reading], after: Sequence[Reading], confidence: float = 0.95
) -> Interval | None:
    """The interval of after divided by before; None with too few or unvarying readings."""
    if min(len(before), len(after)) < FEWEST_READINGS:
        return None
    variances = relative_variance(before), relative_variance(after)
    if variances[0] is None or variances[1] is None:
        return None
    (n1, d1), (n2, d2) = totals(before), totals(after)
    centre = math.log(n2) - math.log(d2) - math.log(n1) + math.log(d1)
    degrees = len(before) + len(after) - 2
    return _of_logarithm(centre, variances[0] + variances[1], degrees, confidence)


def ratio_interval(readings: Sequence[Reading], confidence: float = 0.95) -> Interval | None:
    """The interval of one ratio, by its logarithm; None with too few or unvarying readings."""
    variance = relative_variance(readings)
    if variance is None or len(readings) < FEWEST_READINGS:
        return None
    n, d = totals(readings)
    return _of_logarithm(math.log(n) - math.log(d), variance, len(readings) - 1, confidence)


def _of_logarithm(
    centre: float, variance: float, degrees: int, confidence: float
) -> Interval | None:
    """From the logarithm of a ratio and its variance; None where nothing varies."""
    error = math.sqrt(variance)
    if error <= ROUNDING:
        return None
    half = student(0.5 + confidence / 2, degrees) * error
    return Interval(_exp(centre - half), _exp(centre + half))


def _exp(exponent: float) -> float:
    return math.exp(max(-745.0, min(709.0, exponent)))
