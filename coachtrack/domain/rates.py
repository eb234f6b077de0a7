"""Events over an exposure: accidents per hour, claims per shipment.

Sources: Garwood 1936, Biometrika 28:437 (exact interval of one rate); the conditional binomial
argument for the ratio of two (Przyborowski & Wilenski 1940, Biometrika 31:313), by Clopper-Pearson
limits of the share of events that fell in the first period.
"""

from __future__ import annotations

import math

from coachtrack.domain.quantiles import beta, normal
from coachtrack.domain.types import Interval


def exact(events: float, exposure: float, confidence: float = 0.95) -> Interval:
    """The exact interval of events per unit of exposure; (0, inf) without exposure."""
    if exposure <= 0:
        return Interval(0.0, math.inf)
    tail = (1 - confidence) / 2
    low = _gamma(tail, events) if events > 0 else 0.0
    return Interval(low / exposure, _gamma(1 - tail, events + 1) / exposure)


def ratio(x1: float, t1: float, x2: float, t2: float, confidence: float = 0.95) -> Interval:
    """The exact conditional interval of the first rate divided by the second.

    (low, inf) when the second period had no event, (0, inf) when neither had or one has no
    exposure.
    """
    if t1 <= 0 or t2 <= 0 or x1 + x2 <= 0:
        return Interval(0.0, math.inf)
    tail = (1 - confidence) / 2
    low = beta(tail, x1, x2 + 1) if x1 > 0 else 0.0
    high = beta(1 - tail, x1 + 1, x2) if x2 > 0 else 1.0
    return Interval(_odds(low) * (t2 / t1), _odds(high) * (t2 / t1))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _gamma(p: float, shape: float) -> float:
    """The quantile of a Gamma variable of unit scale, by Newton's method on its logarithm."""
    guess = _wilson_hilferty(normal(p), shape)
    low, high = 0.0, math.inf
    x = guess
    for _ in range(200):
        miss = _gamma_below(x, shape) - p
        low, high = (x, high) if miss < 0 else (low, x)
        density = math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape))
        following = x - miss / density if density > 0 else math.inf
        if not low < following < high:
            following = (low + high) / 2 if high < math.inf else 2 * x
        if abs(following - x) <= 1e-14 * x:
            return following
        x = following
    return x


def _wilson_hilferty(z: float, shape: float) -> float:
    cube = 1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))
    return max(shape * cube**3, 1e-8)


def _gamma_below(x: float, shape: float) -> float:
    """The regularised lower incomplete gamma function: series below, fraction above (DLMF 8)."""
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        n = shape
        while term > total * 1e-17:
            n += 1
            term *= x / n
            total += term
        return front * total
    return 1 - front * _gamma_fraction(x, shape)


def _gamma_fraction(x: float, shape: float) -> float:
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    value = d
    for i in range(1, 100_000):
        step = -i * (i - shape)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        value *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return value
