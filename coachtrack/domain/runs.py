"""Runs: patterns of points that chance seldom makes.

Sources: Nelson 1984, J. Quality Technology 16:237 (eight rules); Anhøj & Olesen 2014, PLoS ONE
9:e113825 (bounds of a run chart). Positions count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import NormalDist

Rule = Callable[[Sequence[float]], list[int]]


def nelson(
    values: Sequence[float],
    centre: float,
    sigma: float,
    rules: Iterable[int] = (1, 2, 3, 4, 5, 6, 7, 8),
) -> dict[int, list[int]]:
    """For each rule the positions of the points that complete its pattern."""
    z = [(value - centre) / sigma if sigma > 0 else math.nan for value in values]
    return {rule: _RULES[rule](z) for rule in rules}


def anhoej_bounds(n: int) -> tuple[int, int]:
    """The longest run allowed and the fewest crossings allowed, for n points off the median."""
    if n < 2:
        return n, 0
    longest = round(math.log2(n)) + 3
    return longest, _binomial_quantile(0.05, n - 1)


def runs_about(values: Sequence[float], centre: float) -> tuple[int, int, int]:
    """Points off the centre, the longest run on one side, and the crossings of the centre."""
    sides = [value > centre for value in values if value != centre]
    longest = current = crossings = 0
    for i, side in enumerate(sides):
        same = i > 0 and side == sides[i - 1]
        current = current + 1 if same else 1
        crossings += i > 0 and not same
        longest = max(longest, current)
    return len(sides), longest, crossings


def _beyond(z: Sequence[float]) -> list[int]:
    return [i for i, value in enumerate(z) if abs(value) > 3]


def _one_side(z: Sequence[float]) -> list[int]:
    return _windows(z, 9, lambda part: all(v > 0 for v in part) or all(v < 0 for v in part))


def _steady(z: Sequence[float]) -> list[int]:
    return _windows(z, 6, lambda part: _rising(part) or _rising([-v for v in part]))


def _alternating(z: Sequence[float]) -> list[int]:
    def zigzag(part: Sequence[float]) -> bool:
        steps = [after - before for before, after in pairwise(part)]
        return all(a * b < 0 for a, b in pairwise(steps))

    return _windows(z, 14, zigzag)


def _two_of_three(z: Sequence[float]) -> list[int]:
    return _most_beyond(z, size=3, needed=2, limit=2)


def _four_of_five(z: Sequence[float]) -> list[int]:
    return _most_beyond(z, size=5, needed=4, limit=1)


def _hugging(z: Sequence[float]) -> list[int]:
    return _windows(z, 15, lambda part: all(abs(v) < 1 for v in part))


def _avoiding(z: Sequence[float]) -> list[int]:
    return _windows(z, 8, lambda part: all(abs(v) > 1 for v in part))


_RULES: dict[int, Rule] = {
    1: _beyond,
    2: _one_side,
    3: _steady,
    4: _alternating,
    5: _two_of_three,
    6: _four_of_five,
    7: _hugging,
    8: _avoiding,
}


def _windows(z: Sequence[float], size: int, fits: Callable[[Sequence[float]], bool]) -> list[int]:
    return [i for i in range(size - 1, len(z)) if fits(z[i - size + 1 : i + 1])]


def _most_beyond(z: Sequence[float], *, size: int, needed: int, limit: float) -> list[int]:
    """Completed only by a point that is itself beyond, on the side of the others."""

    def fits(part: Sequence[float]) -> bool:
        side = 1 if part[-1] > 0 else -1
        return side * part[-1] > limit and sum(side * v > limit for v in part) >= needed

    short = [i for i in range(min(size - 1, len(z))) if i + 1 >= needed and fits(z[: i + 1])]
    return short + _windows(z, size, fits)


def _rising(part: Sequence[float]) -> bool:
    return all(after > before for before, after in pairwise(part))


def _binomial_quantile(p: float, n: int) -> int:
    """The smallest number of heads in n fair tosses reached with probability p."""
    if n > 1000:
        return round(n / 2 + NormalDist().inv_cdf(p) * math.sqrt(n) / 2)
    below, k = 0.0, 0
    while True:
        below += math.comb(n, k) / 2**n
        if below >= p:
            return k
        k += 1
