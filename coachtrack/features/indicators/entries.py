"""What a form, a workbook or a phone says about indicators, measures and readings."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from coachtrack.domain.types import Better, Kind, Trust
from coachtrack.features.indicators.gains import Gain

#: Engagement, indicator and scope, by which a measure is told apart.
MeasureKey = tuple[str, str, str]

#: What the figures of an indicator's version depend on; its words may change without them.
COUNTING = ("kind", "unit", "factor", "better")
#: The words that say what is counted.
COUNTED = ("numerator", "numerator_vi", "denominator", "denominator_vi")
#: All its words, on which no figure depends; what is signed, is signed in these words.
WORDS = ("name", "name_vi", *COUNTED)


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
    #: The target where it is not a figure yet.
    gain: Gain | None = None

    @property
    def key(self) -> MeasureKey:
        """The measure that is meant."""
        return self.engagement, self.indicator, self.scope


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

    @property
    def measure(self) -> MeasureKey:
        """The measure that it is a reading of."""
        return self.engagement, self.indicator, self.scope
