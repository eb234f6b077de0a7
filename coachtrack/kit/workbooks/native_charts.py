"""Charts that live in the workbook and follow its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)

#: Before in grey, after in blue, later in orange: apart for colour-blind eyes and in black print.
COLOURS = ("8A96A3", "0B6AA2", "D98218", "4B4B4B")
GRID, INK = "DDE3E8", "1F2933"
LINE_EMU = 22_000
#: Hundredths of a point.
TITLE_SIZE, TEXT_SIZE = 1_200, 900


class Shape(StrEnum):
    """How the figures are drawn."""

    BARS = "bars"
    #: Lying bars, the first row on top: names stay legible however many there are.
    ROWS = "rows"
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
    #: The figures stand at their bars, in this number format; empty: they do not.
    labels: str = ""


def native(chart: Chart, sheet: Any, head_row: int, last_row: int) -> Any:
    """The chart of the table that stands in the rows `head_row` (its heading) to `last_row`."""
    drawn = LineChart() if chart.shape == Shape.LINES else BarChart()
    if chart.first_rows is not None:
        last_row = min(last_row, head_row + chart.first_rows)
    first = head_row + 1
    names = Reference(sheet, min_col=chart.categories + 1, min_row=first, max_row=last_row)
    for position, column in enumerate(chart.series):
        values = Reference(sheet, min_col=column + 1, min_row=head_row, max_row=last_row)
        drawn.add_data(values, titles_from_data=True)
        series = drawn.series[position]
        series.cat = AxDataSource(strRef=StrRef(f=str(names)))
        _colour(series, COLOURS[position % len(COLOURS)], chart.shape)
        if chart.labels:
            series.dLbls = _labels(chart.labels)
    _frame(drawn, chart)
    return drawn


def _colour(series: Any, colour: str, shape: Shape) -> None:
    series.graphicalProperties = GraphicalProperties()
    if shape != Shape.LINES:
        series.graphicalProperties.solidFill = colour
        return
    series.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.width = LINE_EMU
    # LibreOffice draws a smoothed curve unless told not to.
    series.smooth = False


def _labels(number_format: str) -> Any:
    labels = DataLabelList(numFmt=number_format, showVal=True, txPr=_text(TEXT_SIZE - 100))
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    return labels


def _frame(drawn: Any, chart: Chart) -> None:
    drawn.title = _title(chart.title, TITLE_SIZE, bold=True)
    # Without this the title lies on top of the bars.
    drawn.title.overlay = False
    drawn.legend.position = "t" if chart.shape == Shape.ROWS else "b"
    drawn.legend.overlay = False
    drawn.legend.txPr = _text(TEXT_SIZE)
    # openpyxl leaves the deletion of the axes open, and Excel then shows none.
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.x_axis.txPr = drawn.y_axis.txPr = _text(TEXT_SIZE)
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    if chart.unit:
        drawn.y_axis.title = _title(chart.unit, TEXT_SIZE)
        drawn.y_axis.title.overlay = False
    if chart.from_zero:
        drawn.y_axis.scaling.min = 0
    drawn.width, drawn.height = chart.width, chart.height
    if chart.shape != Shape.LINES:
        _bars(drawn, chart.shape)


def _bars(drawn: Any, shape: Shape) -> None:
    drawn.type = "bar" if shape == Shape.ROWS else "col"
    drawn.grouping, drawn.gapWidth = "clustered", 60
    if shape == Shape.ROWS:
        # The first row on top, and the figures' axis below all the same.
        drawn.x_axis.scaling.orientation = "maxMin"
        drawn.y_axis.crosses = "max"


def _title(text: str, size: int, *, bold: bool = False) -> Any:
    """A title of one line; openpyxl's own has no size."""
    title: Any = title_maker(text)
    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=_letters(size, bold))
        for run in paragraph.r:
            run.rPr = _letters(size, bold)
    return title


def _text(size: int) -> RichText:
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, False)), endParaRPr=None)
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _letters(size: int, bold: bool) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=INK)
