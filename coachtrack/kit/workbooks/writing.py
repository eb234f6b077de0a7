"""Workbooks out: typed cells, real tables, native charts, ready to print on A4.

    with WorkbookWriter("Summary of HD2020", language="vi", ribbon="INVENTED DATA") as writer:
        sheet = writer.sheet("Results", columns, rows, title="Results of HD2020")
        writer.chart(sheet, Chart("Defect rate", categories=0, series=(2, 3), unit="%"))
        writer.save(path)

Text is never a formula: it is written as typed text, with the quote prefix where a spreadsheet
would otherwise take it for one as soon as somebody edits the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from coachtrack.kit.workbooks.abandoning import abandon
from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.looks import (
    CONCERN,
    DAY_FORMATS,
    OTHER_DAY_FORMAT,
    Column,
    Line,
    Look,
    add_named_styles,
    column_styles,
    lines_of,
    number_format,
    styled,
)
from coachtrack.kit.workbooks.native_charts import Chart, Shape, native
from coachtrack.kit.workbooks.tables import (
    FREE,
    LINE_HEIGHT,
    colour,
    distinct_headings,
    heading_cells,
    height_of_headings,
    lines_of_row,
    table,
)
from coachtrack.kit.workbooks.typed_cells import ColumnCell, Figure, filling, written

__all__ = [
    "Chart",
    "Column",
    "Figure",
    "Kind",
    "Line",
    "Look",
    "Shape",
    "Sheet",
    "WorkbookWriter",
    "number_format",
]

#: What a sheet's name may not hold.
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\n\t]")
LONGEST_NAME = 31
A4 = 9
LAST_ROW = 1_048_576
#: Excel refuses a header or footer beyond 255 characters.
LONGEST_IN_FOOTER = 100
#: Inches around a printed page.
MARGINS = PageMargins(left=0.4, right=0.4, top=0.6, bottom=0.6, header=0.25, footer=0.25)
#: Empty lines between a sheet's table and what stands below it.
APART = 1
CHART_LINES = 18
#: Points of lines that stand out.
HEIGHTS = {Look.TITLE: 36, Look.SUBTITLE: 26, Look.RIBBON: 20, Look.SECTION: 30}
#: Characters of a sheet of text: one column, or a label and what it is about.
ONE_COLUMN, TWO_COLUMNS = (110,), (26, 104)
IN_LABELS = (Look.TITLE, Look.SUBTITLE, Look.RIBBON, Look.SECTION)


@dataclass(slots=True)
class Sheet:
    """A written sheet: its name, the rows of its table, the row where the next chart goes."""

    name: str
    head_row: int
    last_row: int
    free_row: int
    columns: int
    native: Any


class WorkbookWriter:
    """Builds a workbook sheet by sheet; rows go out as they come, so memory stays small.

    The `ribbon` stands in the header of every printed page, and on every sheet that has a title.
    What columns offer stands in a hidden sheet named `lists`, for a cell itself holds little.
    Used in a `with`, it leaves nothing behind when the writing fails.
    """

    def __init__(
        self,
        title: str,
        *,
        language: str = "vi",
        author: str = "CoachTrack",
        ribbon: str = "",
        lists: str = "Lists",
    ) -> None:
        self._book = Workbook(write_only=True)
        self._lists, self._offered = lists, list[tuple[str, ...]]()
        self._day_format = DAY_FORMATS.get(language, OTHER_DAY_FORMAT)
        self._names: set[str] = set()
        self._title, self._ribbon = title, ribbon
        properties = self._book.properties
        properties.title, properties.creator = written(title), written(author)
        properties.language = language
        properties.created = _now()
        add_named_styles(self._book)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        if kind is not None:
            for sheet in self._book.worksheets:
                abandon(sheet)

    def sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        notes: Sequence[str] = (),
        freeze: int = 0,
        colours: Mapping[str, str] | None = None,
    ) -> Sheet:
        """Write a table as a sheet: a title above it, `notes` below it.

        The first `freeze` columns stay; `colours` has the colour of texts that stand out.
        """
        sheet = self._open(name, [column.width for column in columns], grid=not title)
        above = self._above(sheet, title, len(columns)) if title else []
        head = len(above) + 1
        sheet.freeze_panes = f"{get_column_letter(freeze + 1)}{head + 1}"
        sheet.print_title_rows = f"{head}:{head}"
        headings = distinct_headings(columns)
        if title:
            sheet.row_dimensions[1].height = HEIGHTS[Look.SECTION]
            sheet.row_dimensions[head].height = height_of_headings(headings, columns)
        for line in above:
            sheet.append(line)
        sheet.append(heading_cells(sheet, headings, columns))
        # A table without a row makes Excel repair the file.
        last = head + (self._append(sheet, columns, rows, head) or _empty_row(sheet))
        sheet._tables.add(table(f"Table{len(self._names)}", headings, head, last))
        colour(sheet, f"A{head + 1}:{get_column_letter(len(columns))}{last}", colours or {})
        for position, column in enumerate(columns, 1):
            if column.choices:
                letters = get_column_letter(position)
                self._offer(sheet, f"{letters}{head + 1}:{letters}{LAST_ROW}", column.choices)
        below = _below(sheet, notes)
        for line in below:
            sheet.append(line)
        free = last + len(below) + APART + 1
        return Sheet(sheet.title, head, last, free, len(columns), sheet)

    def text_sheet(self, name: str, lines: Sequence[str | Line]) -> None:
        """Write a sheet of sentences, such as how the figures came about.

        Where a line has a label, all have two columns, and headings start in the first.
        """
        told = [Line(line) if isinstance(line, str) else line for line in lines]
        widths = TWO_COLUMNS if any(line.label for line in told) else ONE_COLUMN
        sheet = self._open(name, widths, grid=False)
        sheet.page_setup.fitToHeight = 1
        if self._ribbon:
            place = 1 if told and told[0].look == Look.TITLE else 0
            told.insert(place, Line(self._ribbon, look=Look.RIBBON))
        for row, line in enumerate(told, 1):
            high = max(lines_of(line.text, widths[-1]), lines_of(line.label, widths[0]))
            usual = high * LINE_HEIGHT + FREE
            sheet.row_dimensions[row].height = HEIGHTS.get(line.look, usual)
            sheet.append(_text_row(sheet, line, len(widths)))

    def chart(self, sheet: Sheet, chart: Chart, *, beside: bool = False) -> None:
        """Put a chart of the sheet's table below or beside it; the chart follows the cells."""
        drawn = native(chart, sheet.native, sheet.head_row, sheet.last_row)
        if beside:
            sheet.native.add_chart(drawn, f"{get_column_letter(sheet.columns + 1)}{sheet.head_row}")
            return
        sheet.native.add_chart(drawn, f"A{sheet.free_row}")
        sheet.free_row += CHART_LINES

    def save(self, target: Path | IO[bytes]) -> None:
        """Write the workbook, once."""
        self._write_offered()
        self._book.properties.modified = _now()
        # openpyxl's own way leaves a broken archive open, which complains when it is forgotten.
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).write_data()

    def _offer(self, sheet: Any, cells: str, choices: tuple[str, ...]) -> None:
        if choices not in self._offered:
            self._offered.append(choices)
        column = get_column_letter(self._offered.index(choices) + 1)
        listed = f"{quote_sheetname(self._lists)}!${column}$1:${column}${len(choices)}"
        offer = DataValidation("list", listed, allow_blank=True, showErrorMessage=False)
        offer.add(cells)
        sheet.data_validations.append(offer)

    def _write_offered(self) -> None:
        if self._offered:
            sheet = self._book.create_sheet(self._lists)
            sheet.sheet_state = "hidden"
            for row in zip_longest(*self._offered):
                sheet.append(row)

    def _open(self, name: str, widths: Sequence[float], *, grid: bool) -> Any:
        sheet = self._book.create_sheet(self._free_name(name))
        for position, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        sheet.sheet_view.showGridLines = grid
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins = MARGINS
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.HeaderFooter.oddFooter.left.text = _in_footer(self._title)
        sheet.HeaderFooter.oddFooter.right.text = "&A – &P/&N"
        if self._ribbon:
            sheet.HeaderFooter.oddHeader.center.text = _in_footer(self._ribbon)
            sheet.HeaderFooter.oddHeader.center.color = CONCERN
        return sheet

    def _above(self, sheet: Any, title: str, width: int) -> list[list[Cell]]:
        """What stands over a table: its title, and the ribbon across all columns."""
        lines = [[styled(sheet, title, Look.SECTION)]]
        if self._ribbon:
            lines.append(_across(sheet, self._ribbon, Look.RIBBON, width))
        return lines

    def _free_name(self, name: str) -> str:
        cleaned = NOT_IN_NAMES.sub(" ", written(name))[:LONGEST_NAME].strip(" '") or "Sheet"
        free, n = cleaned, 1
        while free.casefold() in self._names:
            n += 1
            free = f"{cleaned[: LONGEST_NAME - len(str(n)) - 1]} {n}"
        self._names.add(free.casefold())
        return free

    def _append(
        self, sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[Any]], head: int
    ) -> int:
        wrapped = [(place, column.width) for place, column in enumerate(columns) if column.wrap]
        cells = [
            ColumnCell(
                sheet,
                get_column_letter(position),
                column_styles(sheet, column, self._day_format, top=bool(wrapped)),
            )
            for position, column in enumerate(columns, 1)
        ]
        # openpyxl's own way raises and catches an exception for every styled cell.
        sheet._values_to_row = filling(cells)
        count = 0
        for count, row in enumerate(rows, 1):
            if wrapped and (lines := lines_of_row(row, wrapped)) > 1:
                # Not every program fits the height of a row to its text.
                sheet.row_dimensions[head + count].height = lines * LINE_HEIGHT
            sheet.append(row if isinstance(row, list | tuple) else list(row))
        del sheet._values_to_row
        return count


def _now() -> datetime:
    """This instant in UTC, as a workbook's properties have it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _empty_row(sheet: Any) -> int:
    sheet.append([])
    return 1


def _text_row(sheet: Any, line: Line, columns: int) -> list[Cell]:
    if columns == 1 or line.look in IN_LABELS:
        return _across(sheet, line.text, line.look, columns if line.look == Look.RIBBON else 1)
    label = styled(sheet, line.label, Look.LINK if line.sheet else Look.LABEL)
    if line.sheet:
        place = f"{quote_sheetname(line.sheet)}!A1"
        label.hyperlink = Hyperlink(ref="", location=place)
    return [label, styled(sheet, line.text, line.look)]


def _across(sheet: Any, text: str, look: Look, width: int) -> list[Cell]:
    """A text whose look goes on over the empty cells to its right."""
    return [styled(sheet, text if column == 0 else "", look) for column in range(width)]


def _below(sheet: Any, notes: Sequence[str]) -> list[list[Cell]]:
    """Rows that stand apart under a table."""
    if not notes:
        return []
    empty: list[Cell] = []
    return [empty] * APART + [[styled(sheet, note, Look.NOTE)] for note in notes]


def _in_footer(text: str) -> str:
    """A text for a header or footer, where an ampersand begins a command."""
    return " ".join(written(text).split())[:LONGEST_IN_FOOTER].replace("&", "&&")
