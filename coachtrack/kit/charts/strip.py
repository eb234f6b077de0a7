"""The drawing of a distribution: a dot for each factory, stacked where they fall together."""

from __future__ import annotations

from markupsafe import Markup

from coachtrack.kit.charts.elements import (
    axis_label,
    element,
    line,
    many_marks,
    mark,
    text,
    together,
    written_class,
)
from coachtrack.kit.charts.forms import Drawing, Field, Form
from coachtrack.kit.charts.key import draw_key, key_height
from coachtrack.kit.charts.model import Band, Chart, Line, Series, Shape, tooltip
from coachtrack.kit.charts.scales import Linear, ticks, width_of

#: With more dots than this, one tells its value in the table only.
MOST_TOLD = 150
LARGEST_DOT = 12.0
HIGHEST = 190.0
#: The lowest dot stands so many dots above the axis.
FEET = 0.7
#: Between two labels of the axis, in pixels.
BETWEEN_TICKS = 24.0


def draw_strip(chart: Chart, form: Form) -> Drawing:
    """The dots, the middle half behind them, the median through them."""
    margin = form.small * 1.6
    step = _step(chart, form.width - 2 * margin)
    top = key_height(chart, form) + form.size * 2.4
    bottom = top + max(step * (chart.y.high + FEET + 1), form.size * 3)
    field = Field(margin, top, form.width - margin, bottom)
    x = Linear(chart.x.low, chart.x.high, field.left, field.right)
    y = Linear(0, 1, bottom - step * FEET, bottom - step * (FEET + 1))
    parts = [
        *draw_key(chart, form, 0),
        *(_band(band, x, field, form) for band in chart.bands),
        *_axis(chart, x, field, form),
        *(_series(chart, series, x, y, step, form) for series in chart.series),
        *(_line(each, x, field, form) for each in chart.lines),
    ]
    of_dots = Field(field.left, y(chart.y.high + 0.5), field.right, bottom)
    return Drawing(together(parts), bottom + form.small * 3.4, of_dots)


def _step(chart: Chart, width: float) -> float:
    """The distance of two dots: as wide as a column, as high as there is room."""
    column = width * chart.x.column / (chart.x.high - chart.x.low)
    return min(LARGEST_DOT, column, HIGHEST / (chart.y.high + 1))


def _band(band: Band, x: Linear, field: Field, form: Form) -> Markup:
    """A stretch with its name at its foot, under the axis."""
    left, right = (min(max(x(end), field.left), field.right) for end in (band.start, band.end))
    below = field.bottom + form.small * 2.9
    shade = element(
        "rect", x=left, y=field.top, width=right - left, height=field.height, class_="band"
    )
    return shade + axis_label(band.label, (left + right) / 2, below, form.small, form.width)


def _axis(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    parts = [line((field.left, field.right), (field.bottom, field.bottom), tone="axis")]
    below = field.bottom + form.small * 1.5
    labels = [chart.caption.numerals.tick(end) for end in (chart.x.low, chart.x.high)]
    room = max(width_of(label, form.small) for label in labels) + BETWEEN_TICKS
    for value in ticks(chart.x.low, chart.x.high, max(2, int(field.width / room)))[0]:
        place = x(value)
        parts.append(line((place, place), (field.bottom, field.bottom + 4), tone="axis"))
        parts.append(axis_label(_label(chart, value), place, below, form.small, form.width))
        if value == 0:
            parts.append(line((place, place), (field.top, field.bottom), tone="axis"))
    return parts


def _label(chart: Chart, value: float) -> str:
    """A value at the axis; at an end that gathers what lies beyond it, with a sign."""
    label = chart.caption.numerals.tick(value)
    below, above = chart.x.gathers
    if below and value == chart.x.low:
        return f"≤ {label}"
    return f"≥ {label}" if above and value == chart.x.high else label


def _series(chart: Chart, series: Series, x: Linear, y: Linear, step: float, form: Form) -> Markup:
    radius = max(step * 0.42, 1.2)
    places = [(x(chart.x.drawn(point.x)), y(point.y)) for point in series.points]
    if sum(len(each.points) for each in chart.series) > MOST_TOLD:
        return many_marks(series.shape, places, radius, series.tone)
    size = radius if series.shape == Shape.DOT else radius * 0.8
    look = written_class(series.shape, series.tone)
    marks = (
        mark(
            series.shape,
            *place,
            size,
            series.tone,
            tooltip(chart, series, point) if form.told else "",
            within=look,
        )
        for place, point in zip(places, series.points, strict=True)
    )
    return element("g", *marks, class_=look)


def _line(each: Line, x: Linear, field: Field, form: Form) -> Markup:
    """An upright line with its name above, kept within the drawing."""
    place = x(each.x[0])
    half = width_of(each.label, form.size) / 2
    middle = min(max(place, half), form.width - half)
    above = field.top - 12
    return together(
        (
            line((place, place), (field.top - 6, field.bottom), tone=f"{each.tone} heavy"),
            text(each.label, middle, above, form.size, anchor="middle", weight="600"),
        )
    )
