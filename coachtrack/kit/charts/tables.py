"""The figures of a chart as a table: what stands behind every picture."""

from __future__ import annotations

from flask_babel import gettext as _

from coachtrack.kit.charts.model import Chart, Scale, Series

Table = tuple[list[str], list[list[str]]]


def table(chart: Chart) -> Table:
    """Headings and rows, every figure written as the drawing writes it."""
    return _by_row(chart) if chart.y.scale == Scale.ROWS else _by_point(chart)


def _by_point(chart: Chart) -> Table:
    """A row for each point in order along the axis, then the lines that carry a figure."""
    numerals = chart.caption.numerals
    shown = (series for series in chart.series if series.told)
    points = [(point, series) for series in shown for point in series.points]
    points.sort(key=lambda pair: pair[0].x if chart.upright else -pair[0].x)
    rows = [
        [
            chart.name(point),
            series.name,
            chart.figure(point),
            point.counts,
            point.note,
        ]
        for point, series in points
    ]
    rows += [
        ["", each.name, (numerals.chosen if each.chosen else numerals.value)(each.value), "", ""]
        for each in chart.lines
        if each.value is not None
    ]
    headings = [chart.headings[0], "", _value_heading(chart), _("Counted"), _("Unusual")]
    return _without_empty(headings, rows)


def _by_row(chart: Chart) -> Table:
    """A row for each name, a column for each series, and the note at its end."""
    rows = [
        [row.name, *(_figure(chart, series, n) for series in chart.series), row.note]
        for n, row in enumerate(chart.y.rows)
    ]
    names = [series.name for series in chart.series]
    return _without_empty([chart.headings[0], *names, chart.headings[1]], rows)


def _figure(chart: Chart, series: Series, n: int) -> str:
    found = next((point for point in series.points if point.y == n), None)
    if found is None:
        return "–"
    value = chart.figure(found)
    return f"{value} ({found.counts})" if found.counts else value


def _value_heading(chart: Chart) -> str:
    return chart.y.title if chart.upright else chart.x.title


def _without_empty(headings: list[str], rows: list[list[str]]) -> Table:
    """Columns in which nothing stands are left out."""
    kept = [i for i in range(len(headings)) if any(row[i] not in ("", "–") for row in rows)]
    return [headings[i] for i in kept], [[row[i] for i in kept] for row in rows]
