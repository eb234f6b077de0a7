"""The drawing of a list of names with figures along x: dumbbells and bars."""

from __future__ import annotations

from markupsafe import Markup, escape

from coachtrack.kit.charts.elements import axis_label, bar, element, line, mark, text, together
from coachtrack.kit.charts.forms import Drawing, Field, Form
from coachtrack.kit.charts.key import draw_key, key_height
from coachtrack.kit.charts.model import Chart, Line, Point, Row, Scale, Series, Shape, Tone, tooltip
from coachtrack.kit.charts.scales import Linear, cut, ticks, width_of

GAP = 12.0
#: So much wider than plain letters are the bold ones of a note.
BOLD = 1.22
#: The widest that names may get, as a share of the drawing.
MOST_FOR_NAMES = 0.36
BAR = 10.0
#: Between two labels of the axis, in pixels.
BETWEEN_TICKS = 24.0
MOST_TICKS = 6
#: Where in its row a mark stands: beside the name, or under it.
BESIDE, UNDER = 0.5, 0.7


def draw_listing(chart: Chart, form: Form) -> Drawing:
    """A row for each name, the axis under the last."""
    field = _field(chart, form)
    x = Linear(chart.x.low, chart.x.high, field.left, field.right)
    parts = [
        *draw_key(chart, form, 0),
        *_axis(chart, x, field, form),
        *(_across(each, x, field) for each in chart.lines if each.y[0] != each.y[1]),
        *(_row(chart, n, x, field, form) for n in range(len(chart.y.rows))),
    ]
    return Drawing(
        together(parts), field.bottom + _axis_height(chart, form), _of_marks(field, form)
    )


def _field(chart: Chart, form: Form) -> Field:
    rows = chart.y.rows
    measured = [row for n, row in enumerate(rows) if _points_of(chart, n)]
    notes = max((width_of(row.note, form.size) * BOLD for row in measured), default=0.0)
    top = key_height(chart, form) + form.size * 0.5 * bool(chart.marks)
    bottom = top + form.row_height * len(rows)
    if form.names_above:
        return Field(form.radius * 2, top, form.width - form.radius * 2, bottom)
    names = max((width_of(row.name, form.size) for row in rows), default=0.0)
    left = min(names, form.width * MOST_FOR_NAMES) + GAP + 8
    return Field(left, top, form.width - (notes + GAP + 8 if notes else 8), bottom)


def _of_marks(field: Field, form: Form) -> Field:
    """The field moved to where the rows' marks are in the middle of their rows."""
    down = (_at(form) - 0.5) * form.row_height
    return Field(field.left, field.top + down, field.right, field.bottom + down)


def _at(form: Form) -> float:
    return UNDER if form.names_above else BESIDE


def _axis_height(chart: Chart, form: Form) -> float:
    if chart.x.scale == Scale.COUNT:
        return 4.0
    return form.small * (2.0 if chart.caption.unit == "%" else 3.4)


def _axis(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    if chart.x.scale == Scale.COUNT:
        return []
    parts: list[Markup] = []
    numerals = chart.caption.numerals
    ends = (numerals.tick(chart.x.low), numerals.tick(chart.x.high))
    room = max(width_of(end, form.small) for end in ends) + BETWEEN_TICKS
    below = field.bottom + form.small * 1.5
    for value in ticks(chart.x.low, chart.x.high, _most(field, room))[0]:
        tone = "grid" if value else "axis"
        parts.append(line((x(value), x(value)), (field.top, field.bottom), tone=tone))
        parts.append(axis_label(numerals.tick(value), x(value), below, form.small, form.width))
    if numerals.unit != "%":
        under = below + form.small * 1.4
        parts.append(
            text(numerals.unit, field.right, under, form.small, tone=Tone.QUIET, anchor="end")
        )
    return parts


def _most(field: Field, room: float) -> int:
    return min(MOST_TICKS, max(2, int(field.width / room)))


def _across(each: Line, x: Linear, field: Field) -> Markup:
    """A line through all rows, such as a target."""
    place = x(each.x[0])
    return line((place, place), (field.top, field.bottom), tone=str(each.tone), dashed="5 4")


def _row(chart: Chart, n: int, x: Linear, field: Field, form: Form) -> Markup:
    row, points = chart.y.rows[n], _points_of(chart, n)
    top = field.top + form.row_height * n
    middle = top + form.row_height * _at(form)
    links = [
        line((x(each.x[0]), x(each.x[1])), (middle, middle), tone=f"{each.tone} link")
        for each in chart.lines
        if each.y == (n, n)
    ]
    marks = [_mark(chart, series, point, x, middle, form) for series, point in points]
    names = _names(row, bool(points), top, middle, field, form)
    name = "a" if row.href else "g"
    return element(name, *names, *links, *marks, href=row.href or None)


def _names(
    row: Row, measured: bool, top: float, middle: float, field: Field, form: Form
) -> list[Markup]:
    """The name and what stands at the right; for a row without figures, the reason instead."""
    if form.names_above:
        level = top + form.size * 1.25
        room = form.width - (width_of(row.note, form.size) * BOLD + GAP if measured else 0)
        name = _name(row, measured, room, level, form)
        if measured:
            return [*name, _note(row, form.width, level, form.size)]
        return [*name, _reason(row, 0, level + form.size * 1.35, form)]
    level = middle + form.size * 0.35
    name = _name(row, measured, field.left - GAP - 4, level, form)
    if measured:
        return [*name, _note(row, form.width, level, form.size)]
    return [*name, _reason(row, field.left, level, form)]


def _name(row: Row, measured: bool, room: float, level: float, form: Form) -> list[Markup]:
    """The name; where it is cut, it is told in full."""
    kept = cut(row.name, room, form.size)
    tone = Tone.LINK if row.href else Tone.INK if measured else Tone.QUIET
    told = [] if kept == row.name else [element("title", escape(row.name))]
    return [*told, text(kept, 0, level, form.size, tone=tone)]


def _note(row: Row, right: float, level: float, size: float) -> Markup:
    return text(row.note, right, level, size, tone=row.tone, anchor="end", weight="600")


def _reason(row: Row, left: float, level: float, form: Form) -> Markup:
    return text(cut(row.note, form.width - left, form.size), left, level, form.size, tone=row.tone)


def _mark(
    chart: Chart, series: Series, point: Point, x: Linear, middle: float, form: Form
) -> Markup:
    shape, tone = point.shape or series.shape, point.tone or series.tone
    told = tooltip(chart, series, point) if form.told else ""
    if shape == Shape.BAR:
        return bar(x(max(0.0, chart.x.low)), x(point.x), middle, BAR, tone, told)
    return mark(shape, x(point.x), middle, form.radius + 1.5, tone, told)


def _points_of(chart: Chart, n: int) -> list[tuple[Series, Point]]:
    return [(series, point) for series in chart.series for point in series.points if point.y == n]
