"""Kinds of cells: how what stands in a workbook is read, and how a value is written back.

A reader gets the cell as the workbook holds it, never a blank one, and returns a value or raises
one of `REFUSALS`, whose `sentence` says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _

from coachtrack.kit import formats
from coachtrack.kit import text as texts
from coachtrack.kit.formats import LARGEST, Unreadable
from coachtrack.kit.text import UnusableText, fold
from coachtrack.kit.words import meant, word
from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.reading import (
    CellValue,
    ErrorCell,
    FormulaWithoutValue,
    Month,
    Percentage,
)

SHORT, LONG = 200, 5_000
YES = {"yes", "co", "true", "x", "1"}
NO = {"no", "khong", "false", "0"}
SEPARATOR = "; "


class BadCell(ValueError):
    """A cell that cannot be used, with a sentence that says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


#: What a reader may raise; each has a `sentence`.
REFUSALS = (BadCell, Unreadable, UnusableText)


@dataclass(frozen=True, slots=True)
class Context:
    """How text cells are read: the language of their numbers, and the last day of the past."""

    language: str
    today: date


Reader = Callable[[CellValue, Context], Any]


def as_it_is(value: Any) -> Any:
    """The value as a cell holds it; an empty text is a blank cell."""
    return None if value == "" else value


@dataclass(frozen=True, slots=True)
class CellKind:
    """What a column holds: how it is read and written, and what a blank cell means."""

    read: Reader
    kind: Kind = Kind.TEXT
    write: Callable[[Any], Any] = as_it_is
    blank: Any = None


def usable(cell: CellValue) -> CellValue:
    """The cell itself, unless it holds no value at all. Raises `BadCell`."""
    if isinstance(cell, ErrorCell):
        raise BadCell(_("This cell holds %(text)s, which is no value. Type one.", text=cell.text))
    if isinstance(cell, FormulaWithoutValue):
        raise BadCell(
            _(
                "This formula was never calculated. Open the workbook in Excel, save it and import"
                " it again, or type the value."
            )
        )
    return cell


# Texts


def text(longest: int = SHORT, *, lines: bool = False) -> CellKind:
    """A text of at most so many characters; on one line unless told."""

    def read(cell: CellValue, _context: Context) -> str:
        shown = _as_text(cell)
        kept = shown if lines else " ".join(shown.split())
        if len(kept) > longest:
            raise BadCell(
                _(
                    "This text has %(n)s characters. Shorten it to %(most)s at most.",
                    n=formats.integer(len(kept)),
                    most=formats.integer(longest),
                )
            )
        return kept

    return CellKind(read, blank="")


def code() -> CellKind:
    """A code, in upper case."""
    return CellKind(lambda cell, _context: texts.code(_as_text(cell)), blank="")


def lower_code() -> CellKind:
    """A code of the indicator library, in lower case."""
    return CellKind(lambda cell, _context: texts.code(_as_text(cell)).lower(), blank="")


def one_of(letters: tuple[str, ...]) -> CellKind:
    """One of some capital letters."""

    def read(cell: CellValue, _context: Context) -> str:
        typed = _as_text(cell).upper()
        if typed not in letters:
            raise BadCell(_("Write one of these: %(known)s.", known=", ".join(letters)))
        return typed

    return CellKind(read, blank="")


def word_of(words: type[StrEnum]) -> CellKind:
    """One of some words, as its code or as people read it in any language; written as code."""

    def read(cell: CellValue, _context: Context) -> StrEnum:
        typed = _as_text(cell)
        found: StrEnum | None = meant(words, typed) if len(typed) <= SHORT else None
        if found is None:
            known = ", ".join(f"{one.value} ({word(one)})" for one in words)
            raise BadCell(_("Write one of these: %(known)s.", known=known))
        return found

    return CellKind(read, write=lambda value: value.value)


def yes_no() -> CellKind:
    """Yes or no, in either language."""

    def read(cell: CellValue, _context: Context) -> bool:
        typed = fold(_as_text(cell)) if not isinstance(cell, bool) else str(cell).lower()
        if typed not in YES | NO:
            raise BadCell(_("Write yes or no."))
        return typed in YES

    return CellKind(read, write=lambda value: "yes" if value else "no", blank=False)


def listed(item: CellKind) -> CellKind:
    """A list, separated by semicolons or line breaks; written with "; " between."""

    def read(cell: CellValue, context: Context) -> tuple[Any, ...]:
        parts = _as_text(cell).replace("\n", ";").split(";")
        found = (item.read(part.strip(), context) for part in parts if part.strip())
        return tuple(dict.fromkeys(found))

    def write(values: Iterable[Any]) -> str | None:
        return SEPARATOR.join(str(item.write(value)) for value in values) or None

    return CellKind(read, write=write, blank=())


def identity() -> CellKind:
    """A UUID, made where the row was written down."""

    def read(cell: CellValue, _context: Context) -> UUID:
        try:
            return UUID(_as_text(cell))
        except ValueError:
            raise BadCell(
                _("This is not an identity made by CoachTrack. Leave the cell blank.")
            ) from None

    return CellKind(read, write=lambda value: str(value) if value else None)


def time_zone() -> CellKind:
    """The name of a time zone."""

    def read(cell: CellValue, _context: Context) -> str:
        typed = _as_text(cell)
        try:
            return ZoneInfo(typed).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise BadCell(_("Write the name of a time zone such as Asia/Ho_Chi_Minh.")) from None

    return CellKind(read)


def _as_text(cell: CellValue) -> str:
    if isinstance(cell, str):
        return texts.clean(cell)
    if isinstance(cell, Percentage):
        return f"{cell.points:.12g}%"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


# Numbers


def count() -> CellKind:
    """What was counted: a number that is not negative, perhaps a fraction of an hour."""

    def read(cell: CellValue, context: Context) -> float:
        if isinstance(cell, Percentage):
            raise BadCell(
                _("This is a percentage; a count is needed. Put a rate into the column Value.")
            )
        return _not_negative(_number(cell, context))

    return CellKind(read, Kind.NUMBER)


def figure() -> CellKind:
    """A number in an indicator's unit; a cell shown as a percentage stays a `Percentage`."""

    def read(cell: CellValue, context: Context) -> float:
        return cell if isinstance(cell, Percentage) else _number(cell, context)

    return CellKind(read, Kind.NUMBER)


def whole(least: int = 0, most: int = 1_000_000, blank: int | None = None) -> CellKind:
    """A whole number within bounds; the blank one is written as a blank cell."""

    def read(cell: CellValue, context: Context) -> int:
        number = _number(cell, context, whole=True)
        if not number.is_integer():
            raise Unreadable(formats.Problem.NOT_WHOLE)
        if not least <= number <= most:
            raise BadCell(
                _(
                    "Write a whole number from %(least)s to %(most)s.",
                    least=formats.for_field(least),
                    most=formats.for_field(most),
                )
            )
        return int(number)

    return CellKind(read, Kind.WHOLE, lambda value: None if value == blank else value, blank)


def factor() -> CellKind:
    """What turns a quotient into its unit: above zero."""

    def read(cell: CellValue, context: Context) -> float:
        number = _number(cell, context)
        if number <= 0:
            raise BadCell(_("Write a number above zero, such as 100 for a percentage."))
        return number

    return CellKind(read, Kind.NUMBER)


def share() -> CellKind:
    """A part of a whole: 0.6, shown as 60 %."""

    def read(cell: CellValue, context: Context) -> float:
        number = float(cell) if isinstance(cell, Percentage) else _number(cell, context)
        if not 0 < number <= 1:
            raise BadCell(_("Write a share above 0 and at most 1, such as 0.6 for 60 percent."))
        return number

    return CellKind(read, Kind.FRACTION)


def _number(cell: CellValue, context: Context, *, whole: bool = False) -> float:
    if isinstance(cell, str):
        return _typed_number(cell, context.language, whole)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unreadable(formats.Problem.NOT_A_NUMBER)
    if abs(cell) >= LARGEST:
        raise Unreadable(formats.Problem.TOO_LARGE)
    return float(cell)


def _typed_number(typed: str, language: str, whole: bool) -> float:
    parsed = formats.parse_number(typed, language, whole=whole)
    if parsed.also is not None:
        raise BadCell(
            _(
                "“%(typed)s” is stored as text and may mean %(one)s or %(other)s. Format the cell"
                " as a number and type it again.",
                typed=typed,
                one=formats.for_field(parsed.value),
                other=formats.for_field(parsed.also),
            )
        )
    return parsed.value


def _not_negative(number: float) -> float:
    if number < 0:
        raise BadCell(_("This number is negative. Write zero or more."))
    return number


# Days

#: Plans reach no further ahead.
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Period:
    """A month that was written where a first day is asked for."""

    first: date
    last: date


def day(*, past: bool = False) -> CellKind:
    """A day; of the past where told."""

    def read(cell: CellValue, context: Context) -> date:
        latest = context.today if past else _furthest(context.today)
        if isinstance(cell, str):
            return formats.parse_day(cell, latest=latest)
        return formats.checked_day(_as_day(cell), latest=latest)

    return CellKind(read, Kind.DAY)


def first_day() -> CellKind:
    """The first day of a past period, or a month as a `Period`."""

    def read(cell: CellValue, context: Context) -> date | Period:
        first, last = _period(cell, context.today)
        return first if first == last else Period(first, last)

    return CellKind(read, Kind.DAY)


def last_day() -> CellKind:
    """The last day of a past period: a day, or that of a month; the running month at most."""

    def read(cell: CellValue, context: Context) -> date:
        return _period(cell, _end_of_month(context.today))[1]

    return CellKind(read, Kind.DAY)


def _period(cell: CellValue, latest: date) -> tuple[date, date]:
    """First and last day: the same one, or those of a month."""
    if isinstance(cell, Month):
        cell = f"{cell:%Y-%m}"
    if isinstance(cell, str):
        return formats.parse_period(cell, latest=latest)
    only = formats.checked_day(_as_day(cell), latest=latest)
    return only, only


def _as_day(cell: CellValue) -> date:
    if type(cell) is date:
        return cell
    if isinstance(cell, date):  # a moment or a month
        return date(cell.year, cell.month, cell.day)
    raise Unreadable(formats.Problem.NOT_A_DAY)


def _furthest(today: date) -> date:
    return date(today.year + YEARS_AHEAD, 12, 31)


def _end_of_month(day_of_it: date) -> date:
    return formats.parse_period(f"{day_of_it:%Y-%m}")[1]
