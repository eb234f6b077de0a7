"""What is wrong with a workbook: sheet and cells, and a sentence that says what to do.

Equal sentences about cells of one column are one problem, so that ten blanks are one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _

from coachtrack.kit import formats
from coachtrack.kit.workbooks.reading import address

#: Of one problem, how many spans of cells are named.
SPANS_NAMED = 5
#: Kinds of problems that are kept; beyond them they are only counted.
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right, wherever it occurs."""

    sheet: str
    #: Cells and spans of cells, such as H12 or H14–H21; none when the whole sheet is meant.
    cells: tuple[str, ...]
    sentence: str
    #: How many cells there are.
    count: int = 1

    @property
    def place(self) -> str:
        """Where it is, such as Readings!H12–H21, H30."""
        if not self.cells:
            return self.sheet
        named = ", ".join(self.cells[:SPANS_NAMED])
        if len(self.cells) > SPANS_NAMED:
            total = formats.integer(self.count)
            named = _("%(cells)s … (%(n)s cells)", cells=named, n=total)
        return f"{self.sheet}!{named}" if self.sheet else named

    def __str__(self) -> str:
        where = self.place
        return f"{where}: {self.sentence}" if where else self.sentence


class Place(NamedTuple):
    """One cell and what is wrong with it; the column is −1 where the row as a whole is meant."""

    sheet: str
    row: int
    column: int
    sentence: str


class Problems:
    """Collects problems as they are found."""

    def __init__(self) -> None:
        #: Sheet, its place in the file, column and sentence → the rows.
        self._found: dict[tuple[int, str, int, str], list[int]] = {}
        self._sheets: dict[str, int] = {}
        self.total = 0

    def __bool__(self) -> bool:
        return self.total > 0

    def copy(self) -> Problems:
        """The same problems, to which others can be added."""
        other = Problems()
        other._found = {key: list(rows) for key, rows in self._found.items()}
        other._sheets, other.total = dict(self._sheets), self.total
        return other

    def expect(self, sheet: str) -> None:
        """Sheets are listed in the order in which they are expected."""
        self._sheets.setdefault(sheet, len(self._sheets))

    def note(self, sheet: str, sentence: str, column: int = -1, row: int = 0) -> None:
        """Something wrong in a cell; without a column with the row, without a row the sheet."""
        self.total += 1
        self.expect(sheet)
        key = (self._sheets[sheet], sheet, column, sentence)
        if key in self._found:
            self._found[key].append(row)
        elif len(self._found) < MOST_KEPT:
            self._found[key] = [row]

    def places(self) -> Iterator[Place]:
        """Each cell that has a problem."""
        for (_place, sheet, column, sentence), rows in self._found.items():
            yield from (Place(sheet, row, column, sentence) for row in rows)

    def listed(self) -> list[Problem]:
        """The problems in the order of sheets, rows and columns."""
        ordered = sorted(self._found.items(), key=lambda item: _order(*item))
        return [
            Problem(sheet, tuple(_cells(column, sorted(rows))), sentence, len(rows))
            for (_place, sheet, column, sentence), rows in ordered
        ]


def _order(key: tuple[int, str, int, str], rows: list[int]) -> tuple[int, int, int]:
    place, _sheet, column, _sentence = key
    return place, min(rows), column


def _cells(column: int, rows: Sequence[int]) -> Iterator[str]:
    """The cells, those one below another as a span; a whole row by its number."""
    if rows[0] == 0:
        return
    first = last = rows[0]
    for row in [*rows[1:], None]:
        if row in (last, last + 1):
            last = row
            continue
        yield _name(column, first) + (f"–{_name(column, last)}" if last > first else "")
        if row is not None:
            first = last = row


def _name(column: int, row: int) -> str:
    return address(column, row) if column >= 0 else f"{row}:{row}"
