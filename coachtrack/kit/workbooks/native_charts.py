"""Charts that live in the workbook and follow its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.shapes import GraphicalProperties

#: Before in grey, after in blue, later in orange: apart for colour-blind eyes and in black print.
COLOURS = ("8A96A3", "0B6AA2", "D98218", "4B4B4B")
LINE_EMU = 22_000


class Shape(StrEnum):
    """How the figures are drawn."""

    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of columns of a table, counted from 0; sizes in centimetres."""

    title: str
    categories: int
    series: Sequence[int]
    unit: str = ""
    shape: Shape = Shape.BARS
    width: float = 25
    height: float = 8.5
    #: Only so many rows from the top; None for all.
    first_rows: int | None = None
    #: Whether the axis starts at zero; not so for changes, which may be negative.
    from_zero: bool = True


def native(chart: Chart, sheet: Any, last_row: int) -> Any:
    """The chart of the table that stands in rows 1 (its heading) to `last_row`."""
    drawn = BarChart() if chart.shape == Shape.BARS else LineChart()
    if chart.first_rows is not None:
        last_row = min(last_row, 1 + chart.first_rows)
    names = Reference(sheet, min_col=chart.categories + 1, min_row=2, max_row=last_row)
    for position, column in enumerate(chart.series):
        values = Reference(sheet, min_col=column + 1, min_row=1, max_row=last_row)
        drawn.add_data(values, titles_from_data=True)
        series = drawn.series[position]
        series.cat = AxDataSource(strRef=StrRef(f=str(names)))
        _colour(series, COLOURS[position % len(COLOURS)], chart.shape)
    _frame(drawn, chart)
    return drawn


def _colour(series: Any, colour: str, shape: Shape) -> None:
    series.graphicalProperties = GraphicalProperties()
    if shape == Shape.BARS:
        series.graphicalProperties.solidFill = colour
        return
    series.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.width = LINE_EMU
    # LibreOffice draws a smoothed curve unless told not to.
    series.smooth = False


def _frame(drawn: Any, chart: Chart) -> None:
    drawn.title = chart.title
    # Without this the title lies on top of the bars.
    drawn.title.overlay = False
    drawn.legend.position = "b"
    drawn.legend.overlay = False
    # openpyxl leaves the deletion of the axes open, and Excel then shows none.
    drawn.x_axis.delete = drawn.y_axis.delete = False
    if chart.unit:
        drawn.y_axis.title = chart.unit
        drawn.y_axis.title.overlay = False
    if chart.from_zero:
        drawn.y_axis.scaling.min = 0
    drawn.width, drawn.height = chart.width, chart.height
    if chart.shape == Shape.BARS:
        drawn.type, drawn.grouping, drawn.gapWidth = "col", "clustered", 60
