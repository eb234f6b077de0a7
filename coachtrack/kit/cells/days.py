"""Cells that hold days and periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from coachtrack.kit import formats
from coachtrack.kit.cells.kinds import CellKind, Context
from coachtrack.kit.formats import Unreadable
from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.reading import CellValue, Month

#: Plans reach no further ahead.
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Period:
    """A month that was written where a first day is asked for."""

    first: date
    last: date


def day(*, past: bool = False) -> CellKind:
    """A day; of the past where told."""

    latest_from = _that_day if past else _furthest

    def read(cell: CellValue, context: Context) -> date:
        latest = latest_from(context.today)
        if isinstance(cell, str):
            return formats.parse_day(cell, latest=latest, near=_near(context))
        return formats.checked_day(_as_day(cell), latest=latest)

    return CellKind(read, Kind.DAY, latest=latest_from)


def first_day() -> CellKind:
    """The first day of a past period, or a month as a `Period`."""

    def read(cell: CellValue, context: Context) -> date | Period:
        first, last = _period(cell, context.today, context)
        return first if first == last else Period(first, last)

    return CellKind(read, Kind.DAY, latest=_that_day)


def last_day() -> CellKind:
    """The last day of a past period: a day, or that of a month; that of the running week or month
    at most.
    """

    def read(cell: CellValue, context: Context) -> date:
        return _period(cell, _end_of_running(context.today), context)[1]

    return CellKind(read, Kind.DAY, latest=_end_of_running)


def _period(cell: CellValue, latest: date, context: Context) -> tuple[date, date]:
    """First and last day: the same one, or those of a month."""
    if isinstance(cell, Month):
        cell = f"{cell:%Y-%m}"
    if isinstance(cell, str):
        return formats.parse_period(cell, latest=latest, near=_near(context))
    only = formats.checked_day(_as_day(cell), latest=latest)
    return only, only


def _end_of_running(today: date) -> date:
    """The last day of the week or of the month that is running, on whichever day weeks begin."""
    return max(_end_of_month(today), today + timedelta(6))


def _that_day(day_itself: date) -> date:
    return day_itself


def _near(context: Context) -> date | None:
    return context.today if context.typed else None


def _as_day(cell: CellValue) -> date:
    if type(cell) is date:
        return cell
    if isinstance(cell, date):  # a moment or a month
        return date(cell.year, cell.month, cell.day)
    raise Unreadable(formats.Problem.NOT_A_DAY)


def _furthest(today: date) -> date:
    return date(today.year + YEARS_AHEAD, 12, 31)


def _end_of_month(day_of_it: date) -> date:
    return formats.parse_period(f"{day_of_it:%Y-%m}")[1]
