"""How cells look: named styles of lines and headings, and the formats of columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
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
#: Letters are narrower than the digits that a column's width counts.
LETTERS_A_DIGIT = 1.1


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
    HEADING_OF_NUMBERS = "Table heading of numbers"
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
    #: Steps in from the left, so that a text stands apart from the number before it.
    indent: int = 0
    #: Offered in a list at each cell; something else can be typed all the same.
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet of text; a label stands before it, `sheet` is where a click leads."""

    text: str
    label: str = ""
    look: Look = Look.PARAGRAPH
    sheet: str = ""


def add_named_styles(book: Workbook) -> None:
    """Make the looks known to the workbook."""
    pale, ribbon = PatternFill("solid", fgColor=PALE), PatternFill("solid", fgColor=RIBBON)
    middle, wrapped = Alignment(vertical="center"), Alignment(vertical="top", wrap_text=True)
    right = Alignment(vertical="top", wrap_text=True, horizontal="right")
    for look, font, fill, alignment in (
        (Look.TITLE, _font(20, INK, bold=True), None, middle),
        (Look.SUBTITLE, _font(13, QUIET), None, middle),
        (Look.RIBBON, _font(11, CONCERN, bold=True), ribbon, middle),
        (Look.SECTION, _font(14, ACCENT, bold=True), None, middle),
        (Look.LABEL, _font(11, QUIET, bold=True), None, wrapped),
        (Look.LINK, _font(11, ACCENT, underline="single"), None, wrapped),
        (Look.PARAGRAPH, _font(11, INK), None, wrapped),
        (Look.HEADING, _font(11, INK, bold=True), pale, wrapped),
        (Look.HEADING_OF_NUMBERS, _font(11, INK, bold=True), pale, right),
        (Look.NOTE, _font(11, QUIET, italic=True), None, Alignment(vertical="top")),
    ):
        book.add_named_style(NamedStyle(look.value, font, fill, alignment=alignment))


def _font(size: int, colour: str, **how: Any) -> Font:
    return Font(name="Calibri", size=size, color=colour, **how)


@lru_cache(maxsize=4096)
def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in a column so many digits wide."""
    width *= LETTERS_A_DIGIT
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(_lines_of_paragraph(part, width) for part in text.split("\n"))


def _lines_of_paragraph(text: str, width: float) -> int:
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, 0
        used += len(word) + (1 if used else 0)
        lines, used = lines + int((used - 1) // width), int((used - 1) % width) + 1
    return lines


def styled(sheet: Any, text: str, look: Look) -> Cell:
    """A cell of text that is never a formula."""
    cell: Cell = WriteOnlyCell(sheet, written(text))
    cell.style = look.value
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    return cell


def column_styles(sheet: Any, column: Column, day_format: str, *, top: bool) -> ColumnStyles:
    """The styles of a column's cells; `top`: rows are several lines high, text starts above."""
    alignment = _alignment(column, top=top)
    usual = number_format(column.kind, column.decimals, signed=column.signed)
    own = column.number_format or usual or day_format
    day = own if column.kind in (Kind.DAY, Kind.MOMENT) else day_format

    @cache
    def figure(decimals: int, signed: bool) -> int:
        return _style(sheet, number_format(Kind.NUMBER, decimals, signed=signed), alignment)

    return ColumnStyles(
        plain=_style(sheet, own, alignment),
        quoted=_style(sheet, own, alignment, quoted=True),
        day=_style(sheet, day, alignment),
        figure=figure,
    )


def _alignment(column: Column, *, top: bool) -> Alignment | None:
    if not top and not column.indent:
        return None
    side = "left" if column.indent else None
    return Alignment(
        side, "top" if top else None, wrap_text=column.wrap or None, indent=column.indent
    )


def number_format(kind: Kind, decimals: int, *, signed: bool = False) -> str:
    """The number format of a kind; empty for days, which follow the language."""
    places = "." + "0" * decimals if decimals else ""
    formats = {
        Kind.TEXT: "General",
        Kind.WHOLE: "#,##0",
        Kind.NUMBER: f"#,##0{places}",
        Kind.FRACTION: f"0{places}%",
        Kind.MOMENT: "yyyy-mm-dd hh:mm",
    }
    plain = formats.get(kind, "")
    return f"+{plain};-{plain};{plain}" if signed else plain


def _style(sheet: Any, shown_as: str, alignment: Alignment | None, *, quoted: bool = False) -> int:
    cell = WriteOnlyCell(sheet)
    cell.number_format = shown_as
    cell.quotePrefix = quoted
    if alignment is not None:
        cell.alignment = alignment
    return int(cell.style_id)
