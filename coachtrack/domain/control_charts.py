"""Control charts whose limits come from the baseline and stay frozen.

Sources: NIST/SEMATECH e-Handbook 6.3.2.2 (individuals), 6.3.3.1 (counts), 6.3.3.2 (proportions);
Laney 2002, Quality Engineering 14:531 (p' and u': sigma_z from the moving range of z). Positions
count from 0; values are shares or rates, not yet in the indicator's unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coachtrack.domain.pooling import mean, total

#: The mean range of two normal values in standard deviations (d2 for n = 2).
MOVING_RANGE_TO_SIGMA = 1.128
#: The upper limit of a moving range, in mean moving ranges (D4 for n = 2).
MOVING_RANGE_LIMIT = 3.267


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A value, a centre and limits per point; a point without exposure has the value None.

    `sigma_z` is how much more points vary than chance (p' and u' only); `moving_range` is the
    mean moving range of the baseline and `moving_range_limit` its upper limit (XmR only).
    """

    values: tuple[float | None, ...]
    centre: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    beyond: tuple[int, ...]
    sigma_z: float | None = None
    moving_range: float | None = None
    moving_range_limit: float | None = None


def p_chart(
    numerators: Sequence[float], denominators: Sequence[float], baseline: int | None = None
) -> ControlChart:
    """Shares against p ± 3 √(p(1-p)/nᵢ), within [0, 1]."""
    centre = _pooled(numerators, denominators, baseline)
    spread = math.sqrt(max(centre * (1 - centre), 0.0))
    return _chart(numerators, denominators, centre, spread, 1.0, 1.0)


def laney_p_chart(
    numerators: Sequence[float], denominators: Sequence[float], baseline: int | None = None
) -> ControlChart:
    """Shares of very large samples: p ± 3 sᵢ σz, within [0, 1]."""
    centre = _pooled(numerators, denominators, baseline)
    spread = math.sqrt(max(centre * (1 - centre), 0.0))
    sigma_z = _sigma_z(numerators, denominators, centre, spread, baseline)
    return _chart(numerators, denominators, centre, spread, sigma_z, 1.0, sigma_z)


def u_chart(
    numerators: Sequence[float], denominators: Sequence[float], baseline: int | None = None
) -> ControlChart:
    """Rates against u ± 3 √(u/nᵢ), not below 0."""
    centre = _pooled(numerators, denominators, baseline)
    return _chart(numerators, denominators, centre, math.sqrt(centre), 1.0, math.inf)


def laney_u_chart(
    numerators: Sequence[float], denominators: Sequence[float], baseline: int | None = None
) -> ControlChart:
    """Rates of very large exposures: u ± 3 sᵢ σz, not below 0."""
    centre = _pooled(numerators, denominators, baseline)
    spread = math.sqrt(centre)
    sigma_z = _sigma_z(numerators, denominators, centre, spread, baseline)
    return _chart(numerators, denominators, centre, spread, sigma_z, math.inf, sigma_z)


def xmr_chart(values: Sequence[float], baseline: int | None = None) -> ControlChart:
    """Single values against mean ± 3 MR/1.128."""
    first = list(values[:baseline])
    centre = mean(first) if first else 0.0
    moving = [abs(after - before) for before, after in pairwise(first)]
    mean_range = mean(moving) if moving else 0.0
    half = 3 * mean_range / MOVING_RANGE_TO_SIGMA
    k = len(values)
    beyond = (i for i, v in enumerate(values) if moving and abs(v - centre) > half)
    return ControlChart(
        values=tuple(values),
        centre=(centre,) * k,
        lower=(centre - half,) * k,
        upper=(centre + half,) * k,
        beyond=tuple(beyond),
        moving_range=mean_range,
        moving_range_limit=MOVING_RANGE_LIMIT * mean_range,
    )


def sigma_z_of_proportion(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """How much more shares vary from one to the next than chance; 1 is just chance."""
    centre = _pooled(numerators, denominators, None)
    spread = math.sqrt(max(centre * (1 - centre), 0.0))
    return _sigma_z(numerators, denominators, centre, spread, None)


def sigma_z_of_rate(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """How much more rates vary from one to the next than chance; 1 is just chance."""
    centre = _pooled(numerators, denominators, None)
    return _sigma_z(numerators, denominators, centre, math.sqrt(centre), None)


def _pooled(
    numerators: Sequence[float], denominators: Sequence[float], baseline: int | None
) -> float:
    exposure = total(denominators[:baseline])
    return total(numerators[:baseline]) / exposure if exposure > 0 else 0.0


def _sigma_z(
    numerators: Sequence[float],
    denominators: Sequence[float],
    centre: float,
    spread: float,
    baseline: int | None,
) -> float:
    pairs = zip(numerators[:baseline], denominators[:baseline], strict=False)
    if spread <= 0:
        return 0.0
    z = [(n / d - centre) / (spread / math.sqrt(d)) for n, d in pairs if d > 0]
    moving = [abs(after - before) for before, after in pairwise(z)]
    return mean(moving) / MOVING_RANGE_TO_SIGMA if moving else 0.0


def _chart(
    numerators: Sequence[float],
    denominators: Sequence[float],
    centre: float,
    spread: float,
    widening: float,
    highest: float,
    sigma_z: float | None = None,
) -> ControlChart:
    values: list[float | None] = []
    lower, upper, beyond = [], [], []
    for i, (n, d) in enumerate(zip(numerators, denominators, strict=True)):
        half = 3 * spread * widening / math.sqrt(d) if d > 0 else math.inf
        low, high = (min(highest, max(0.0, end)) for end in (centre - half, centre + half))
        value = n / d if d > 0 else None
        if value is not None and not low <= value <= high:
            beyond.append(i)
        values.append(value)
        lower.append(low)
        upper.append(high)
    return ControlChart(
        tuple(values),
        (centre,) * len(values),
        tuple(lower),
        tuple(upper),
        tuple(beyond),
        sigma_z,
    )
