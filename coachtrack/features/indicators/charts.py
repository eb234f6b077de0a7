"""The course of one measure as a chart: the readings, the windows, the target, what happened.

Source: docs/method.md, "Control and run charts": the centre and the limits come from the baseline
and stay frozen, and there are no trend lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType

from flask_babel import gettext as _

from coachtrack.domain.courses import Course
from coachtrack.domain.pooling import value_of
from coachtrack.domain.types import Definition, Phase, Plan, Reading, Result, Side
from coachtrack.domain.windows import in_order, phase_of
from coachtrack.features.indicators import chart_limits
from coachtrack.features.indicators.chart_limits import Signs
from coachtrack.features.indicators.chart_windows import TONES, bands, days_axis
from coachtrack.features.indicators.sentences import counts_of
from coachtrack.kit.charts import (
    Axis,
    Caption,
    Chart,
    Flag,
    Line,
    Point,
    Scale,
    Series,
    Shape,
    Tone,
    value_ends,
)
from coachtrack.kit.words import word

NO_SIGNS: Signs = MappingProxyType({})


def run_chart(
    readings: Sequence[Reading],
    definition: Definition,
    plan: Plan,
    result: Result,
    caption: Caption,
    events: Iterable[tuple[date, str]] = (),
    courses: Sequence[Course] = (),
) -> Chart:
    """The whole course of a measure, with its limits where they are given."""
    ordered = in_order(readings)
    happenings = sorted(events)
    x = days_axis(ordered, plan, [day for day, _text in happenings])
    scale, signs = chart_limits.scale_of(result.kind, definition), chart_limits.signs_of(courses)
    series = (
        *chart_limits.limit_series(courses, scale),
        *_reading_series(ordered, plan, definition, signs),
    )
    centres = _centres(ordered, result, courses, scale, caption, x)
    lines = (*centres, *_means(result), *_targets(result.target.value, caption, x))
    return Chart(
        caption=caption,
        x=x,
        y=_values(series, lines, caption),
        series=series,
        lines=lines,
        bands=tuple(bands(ordered, plan, result, caption, x)),
        flags=tuple(
            Flag(day.toordinal(), number, day, text)
            for number, (day, text) in enumerate(happenings, start=1)
        ),
        headings=(_("Period"), ""),
        marks=(*chart_limits.marks_of(signs), *_marks(series)),
        footnotes=chart_limits.footnotes(courses),
    )


def sparkline(
    readings: Sequence[Reading],
    definition: Definition,
    plan: Plan,
    result: Result,
    caption: Caption,
) -> Chart:
    """The same course as small as a word: no target, no events, one thread of readings."""
    ordered = in_order(readings)
    x = days_axis(ordered, plan, [])
    points = _points(ordered, definition.factor)
    series = (Series(word_of_readings(), tuple(points), joined=True, shape=Shape.NONE),)
    lines = tuple(_means(result))
    return Chart(caption, x, _values(series, lines, caption), series, lines)


def word_of_readings() -> str:
    """What the thread of a sparkline is."""
    return _("Readings")


def _reading_series(
    ordered: Sequence[Reading], plan: Plan, definition: Definition, signs: Signs
) -> list[Series]:
    """A series for each stay in a phase, so that no line runs across the edge of a window."""
    found: list[tuple[Phase | None, list[Point]]] = []
    for phase, stay in groupby(ordered, key=lambda reading: phase_of(reading, plan)):
        points = _points(stay, definition.factor, signs)
        if points:
            found.append((phase, points))
    last = max((i for i, (phase, _points) in enumerate(found) if phase), default=None)
    return [_stay(phase, points, labelled=i == last) for i, (phase, points) in enumerate(found)]


def _stay(phase: Phase | None, points: Sequence[Point], *, labelled: bool) -> Series:
    if phase is None:
        return Series(_left_out(), tuple(points), shape=Shape.RING)
    return Series(word(phase), tuple(points), joined=True, labelled=labelled)


def _left_out() -> str:
    return _("Left out (across the edge of a window)")


def _marks(series: Iterable[Series]) -> Iterable[tuple[Shape, Tone, str]]:
    """What a hollow point means, where there is one."""
    if any(each.shape == Shape.RING for each in series):
        yield Shape.RING, Tone.CHANCE, _left_out()


def _points(readings: Iterable[Reading], factor: float, signs: Signs = NO_SIGNS) -> list[Point]:
    found = []
    for reading in readings:
        value = value_of(reading, factor)
        if value is None:
            continue
        days = (reading.start, reading.end)
        point = Point(_middle(*days), value, reading.lot, days, counts_of(reading))
        if sign := signs.get(reading):
            point = chart_limits.marked(point, sign)
        found.append(point)
    return found


def _middle(start: date, end: date) -> float:
    return (start.toordinal() + end.toordinal()) / 2


def _centres(
    ordered: Sequence[Reading],
    result: Result,
    courses: Sequence[Course],
    scale: float,
    caption: Caption,
    x: Axis,
) -> list[Line]:
    """The frozen centre; that of a baseline too short for limits is its mean."""
    if courses:
        return chart_limits.centre_lines(courses, ordered, scale, caption, x)
    if result.baseline is None:
        return []
    end = chart_limits.counted_so_until(ordered, result.baseline.start, x)
    ends = (_edges(result.baseline)[1], end)
    return chart_limits.centre_line(None, ends, result.baseline.value, caption, x)


def _targets(target: float | None, caption: Caption, x: Axis) -> Iterable[Line]:
    if target is not None:
        # The line break lets the label stand beside the chart on a phone too.
        label = _("Target") + "\n" + caption.numerals.target(target)
        ends = (target, target)
        yield Line(
            _("Target"),
            (x.low, x.high),
            ends,
            Tone.INK,
            label,
            value=target,
            chosen=True,
        )


def _means(result: Result) -> list[Line]:
    """The pooled values, each over the days of its readings."""
    sides = (
        (_("Before"), result.baseline, Tone.CHANCE),
        (_("After"), result.follow_up, TONES.get(result.verdict, Tone.CHANCE)),
        (_("Measured again"), result.later, Tone.CHANCE),
    )
    return [
        Line(name, _edges(side), (side.value, side.value), tone, heavy=True, value=side.value)
        for name, side, tone in sides
        if side is not None
    ]


def _edges(side: Side) -> tuple[float, float]:
    return side.start.toordinal() - 0.5, side.end.toordinal() + 0.5


def _values(series: Sequence[Series], lines: Sequence[Line], caption: Caption) -> Axis:
    values = [point.y for each in series for point in each.points]
    values += [end for each in lines for end in each.y]
    low, high = value_ends(values, caption.unit)
    return Axis(Scale.NUMBER, low, high, title=caption.title)
