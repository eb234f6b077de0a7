"""How strong a claim is: a signal on the frozen baseline, and whether the gain lasted.

Source: docs/method.md, "Strength of a claim" and "Control and run charts".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coachtrack.domain.control_charts import (
    ControlChart,
    laney_p_chart,
    laney_u_chart,
    p_chart,
    sigma_z_of_proportion,
    sigma_z_of_rate,
    u_chart,
    xmr_chart,
)
from coachtrack.domain.pooling import counted, value_of, values_of
from coachtrack.domain.targets import is_better
from coachtrack.domain.types import Better, Kind, Reading, Strength

#: This many consecutive readings on the good side are a signal.
RUN = 8
#: A baseline that varies more than this from one reading to the next is not mere chance.
SIGMA_Z_OF_CHANCE = 1.2
#: Shares of the gain that were kept.
KEPT_WHOLLY, KEPT_PARTLY = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """Frozen limits, point by point, as shares or rates or, for values, in the unit.

    `baseline` is how many of the readings, the first ones, set them.
    """

    readings: tuple[Reading, ...]
    chart: ControlChart
    method: str
    baseline: int


@dataclass(frozen=True, slots=True)
class Signal:
    """Since when a measure is on the good side, when that was confirmed, by how many readings."""

    since: date
    confirmed: date
    readings: int


def frozen_limits(
    kind: Kind, factor: float, baseline: Sequence[Reading], others: Sequence[Reading] = ()
) -> Limits | None:
    """The limits that the baseline sets for itself and for the readings after it.

    None without a baseline reading that has a point. A reading without exposure has none; nor
    has a bare value among counts, or a reading under another version of the definition.
    """
    first = [reading for reading in baseline if _has_point(reading, kind)]
    if not first:
        return None
    version = first[-1].version
    others = [r for r in others if r.version == version and _has_point(r, kind)]
    points = (*first, *others)
    method, chart = _chart_of(kind, factor, points, len(first))
    return Limits(points, chart, method, len(first))


def signal(limits: Limits, better: Better) -> Signal | None:
    """The earliest confirmed signal after the baseline; None where there is none."""
    chart = limits.chart
    run: list[Reading] = []
    for i in range(limits.baseline, len(limits.readings)):
        reading, value, centre = limits.readings[i], chart.values[i], chart.centre[i]
        if value is None or value == centre:
            continue
        if not is_better(value, centre, better):
            run.clear()
            continue
        run.append(reading)
        if len(run) == RUN:
            return Signal(run[0].start, reading.end, RUN)
        if i in chart.beyond:
            return Signal(reading.start, reading.end, 1)
    return None


def lasted(baseline: float, follow_up: float, later: float) -> Strength | None:
    """What share of the gain was kept months later; None where nothing was gained."""
    gain = baseline - follow_up
    if gain == 0:
        return None
    kept = (baseline - later) / gain
    if kept >= KEPT_WHOLLY:
        return Strength.SUSTAINED
    return Strength.PARTLY_SUSTAINED if kept >= KEPT_PARTLY else Strength.SLIPPED


def _has_point(reading: Reading, kind: Kind) -> bool:
    if kind != Kind.VALUE and not counted(reading):
        return False
    return value_of(reading, 1.0) is not None


def _chart_of(
    kind: Kind, factor: float, points: Sequence[Reading], n: int
) -> tuple[str, ControlChart]:
    if kind not in (Kind.PROPORTION, Kind.RATE):
        return "xmr", xmr_chart(values_of(points, factor if kind == Kind.VALUE else 1.0), n)
    numerators = [reading.numerator or 0.0 for reading in points]
    denominators = [reading.denominator or 0.0 for reading in points]
    if kind == Kind.PROPORTION:
        wide = sigma_z_of_proportion(numerators[:n], denominators[:n]) > SIGMA_Z_OF_CHANCE
        chart = laney_p_chart if wide else p_chart
        return ("p-prime" if wide else "p"), chart(numerators, denominators, n)
    wide = sigma_z_of_rate(numerators[:n], denominators[:n]) > SIGMA_Z_OF_CHANCE
    chart = laney_u_chart if wide else u_chart
    return ("u-prime" if wide else "u"), chart(numerators, denominators, n)
