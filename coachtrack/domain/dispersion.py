"""How much more lots vary than chance alone would make them.

Source: docs/method.md, "Over-dispersion": the quasi-binomial (quasi-Poisson) estimate of
McCullagh & Nelder, Generalized Linear Models, section 4.5: Pearson's chi-square over its degrees
of freedom, within each window, never below 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coachtrack.domain.pooling import finite, totals
from coachtrack.domain.types import Kind, Reading

#: Below this many degrees of freedom the estimate says nothing.
FEWEST_DEGREES = 4


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The factor by which variances exceed chance; 1 where it cannot be known."""

    factor: float
    known: bool


def dispersion(kind: Kind, windows: Sequence[Sequence[Reading]]) -> Dispersion:
    """The dispersion over windows of a proportion's or a rate's readings."""
    chi_square, degrees = 0.0, 0
    for readings in windows:
        part, readings_used = _chi_square(kind, readings)
        if readings_used >= 2:
            chi_square += part
            degrees += readings_used - 1
    if degrees < FEWEST_DEGREES:
        return Dispersion(1.0, known=False)
    return Dispersion(max(1.0, finite(chi_square / degrees)), known=True)


def _chi_square(kind: Kind, readings: Sequence[Reading]) -> tuple[float, int]:
    numerator, denominator = totals(readings)
    if denominator <= 0:
        return 0.0, 0
    p = numerator / denominator
    chance = 1 - p if kind == Kind.PROPORTION else 1.0
    rarer = min(numerator, denominator - numerator) if kind == Kind.PROPORTION else numerator
    if p <= 0 or chance <= 0:
        return 0.0, 0
    total, used = 0.0, 0
    for reading in readings:
        n, d = reading.numerator or 0.0, reading.denominator or 0.0
        # At least one expected; multiplied out, so that exactly one is not lost to rounding.
        if rarer * d < denominator:
            continue
        miss = n - p * d
        total += miss / (p * d) * (miss / chance)
        used += 1
    return total, used
