"""Pooling the readings of a window: sums of what was counted, never means of rates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from coachtrack.domain.types import Reading, Side


def counted(reading: Reading) -> bool:
    """Whether a reading carries numerator and denominator."""
    return reading.numerator is not None and reading.denominator is not None


def totals(readings: Sequence[Reading]) -> tuple[float, float]:
    """The sums of numerators and of denominators."""
    return (
        math.fsum(reading.numerator or 0.0 for reading in readings),
        math.fsum(reading.denominator or 0.0 for reading in readings),
    )


def pooled(readings: Sequence[Reading], factor: float) -> Side | None:
    """One side of a comparison, in the unit; None without readings or without exposure."""
    if not readings:
        return None
    numerator, denominator = totals(readings)
    if denominator <= 0:
        return None
    return side(readings, _finite(numerator / denominator * factor), numerator, denominator)


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
    return _finite(reading.numerator / reading.denominator * factor)


def mean(values: Sequence[float]) -> float:
    """The plain mean of at least one value, safe near the limits of floating point."""
    return math.fsum(value / len(values) for value in values)


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


def _finite(value: float) -> float:
    limit = 1.7976931348623157e308
    return max(-limit, min(limit, value))
