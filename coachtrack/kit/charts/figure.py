"""A chart as a plotly figure: the same figures, to look into.

Built only for somebody who shows interest, through plotly's own classes, which refuse a misspelt
property. Colours are those of `terms.PALETTE`; charts.js puts the page's own in their place.
"""

from __future__ import annotations

from collections.abc import Sequence

# Loads its classes when the first figure is built, not when the application starts.
from plotly import graph_objects

from coachtrack.kit import formats
from coachtrack.kit.charts.course import BREAK
from coachtrack.kit.charts.labels import marked_days
from coachtrack.kit.charts.model import (
    Chart,
    Line,
    Point,
    Row,
    Scale,
    Series,
    Shape,
    tooltip_parts,
)
from coachtrack.kit.charts.notes import PHONE_WIDTH, SIZE, USUAL_WIDTH, margin, words_around
from coachtrack.kit.charts.scales import Linear, cut
from coachtrack.kit.charts.terms import PALETTE, Figure, colour, moment, on_x, safe

SYMBOLS = {
    Shape.DOT: "circle",
    Shape.RING: "circle-open",
    Shape.DIAMOND: "diamond",
    Shape.UP: "triangle-up",
    Shape.DOWN: "triangle-down",
}
#: Diameters of points: so many at most are drawn large.
LARGE, SMALL, MOST_LARGE = 9, 6, 40
NAME_ON_PHONE = 165.0
#: Lines that only stand behind the readings.
FAINT = 0.55


def figure(chart: Chart) -> Figure:
    """Data and layout for `Plotly.newPlot`. Raises ValueError for a property plotly lacks."""
    data = [_trace(chart, series) for series in chart.series]
    built = graph_objects.Figure(data=data, layout=_layout(chart))
    found: Figure = built.to_plotly_json()
    return found


def _trace(chart: Chart, series: Series) -> Figure:
    points = _parted(chart, series)
    common: Figure = {
        "name": safe(series.name),
        "x": [point and _place(chart, point) for point in points],
        "y": [point and point.y for point in points],
        "hovertext": [_told(chart, series, point) if point else "" for point in points],
        "hoverinfo": "text" if series.told else "skip",
    }
    if series.shape == Shape.BAR:
        colours = [colour(point.tone or series.tone) for point in series.points]
        marker = {"color": colours}
        return {"type": "bar", "orientation": "h", "width": 0.5, **common, "marker": marker}
    if series.stepped:
        common["opacity"] = FAINT
    many = sum(len(each.points) for each in chart.series) > MOST_LARGE
    return {"type": "scatter", **common, **_look(series, points, SMALL if many else LARGE)}


def _parted(chart: Chart, series: Series) -> list[Point | None]:
    """The points, with nothing between two where a stretch of the axis is left out."""
    runs = chart.x.unbroken(series.points)
    return [point for run in runs for point in (*run, None)][:-1]


def _told(chart: Chart, series: Series, point: Point) -> str:
    """Whose or when on one line, the figure on the next."""
    name, *rest = tooltip_parts(chart, series, point)
    return "<br>".join(safe(line) for line in (name, " · ".join(filter(None, rest))) if line)


def _look(series: Series, points: Sequence[Point | None], size: int) -> Figure:
    joined = series.joined or series.stepped
    marked = series.shape != Shape.NONE
    mode = "+".join(name for name, wanted in (("lines", joined), ("markers", marked)) if wanted)
    look: Figure = {"mode": mode or "none"}
    if joined:
        shape = "hv" if series.stepped else "linear"
        look["line"] = {"color": colour(series.tone), "width": 1, "shape": shape}
    if marked:
        look["marker"] = {
            "color": [colour((point and point.tone) or series.tone) for point in points],
            "symbol": [SYMBOLS[(point and point.shape) or series.shape] for point in points],
            "size": size,
        }
    return look


def _place(chart: Chart, point: Point) -> float | str:
    return on_x(chart, chart.x.drawn(point.x))


def _layout(chart: Chart) -> Figure:
    return {
        "template": "none",
        "title": {"text": safe(chart.caption.title), "x": 0, "xref": "paper", "font": _type(16)},
        "font": {"family": "inherit", "size": 13, "color": PALETTE["ink"]},
        "paper_bgcolor": PALETTE["surface"],
        "plot_bgcolor": PALETTE["surface"],
        "separators": _separators(),
        "showlegend": chart.y.scale == Scale.ROWS and len(chart.series) > 1,
        "modebar": {
            "bgcolor": "rgba(0,0,0,0)",
            "color": PALETTE["quiet"],
            "activecolor": PALETTE["ink"],
        },
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        "hovermode": "closest",
        "hoverdistance": 40,
        "hoverlabel": {
            "bgcolor": PALETTE["ink"],
            "bordercolor": PALETTE["ink"],
            "font": {"family": "inherit", "size": 13, "color": PALETTE["surface"]},
            "align": "left",
        },
        "margin": margin(chart),
        "xaxis": _x_axis(chart),
        "yaxis": _y_axis(chart),
        "shapes": [
            *_bands(chart),
            *(_line(chart, each) for each in chart.lines),
            *_flags(chart),
            *_gaps(chart),
        ],
        "annotations": words_around(chart),
        "meta": {
            "palette": PALETTE,
            "names": [_short(row) for row in chart.y.rows],
            "days": _marked(chart, PHONE_WIDTH) if chart.x.scale == Scale.DAYS else {},
        },
    }


def _x_axis(chart: Chart) -> Figure:
    axis = {**_axis(), "range": [on_x(chart, chart.x.low), on_x(chart, chart.x.high)]}
    if chart.x.scale == Scale.DAYS:
        return axis | _days(chart)
    return axis | _suffix(chart) | {"visible": chart.x.scale != Scale.COUNT}


def _days(chart: Chart) -> Figure:
    """The marks of the drawing, and the stretches that are left out."""
    breaks = [{"bounds": [moment(start), moment(end)]} for start, end in chart.x.breaks]
    return {
        "type": "date",
        "showgrid": False,
        "tickmode": "array",
        **_marked(chart, USUAL_WIDTH),
        "rangebreaks": breaks,
    }


def _marked(chart: Chart, width: float) -> Figure:
    """The days that are marked on a field so wide."""
    x = Linear(chart.x.low, chart.x.high, 0, width, chart.x.breaks)
    marked = marked_days(chart, x, width + SIZE * 2, SIZE)
    moved = [day.at + (day.middle - day.place) * x.span / width for day in marked]
    return {
        "tickvals": [moment(min(at, chart.x.high)) for at in moved],
        "ticktext": ["<br>".join(filter(None, (day.label, day.year))) for day in marked],
    }


def _y_axis(chart: Chart) -> Figure:
    if chart.y.scale == Scale.ROWS:
        names = [safe(row.name) for row in chart.y.rows]
        ends = [len(names) - 0.5, -0.5]
        ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": names}
        return {**_axis(), **ticks, "range": ends, "showgrid": False, "zeroline": False}
    if chart.y.scale == Scale.COUNT:
        return {**_axis(), "visible": False, "range": [-0.7, chart.y.high + 0.5]}
    return {**_axis(), "range": [chart.y.low, chart.y.high], **_suffix(chart)}


def _axis() -> Figure:
    look = {"gridcolor": PALETTE["line"], "zerolinecolor": PALETTE["quiet"], "zerolinewidth": 1}
    return {**look, "automargin": True, "tickangle": 0, "tickfont": _type(SIZE)}


def _suffix(chart: Chart) -> Figure:
    if chart.caption.unit != "%":
        return {"title": {"text": safe(chart.caption.unit), "font": _type(12)}}
    return {"ticksuffix": formats.value_with_unit(0, "%").removeprefix("0")}


def _line(chart: Chart, each: Line) -> Figure:
    x0, x1 = (on_x(chart, end) for end in each.x)
    width, dash = 2.5 if each.heavy else 1.2, "dash" if each.dashed else "solid"
    stroke = {"color": colour(each.tone), "width": width, "dash": dash}
    ends = {"x0": x0, "x1": x1, "y0": each.y[0], "y1": each.y[1]}
    return {"type": "line", "layer": "below", **ends, "line": stroke}


def _bands(chart: Chart) -> list[Figure]:
    return [
        {
            "type": "rect",
            "layer": "below",
            "yref": "paper",
            "x0": on_x(chart, band.start),
            "x1": on_x(chart, band.end),
            "y0": 0,
            "y1": 1,
            "fillcolor": PALETTE["quiet"],
            "opacity": 0.07,
            "line": {"width": 0},
        }
        for band in chart.bands
        if band.shaded
    ]


def _flags(chart: Chart) -> list[Figure]:
    stroke = {"color": PALETTE["ink"], "width": 1, "dash": "dot"}
    return [
        {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": stroke}
        | {"x0": moment(flag.x), "x1": moment(flag.x)}
        for flag in chart.flags
    ]


def _gaps(chart: Chart) -> list[Figure]:
    """Nothing is drawn where a stretch of the axis is left out."""
    wide = BREAK * Linear(chart.x.low, chart.x.high, 0, 1, chart.x.breaks).span / USUAL_WIDTH / 2
    return [
        {"type": "rect", "layer": "above", "yref": "paper", "y0": 0, "y1": 1}
        | {"x0": moment(start - wide), "x1": moment(end + wide)}
        | {"fillcolor": PALETTE["surface"], "line": {"width": 0}}
        for start, end in chart.x.breaks
    ]


def _type(size: int) -> Figure:
    return {"size": size}


def _short(row: Row) -> str:
    """A name that leaves room for the note beside it on a phone."""
    return safe(cut(row.name, NAME_ON_PHONE, SIZE))


def _separators() -> str:
    """The decimal sign and the thousands sign of the language of the page."""
    sample = formats.number(1234.5, 1)
    return sample[-2] + sample[1]
