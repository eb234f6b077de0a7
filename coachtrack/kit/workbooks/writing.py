"""Workbooks out: typed cells, real tables, native charts, ready to print on A4.

    writer = WorkbookWriter("Summary of HD2020", language="vi")
    sheet = writer.sheet("Results", columns, rows)
    writer.chart(sheet, Chart("Defect rate", categories=0, series=(2, 3), unit="%"))
    writer.save(path)

Text is never a formula: it is written as typed text, with the quote prefix where a spreadsheet
would otherwise take it for one as soon as somebody edits the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from coachtrack.kit.workbooks.native_charts import Chart, Shape, native
from coachtrack.kit.workbooks.typed_cells import (
    FORMULA_SIGNS,
    ColumnCell,
    ColumnStyles,
    filling,
    written,
)

__all__ = ["Chart", "Column", "Kind", "Shape", "Sheet", "WorkbookWriter"]

#: What a sheet's name may not hold.
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\n\t]")
LONGEST_NAME = 31
A4 = 9
#: Empty lines between a sheet's table and what stands below it.
APART = 1
CHART_LINES = 18
DAY_FORMATS = {"vi": "dd/mm/yyyy", "en": "d mmm yyyy"}
HEADING, NOTE, PARAGRAPH = "Table heading", "Table note", "Paragraph"


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    #: Stored as a fraction, shown as a percentage.
    FRACTION = "fraction"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its width in characters, and its format unless the kind's will do."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 14
    decimals: int = 1
    number_format: str = ""


@dataclass(slots=True)
class Sheet:
    """A written sheet: its name, the last row of its table, the row where the next chart goes."""

    name: str
    last_row: int
    free_row: int
    native: Any


class WorkbookWriter:
    """Builds a workbook sheet by sheet; rows go out as they come, so memory stays small."""

    def __init__(self, title: str, *, language: str = "vi", author: str = "CoachTrack") -> None:
        self._book = Workbook(write_only=True)
        self._day_format = DAY_FORMATS.get(language, "yyyy-mm-dd")
        self._names: set[str] = set()
        properties = self._book.properties
        properties.title, properties.creator = written(title), written(author)
        properties.language = language
        properties.created = datetime.now(UTC).replace(tzinfo=None)
        _add_named_styles(self._book)

    def sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        *,
        notes: Sequence[str] = (),
        freeze: int = 0,
    ) -> Sheet:
        """Write a table as a sheet: `notes` stand below it, the first `freeze` columns stay."""
        sheet = self._open(name, [column.width for column in columns])
        sheet.freeze_panes = f"{get_column_letter(freeze + 1)}2"
        sheet.print_title_rows = "1:1"
        headings = _distinct_headings(columns)
        sheet.append([_styled(sheet, heading, HEADING) for heading in headings])
        last_row = 1 + self._append(sheet, columns, rows)
        if last_row == 1:
            # A table without a row makes Excel repair the file.
            sheet.append([])
            last_row = 2
        sheet._tables.add(_table(f"Table{len(self._names)}", headings, last_row))
        below = _below(sheet, notes)
        for line in below:
            sheet.append(line)
        return Sheet(sheet.title, last_row, last_row + len(below) + APART + 1, sheet)

    def text_sheet(self, name: str, lines: Sequence[str]) -> None:
        """Write a sheet of sentences, such as how the figures came about."""
        sheet = self._open(name, [110])
        for line in lines:
            sheet.append([_styled(sheet, line, PARAGRAPH)])

    def chart(self, sheet: Sheet, chart: Chart) -> None:
        """Put a chart of the sheet's table below it; the chart follows the cells."""
        sheet.native.add_chart(native(chart, sheet.native, sheet.last_row), f"A{sheet.free_row}")
        sheet.free_row += CHART_LINES

    def save(self, target: Path | IO[bytes]) -> None:
        """Write the workbook, once."""
        self._book.save(target)

    def _open(self, name: str, widths: Sequence[float]) -> Any:
        sheet = self._book.create_sheet(self._free_name(name))
        for position, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.HeaderFooter.oddFooter.center.text = "&A – &P/&N"
        return sheet

    def _free_name(self, name: str) -> str:
        cleaned = NOT_IN_NAMES.sub(" ", written(name))[:LONGEST_NAME].strip(" '") or "Sheet"
        free, n = cleaned, 1
        while free.casefold() in self._names:
            n += 1
            free = f"{cleaned[: LONGEST_NAME - len(str(n)) - 1]} {n}"
        self._names.add(free.casefold())
        return free

    def _append(self, sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
        cells = [self._column_cell(sheet, p, column) for p, column in enumerate(columns, 1)]
        # openpyxl's own way raises and catches an exception for every styled cell.
        sheet._values_to_row = filling(cells)
        count = 0
        for row in rows:
            sheet.append(row if isinstance(row, list | tuple) else list(row))
            count += 1
        del sheet._values_to_row
        return count

    def _column_cell(self, sheet: Any, position: int, column: Column) -> ColumnCell:
        own = column.number_format or _format_of(column) or self._day_format
        day = own if column.kind in (Kind.DAY, Kind.MOMENT) else self._day_format
        styles = ColumnStyles(
            _style(sheet, own), _style(sheet, own, quoted=True), _style(sheet, day)
        )
        return ColumnCell(sheet, get_column_letter(position), styles)


def _format_of(column: Column) -> str:
    """The number format of the column's kind; empty for days, which follow the language."""
    places = "." + "0" * column.decimals if column.decimals else ""
    formats = {
        Kind.TEXT: "General",
        Kind.WHOLE: "#,##0",
        Kind.NUMBER: f"#,##0{places}",
        Kind.FRACTION: f"0{places}%",
        Kind.MOMENT: "yyyy-mm-dd hh:mm",
    }
    return formats.get(column.kind, "")


def _style(sheet: Any, number_format: str, *, quoted: bool = False) -> int:
    cell = WriteOnlyCell(sheet)
    cell.number_format = number_format
    cell.quotePrefix = quoted
    return int(cell.style_id)


def _styled(sheet: Any, text: str, style: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, written(text))
    cell.style = style
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    return cell


def _below(sheet: Any, notes: Sequence[str]) -> list[list[Cell]]:
    """Rows that stand apart under a table."""
    if not notes:
        return []
    empty: list[Cell] = []
    return [empty] * APART + [[_styled(sheet, note, NOTE)] for note in notes]


def _add_named_styles(book: Workbook) -> None:
    heading = NamedStyle(HEADING, font=Font(bold=True), fill=PatternFill("solid", fgColor="E6EEF5"))
    heading.alignment = Alignment(wrap_text=True, vertical="center")
    paragraph = NamedStyle(PARAGRAPH, alignment=Alignment(vertical="top", wrap_text=True))
    for style in (heading, NamedStyle(NOTE, font=Font(italic=True, color="444444")), paragraph):
        book.add_named_style(style)


def _distinct_headings(columns: Sequence[Column]) -> list[str]:
    """Headings as a table needs them: one line each, none empty, none twice."""
    headings: list[str] = []
    for column in columns:
        heading = " ".join(written(column.heading).split()) or "–"
        free, n = heading, 1
        while free.casefold() in {taken.casefold() for taken in headings}:
            n += 1
            free = f"{heading} ({n})"
        headings.append(free)
    return headings


def _table(name: str, headings: Sequence[str], last_row: int) -> Any:
    reference = f"A1:{get_column_letter(len(headings))}{last_row}"
    table: Any = Table(displayName=name, ref=reference)
    # In write-only mode openpyxl does not know what the heading row says.
    table._initialise_columns()
    for column, heading in zip(table.tableColumns, headings, strict=True):
        column.name = heading
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    return table
