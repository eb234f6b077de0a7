"""The tally sheet of a measure: a sheet of paper on which a shop floor counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from coachtrack.domain.types import Better, Kind
from coachtrack.features.entering.tracked import Tracked
from coachtrack.features.indicators.periods import Every, Period
from coachtrack.features.indicators.sentences import counted_words

#: Kinds whose numerator is so many things or events.
THINGS = frozenset({Kind.PROPORTION, Kind.RATE})
#: Rows that fit on one sheet of A4 with room for strokes.
ROWS = 14


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands on the sheet of one measure."""

    numerator: str
    denominator: str
    lots: tuple[str, ...]
    #: Whether somebody writes the lot down, as lots have no names known beforehand.
    asks_lot: bool
    #: Whether strokes count it: things that are few, for they are not wanted.
    by_strokes: bool
    #: Whether things are counted, or events, and not minutes or hours.
    things: bool
    periods: Sequence[Period]
    every: Every


def tally(tracked: Tracked, every: Every, today: date) -> Tally:
    """The sheet for the periods from today on, or from the baseline's first day."""
    plan = tracked.view.plan
    start = max(today, plan.baseline.start) if plan.baseline else today
    lots = tracked.shifts
    # A sheet for the baseline ends with it.
    end = plan.baseline.end if plan.baseline and start <= plan.baseline.end else date.max
    found = islice(
        replace(tracked.rhythm, every=every).beginning(start, end),
        max(1, ROWS // max(1, len(lots))),
    )
    numerator, denominator = counted_words(tracked.definition)
    things = tracked.definition.kind in THINGS
    return Tally(
        numerator=numerator,
        denominator=denominator,
        lots=lots or ("",),
        asks_lot=tracked.in_lots and not lots,
        by_strokes=things and bool(numerator) and tracked.definition.better == Better.LOWER,
        things=things,
        periods=tuple(found),
        every=every,
    )
