"""The periods over which figures are counted: days, weeks, months, one after the other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

from coachtrack.domain.types import Plan

Period = tuple[date, date]

SUNDAY = 6
DAYS_OF_WEEK = 7
#: How many days of a week factories work, where they rest.
WORKING_DAYS = (5, 6)
#: Any Monday, on which a week begins where nothing else is known.
MONDAY = date(2020, 1, 6)
DAY = timedelta(days=1)
#: A reading of more days than a fortnight is one of a month.
LONGEST_WEEK = 14


class Every(StrEnum):
    """How often somebody writes down what was counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a measure is counted, and when."""

    every: Every = Every.DAY
    #: Whether days are counted on Sundays too, when most factories rest.
    sundays: bool = False
    #: The day on which its weeks end, and how many days of each are counted, from the first on.
    week_ends: int = SUNDAY
    week_days: int = DAYS_OF_WEEK
    #: Days after which another window begins, across which no period goes.
    edges: tuple[date, ...] = ()

    def following(self, start: date, end: date) -> Iterator[Period]:
        """The whole periods from one day to another.

        A first week or month may begin in its middle. Nothing is counted on a Sunday alone.
        """
        first = start
        while first <= end:
            last = self.end_from(first)
            if last > end:
                return
            if self.sundays or first != last or first.weekday() != SUNDAY:
                yield first, last
            first = (last if last in self.edges else self.last_of(first)) + DAY

    def beginning(self, start: date, end: date) -> Iterator[Period]:
        """The whole periods from one day on that begin until another."""
        return takewhile(lambda period: period[0] <= end, self.following(start, date.max))

    def whole_from(self, start: date) -> date:
        """The first day on or after this one on which a whole period begins; of weeks only."""
        if self.every != Every.WEEK:
            return start
        return start + (self.week_ends + 1 - start.weekday()) % DAYS_OF_WEEK * DAY

    def end_from(self, first: date) -> date:
        """The last day that is counted in the period that begins on a day, or in its middle."""
        last = self.last_of(first)
        if self.every == Every.WEEK:
            last = max(first, last - (DAYS_OF_WEEK - self.week_days) * DAY)
        return min((edge for edge in self.edges if first <= edge < last), default=last)

    def first_of(self, day: date) -> date:
        """The day on which the period begins in which a day lies."""
        if self.every == Every.WEEK:
            return self.last_of(day) - (DAYS_OF_WEEK - 1) * DAY
        return day if self.every == Every.DAY else day.replace(day=1)

    def last_of(self, first: date) -> date:
        """The day on which the period ends in which a day lies."""
        if self.every == Every.DAY:
            return first
        if self.every == Every.WEEK:
            return first + (self.week_ends - first.weekday()) % DAYS_OF_WEEK * DAY
        return first.replace(day=monthrange(first.year, first.month)[1])


def rhythm_of(stored: Sequence[Period], plan: Plan | None = None) -> Rhythm:
    """That of stored periods, which come in order of time, between the windows of a plan."""
    days = [first for first, last in stored if first == last]
    weeks = [(first, (last - first).days + 1) for first, last in stored]
    first, length = next(filter(_is_week, reversed(weeks)), (MONDAY, DAYS_OF_WEEK))
    return Rhythm(
        _usual(stored),
        any(day.weekday() == SUNDAY for day in days),
        (first - DAY).weekday(),
        length,
        _edges(plan) if plan else (),
    )


def _edges(plan: Plan) -> tuple[date, ...]:
    windows = [window for window in (plan.baseline, plan.follow_up) if window]
    return tuple(day for each in windows for day in (each.start - DAY, each.end))


def _is_week(week: tuple[date, int]) -> bool:
    """Whether so many days from a day on are a week, or its working days; a part of one is none."""
    first, length = week
    return length == DAYS_OF_WEEK or (length in WORKING_DAYS and first.weekday() == 0)


def _usual(stored: Sequence[Period]) -> Every:
    """How often it was done last; daily where there is nothing yet, as that shows the most."""
    if not stored:
        return Every.DAY
    return every_of(*stored[-1])


def every_of(first: date, last: date) -> Every:
    """How often somebody counts whose periods are as long as this one."""
    days = (last - first).days + 1
    if days == 1:
        return Every.DAY
    return Every.WEEK if days <= LONGEST_WEEK else Every.MONTH
