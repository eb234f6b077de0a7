"""Pooling the readings of a window: sums of what was counted, never means of rates."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from typing import Protocol

from coachtrack.domain.types import Reading, Side

#: Readings whose values differ by less than this share do not vary: it is rounding.
ROUNDING = 1e-12


class Figures(Protocol):
    """What a reading says, stored or only typed."""

    @property
    def numerator(self) -> float | None:
        """What was counted."""

    @property
    def denominator(self) -> float | None:
        """Among what, or over what."""

    @property
    def value(self) -> float | None:
        """A number as such."""


def counted(reading: Reading) -> bool:
    """Whether a reading carries numerator and denominator."""
    return reading.numerator is not None and reading.denominator is not None


def is_empty(reading: Figures) -> bool:
    """Whether a reading says nothing, such as 0 of 0 on a day without work."""
    return reading.value is None and not reading.numerator and not reading.denominator


def telling(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings without those that say nothing."""
    return tuple(reading for reading in readings if not is_empty(reading))


def totals(readings: Sequence[Reading]) -> tuple[float, float]:
    """The sums of numerators and of denominators."""
    return (
        total([reading.numerator or 0.0 for reading in readings]),
        total([reading.denominator or 0.0 for reading in readings]),
    )


def pooled(readings: Sequence[Reading], factor: float) -> Side | None:
    """One side of a comparison, in the unit; None without readings or without exposure."""
    if not readings:
        return None
    numerator, denominator = totals(readings)
    if denominator <= 0:
        return None
    return side(readings, finite(numerator / denominator * factor), numerator, denominator)


def unweighted(readings: Sequence[Reading], factor: float) -> Side | None:
    """One side from bare values: their plain mean, with no counts behind it."""
    values = values_of(readings, factor)
    return side(readings, mean(values), None, None) if values else None


def values_of(readings: Sequence[Reading], factor: float) -> list[float]:
    """Each reading's value in the unit; those without exposure have none."""
    found = [value_of(reading, factor) for reading in readings]
    return [value for value in found if value is not None]


def value_of(reading: Reading, factor: float) -> float | None:
    """A reading's value in the unit; None without exposure."""
    if reading.value is not None:
        return reading.value
    if reading.numerator is None or not reading.denominator:
        return None
    return finite(reading.numerator / reading.denominator * factor)


def unvarying(values: Sequence[float]) -> bool:
    """Whether all values are the same, but for rounding."""
    return not values or math.isclose(min(values), max(values), rel_tol=ROUNDING)


def mean(values: Sequence[float]) -> float:
    """The plain mean of at least one value, never outside them, however they are rounded."""
    found = total([value / len(values) for value in values])
    return min(max(found, min(values)), max(values))


def total(values: Sequence[float]) -> float:
    """The sum, right to the last digit; the largest number there is where it is larger."""
    try:
        return math.fsum(values)
    except OverflowError:
        return finite(sum(values))


def finite(value: float) -> float:
    """The number, or the largest there is with its sign."""
    return max(-sys.float_info.max, min(sys.float_info.max, value))


def side(
    readings: Sequence[Reading],
    value: float,
    numerator: float | None,
    denominator: float | None,
) -> Side:
    """A side with the days of its first and last reading."""
    return Side(
        value,
        numerator,
        denominator,
        len(readings),
        min(reading.start for reading in readings),
        max(reading.end for reading in readings),
    )
