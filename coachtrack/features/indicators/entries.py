"""What a form, a workbook or a phone says about indicators, measures and readings."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from coachtrack.domain.types import Better, Kind, Trust


class IndicatorEntry(NamedTuple):
    """A version of an indicator's definition."""

    code: str
    version: int
    name: str
    name_vi: str
    kind: Kind
    numerator: str
    numerator_vi: str
    denominator: str
    denominator_vi: str
    unit: str
    factor: float
    decimals: int
    better: Better


class MeasureEntry(NamedTuple):
    """An indicator tracked in an engagement at a scope; both by code."""

    engagement: str
    indicator: str
    scope: str = ""
    main: bool = False
    covers: float | None = None
    target: float | None = None
    target_on: date | None = None
    selection: bool = False


class ReadingEntry(NamedTuple):
    """What was counted over a period; engagement and indicator by code."""

    engagement: str
    indicator: str
    version: int
    scope: str
    lot: str
    from_on: date
    to_on: date
    numerator: float | None
    denominator: float | None
    value: float | None
    trust: Trust = Trust.SELF_REPORTED
    source: str = ""
    note: str = ""
    withdrawn: str = ""
