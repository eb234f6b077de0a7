"""A chart as SVG, drawn on the server: there at first paint, on paper too, without a script."""

from __future__ import annotations

from markupsafe import Markup

from coachtrack.kit.charts.course import draw_course
from coachtrack.kit.charts.elements import element, line, mark, path
from coachtrack.kit.charts.forms import NARROW, WIDE, Drawing, Form
from coachtrack.kit.charts.listing import draw_listing
from coachtrack.kit.charts.model import Chart, Scale, Shape, Tone
from coachtrack.kit.charts.scales import Linear
from coachtrack.kit.charts.strip import draw_strip

__all__ = ["NARROW", "WIDE", "Form", "spark", "svg"]

SPARK_WIDTH, SPARK_HEIGHT = 120.0, 32.0


def svg(chart: Chart, form: Form = WIDE) -> Markup:
    """The whole drawing for a width of screen; a page holds both and shows the one that fits."""
    drawing = _draw(chart, form)
    # Links inside a picture would not exist for a screen reader; a group keeps them.
    role = "group" if any(row.href for row in chart.y.rows) else "img"
    size, field = (form.width, drawing.height), drawing.field
    places = " ".join(f"{n:g}" for n in (field.left, field.top, field.width, field.height))
    return _framed(chart, drawing.content, size, form.name, role=role, data_field=places)


def _draw(chart: Chart, form: Form) -> Drawing:
    if chart.y.scale == Scale.ROWS:
        return draw_listing(chart, form)
    return draw_course(chart, form) if chart.upright else draw_strip(chart, form)


def spark(chart: Chart) -> Markup:
    """A chart as small as a word: the readings, the means before and after, the last point."""
    values = [point.y for series in chart.series for point in series.points]
    x = Linear(chart.x.low, chart.x.high, 2, SPARK_WIDTH - 6, chart.x.breaks)
    y = Linear(min(values, default=0), max(values, default=1), SPARK_HEIGHT - 5, 5)
    parts = [
        path(((x(point.x), y(point.y)) for point in run), tone="chance thin")
        for series in chart.series
        for run in chart.x.unbroken(series.points)
    ]
    parts += [
        line((x(each.x[0]), x(each.x[1])), (y(each.y[0]), y(each.y[1])), tone=f"{each.tone} heavy")
        for each in chart.lines
    ]
    parts += [_last(chart, x, y)]
    return _framed(chart, Markup("").join(parts), (SPARK_WIDTH, SPARK_HEIGHT), "spark")


def _last(chart: Chart, x: Linear, y: Linear) -> Markup:
    points = [point for series in chart.series for point in series.points]
    if not points:
        return Markup("")
    last = max(points, key=lambda point: point.x)
    return mark(Shape.DOT, x(last.x), y(last.y), 3, last.tone or Tone.INK)


def _framed(
    chart: Chart,
    drawn: Markup,
    size: tuple[float, float],
    form: str,
    *,
    role: str = "img",
    data_field: str | None = None,
) -> Markup:
    """The picture with its name and the sentence that stands for it.

    They are not a title element, because a browser would show that over every part of the drawing.
    `data_field` says where the axes span it: left, top, width, height.
    """
    caption = chart.caption
    return element(
        "svg",
        drawn,
        viewBox=f"0 0 {size[0]:g} {size[1]:.0f}",
        class_=f"drawing {form}",
        role=role,
        aria_label=f"{caption.title}. {caption.text}" if caption.text else caption.title,
        data_field=data_field,
    )
