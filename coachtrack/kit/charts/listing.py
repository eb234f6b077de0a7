"""The drawing of a list of names with figures along x: dumbbells and bars."""

from __future__ import annotations

from markupsafe import Markup, escape

from coachtrack.kit.charts.elements import bar, element, line, mark, text, together
from coachtrack.kit.charts.forms import Field, Form
from coachtrack.kit.charts.model import Chart, Line, Point, Row, Scale, Series, Shape, Tone, tooltip
from coachtrack.kit.charts.scales import Linear, cut, ticks, width_of

GAP = 12.0
#: The widest that names may get, as a share of the drawing.
MOST_FOR_NAMES = 0.36
BAR = 14.0


def draw_listing(chart: Chart, form: Form) -> tuple[Markup, float]:
    """The drawing without its frame, and its height."""
    field = _field(chart, form)
    x = Linear(chart.x.low, chart.x.high, field.left, field.right)
    parts = [
        *_key(chart, form),
        *_axis(chart, x, field, form),
        *(_across(each, x, field) for each in chart.lines if each.y[0] != each.y[1]),
        *(_row(chart, n, x, field, form) for n in range(len(chart.y.rows))),
    ]
    below = 0.0 if chart.x.scale == Scale.COUNT else form.small * 2.0
    return together(parts), field.bottom + below + 4


def _field(chart: Chart, form: Form) -> Field:
    rows = chart.y.rows
    measured = [row for n, row in enumerate(rows) if _points_of(chart, n)]
    notes = max((width_of(row.note, form.size) for row in measured), default=0.0)
    top = form.size * 2.2 * bool(chart.marks)
    bottom = top + form.row_height * len(rows)
    if form.names_above:
        return Field(8, top, form.width - 8, bottom)
    names = max((width_of(row.name, form.size) for row in rows), default=0.0)
    left = min(names, form.width * MOST_FOR_NAMES) + GAP + 4
    return Field(left, top, form.width - (notes + GAP if notes else 8), bottom)


def _key(chart: Chart, form: Form) -> list[Markup]:
    """What the shapes mean, in one line above the list."""
    parts: list[Markup] = []
    place = 6.0
    for shape, tone, name in chart.marks:
        parts.append(mark(shape, place, form.size * 0.65, form.radius + 1, tone))
        parts.append(text(name, place + 10, form.size, form.small, tone=Tone.QUIET))
        place += 10 + width_of(name, form.small) + 18
    return parts


def _axis(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    if chart.x.scale == Scale.COUNT:
        return []
    parts: list[Markup] = []
    numerals = chart.caption.numerals
    for value in ticks(chart.x.low, chart.x.high, form.ticks)[0]:
        tone = "axis" if value == 0 else "grid"
        parts.append(line((x(value), x(value)), (field.top, field.bottom), tone=tone))
        below = field.bottom + form.small * 1.5
        label = numerals.tick(value)
        parts.append(text(label, x(value), below, form.small, tone=Tone.QUIET, anchor="middle"))
    return parts


def _across(each: Line, x: Linear, field: Field) -> Markup:
    """A line through all rows, such as a target."""
    place = x(each.x[0])
    return line((place, place), (field.top, field.bottom), tone=str(each.tone), dashed="5 4")


def _row(chart: Chart, n: int, x: Linear, field: Field, form: Form) -> Markup:
    row, points = chart.y.rows[n], _points_of(chart, n)
    top = field.top + form.row_height * n
    middle = top + form.row_height * (0.68 if form.names_above else 0.5)
    links = [
        line((x(each.x[0]), x(each.x[1])), (middle, middle), tone=f"{each.tone} link")
        for each in chart.lines
        if each.y == (n, n)
    ]
    marks = [_mark(chart, series, point, x, middle, form) for series, point in points]
    names = _names(row, bool(points), top, middle, field, form)
    drawn = element("g", element("title", escape(_told(row))), *names, *links, *marks)
    return element("a", drawn, href=row.href) if row.href else drawn


def _names(
    row: Row, measured: bool, top: float, middle: float, field: Field, form: Form
) -> list[Markup]:
    """The name and what stands at the right; for a row without figures, the reason instead."""
    name_tone = Tone.INK if measured else Tone.QUIET
    if form.names_above:
        high = top + form.size * 1.25
        room = form.width - width_of(row.note, form.size) - GAP if measured else form.width
        name = text(cut(row.name, room, form.size), 0, high, form.size, tone=name_tone)
        if measured:
            return [name, _note(row, form.width, high, form.size)]
        low = high + form.size * 1.35
        return [name, text(cut(row.note, form.width, form.size), 0, low, form.size, tone=row.tone)]
    level = middle + form.size * 0.35
    kept = cut(row.name, field.left - GAP - 4, form.size)
    name = text(kept, 0, level, form.size, tone=name_tone)
    if measured:
        return [name, _note(row, form.width, level, form.size)]
    room = form.width - field.left
    return [name, text(cut(row.note, room, form.size), field.left, level, form.size, tone=row.tone)]


def _note(row: Row, right: float, level: float, size: float) -> Markup:
    return text(row.note, right, level, size, tone=row.tone, anchor="end", weight="600")


def _mark(
    chart: Chart, series: Series, point: Point, x: Linear, middle: float, form: Form
) -> Markup:
    shape, tone = point.shape or series.shape, point.tone or series.tone
    told = tooltip(chart, series, point)
    if shape == Shape.BAR:
        return bar(x(max(0.0, chart.x.low)), x(point.x), middle, BAR, tone, told)
    return mark(shape, x(point.x), middle, form.radius + 1.5, tone, told)


def _points_of(chart: Chart, n: int) -> list[tuple[Series, Point]]:
    return [(series, point) for series in chart.series for point in series.points if point.y == n]


def _told(row: Row) -> str:
    return f"{row.name} · {row.note}" if row.note else row.name
