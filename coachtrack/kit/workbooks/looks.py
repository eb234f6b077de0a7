"""How cells look: named styles of lines and headings, and the formats of columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.typed_cells import FORMULA_SIGNS, ColumnStyles, written

DAY_FORMATS = {"vi": "dd/mm/yyyy", "en": "d mmm yyyy"}
OTHER_DAY_FORMAT = "yyyy-mm-dd"
INK, QUIET, ACCENT, CONCERN = "1F2933", "52606D", "0B6AA2", "9A4A00"
PALE, RIBBON = "E6EEF5", "FFE3B3"


class Look(StrEnum):
    """How a line looks; the values name the styles in the workbook."""

    TITLE = "Document title"
    SUBTITLE = "Document subtitle"
    RIBBON = "Ribbon"
    SECTION = "Section"
    LABEL = "Label"
    LINK = "Link to a sheet"
    PARAGRAPH = "Paragraph"
    HEADING = "Table heading"
    NOTE = "Table note"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its width in characters, and its format unless the kind's will do.

    `signed`: a plus stands before what is above zero. `wrap`: long text goes on below.
    """

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 14
    decimals: int = 1
    number_format: str = ""
    signed: bool = False
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet of text; a label stands before it, `sheet` is where a click leads."""

    text: str
    label: str = ""
    look: Look = Look.PARAGRAPH
    sheet: str = ""


def add_named_styles(book: Workbook) -> None:
    """Make the looks known to the workbook."""
    wrapped = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(vertical="center")
    pale, ribbon = PatternFill("solid", fgColor=PALE), PatternFill("solid", fgColor=RIBBON)
    for style in (
        NamedStyle(Look.TITLE.value, Font(size=20, bold=True, color=INK), alignment=middle),
        NamedStyle(Look.SUBTITLE.value, Font(size=12, color=QUIET), alignment=middle),
        NamedStyle(Look.RIBBON.value, Font(bold=True, color=CONCERN), ribbon, alignment=middle),
        NamedStyle(Look.SECTION.value, Font(size=14, bold=True, color=ACCENT), alignment=middle),
        NamedStyle(Look.LABEL.value, Font(bold=True, color=QUIET), alignment=wrapped),
        NamedStyle(Look.LINK.value, Font(underline="single", color=ACCENT), alignment=wrapped),
        NamedStyle(Look.PARAGRAPH.value, Font(color=INK), alignment=wrapped),
        NamedStyle(
            Look.HEADING.value,
            Font(bold=True, color=INK),
            pale,
            alignment=Alignment(wrap_text=True, vertical="center"),
        ),
        NamedStyle(Look.NOTE.value, Font(italic=True, color="444444")),
    ):
        book.add_named_style(style)


def styled(sheet: Any, text: str, look: Look) -> Cell:
    """A cell of text that is never a formula."""
    cell: Cell = WriteOnlyCell(sheet, written(text))
    cell.style = look.value
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    return cell


def column_styles(sheet: Any, column: Column, day_format: str, *, top: bool) -> ColumnStyles:
    """The styles of a column's cells; `top`: rows are several lines high, text starts above."""
    alignment = Alignment(vertical="top", wrap_text=column.wrap or None) if top else None
    own = column.number_format or number_format(column, column.decimals) or day_format
    day = own if column.kind in (Kind.DAY, Kind.MOMENT) else day_format

    @cache
    def with_decimals(decimals: int) -> int:
        return _style(sheet, number_format(column, decimals), alignment)

    return ColumnStyles(
        plain=_style(sheet, own, alignment),
        quoted=_style(sheet, own, alignment, quoted=True),
        day=_style(sheet, day, alignment),
        with_decimals=with_decimals,
    )


def number_format(column: Column, decimals: int) -> str:
    """The number format of the column's kind; empty for days, which follow the language."""
    places = "." + "0" * decimals if decimals else ""
    formats = {
        Kind.TEXT: "General",
        Kind.WHOLE: "#,##0",
        Kind.NUMBER: f"#,##0{places}",
        Kind.FRACTION: f"0{places}%",
        Kind.MOMENT: "yyyy-mm-dd hh:mm",
    }
    plain = formats.get(column.kind, "")
    return f"+{plain};-{plain};{plain}" if column.signed else plain


def _style(sheet: Any, shown_as: str, alignment: Alignment | None, *, quoted: bool = False) -> int:
    cell = WriteOnlyCell(sheet)
    cell.number_format = shown_as
    cell.quotePrefix = quoted
    if alignment is not None:
        cell.alignment = alignment
    return int(cell.style_id)
