"""The drawing of a distribution: a dot for each factory, stacked where they fall together."""

from __future__ import annotations

from markupsafe import Markup

from coachtrack.kit.charts.elements import dots, element, line, mark, text, together
from coachtrack.kit.charts.forms import Field, Form
from coachtrack.kit.charts.model import Band, Chart, Line, Series, Shape, Tone, tooltip
from coachtrack.kit.charts.scales import Linear, ticks, width_of

#: With more dots than this, one tells its value in the table only.
MOST_TOLD = 150
LARGEST_DOT = 12.0
HIGHEST = 190.0


def draw_strip(chart: Chart, form: Form) -> tuple[Markup, float]:
    """The drawing without its frame, and its height."""
    margin = form.small * 1.6
    step = _step(chart, form.width - 2 * margin)
    top = form.size * 2.2
    bottom = top + max(step * (chart.y.high + 1), form.size * 3)
    field = Field(margin, top, form.width - margin, bottom)
    x = Linear(chart.x.low, chart.x.high, field.left, field.right)
    y = Linear(0, 1, field.bottom - step * 0.7, field.bottom - step * 1.7)
    parts = [
        *(_band(band, x, field) for band in chart.bands),
        *_axis(chart, x, field, form),
        *(_series(chart, series, x, y, step) for series in chart.series),
        *(_line(each, x, field, form) for each in chart.lines),
    ]
    return together(parts), field.bottom + form.small * 2 + 4


def _step(chart: Chart, width: float) -> float:
    """The distance of two dots: as wide as a column, as high as there is room."""
    column = width * chart.x.column / (chart.x.high - chart.x.low)
    return min(LARGEST_DOT, column, HIGHEST / (chart.y.high + 1))


def _band(band: Band, x: Linear, field: Field) -> Markup:
    width = x(band.end) - x(band.start)
    height = field.bottom - field.top
    return element("rect", x=x(band.start), y=field.top, width=width, height=height, class_="band")


def _axis(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    parts = [line((field.left, field.right), (field.bottom, field.bottom), tone="axis")]
    for value in ticks(chart.x.low, chart.x.high, form.ticks)[0]:
        below = field.bottom + form.small * 1.5
        label = chart.caption.numerals.tick(value)
        parts.append(line((x(value), x(value)), (field.bottom, field.bottom + 4), tone="axis"))
        parts.append(text(label, x(value), below, form.small, tone=Tone.QUIET, anchor="middle"))
        if value == 0:
            parts.append(line((x(0), x(0)), (field.top, field.bottom), tone="axis"))
    return parts


def _series(chart: Chart, series: Series, x: Linear, y: Linear, step: float) -> Markup:
    radius = max(step * 0.42, 1.2)
    places = [(x(chart.x.drawn(point.x)), y(point.y)) for point in series.points]
    if sum(len(each.points) for each in chart.series) > MOST_TOLD:
        return dots(places, radius * 2, series.tone)
    size = radius if series.shape == Shape.DOT else radius * 0.8
    return together(
        mark(series.shape, *place, size, series.tone, tooltip(chart, series, point))
        for place, point in zip(places, series.points, strict=True)
    )


def _line(each: Line, x: Linear, field: Field, form: Form) -> Markup:
    """An upright line with its name above, kept within the drawing."""
    place = x(each.x[0])
    half = width_of(each.label, form.size) / 2
    middle = min(max(place, half), form.width - half)
    return together(
        (
            line((place, place), (field.top - 6, field.bottom), tone=f"{each.tone} heavy"),
            text(each.label, middle, form.size, form.size, anchor="middle", weight="600"),
        )
    )
