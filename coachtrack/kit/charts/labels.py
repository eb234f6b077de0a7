"""What a course in time says at its right end and under its axis, however it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from coachtrack.kit.charts.model import Chart, Point, Tone
from coachtrack.kit.charts.scales import Linear, apart, day_ticks, width_of

#: A day and its surroundings, in heights of its type: about so many days are marked.
ROOM_OF_A_DAY = 4.4
#: Between two days that are always marked, in heights of their type.
BETWEEN_DAYS = 0.5


@dataclass(frozen=True, slots=True)
class EndLabel:
    """Lines of text at the right end, and the value they belong to."""

    lines: tuple[str, ...]
    value: float
    tone: Tone
    strong: bool


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day under the axis: where, and the middle of its label; its year where it is new."""

    at: float
    place: float
    middle: float
    half: float
    label: str
    year: str


def end_labels(chart: Chart) -> list[EndLabel]:
    """The last value and what the lines are, from the highest to the lowest."""
    numerals = chart.caption.numerals
    last = [each.points[-1].y for each in chart.series if each.labelled and each.points]
    found = [
        EndLabel((_("Latest"), numerals.label(value)), value, Tone.INK, strong=True)
        for value in last
    ]
    found += [
        EndLabel(tuple(each.label.split("\n")), each.y[1], each.tone, strong=False)
        for each in chart.lines
        if each.label
    ]
    return sorted(found, key=lambda label: -label.value)


def marked_days(chart: Chart, x: Linear, most: float, size: float) -> list[MarkedDay]:
    """The days to mark in type so large, on a drawing that ends at `most`.

    The last reading and those beside a stretch that is left out are always marked, moved apart;
    of the round days between them, what would overlap is left out.
    """
    told = _told(chart, x, most, size)
    room = [(day.middle - day.half - size, day.middle + day.half + size) for day in told]
    room += [(x(start), x(start)) for start, _end in chart.x.breaks]
    found, free = list(told), 0.0
    often = int((x.end - x.start) / (size * ROOM_OF_A_DAY))
    for on in day_ticks(chart.x.low, chart.x.high, x.span, often):
        day = _marked(chart, x, on, size)
        left, right = day.middle - day.half, day.middle + day.half
        taken = any(left < end and start < right for start, end in room)
        if not taken and left >= free and right <= most:
            found.append(day)
            free = right + size
    return _with_years(sorted(found, key=lambda day: day.at))


def _told(chart: Chart, x: Linear, most: float, size: float) -> list[MarkedDay]:
    """The last reading, and the readings on both sides of each break."""
    points = sorted(
        (point for series in chart.series for point in series.points if point.days),
        key=lambda point: point.x,
    )
    days: list[MarkedDay] = []
    for n, side in enumerate(chart.x.unbroken(points)):
        first, last = (_marked(chart, x, on, size) for on in _reach(side))
        # Of a short side only the last is told, for the two would push others away.
        if n and last.place - first.place > first.half + last.half:
            days.append(first)
        days.append(last)
    sizes = [day.half * 2 + size * BETWEEN_DAYS for day in days]
    wanted = [day.place - length / 2 for day, length in zip(days, sizes, strict=True)]
    moved = apart(wanted, sizes, x.start - size, most)
    return [
        replace(day, middle=left + length / 2)
        for day, left, length in zip(days, moved, sizes, strict=True)
    ]


def _reach(points: Sequence[Point]) -> tuple[date, date]:
    """From the first to the last day of points that are of days."""
    days = [day for point in points for day in point.days or ()]
    return min(days), max(days)


def _marked(chart: Chart, x: Linear, on: date, size: float) -> MarkedDay:
    label, place = chart.caption.numerals.day_and_month(on), x(on.toordinal())
    return MarkedDay(on.toordinal(), place, place, width_of(label, size) / 2, label, str(on.year))


def _with_years(days: Sequence[MarkedDay]) -> list[MarkedDay]:
    """Each year once."""
    before = ["", *(day.year for day in days)]
    return [
        replace(day, year="" if day.year == year else day.year)
        for day, year in zip(days, before, strict=False)
    ]
