"""An uploaded workbook as entries: its structure first, then every cell.

What is wrong is noted with sheet and cell; a row with a problem is set aside as far as it could be
read, and what follows from its problem is not reported as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from coachtrack.features.exchange.guide import GUIDE, LISTS
from coachtrack.features.intake.layout import SHEETS
from coachtrack.features.intake.material import Material, SheetRows
from coachtrack.kit.cells import REFUSALS, Context, usable
from coachtrack.kit.characters import visible
from coachtrack.kit.sheets import UNTOLD, Column, Sheet, spellings, squeezed
from coachtrack.kit.workbooks.reading import (
    CellValue,
    Problem,
    Row,
    UnusableWorkbook,
    open_workbook,
)

#: Cells that need no second look before their reader.
PLAIN = (str, int, float, date)
#: How many texts of a column are remembered with their values.
MOST_REMEMBERED = 10_000
#: Stands where a cell was refused.
UNREAD = object()
#: Of a heading that is not known.
LONGEST_SHOWN = 60
#: Among so many first rows the headings are looked for.
HEADING_ROWS = 10


class NoSheetKnown(UnusableWorkbook):
    """A workbook for something else."""

    def __init__(self) -> None:
        super().__init__(Problem.NO_SHEETS)

    @property
    def sentence(self) -> str:
        names = ", ".join(str(sheet.name) for sheet in SHEETS)
        return _("No sheet is known. Name the sheets: %(names)s.", names=names)


def read(
    path: Path, context: Context, watch: Callable[[int], None] = lambda _rows: None
) -> Material:
    """Read a workbook, telling how many rows came at a time; raises UnusableWorkbook."""
    book = Material()
    known = {name: sheet for sheet in SHEETS for name in spellings(sheet.name)}
    name, reader = None, None
    for chunk in open_workbook(path):
        watch(len(chunk.rows))
        if chunk.sheet != name:
            name = chunk.sheet
            book.problems.expect(name)
            rows = _begin(book, known.get(squeezed(name)), name)
            reader = SheetReader(book, rows, context) if rows else None
        if reader:
            reader.take(chunk.rows)
    if not book.rows:
        raise NoSheetKnown
    return book


def _begin(book: Material, sheet: Sheet[Any] | None, name: str) -> SheetRows | None:
    """Where the rows of a sheet go; None when it is not read."""
    if sheet is None:
        if squeezed(name) not in spellings(GUIDE) | spellings(LISTS):
            book.notes.append(_("The sheet “%(name)s” is not known and was left out.", name=name))
        return None
    if other := book.rows.get(sheet.entry):
        sentence = _("The sheet “%(other)s” says the same. Keep one of them.", other=other.name)
        book.problems.note(name, sentence)
        return None
    book.rows[sheet.entry] = SheetRows(sheet, name)
    return book.rows[sheet.entry]


class PlacedColumn:
    """A column where a file has it: what a blank cell means there, and the texts read so far."""

    __slots__ = ("blank", "known", "position", "read", "required")

    def __init__(self, column: Column, position: int | None, blank: Any) -> None:
        self.position, self.blank = position, blank
        self.required, self.read = column.required, column.cell.read
        self.known: dict[CellValue, Any] = {}


class SheetReader:
    """Reads the rows of one known sheet as they come."""

    def __init__(self, book: Material, rows: SheetRows, context: Context) -> None:
        self.book, self.rows, self.context = book, rows, context
        self.columns: list[PlacedColumn] = []
        #: Columns of which a row that is meant fills in one; without, any.
        self.filled_in: list[int] = []
        self.whole = True
        self.needed = frozenset().union(
            *(column.spellings for column in rows.sheet.columns if column.required)
        )

    def take(self, rows: Sequence[Row]) -> None:
        """Read some rows; the first of the sheet has the headings."""
        if rows and not self.columns:
            place = self._place_of_headings(rows[:HEADING_ROWS])
            self._take_headings(rows[place])
            rows = rows[place + 1 :]
        for row in rows:
            self._take_row(row)

    def _place_of_headings(self, rows: Sequence[Row]) -> int:
        """Where the headings are; a title above them is to be removed."""
        for place, row in enumerate(rows):
            if any(squeezed(str(heading)) in self.needed for heading in row.values):
                if place:
                    sentence = _(
                        "Put the headings into the first row; they stand in row %(row)s.",
                        row=row.number,
                    )
                    self._note(sentence)
                return place
        return 0

    def _note(self, sentence: str, column: int = -1, row: int = 0) -> None:
        self.book.problems.note(self.rows.name, sentence, column, row)

    def _take_headings(self, row: Row) -> None:
        sheet = self.rows.sheet
        self.rows.columns = self._found(row)
        for column in sheet.columns:
            position = self.rows.columns.get(column.field)
            if position is None and column.required:
                self.whole = False
                self._note(_("The column “%(name)s” is missing. Add it.", name=_both(column)))
            absent = column.blank if column.field in sheet.key else UNTOLD
            blank = absent if position is None else column.blank
            self.columns.append(PlacedColumn(column, position, blank))
            if position is not None and column.field in sheet.filled_in:
                self.filled_in.append(position)

    def _found(self, row: Row) -> dict[str, int]:
        """Field → column; a heading that is not known is noted, one that stands twice refused."""
        fields = {s: c.field for c in self.rows.sheet.columns for s in c.spellings}
        found: dict[str, int] = {}
        for position, heading in enumerate(row.values):
            field = fields.get(squeezed(str(heading)))
            if field is not None and field in found:
                self._note(_("This column stands here twice. Keep one."), position, row.number)
            elif field is not None:
                found[field] = position
            elif heading is not None:
                self.book.notes.append(
                    _(
                        "%(sheet)s: the column “%(heading)s” is not known and was left out.",
                        sheet=self.rows.name,
                        heading=str(heading)[:LONGEST_SHOWN],
                    )
                )
        return found

    def _take_row(self, row: Row) -> None:
        number, cells = row
        if self.filled_in and not any(_says(_cell(cells, place)) for place in self.filled_in):
            self.rows.unfilled += any(map(_says, cells))
            return
        values: list[Any] = []
        blank: list[int] = []
        told = False
        for placed in self.columns:
            position = placed.position
            if position is None:
                values.append(placed.blank)
                continue
            cell = _cell(cells, position)
            if cell is None:
                values.append(UNREAD if placed.required else placed.blank)
                if placed.required:
                    blank.append(position)
                continue
            told = True
            values.append(self._value(cell, placed, position, number))
        if told:
            for position in blank:
                self._note(_("This cell must not be blank. Fill it in."), position, number)
            self._keep(number, values, sound=not blank and self.whole)

    def _value(self, cell: CellValue, placed: PlacedColumn, column: int, row: int) -> Any:
        kind = type(cell)
        if kind is str and cell in placed.known:
            return placed.known[cell]
        try:
            value = placed.read(cell if kind in PLAIN else usable(cell), self.context)
        except REFUSALS as refused:
            self._note(str(refused.sentence), column, row)
            return UNREAD
        if kind is str and len(placed.known) < MOST_REMEMBERED:
            placed.known[cell] = value
        return value

    def _keep(self, number: int, values: list[Any], sound: bool) -> None:
        """A row without a problem as an entry; of another one what could be read, and its key."""
        rows, sheet = self.rows, self.rows.sheet
        if sound and UNREAD not in values:
            rows.numbers.append(number)
            rows.entries.append(sheet.complete(sheet.entry._make(values)))
            return
        readable = (UNTOLD if value is UNREAD else value for value in values)
        rows.partly[number] = sheet.entry._make(readable)
        pairs = zip(sheet.columns, values, strict=True)
        key = {c.field: (c.required and not value) or value is UNREAD for c, value in pairs}
        if any(key[field] for field in sheet.key):
            rows.incomplete = True
        else:
            rows.broken.add(sheet.key_of(sheet.entry._make(values)))


def _cell(cells: Sequence[CellValue], position: int) -> CellValue:
    return cells[position] if position < len(cells) else None


def _says(cell: CellValue) -> bool:
    return bool(visible(cell)) if isinstance(cell, str) else cell is not None


def _both(column: Column) -> str:
    """A heading in the language of the page and in English, where files in both are common."""
    with force_locale("en"):
        english = str(column.heading)
    told = str(column.heading)
    return told if told == english else f"{told} ({english})"
