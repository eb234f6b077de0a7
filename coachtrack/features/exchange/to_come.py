"""Readings that an engagement is to take next: a blank row for every measure and period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from coachtrack.domain.sustain import clock
from coachtrack.domain.types import Plan
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.periods import DAY, Period, rhythm_of
from coachtrack.features.indicators.queries import MeasureView, measures_of
from coachtrack.kit.times import today_in

#: Of one measure and one window: half a year of weeks, or a month of days.
MOST_PERIODS = 26


def readings_to_come(engagement: Engagement) -> list[ReadingEntry]:
    """Rows without figures, from the day after the last reading on."""
    return [
        view.blank(first, last)
        for view in measures_of(engagement)
        for first, last in _periods(engagement, view)
    ]


def _periods(engagement: Engagement, view: MeasureView) -> Sequence[Period]:
    """As often as the last ones; to the end of what is planned, or until now."""
    taken = sorted({(reading.start, reading.end) for reading in view.readings})
    today = today_in(engagement.programme.time_zone)
    if taken:
        start = max(last for _first, last in taken) + DAY
    else:
        start = engagement.baseline_from or engagement.start_on or today
    ends = (engagement.follow_up_to, engagement.end_on, today)
    end = max(day for day in ends if day is not None)
    found = list(rhythm_of(taken, view.plan).beginning(start, end))
    kept = {*found[:MOST_PERIODS]}
    # However long nobody counted, what it is judged by has its rows.
    for first, last in _judged(view.plan, today):
        within = (each for each in found if first <= each[0] and each[1] <= last)
        kept |= {*islice(within, MOST_PERIODS)}
    return sorted(kept)


def _judged(plan: Plan, today: date) -> Iterator[Period]:
    """The windows that are compared, and the times of re-measurements that are not over."""
    for window in (plan.baseline, plan.follow_up):
        if window is not None:
            yield window.start, window.end
    for check in clock(plan.ended_on) if plan.ended_on else ():
        if not check.is_over(today):
            yield check.due, check.until - DAY
