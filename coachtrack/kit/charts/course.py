"""The drawing of a course in time: bands, readings, means, limits, target, happenings."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup, escape

from coachtrack.kit import formats
from coachtrack.kit.charts.elements import element, line, mark, path, text, together
from coachtrack.kit.charts.forms import Field, Form
from coachtrack.kit.charts.model import Band, Chart, Flag, Line, Series, Shape, Tone, tooltip
from coachtrack.kit.charts.scales import Linear, cut, day_ticks, ticks, width_of, wrap

#: Between the field and what stands beside it.
GAP = 8.0
#: Dots never touch their neighbours by more than this share of their distance.
DENSEST = 0.55


def draw_course(chart: Chart, form: Form) -> tuple[Markup, float]:
    """The drawing without its frame, and its height."""
    field = _field(chart, form)
    x = Linear(chart.x.low, chart.x.high, field.left, field.right, chart.x.breaks)
    y = Linear(chart.y.low, chart.y.high, field.bottom, field.top)
    parts = [
        *(_band(band, x, field, form) for band in chart.bands),
        *_heads(chart, x, field, form),
        *_grid(chart, y, field, form),
        *_days(chart, x, field, form),
        *_breaks(chart, x, field),
        *(_line(each, x, y) for each in chart.lines if not each.heavy),
        *(_joined(series, x, y) for series in chart.series),
        *(_line(each, x, y) for each in chart.lines if each.heavy),
        *(_flag(flag, x, field, form) for flag in chart.flags),
        *(_points(chart, series, x, y, form) for series in chart.series),
        *_end_labels(chart, y, field, form),
    ]
    return together(parts), field.bottom + form.size * 3.1


def _field(chart: Chart, form: Form) -> Field:
    values, _ = ticks(chart.y.low, chart.y.high, 5)
    numerals = chart.caption.numerals
    left = max(width_of(numerals.tick(value), form.small) for value in values) + GAP
    right = max(
        (width_of(part, form.size) for label in _labels(chart) for part in label[0]), default=0
    )
    field_right = form.width - (right + GAP + 4 if right else GAP)
    top = _head_height(chart, form, (field_right - left))
    return Field(left, top, field_right, top + form.height)


def _head_height(chart: Chart, form: Form, room: float) -> float:
    lines = 2 if form.names_above else 1
    height = form.size * 1.3 * lines if chart.bands else 0.0
    if any(band.value for band in chart.bands):
        height += form.large * 1.25
    if any(band.note for band in chart.bands):
        height += form.small * 1.35
    unit = 0.0 if chart.caption.numerals.short_unit else form.small * 1.6
    return height + unit + form.size * 0.9


def _band(band: Band, x: Linear, field: Field, form: Form) -> Markup:
    if not band.shaded:
        return Markup("")
    return element(
        "rect",
        x=x(band.start),
        y=field.top,
        width=max(x(band.end) - x(band.start), 1),
        height=field.bottom - field.top,
        class_="band",
    )


def _heads(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    """Each band's name, its figure and what that was counted from, above the band."""
    return [part for band in chart.bands for part in _head(band, x, form)]


def _head(band: Band, x: Linear, form: Form) -> list[Markup]:
    left, room = x(band.start), x(band.end) - x(band.start) - 4
    lines = 2 if form.names_above else 1
    names = wrap(band.label, room, form.size) if lines == 2 else [cut(band.label, room, form.size)]
    if room < form.size * 2:
        return []
    parts, top = [], form.size
    for name in names:
        parts.append(text(name, left, top, form.size, tone=Tone.QUIET))
        top += form.size * 1.3
    top = form.size * 1.3 * lines + form.large * 0.8
    if band.value and width_of(band.value, form.large) <= room + 4:
        parts.append(text(band.value, left, top, form.large, tone=band.tone, weight="600"))
    top += form.small * 1.45
    if band.note and width_of(band.note, form.small) <= room + 4:
        parts.append(text(band.note, left, top, form.small, tone=Tone.QUIET))
    return parts


def _grid(chart: Chart, y: Linear, field: Field, form: Form) -> list[Markup]:
    numerals = chart.caption.numerals
    parts: list[Markup] = []
    for value in ticks(chart.y.low, chart.y.high, 5)[0]:
        tone = "axis" if value == chart.y.low else "grid"
        parts.append(line((field.left, field.right), (y(value), y(value)), tone=tone))
        label, middle = numerals.tick(value), y(value) + form.small * 0.35
        parts.append(
            text(label, field.left - GAP, middle, form.small, tone=Tone.QUIET, anchor="end")
        )
    if not numerals.short_unit:
        parts.append(text(numerals.unit, 0, field.top - form.size, form.small, tone=Tone.QUIET))
    return parts


def _days(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    """Days under the axis, the year once; what would overlap is left out."""
    parts: list[Markup] = []
    free, year = 0.0, 0
    for day in day_ticks(chart.x.low, chart.x.high, x.span, form.ticks):
        place, label = x(day.toordinal()), chart.caption.numerals.day_and_month(day)
        half = width_of(label, form.small) / 2
        left_out = any(start < day.toordinal() < end for start, end in chart.x.breaks)
        if left_out or place - half < free or place + half > form.width:
            continue
        parts.append(line((place, place), (field.bottom, field.bottom + 4), tone="axis"))
        below = field.bottom + form.small * 1.5
        parts.append(text(label, place, below, form.small, tone=Tone.QUIET, anchor="middle"))
        if day.year != year:
            under = below + form.small * 1.25
            parts.append(
                text(str(day.year), place, under, form.small, tone=Tone.QUIET, anchor="middle")
            )
        free, year = place + half + form.small, day.year
    return parts


def _breaks(chart: Chart, x: Linear, field: Field) -> list[Markup]:
    """Two slanted strokes where a stretch of the axis is left out."""
    places = [x(start) for start, _ in chart.x.breaks]
    return [
        line((place - 3 + i, place + 3 + i), (field.bottom + 5, field.bottom - 5), tone="axis")
        for place in places
        for i in (-2, 2)
    ]


def _line(each: Line, x: Linear, y: Linear) -> Markup:
    tone = f"{each.tone} heavy" if each.heavy else str(each.tone)
    return line(
        (x(each.x[0]), x(each.x[1])),
        (y(each.y[0]), y(each.y[1])),
        tone=tone,
        dashed="5 4" if each.dashed else None,
    )


def _joined(series: Series, x: Linear, y: Linear) -> Markup:
    if not (series.joined or series.stepped):
        return Markup("")
    points = ((x(point.x), y(point.y)) for point in series.points)
    return path(points, tone=f"{series.tone} thin", stepped=series.stepped)


def _points(chart: Chart, series: Series, x: Linear, y: Linear, form: Form) -> Markup:
    radius = min(form.radius, max(1.6, _closest(series, x) * DENSEST))
    return together(
        mark(
            point.shape or series.shape,
            x(point.x),
            y(point.y),
            radius,
            point.tone or series.tone,
            tooltip(chart, series, point),
        )
        for point in series.points
        if (point.shape or series.shape) != Shape.NONE
    )


def _closest(series: Series, x: Linear) -> float:
    places = sorted({x(point.x) for point in series.points})
    return min((b - a for a, b in pairwise(places)), default=10.0)


def _flag(flag: Flag, x: Linear, field: Field, form: Form) -> Markup:
    place, radius = x(flag.x), form.small * 0.72
    top = field.top + radius
    told = element("title", escape(f"{formats.day(flag.day)} · {flag.text}"))
    number = text(
        str(flag.number), place, top + form.small * 0.35, form.small, anchor="middle", weight="600"
    )
    return element(
        "g",
        told,
        line((place, place), (top + radius, field.bottom), tone="ink thin", dashed="1 3"),
        element("circle", cx=place, cy=top, r=radius, class_="flag"),
        number,
    )


def _labels(chart: Chart) -> list[tuple[list[str], float, Tone, bool]]:
    """What stands at the right end: lines of text, the value they belong to, how they look."""
    numerals = chart.caption.numerals
    found: list[tuple[list[str], float, Tone, bool]] = [
        ([numerals.label(series.points[-1].y)], series.points[-1].y, Tone.INK, True)
        for series in chart.series
        if series.labelled and series.points
    ]
    named = (each for each in chart.lines if each.label)
    return found + [(each.label.split("\n"), each.y[1], each.tone, False) for each in named]


def _end_labels(chart: Chart, y: Linear, field: Field, form: Form) -> list[Markup]:
    """The labels at the right end, moved down where they would lie on each other."""
    parts: list[Markup] = []
    free = 0.0
    for lines, value, tone, strong in sorted(_labels(chart), key=lambda label: -label[1]):
        place = max(y(value) + form.size * 0.35, free)
        weight = "600" if strong else None
        for part in lines:
            parts.append(text(part, field.right + GAP, place, form.size, tone=tone, weight=weight))
            place += form.size * 1.2
        free = place
    return parts
