"""The cells of a workbook, row by row, in values that JSON can carry.

What JSON has no type for is an object with one key: {"d": "2020-07-01"} a day, {"mo": …} a day
shown as its month, {"m": …} a moment, {"t": …} a time, {"p": 0.215} a number shown as a
percentage, {"e": "#DIV/0!"} no usable value, {"f": 1} a formula without a stored value.

openpyxl opens the package (types, texts, styles, sheets) and turns serial numbers into dates. The
cells are taken from the sheet's XML directly: openpyxl's own loop drops rows that are out of order
and does not tell a formula without a stored value from a blank cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

# `inspection` has refused every part with a document type, which is all that defusedxml looks for.
from xml.etree.ElementTree import Element, iterparse

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from coachtrack.kit.characters import visible
from coachtrack.kit.workbooks.protocol import Limits, Problem

ROW, VALUE, FORMULA = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "v", "f"))
MERGED, LINKED = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("mergeCell", "hyperlink"))
INLINE, SHARED, PLAIN = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("is", "si", "t"))
DIGITS = "0123456789"
SMALL_WHOLE = 15
NUMBER = re.compile(r"[-+]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,4})?")
#: Written by Excel for what XML cannot hold.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
UNDERSCORE = "005F"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
#: Serial 60 of the 1900 system: a day that never was.
LEAP_DAY_1900 = "1900-02-29"
BUILT_IN_PERCENT = (9, 10)
BUILT_IN_MONTH = 17
#: What a number format holds besides its signs: colours and languages, quoted and escaped text.
NO_SIGNS = re.compile(r'\[[^]]*\]|"[^"]*"|\\.|[_*].')
FORMULA_WITHOUT_VALUE = {"f": 1}


class Refused(Exception):
    """The workbook is not read further."""

    def __init__(self, problem: Problem, place: str = "") -> None:
        super().__init__(problem, place)
        self.problem, self.place = problem, place


def sheets(path: str, limits: Limits) -> Iterator[tuple[str, Iterator[tuple[int, list[Any]]]]]:
    """Name and rows of every sheet that can hold cells."""
    package = Package(path, limits)
    found = list(package.worksheets())
    if not found:
        raise Refused(Problem.NO_SHEETS)
    for name, part in found:
        yield name, Sheet(package, name, part).rows()


class Package(ExcelReader):
    """The parts of a workbook that its cells refer to."""

    def __init__(self, path: str, limits: Limits) -> None:
        super().__init__(path, read_only=True, data_only=True, keep_links=False)
        self.limits = limits
        self.read_manifest()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        #: openpyxl's stubs leave out what styles are kept in.
        self.styles: Any = self.wb
        self.texts = list(self._shared_texts())
        self.percents = self._percent_styles()
        self.months = self._month_styles()
        self.times: dict[tuple[str, bool, bool], Any] = {}

    def worksheets(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet that has cells."""
        for sheet, relation in self.parser.find_sheets():
            if not relation.Type.endswith("/worksheet"):
                continue
            if relation.target not in self.valid_files:
                raise Refused(Problem.DAMAGED)
            yield visible(sheet.name), relation.target

    def _shared_texts(self) -> Iterator[Any]:
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is None:
            return
        with self.archive.open(part.PartName.removeprefix("/")) as source:
            for _event, element in iterparse(source):  # noqa: S314
                if element.tag == SHARED:
                    yield self.text(_content(element))
                    element.clear()

    def text(self, text: str | None) -> Any:
        """A text as it is stored; None when nothing of it is visible."""
        if not text:
            return None
        if len(text) > self.limits.text:
            raise Refused(Problem.TEXT_TOO_LONG)
        if "_x" in text:
            text = ESCAPED.sub(_character, text)
        return {"e": "U+0000"} if "\0" in text else visible(text) or None

    def moment(self, serial: str, style: int) -> Any:
        """The date, moment, time or duration that a serial number means in a style."""
        key = serial, style in self.styles._timedelta_formats, style in self.months
        if key not in self.times:
            self.times[key] = self._moment(*key)
        return self.times[key]

    def _moment(self, serial: str, duration: bool, month: bool) -> Any:
        days = float(serial)
        if int(days) == 60 and self.wb.epoch == WINDOWS_EPOCH and not duration:
            return {"e": LEAP_DAY_1900}
        try:
            value = from_excel(days, self.wb.epoch, timedelta=duration)
            return _as_month(value) if month else _tagged(value)
        except (OverflowError, ValueError):
            return {"e": serial}

    def _percent_styles(self) -> set[int]:
        return {
            position
            for position, style in enumerate(self.styles._cell_styles)
            if style.numFmtId in BUILT_IN_PERCENT or "%" in self._custom_format(style.numFmtId)
        }

    def _month_styles(self) -> set[int]:
        """Styles that show a day as its month: Excel makes 1 July 2020 of a typed 2020-07."""
        return {
            position
            for position, style in enumerate(self.styles._cell_styles)
            if style.numFmtId == BUILT_IN_MONTH or _shows_month(self._custom_format(style.numFmtId))
        }

    def _custom_format(self, identity: int) -> str:
        position = identity - BUILTIN_FORMATS_MAX_SIZE
        formats = self.styles._number_formats
        return str(formats[position]) if 0 <= position < len(formats) else ""


def _content(element: Any) -> str | None:
    """The text of a cell, of all its differently formatted runs."""
    if len(element) == 1 and element[0].tag == PLAIN:
        return str(element[0].text or "")
    text = Text.from_tree(element)
    return text.content if text else None


def _character(match: re.Match[str]) -> str:
    """Excel writes control characters as _x000D_ and the sign _ before x as _x005F_."""
    number = int(match[1], 16)
    return chr(number) if number < 0x20 or match[1].upper() == UNDERSCORE else match[0]


def _tagged(value: date | datetime | time | timedelta) -> Any:
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return {"d": value.date().isoformat()} if midnight else {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"t": value.isoformat()} if isinstance(value, time) else _duration(value)


def _as_month(value: Any) -> Any:
    tagged = _tagged(value)
    first = "d" in tagged and tagged["d"].endswith("-01")
    return {"mo": tagged["d"]} if first else tagged


def _shows_month(number_format: str) -> bool:
    signs = set(NO_SIGNS.sub("", number_format).lower())
    return {"y", "m"} <= signs and not signs & set("dhs")


def _duration(length: timedelta) -> str:
    """As text, such as 26:30:00, so that nobody takes it for a number of something."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


class Sheet:
    """The cells of one sheet, row by row in the order of the file."""

    def __init__(self, package: Package, name: str, part: str) -> None:
        self.package, self.name, self.part = package, name, part
        self.limits = package.limits
        self.columns: dict[str, int] = {}

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Row number and values from column A; rows and cells without content are left out."""
        number = 0
        with self.package.archive.open(self.part) as source:
            for _event, element in iterparse(source):  # noqa: S314
                if element.tag == ROW:
                    number = self._number(element, number)
                    if values := self._values(element, number):
                        yield number, values
                    element.clear()
                elif element.tag in (MERGED, LINKED):
                    self._check_range(element.get("ref", "A1"))

    def _number(self, row: Element, previous: int) -> int:
        number = int(row.get("r") or previous + 1)
        if not 1 <= number <= LAST_ROW:
            raise ValueError(number)
        return number

    def _values(self, row: Element, number: int) -> list[Any]:
        values: list[Any] = []
        column = 0
        for cell in row:
            reference = cell.get("r")
            column = self._column(reference) if reference else column + 1
            value = self._value(cell)
            if value is None:
                continue
            missing = column - len(values) - 1
            if missing < 0:
                values[column - 1] = value
                continue
            if missing:
                self._check_place(column, number)
                values.extend([None] * missing)
            values.append(value)
        if values:
            self._check_place(len(values), number)
        return values

    def _column(self, reference: str) -> int:
        letters = reference.rstrip(DIGITS)
        if letters not in self.columns:
            self.columns[letters] = column_index_from_string(letters)
        return self.columns[letters]

    def _check_place(self, column: int, row: int) -> None:
        if column > self.limits.columns:
            raise Refused(Problem.TOO_MANY_COLUMNS, f"{self.name}, {row}")
        if row > self.limits.rows:
            raise Refused(Problem.TOO_MANY_ROWS, f"{self.name}, {row}")

    def _check_range(self, reference: str) -> None:
        left, top, right, bottom = range_boundaries(reference)
        width, height = (right or LAST_COLUMN) - (left or 1), (bottom or LAST_ROW) - (top or 1)
        if (width + 1) * (height + 1) > self.limits.range_cells:
            raise Refused(Problem.HUGE_RANGE, self.name)

    def _value(self, cell: Element) -> Any:
        kind = cell.get("t", "n")
        stored = cell.findtext(VALUE)
        if stored is None or (not stored and kind != "str"):
            return self._without_value(cell)
        if kind == "s":
            return self.package.texts[_position(stored)]
        if kind == "n":
            return self._number_or_moment(stored, int(cell.get("s", 0)))
        return self._other(kind, stored)

    def _without_value(self, cell: Element) -> Any:
        if cell.find(FORMULA) is not None:
            return FORMULA_WITHOUT_VALUE
        inline = cell.find(INLINE)
        return None if inline is None else self.package.text(_content(inline))

    def _number_or_moment(self, stored: str, style: int) -> Any:
        if style in self.package.styles._date_formats:
            return self.package.moment(stored, style) if NUMBER.fullmatch(stored) else {"e": stored}
        digits = stored.removeprefix("-")
        if digits.isdecimal() and digits.isascii() and len(digits) <= SMALL_WHOLE:
            value: float = int(stored)
        elif not NUMBER.fullmatch(stored) or not isfinite(value := float(stored)):
            return {"e": stored[:40]}
        return {"p": value} if style in self.package.percents else value

    def _other(self, kind: str, stored: str) -> Any:
        if kind == "str":
            return self.package.text(stored)
        if kind == "b":
            return stored.strip() in ("1", "true")
        if kind == "d":
            return _tagged(from_ISO8601(stored))  # type: ignore[no-untyped-call]
        return {"e": visible(stored)[:40]}


def _position(stored: str) -> int:
    if not stored.isdecimal():
        raise ValueError(stored)
    return int(stored)
