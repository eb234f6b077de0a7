"""When the engagements of HD2020 began and ended, and their windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from coachtrack.cli.story.counts import Span

#: The two waves, by the label of their batch.
WAVES = {1: "Đợt 1 (tháng 7–9/2020)", 2: "Đợt 2 (tháng 10–12/2020)"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of an engagement; windows with both ends included."""

    wave: int
    start: date
    end: date
    baseline: Span
    follow_up: Span | None


#: Four weeks before coaching, twelve weeks of it, the last four of them to compare with.
_FIRST = Schedule(
    1,
    date(2020, 7, 6),
    date(2020, 9, 26),
    (date(2020, 6, 8), date(2020, 7, 4)),
    (date(2020, 8, 31), date(2020, 9, 26)),
)
_SECOND = Schedule(
    2,
    date(2020, 10, 5),
    date(2020, 12, 26),
    (date(2020, 9, 7), date(2020, 10, 3)),
    (date(2020, 11, 30), date(2020, 12, 26)),
)
_OTHERS = {
    7: Schedule(
        1,
        date(2020, 7, 1),
        date(2020, 9, 24),
        (date(2020, 7, 1), date(2020, 7, 28)),
        (date(2020, 9, 1), date(2020, 9, 24)),
    ),
    8: replace(
        _FIRST,
        baseline=(date(2020, 5, 25), date(2020, 7, 4)),
        follow_up=(date(2020, 8, 17), date(2020, 9, 26)),
    ),
    10: replace(_SECOND, end=date(2020, 10, 29), follow_up=None),
    12: replace(
        _SECOND,
        baseline=(date(2020, 8, 31), date(2020, 10, 3)),
        follow_up=(date(2020, 11, 23), date(2020, 12, 26)),
    ),
    13: replace(
        _SECOND,
        end=date(2020, 12, 31),
        baseline=(date(2020, 9, 1), date(2020, 9, 30)),
        follow_up=(date(2020, 12, 1), date(2020, 12, 31)),
    ),
}


def schedule_of(number: int) -> Schedule:
    """The schedule of an engagement by its number."""
    return _OTHERS.get(number, _FIRST if number <= 8 else _SECOND)
