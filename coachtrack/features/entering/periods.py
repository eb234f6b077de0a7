"""The periods over which figures are counted: days, weeks, months, one after the other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

Period = tuple[date, date]

SUNDAY = 6
DAY = timedelta(days=1)
#: A reading of more days than a fortnight is one of a month.
LONGEST_WEEK = 14


class Every(StrEnum):
    """How often somebody writes down what was counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def usual(stored: Sequence[Period]) -> Every:
    """How often it was done last; daily where there is nothing yet, as that shows the most."""
    if not stored:
        return Every.DAY
    first, last = stored[-1]
    days = (last - first).days + 1
    if days == 1:
        return Every.DAY
    return Every.WEEK if days <= LONGEST_WEEK else Every.MONTH


def following(start: date, end: date, every: Every, *, sundays: bool = False) -> Iterator[Period]:
    """The whole periods from one day to another; a first week or month may begin in its middle.

    Days leave out Sundays unless told, for most factories rest then.
    """
    first = start
    while first <= end:
        last = _last_of(first, every)
        if last > end:
            return
        if sundays or every != Every.DAY or first.weekday() != SUNDAY:
            yield first, last
        first = last + DAY


def _last_of(first: date, every: Every) -> date:
    if every == Every.DAY:
        return first
    if every == Every.WEEK:
        return first + timedelta(days=SUNDAY - first.weekday())
    return first.replace(day=monthrange(first.year, first.month)[1])
