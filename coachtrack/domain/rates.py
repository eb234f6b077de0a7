"""Events over an exposure: accidents per hour, claims per shipment.

Sources: Garwood 1936, Biometrika 28:437 (exact interval of one rate); the conditional binomial
argument for the ratio of two (Przyborowski & Wilenski 1940, Biometrika 31:313), by Clopper-Pearson
limits of the share of events that fell in the first period.
"""

from __future__ import annotations

import math

from coachtrack.domain.quantiles import beta, gamma
from coachtrack.domain.types import Interval


def exact(events: float, exposure: float, confidence: float = 0.95) -> Interval:
    """The exact interval of events per unit of exposure; (0, inf) without exposure."""
    if exposure <= 0:
        return Interval(0.0, math.inf)
    tail = (1 - confidence) / 2
    low = gamma(tail, events) if events > 0 else 0.0
    return Interval(low / exposure, gamma(1 - tail, events + 1) / exposure)


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
    return Interval(_odds(low, t2 / t1), _odds(high, t2 / t1))


def _odds(share: float, scale: float) -> float:
    if share <= 0:
        return 0.0
    return share / (1 - share) * scale if share < 1 else math.inf
