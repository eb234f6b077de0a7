"""The course of one measure as a chart: the readings, the windows, the target, what happened.

Source: docs/method.md, "Control and run charts": the centre and the limits come from the baseline
and stay frozen, and there are no trend lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import pgettext

from coachtrack.domain.control_charts import ControlChart
from coachtrack.domain.pooling import value_of
from coachtrack.domain.types import (
    Better,
    Definition,
    Kind,
    Phase,
    Plan,
    Reading,
    Result,
    Side,
)
from coachtrack.domain.windows import in_order, phase_of
from coachtrack.features.indicators.chart_windows import TONES, bands, counts, days_axis
from coachtrack.features.indicators.conclusions import changed_on
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


def run_chart(
    readings: Sequence[Reading],
    definition: Definition,
    plan: Plan,
    result: Result,
    caption: Caption,
    events: Iterable[tuple[date, str]] = (),
    limits: ControlChart | None = None,
) -> Chart:
    """The whole course of a measure; `limits`, where given, has one value for each reading."""
    ordered = in_order(readings)
    happenings = sorted(events)
    x = days_axis(ordered, plan, [day for day, _text in happenings])
    series = (
        *_limit_series(ordered, limits, definition),
        *_reading_series(ordered, plan, definition, limits),
    )
    lines = tuple(_lines(ordered, result, plan, caption, x))
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
        marks=tuple(_marks(series)),
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
    ordered: Sequence[Reading], plan: Plan, definition: Definition, limits: ControlChart | None
) -> list[Series]:
    """A series for each stay in a phase, so that no line runs across the edge of a window."""
    tones = _signals(limits, definition.better)
    told = [(phase_of(reading, plan), n, reading) for n, reading in enumerate(ordered)]
    found: list[tuple[Phase | None, list[Point]]] = []
    for phase, stay in groupby(told, key=lambda each: each[0]):
        points = [
            point
            for _phase, n, reading in stay
            for point in _points([reading], definition.factor, tones.get(n))
        ]
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


def _points(readings: Iterable[Reading], factor: float, tone: Tone | None = None) -> list[Point]:
    found = []
    for reading in readings:
        value = value_of(reading, factor)
        if value is not None:
            days = (reading.start, reading.end)
            found.append(Point(_middle(*days), value, reading.lot, days, counts(reading), tone))
    return found


def _middle(start: date, end: date) -> float:
    return (start.toordinal() + end.toordinal()) / 2


def _signals(limits: ControlChart | None, better: Better) -> dict[int, Tone]:
    """Points beyond a limit, by whether that side is the good one."""
    if limits is None:
        return {}
    return {n: _side_of(limits, n, better) for n in limits.beyond}


def _side_of(limits: ControlChart, n: int, better: Better) -> Tone:
    value = limits.values[n]
    low = value is not None and value < limits.centre[n]
    return Tone.IMPROVE if low == (better == Better.LOWER) else Tone.CONCERN


def _limit_series(
    ordered: Sequence[Reading], limits: ControlChart | None, definition: Definition
) -> list[Series]:
    if limits is None:
        return []
    factor = 1.0 if definition.kind == Kind.VALUE else definition.factor
    named = ((_("Upper limit"), limits.upper), (_("Lower limit"), limits.lower))
    return [
        Series(
            name,
            tuple(
                Point(_middle(r.start, r.end), value * factor, days=(r.start, r.end))
                for r, value in zip(ordered, values, strict=True)
            ),
            tone=Tone.QUIET,
            shape=Shape.NONE,
            stepped=True,
        )
        for name, values in named
    ]


def _lines(
    ordered: Sequence[Reading], result: Result, plan: Plan, caption: Caption, x: Axis
) -> list[Line]:
    """The means, the baseline's as the frozen centre to the end, and the target."""
    lines = []
    if result.baseline is not None:
        after, end = _edges(result.baseline)[1], _end_of_centre(ordered, result.baseline, x)
        value = result.baseline.value
        if end > after:
            name = _("Centre from the baseline")
            # Where it ends before the axis, the others beside the chart are not compared with it.
            told = pgettext("line of a chart", "Baseline") + "\n" + caption.numerals.label(value)
            label = told if end == x.high else ""
            lines.append(Line(name, (after, end), (value, value), label=label, dashed=True))
    lines += _means(result)
    if plan.target is not None:
        # The line break lets the label stand beside the chart on a phone too.
        label = _("Target") + "\n" + caption.numerals.target(plan.target)
        target = (plan.target, plan.target)
        lines.append(
            Line(
                _("Target"),
                (x.low, x.high),
                target,
                Tone.INK,
                label,
                value=plan.target,
                chosen=True,
            )
        )
    return lines


def _end_of_centre(ordered: Sequence[Reading], baseline: Side, x: Axis) -> float:
    """The end of the axis, or where another way of counting begins: it has no centre yet."""
    changed = changed_on([each for each in ordered if each.start >= baseline.start])
    return changed.toordinal() - 0.5 if changed else x.high


def _means(result: Result) -> list[Line]:
    """The pooled values, each over the days of its readings."""
    sides = (
        (_("Before"), result.baseline, Tone.CHANCE),
        (_("After"), result.follow_up, TONES.get(result.verdict, Tone.CHANCE)),
        (_("Now"), result.later, Tone.CHANCE),
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
