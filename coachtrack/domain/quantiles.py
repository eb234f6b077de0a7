"""Quantiles of the normal, Student's t, Beta and Gamma distributions, from the standard library.

Source: the regularised incomplete beta function by its continued fraction, evaluated by the
modified Lentz method (Abramowitz & Stegun 26.5.8; DLMF 8.17.22), the incomplete gamma function by
series and fraction (DLMF 8.11.4, 8.9.2), inverted by Newton's method within a shrinking bracket.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_STEPS = 20_000
#: Above this many counts an approximation is right to more digits than are ever shown.
_HUGE = 1e7
#: Up to this many of one sort among so many, a Beta variable is a Gamma variable.
_FEW = 1e4
#: Above this many of both sorts the share has no spread that a number could show.
_CERTAIN = 1e32


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
        return _among_many(p, a, b)
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


def gamma(p: float, shape: float) -> float:
    """The quantile of a Gamma variable of unit scale."""
    x = _wilson_hilferty(normal(p), shape) if shape >= 1 else _near_zero(p, shape)
    if shape > _HUGE or x < _TINY:
        return x
    low, high = 0.0, math.inf
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


def _among_many(p: float, a: float, b: float) -> float:
    """With few of one sort the chance of each is Poisson's; with many of both it is normal."""
    if a > b:
        return 1 - _among_many(1 - p, b, a)
    if a > _CERTAIN:
        return 1 / (1 + b / a)
    if a > _FEW:
        return _normal_share(p, a, b)
    return -math.expm1(-gamma(p, a) / (b + (a - 1) / 2))


def _normal_share(p: float, a: float, b: float) -> float:
    """Abramowitz & Stegun 26.5.22, good to 4 digits for small and 9 for huge parameters."""
    y = -normal(p)
    h = 2 / (1 / (2 * a - 1) + 1 / (2 * b - 1))
    k = (y * y - 3) / 6
    w = y * math.sqrt(max(h + k, 0)) / h - (1 / (2 * b - 1) - 1 / (2 * a - 1)) * (
        k + 5 / 6 - 2 / (3 * h)
    )
    return a / (a + b * math.exp(min(2 * w, 700.0)))


def _wilson_hilferty(z: float, shape: float) -> float:
    cube = 1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))
    return max(shape * cube**3, 1e-8)


def _near_zero(p: float, shape: float) -> float:
    """The first term of the series of the distribution, solved."""
    return math.exp((math.log(p) + math.lgamma(shape + 1)) / shape)


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
