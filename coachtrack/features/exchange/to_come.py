"""Readings that an engagement is to take next: a blank row for every measure and period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.queries import MeasureView, measures_of
from coachtrack.kit.times import today_in

#: Of one measure: half a year of weeks.
MOST_PERIODS = 26
A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
LONGEST_MONTH = 31
#: A pause longer than this is no rhythm.
MOST_BETWEEN = timedelta(days=31)


def readings_to_come(engagement: Engagement) -> list[ReadingEntry]:
    """Rows without figures, from the day after the last reading on."""
    return [
        _blank(engagement, view, first, last)
        for view in measures_of(engagement)
        for first, last in _periods(engagement, view)
    ]


def _blank(engagement: Engagement, view: MeasureView, first: date, last: date) -> ReadingEntry:
    measure = view.measure
    code, version = measure.indicator.code, measure.indicator.current_version
    return ReadingEntry(
        *(engagement.code, code, version, measure.scope, ""), *(first, last), *(None, None, None)
    )


def _periods(engagement: Engagement, view: MeasureView) -> Iterator[tuple[date, date]]:
    """As long and as often as the last ones, else weeks; to the end of what is planned, or now."""
    taken = sorted({(reading.start, reading.end) for reading in view.readings})
    today = today_in(engagement.programme.time_zone)
    if taken:
        period, step = taken[-1], _step(taken)
    else:
        start = engagement.baseline_from or engagement.start_on or today
        period, step = (start - A_WEEK, start - A_DAY), A_WEEK
    ends = (engagement.follow_up_to, engagement.end_on, today)
    end = max(day for day in ends if day is not None)
    for _period in range(MOST_PERIODS):
        period = _next_month(period) if _is_month(period) else (period[0] + step, period[1] + step)
        if period[0] > end:
            return
        yield period


def _step(taken: Sequence[tuple[date, date]]) -> timedelta:
    """From one period to the next: as between the last two, but never into the same days."""
    first, last = taken[-1]
    length = last - first + A_DAY
    before = taken[-2][0] if len(taken) > 1 else first
    return max(length, min(first - before, MOST_BETWEEN))


def _is_month(period: tuple[date, date]) -> bool:
    first, last = period
    return first.day == 1 and (last + A_DAY).day == 1 and (last - first).days < LONGEST_MONTH


def _next_month(period: tuple[date, date]) -> tuple[date, date]:
    first = period[1] + A_DAY
    following = (first + LONGEST_MONTH * A_DAY).replace(day=1)
    return first, following - A_DAY
