"""A chart as a plotly figure: the same figures, to look into.

A plain dictionary, because building `plotly.graph_objects.Figure` costs a page 20 ms; the tests
pass every figure through it, so that a misspelt property fails there. Colours are those of
`PALETTE`; charts.js puts the page's own in their place.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from markupsafe import escape

from coachtrack.kit import formats
from coachtrack.kit.charts.model import Chart, Line, Point, Scale, Series, Shape, Tone, tooltip

#: The colours of charts.css on a light ground, by tone.
PALETTE = {
    Tone.INK: "#1c2733",
    Tone.QUIET: "#5c6874",
    Tone.CHANCE: "#66717d",
    Tone.IMPROVE: "#1d5fa6",
    Tone.CONCERN: "#b3500b",
}
GRID = "#e3e7ea"
BAND = "#f3f5f6"
SYMBOLS = {
    Shape.DOT: "circle",
    Shape.RING: "circle-open",
    Shape.DIAMOND: "diamond",
    Shape.UP: "triangle-up",
    Shape.DOWN: "triangle-down",
}

Figure = dict[str, Any]


def figure(chart: Chart) -> Figure:
    """Data and layout for `Plotly.newPlot`."""
    return {"data": [_trace(chart, series) for series in chart.series], "layout": _layout(chart)}


def _trace(chart: Chart, series: Series) -> Figure:
    hover = [_safe(tooltip(chart, series, point)) for point in series.points]
    common: Figure = {
        "name": _safe(series.name),
        "x": [_place(chart, point) for point in series.points],
        "y": [_height(chart, point) for point in series.points],
        "hovertext": hover,
        "hoverinfo": "text",
    }
    if series.shape == Shape.BAR:
        colours = [PALETTE[point.tone or series.tone] for point in series.points]
        marker = {"color": colours}
        return {"type": "bar", "orientation": "h", "width": 0.5, **common, "marker": marker}
    return {"type": "scatter", **common, **_look(series)}


def _look(series: Series) -> Figure:
    joined = series.joined or series.stepped
    marked = series.shape != Shape.NONE
    mode = "+".join(name for name, wanted in (("lines", joined), ("markers", marked)) if wanted)
    look: Figure = {"mode": mode or "none"}
    if joined:
        shape = "hv" if series.stepped else "linear"
        look["line"] = {"color": PALETTE[series.tone], "width": 1, "shape": shape}
    if marked:
        look["marker"] = {
            "color": [PALETTE[point.tone or series.tone] for point in series.points],
            "symbol": [SYMBOLS[point.shape or series.shape] for point in series.points],
            "size": 9,
        }
    return look


def _place(chart: Chart, point: Point) -> float | str:
    if chart.x.scale == Scale.DAYS:
        return _moment(point.x)
    return chart.x.drawn(point.x)


def _height(chart: Chart, point: Point) -> float:
    return point.y


def _layout(chart: Chart) -> Figure:
    return {
        "title": {"text": _safe(chart.caption.title), "x": 0, "xanchor": "left", "font": _type(16)},
        "font": {"family": "inherit", "size": 13, "color": PALETTE[Tone.INK]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": _separators(),
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 8, "r": 8, "t": 64, "b": 40},
        "xaxis": _x_axis(chart),
        "yaxis": _y_axis(chart),
        "shapes": [*_bands(chart), *(_line(chart, each) for each in chart.lines), *_flags(chart)],
        "annotations": [*_band_names(chart), *_line_names(chart), *_flag_numbers(chart)],
        "meta": {"palette": {tone.value: colour for tone, colour in PALETTE.items()}},
    }


def _x_axis(chart: Chart) -> Figure:
    axis = {**_axis(), "range": [_on_x(chart, chart.x.low), _on_x(chart, chart.x.high)]}
    if chart.x.scale == Scale.DAYS:
        axis |= {"type": "date", "showgrid": False}
        if chart.x.breaks:
            axis["rangebreaks"] = [
                {"bounds": [_moment(start), _moment(end)]} for start, end in chart.x.breaks
            ]
        return axis
    return axis | _suffix(chart) | {"visible": chart.x.scale != Scale.COUNT}


def _y_axis(chart: Chart) -> Figure:
    if chart.y.scale == Scale.ROWS:
        names = [_safe(row.name) for row in chart.y.rows]
        ends = [len(names) - 0.5, -0.5]
        ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": names}
        return {**_axis(), **ticks, "range": ends, "showgrid": False}
    axis = {**_axis(), "range": [chart.y.low, chart.y.high]}
    if chart.y.scale == Scale.COUNT:
        return axis | {"visible": False, "range": [-0.5, chart.y.high + 1]}
    return axis | _suffix(chart)


def _axis() -> Figure:
    return {"gridcolor": GRID, "zeroline": False, "automargin": True, "tickfont": _type(12)}


def _suffix(chart: Chart) -> Figure:
    if chart.caption.unit != "%":
        return {"title": {"text": _safe(chart.caption.unit), "font": _type(12)}}
    return {"ticksuffix": formats.value_with_unit(0, "%").removeprefix("0")}


def _line(chart: Chart, each: Line) -> Figure:
    x0, x1 = (_on_x(chart, end) for end in each.x)
    width, dash = 2.5 if each.heavy else 1.2, "dash" if each.dashed else "solid"
    stroke = {"color": PALETTE[each.tone], "width": width, "dash": dash}
    ends = {"x0": x0, "x1": x1, "y0": each.y[0], "y1": each.y[1]}
    return {"type": "line", "layer": "below", **ends, "line": stroke}


def _bands(chart: Chart) -> list[Figure]:
    return [
        {
            "type": "rect",
            "layer": "below",
            "yref": "paper",
            "x0": _on_x(chart, band.start),
            "x1": _on_x(chart, band.end),
            "y0": 0,
            "y1": 1,
            "fillcolor": BAND,
            "line": {"width": 0},
        }
        for band in chart.bands
        if band.shaded
    ]


def _band_names(chart: Chart) -> list[Figure]:
    return [
        _words(" ".join(part for part in (band.label, band.value) if part), band.tone)
        | {"x": _on_x(chart, band.start), "y": 1, "yref": "paper", "yanchor": "bottom"}
        for band in chart.bands
        if band.label
    ]


def _line_names(chart: Chart) -> list[Figure]:
    return [
        _words(each.label.replace("\n", " "), each.tone)
        | {"x": _on_x(chart, each.x[1]), "y": each.y[1], "yanchor": "bottom", "xanchor": "right"}
        for each in chart.lines
        if each.label
    ]


def _flags(chart: Chart) -> list[Figure]:
    stroke = {"color": PALETTE[Tone.INK], "width": 1, "dash": "dot"}
    return [
        {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": stroke}
        | {"x0": _moment(flag.x), "x1": _moment(flag.x)}
        for flag in chart.flags
    ]


def _flag_numbers(chart: Chart) -> list[Figure]:
    return [
        _words(str(flag.number), Tone.INK)
        | {"x": _moment(flag.x), "y": 1, "yref": "paper", "yanchor": "top"}
        | {"hovertext": _safe(f"{formats.day(flag.day)} · {flag.text}")}
        for flag in chart.flags
    ]


def _words(words: str, tone: Tone) -> Figure:
    font = {"size": 12, "color": PALETTE[tone]}
    return {"text": _safe(words), "showarrow": False, "xanchor": "left", "font": font}


def _type(size: int) -> Figure:
    return {"size": size}


def _on_x(chart: Chart, value: float) -> float | str:
    return _moment(value) if chart.x.scale == Scale.DAYS else value


def _moment(ordinal: float) -> str:
    """A day, or noon or another hour of it, as plotly reads dates."""
    whole = int(ordinal)
    day = date.fromordinal(whole).isoformat()
    if whole == ordinal:
        return day
    return f"{day} {timedelta(days=ordinal - whole)!s:0>8}"[:19]


def _separators() -> str:
    """The decimal sign and the thousands sign of the language of the page."""
    sample = formats.number(1234.5, 1)
    return sample[-2] + sample[1]


def _safe(words: str) -> str:
    """Text in which plotly finds no markup."""
    return str(escape(words))
