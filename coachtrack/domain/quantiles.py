"""Quantiles of the normal, Student's t and Beta distributions, from the standard library alone.

Source: the regularised incomplete beta function by its continued fraction, evaluated by the
modified Lentz method (Abramowitz & Stegun 26.5.8; DLMF 8.17.22), inverted by Newton's method
within a shrinking bracket.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_STEPS = 20_000
#: Above this many effective counts the Beta distribution is normal to more than is ever shown.
_HUGE = 1e7


@lru_cache(maxsize=64)
def normal(p: float) -> float:
    """The value below which a standard normal variable lies with probability p, 0 < p < 1."""
    return NormalDist().inv_cdf(p)


def two_sided(confidence: float) -> float:
    """The normal quantile of a two-sided interval: 1.96 for 0.95."""
    return normal(0.5 + confidence / 2)


@lru_cache(maxsize=4096)
def student(p: float, degrees: float) -> float:
    """The quantile of Student's t for 0.5 <= p < 1 and positive degrees of freedom."""
    if degrees > _HUGE:
        return normal(p)
    share = beta(2 * p - 1, 0.5, degrees / 2)
    return math.sqrt(degrees * share / (1 - share)) if share < 1 else math.inf


def beta(p: float, a: float, b: float) -> float:
    """The quantile of a Beta(a, b) variable, a share between 0 and 1."""
    if p <= 0 or p >= 1:
        return 0.0 if p <= 0 else 1.0
    if a + b > _HUGE:
        return _normal_share(p, a, b)
    log_scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    low, high = 0.0, 1.0
    x = _first_guess(p, a, b)
    for _ in range(200):
        miss = incomplete_beta(x, a, b) - p
        low, high = (x, high) if miss < 0 else (low, x)
        step = miss / _density(x, a, b, log_scale)
        following = x - step
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= 1e-15 * max(x, 1e-300) or following in (low, high):
            return following
        x = following
    return x


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The probability that a Beta(a, b) variable is at most x."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _not_zero(1 + even * d)
        c = _not_zero(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_zero(1 + odd * d)
        c = _not_zero(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _density(x: float, a: float, b: float, log_scale: float) -> float:
    log = log_scale + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x)
    return math.exp(min(log, 700.0)) or _TINY


def _first_guess(p: float, a: float, b: float) -> float:
    if a > 1 and b > 1:
        return min(max(_normal_share(p, a, b), 1e-12), 1 - 1e-12)
    return min(max(a / (a + b), 1e-6), 1 - 1e-6)


def _normal_share(p: float, a: float, b: float) -> float:
    """Abramowitz & Stegun 26.5.22, good to 4 digits for small and 9 for huge parameters."""
    y = -normal(p)
    h = 2 / (1 / (2 * a - 1) + 1 / (2 * b - 1))
    k = (y * y - 3) / 6
    w = y * math.sqrt(max(h + k, 0)) / h - (1 / (2 * b - 1) - 1 / (2 * a - 1)) * (
        k + 5 / 6 - 2 / (3 * h)
    )
    return a / (a + b * math.exp(min(2 * w, 700.0)))
