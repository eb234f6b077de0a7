"""Overall equipment effectiveness, from sums of times and counts; a mean of OEEs is wrong.

Source: Nakajima, Introduction to TPM; the pooled figure weighs each machine by its planned time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping


def oee(availability: float, performance: float, quality: float) -> float:
    """The product of the three shares, as a share."""
    return availability * performance * quality


def pooled_oee(lines: Iterable[Mapping[str, float]]) -> float | None:
    """The OEE of several machines, as a share: ideal time of good pieces over planned time.

    Each line has `planned` and `ideal_min` (minutes; `ideal_min` per piece) and `good` pieces.
    None where nothing was planned.
    """
    rows = list(lines)
    planned = math.fsum(row["planned"] for row in rows)
    ideal = math.fsum(row["ideal_min"] * row["good"] for row in rows)
    return ideal / planned if planned > 0 else None
