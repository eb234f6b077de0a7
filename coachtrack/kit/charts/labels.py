"""What a course in time says at its right end and under its axis, however it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from coachtrack.kit.charts.model import Chart, Tone
from coachtrack.kit.charts.scales import Linear, day_ticks, width_of

#: A day and its surroundings, in heights of its type: about so many days are marked.
ROOM_OF_A_DAY = 4.4


@dataclass(frozen=True, slots=True)
class EndLabel:
    """Lines of text at the right end, and the value they belong to."""

    lines: tuple[str, ...]
    value: float
    tone: Tone
    strong: bool


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day under the axis: where, how it is written, half how wide; its year where it is new."""

    at: float
    place: float
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


def marked_days(chart: Chart, x: Linear, width: float, size: float) -> list[MarkedDay]:
    """The days to mark on an axis so wide in type so large; what would overlap is left out."""
    found: list[MarkedDay] = []
    free, year = 0.0, 0
    for day in day_ticks(chart.x.low, chart.x.high, x.span, int(width / (size * ROOM_OF_A_DAY))):
        at, label = day.toordinal(), chart.caption.numerals.day_and_month(day)
        place, half = x(at), width_of(label, size) / 2
        near_break = any(abs(place - x(start)) < half for start, _end in chart.x.breaks)
        if near_break or place - half < free:
            continue
        shown = str(day.year) if day.year != year else ""
        found.append(MarkedDay(at, place, half, label, shown))
        free, year = place + half + size, day.year
    return found
