"""Scored sheets: points over points possible, items that do not apply left out."""

from __future__ import annotations

from collections.abc import Iterable


def score(points: Iterable[float | None], maximum: float = 4) -> float | None:
    """The percentage of the points possible; None where no item applies.

    Pooled over items, not a mean of pillars' percentages (docs/method.md, "5S and 3D").
    """
    applicable = [point for point in points if point is not None]
    return 100 * sum(applicable) / (maximum * len(applicable)) if applicable else None
