"""The drawing of a course in time: bands, readings, means, limits, target, happenings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup, escape

from coachtrack.kit import formats
from coachtrack.kit.charts.elements import element, line, mark, path, text, together, written_class
from coachtrack.kit.charts.forms import Drawing, Field, Form
from coachtrack.kit.charts.heads import draw_heads, head_height
from coachtrack.kit.charts.key import draw_key, key_height
from coachtrack.kit.charts.labels import end_labels, marked_days
from coachtrack.kit.charts.model import Band, Chart, Line, Point, Series, Shape, Tone, tooltip
from coachtrack.kit.charts.scales import Linear, apart, ticks, width_of

#: Between the field and what stands beside it.
GAP = 8.0
#: Dots never touch their neighbours by more than this share of their distance.
DENSEST = 0.55
#: Lines of a label, in heights of its type.
LEADING = 1.2
#: How wide a gap is drawn where a stretch of the axis is left out.
BREAK = 6.0
#: Between two labels, in heights of their type, so that they are not read as one.
BETWEEN = 0.5


def draw_course(chart: Chart, form: Form) -> Drawing:
    """The course, its heads above and its days below."""
    field = _field(chart, form)
    x = Linear(chart.x.low, chart.x.high, field.left, field.right, chart.x.breaks)
    y = Linear(chart.y.low, chart.y.high, field.bottom, field.top)
    below = field.bottom + form.small * 3.2
    parts = [
        *(_band(band, x, field) for band in chart.bands if band.shaded),
        *draw_heads(chart, x, field, form),
        *_grid(chart, y, field, form),
        *_days(chart, x, field, form),
        *(_line(each, x, y) for each in chart.lines if not each.heavy),
        *(_joined(chart, series, x, y) for series in chart.series),
        *(_line(each, x, y) for each in chart.lines if each.heavy),
        *_breaks(chart, x, field),
        *_flags(chart, x, field, form),
        *(_points(chart, series, x, y, form) for series in chart.series),
        *_end_labels(chart, y, field, form),
        *draw_key(chart, form, below + form.small * 0.6),
    ]
    height = below + key_height(chart, form) + form.small * 0.4 * bool(chart.marks)
    return Drawing(together(parts), height, field)


def _field(chart: Chart, form: Form) -> Field:
    values, _ = ticks(chart.y.low, chart.y.high, 5)
    numerals = chart.caption.numerals
    left = max(width_of(numerals.tick(value), form.small) for value in values) + GAP
    right = max(
        (width_of(part, form.size) for label in end_labels(chart) for part in label.lines),
        default=0,
    )
    unit = 0.0 if numerals.short_unit else form.small * 1.5
    top = head_height(chart, form) + unit + _lane(chart, form) + form.size * 0.8
    return Field(left, top, form.width - (right + GAP + 4 if right else GAP), top + form.height)


def _lane(chart: Chart, form: Form) -> float:
    """The height of the lane above the field in which the numbers of happenings stand."""
    return form.small * 1.9 if chart.flags else 0.0


def _band(band: Band, x: Linear, field: Field) -> Markup:
    return element(
        "rect",
        x=x(band.start),
        y=field.top,
        width=max(x(band.end) - x(band.start), 1),
        height=field.height,
        class_="band",
    )


def _grid(chart: Chart, y: Linear, field: Field, form: Form) -> list[Markup]:
    """Round values with a line each; only zero has a strong one."""
    numerals = chart.caption.numerals
    parts: list[Markup] = []
    for value in ticks(chart.y.low, chart.y.high, 5)[0]:
        tone = "grid" if value else "axis"
        parts.append(line((field.left, field.right), (y(value), y(value)), tone=tone))
        label, middle = numerals.tick(value), y(value) + form.small * 0.35
        parts.append(
            text(label, field.left - GAP, middle, form.small, tone=Tone.QUIET, anchor="end")
        )
    if not numerals.short_unit:
        level = field.top - form.size - _lane(chart, form)
        parts.append(text(numerals.unit, 0, level, form.small, tone=Tone.QUIET))
    return parts


def _days(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    """Days under the axis, the year once."""
    parts: list[Markup] = []
    below, under = field.bottom + form.small * 1.5, field.bottom + form.small * 2.75
    for day in marked_days(chart, x, form.width, form.small):
        parts.append(line((day.place, day.place), (field.bottom, field.bottom + 4), tone="axis"))
        for level, words in ((below, day.label), (under, day.year)):
            if words:
                told = text(words, day.middle, level, form.small, tone=Tone.QUIET, anchor="middle")
                parts.append(told)
    return parts


def _breaks(chart: Chart, x: Linear, field: Field) -> list[Markup]:
    """Where a stretch of the axis is left out nothing is drawn, between two slanted strokes."""
    parts: list[Markup] = []
    for place in (x(start) for start, _end in chart.x.breaks):
        height = field.height + 2
        gap = {"x": place - BREAK / 2, "y": field.top - 1, "width": BREAK, "height": height}
        parts.append(element("rect", class_="gap", **gap))
        for edge in (place - BREAK / 2, place + BREAK / 2):
            slant = (edge - 3, edge + 3)
            parts.append(line(slant, (field.bottom + 5, field.bottom - 5), tone="axis"))
    return parts


def _line(each: Line, x: Linear, y: Linear) -> Markup:
    tone = f"{each.tone} heavy" if each.heavy else str(each.tone)
    return line(
        (x(each.x[0]), x(each.x[1])),
        (y(each.y[0]), y(each.y[1])),
        tone=tone,
        dashed="5 4" if each.dashed else None,
    )


def _joined(chart: Chart, series: Series, x: Linear, y: Linear) -> Markup:
    if not (series.joined or series.stepped):
        return Markup("")
    tone, stepped = f"{series.tone} thin", series.stepped
    return together(
        path(((x(point.x), y(point.y)) for point in run), tone=tone, stepped=stepped)
        for run in chart.x.unbroken(series.points)
    )


def _points(chart: Chart, series: Series, x: Linear, y: Linear, form: Form) -> Markup:
    shown = [point for point in series.points if (point.shape or series.shape) != Shape.NONE]
    if not shown:
        return Markup("")
    radius = min(form.radius, max(1.6, _closest(shown, x) * DENSEST))
    look = written_class(series.shape, series.tone)
    marks = (
        mark(
            point.shape or series.shape,
            x(point.x),
            y(point.y),
            radius,
            point.tone or series.tone,
            tooltip(chart, series, point) if form.told else "",
            within=look,
        )
        for point in shown
    )
    return element("g", *marks, class_=look)


def _closest(points: Iterable[Point], x: Linear) -> float:
    places = sorted({x(point.x) for point in points})
    return min((b - a for a, b in pairwise(places)), default=10.0)


def _flags(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    """Numbers in the lane above the field, moved apart, each with a thread down to its day."""
    radius = form.small * 0.72
    level = field.top - form.small * 0.55 - radius
    days = [x(flag.x) for flag in chart.flags]
    sizes = [radius * 2 + 2] * len(days)
    starts = apart([day - radius - 1 for day in days], sizes, field.left - radius, form.width)
    parts: list[Markup] = []
    for flag, day, start in zip(chart.flags, days, starts, strict=True):
        middle = start + radius + 1
        thread = ((middle, level + radius), (day, field.top), (day, field.bottom))
        told = element("title", escape(f"{formats.day(flag.day)} · {flag.text}"))
        under = level + form.small * 0.35
        parts += [
            path(thread, tone="ink thin dotted"),
            element("circle", told, cx=middle, cy=level, r=radius, class_="flag"),
            text(str(flag.number), middle, under, form.small, anchor="middle", weight="600"),
        ]
    return parts


def _end_labels(chart: Chart, y: Linear, field: Field, form: Form) -> list[Markup]:
    """The labels at the right end, at their values, moved apart where they would overlap."""
    labels, leading = end_labels(chart), form.size * LEADING
    sizes = [len(label.lines) * leading + form.size * BETWEEN for label in labels]
    places = [y(label.value) - size / 2 for label, size in zip(labels, sizes, strict=True)]
    starts = apart(places, sizes, 0, field.bottom + form.size * 0.4)
    parts: list[Markup] = []
    for label, start in zip(labels, starts, strict=True):
        weight = "600" if label.strong else None
        for n, part in enumerate(label.lines):
            level = start + leading * n + form.size * 0.95
            parts.append(
                text(part, field.right + GAP, level, form.size, tone=label.tone, weight=weight)
            )
    return parts
