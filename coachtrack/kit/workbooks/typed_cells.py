"""Cells as they are written: typed, styled once per column, and never a formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import isfinite
from typing import Any

#: What XML 1.0 cannot hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Text that a reader would take for an escaped character, such as _x0041_.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: What a spreadsheet takes for the beginning of a formula; the last four are full-width.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
LONGEST_TEXT = 32_767


def written(text: str) -> str:
    """The text without what a workbook cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return ESCAPED.sub("_x005F_", ILLEGAL.sub("", lines))[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is shown with decimals of its own, whatever its column's."""

    value: float | None
    decimals: int
    #: A plus stands before what is above zero.
    signed: bool = False


@dataclass(frozen=True, slots=True)
class ColumnStyles:
    """Numbers of styles: of values, of text that looks like a formula, of days, of figures."""

    plain: int
    quoted: int
    day: int
    figure: Callable[[int, bool], int]


class ColumnCell:
    """A cell written again and again down a column, with what openpyxl's writer asks of one.

    openpyxl looks up the style of every cell it writes; here it is looked up once for the column.
    """

    __slots__ = ("_letters", "_styles", "_value", "data_type", "parent", "row", "style_id")

    has_style = True
    hyperlink = None
    _comment = None

    def __init__(self, sheet: Any, letters: str, styles: ColumnStyles) -> None:
        self.parent, self._letters, self._styles = sheet, letters, styles
        self.row = 0

    @property
    def coordinate(self) -> str:
        """Such as B7."""
        return f"{self._letters}{self.row}"

    def take(self, value: Any) -> bool:
        """Hold a value; False when there is nothing to write."""
        self.style_id = self._styles.plain
        if isinstance(value, Figure):
            self.style_id = self._styles.figure(value.decimals, value.signed)
            value = value.value
        self._value, self.data_type = value, "n"
        if isinstance(value, str):
            self._take_text(value)
            return value != ""
        if isinstance(value, bool):
            self._value, self.data_type = int(value), "b"
        elif isinstance(value, float):
            # openpyxl would write 16 digits, which is not always the same number.
            self._value = repr(value)
            return isfinite(value)
        elif isinstance(value, date | time):
            self._value, self.data_type = _naive(value), "d"
            self.style_id = self._styles.day
        elif value is not None and not isinstance(value, int):
            self._take_text(str(value))
        return value is not None

    def _take_text(self, text: str) -> None:
        self._value, self.data_type = written(text), "s"
        if text.startswith(FORMULA_SIGNS):
            self.style_id = self._styles.quoted


def _naive(value: date | time) -> date | time:
    return value.replace(tzinfo=None) if isinstance(value, datetime | time) else value


def filling(cells: Sequence[ColumnCell]) -> Callable[[Sequence[Any], int], Iterator[ColumnCell]]:
    """How a row of values becomes cells: takes the place of openpyxl's `_values_to_row`."""

    def values_to_row(values: Sequence[Any], row: int) -> Iterator[ColumnCell]:
        for cell, value in zip(cells, values, strict=True):
            if cell.take(value):
                cell.row = row
                yield cell

    return values_to_row
