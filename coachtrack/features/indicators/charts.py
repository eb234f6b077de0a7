"""The course of one measure as a chart: the readings, the windows, the target, what happened.

Source: docs/method.md, "Control and run charts": the centre and the limits come from the baseline
and stay frozen, and there are no trend lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

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
    Verdict,
    Window,
)
from coachtrack.domain.windows import in_order, later_from, phase_of
from coachtrack.kit import formats
from coachtrack.kit.charts import (
    Axis,
    Band,
    Caption,
    Chart,
    Flag,
    Line,
    Point,
    Scale,
    Series,
    Shape,
    Tone,
    nice_ends,
)
from coachtrack.kit.words import word

#: An empty stretch longer than this, and than a fifth of the whole, is left out of the axis.
LONG_SILENCE_DAYS = 60
SHARE_OF_SILENCE = 0.2
#: What remains of it on each side.
KEPT_DAYS = 8

TONES: dict[Verdict | None, Tone] = {
    Verdict.IMPROVED: Tone.IMPROVE,
    Verdict.WORSE: Tone.CONCERN,
}


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
    x = _days(ordered, plan, [day for day, _text in happenings])
    series = (
        *_limit_series(ordered, limits, definition),
        *_reading_series(ordered, plan, definition, limits),
    )
    lines = tuple(_lines(result, plan, caption, x))
    return Chart(
        caption=caption,
        x=x,
        y=_values(series, lines, caption),
        series=series,
        lines=lines,
        bands=tuple(_bands(ordered, plan, result, caption, x)),
        flags=tuple(
            Flag(day.toordinal(), number, day, text)
            for number, (day, text) in enumerate(happenings, start=1)
        ),
        headings=(_("Period"), ""),
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
    x = _days(ordered, plan, [])
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
    """One series for each phase, so that no line runs across the edge of a window."""
    tones = _signals(limits, definition.better)
    found: dict[Phase | None, list[Point]] = {}
    for n, reading in enumerate(ordered):
        points = _points([reading], definition.factor, tones.get(n))
        found.setdefault(phase_of(reading, plan), []).extend(points)
    last = max((phase for phase in found if phase), key=list(Phase).index, default=None)
    return [
        Series(
            name=word(phase) if phase else _("Left out (across the edge of a window)"),
            points=tuple(points),
            shape=Shape.DOT if phase else Shape.RING,
            joined=phase is not None,
            labelled=phase is not None and phase == last,
        )
        for phase, points in found.items()
        if points
    ]


def _points(readings: Iterable[Reading], factor: float, tone: Tone | None = None) -> list[Point]:
    found = []
    for reading in readings:
        value = value_of(reading, factor)
        if value is not None:
            days = (reading.start, reading.end)
            found.append(Point(_middle(*days), value, reading.lot, days, _counts(reading), tone))
    return found


def _middle(start: date, end: date) -> float:
    return (start.toordinal() + end.toordinal()) / 2


def _counts(counted: Reading | Side) -> str:
    if counted.numerator is None or counted.denominator is None:
        return ""
    return _(
        "%(numerator)s of %(denominator)s",
        numerator=formats.number(counted.numerator),
        denominator=formats.number(counted.denominator),
    )


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


def _lines(result: Result, plan: Plan, caption: Caption, x: Axis) -> list[Line]:
    """The means, the baseline's as the frozen centre to the end, and the target."""
    lines = []
    if result.baseline is not None:
        after = _edges(result.baseline)[1]
        level = (result.baseline.value, result.baseline.value)
        lines.append(Line(_("Centre from the baseline"), (after, x.high), level, dashed=True))
    lines += _means(result)
    if plan.target is not None:
        # The line break lets the label stand beside the chart on a phone too.
        label = _("Target") + "\n" + caption.numerals.target(plan.target)
        level = (plan.target, plan.target)
        tone, value = Tone.INK, plan.target
        lines.append(Line(_("Target"), (x.low, x.high), level, tone, label, value=value))
    return lines


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


def _bands(
    ordered: Sequence[Reading], plan: Plan, result: Result, caption: Caption, x: Axis
) -> list[Band]:
    """The windows with their figures, and what lies before, between and after them."""
    tone = TONES.get(result.verdict, Tone.INK)
    found = []
    for phase, window in _stretches(ordered, plan, x):
        side = _side(phase, result)
        found.append(
            Band(
                start=window[0],
                end=window[1],
                label=word(phase),
                value=caption.numerals.label(side.value) if side else "",
                note=_counts(side) if side else "",
                tone=tone if phase == Phase.FOLLOW_UP else Tone.INK,
                shaded=phase in (Phase.BASELINE, Phase.FOLLOW_UP),
            )
        )
    return found


def _side(phase: Phase, result: Result) -> Side | None:
    sides = {
        Phase.BASELINE: result.baseline,
        Phase.FOLLOW_UP: result.follow_up,
        Phase.LATER: result.later,
    }
    return sides.get(phase)


def _stretches(
    ordered: Sequence[Reading], plan: Plan, x: Axis
) -> list[tuple[Phase, tuple[float, float]]]:
    """Where each phase lies on the axis."""
    found: list[tuple[Phase, tuple[float, float]]] = []
    baseline, follow_up = plan.baseline, plan.follow_up
    if baseline is None:
        return found
    start, end = _window_edges(baseline)
    if any(phase_of(reading, plan) == Phase.EARLIER for reading in ordered):
        found.append((Phase.EARLIER, (x.low, start)))
    found.append((Phase.BASELINE, (start, end)))
    next_start, next_end = _window_edges(follow_up) if follow_up else (x.high, x.high)
    if next_start > end + 1:
        found.append((Phase.COACHING, (end, next_start)))
    if follow_up is not None:
        found.append((Phase.FOLLOW_UP, (next_start, next_end)))
    if plan.ended_on and any(phase_of(reading, plan) == Phase.LATER for reading in ordered):
        later = [r.start.toordinal() for r in ordered if r.start >= later_from(plan.ended_on)]
        found.append((Phase.LATER, (min(later) - 0.5, x.high)))
    return found


def _window_edges(window: Window) -> tuple[float, float]:
    return window.start.toordinal() - 0.5, window.end.toordinal() + 0.5


def _days(ordered: Sequence[Reading], plan: Plan, events: Sequence[date]) -> Axis:
    """From the first to the last day of readings and windows, without the long silences."""
    windows = [window for window in (plan.baseline, plan.follow_up) if window]
    spans = [(reading.start, reading.end) for reading in ordered]
    spans += [(window.start, window.end) for window in windows]
    spans += [(day, day) for day in events]
    if not spans:
        return Axis(Scale.DAYS, 0, 1)
    low = min(start for start, _end in spans)
    high = max(end for _start, end in spans)
    breaks = _silences(sorted(spans), (high - low).days)
    return Axis(Scale.DAYS, low.toordinal() - 0.5, high.toordinal() + 0.5, breaks=breaks)


def _silences(spans: list[tuple[date, date]], whole: int) -> tuple[tuple[float, float], ...]:
    least = max(LONG_SILENCE_DAYS, SHARE_OF_SILENCE * whole)
    kept = timedelta(days=KEPT_DAYS)
    found, reached = [], spans[0][1]
    for start, end in spans:
        if (start - reached).days > least:
            found.append((float((reached + kept).toordinal()), float((start - kept).toordinal())))
        reached = max(reached, end)
    return tuple(found)


def _values(series: Sequence[Series], lines: Sequence[Line], caption: Caption) -> Axis:
    values = [point.y for each in series for point in each.points]
    values += [end for each in lines for end in each.y]
    low, high = nice_ends(values)
    if caption.unit == "%" and max(values, default=0) <= 100:
        high = min(high, 100.0)
    return Axis(Scale.NUMBER, low, high, title=caption.title)
