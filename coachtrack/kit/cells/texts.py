"""Cells that hold text: names, codes, words, lists."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _

from coachtrack.kit import formats
from coachtrack.kit import text as texts
from coachtrack.kit.cells.kinds import BadCell, CellKind, Context, as_text
from coachtrack.kit.text import fold
from coachtrack.kit.words import meant, word
from coachtrack.kit.workbooks.reading import CellValue

SHORT, LONG = 200, 5_000
YES = {"yes", "co", "true", "x", "1"}
NO = {"no", "khong", "false", "0"}
SEPARATOR = "; "


def text(longest: int = SHORT, *, lines: bool = False) -> CellKind:
    """A text of at most so many characters; on one line unless told."""

    def read(cell: CellValue, _context: Context) -> str:
        shown = as_text(cell)
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

    return CellKind(read, blank="", lines=lines)


def reason(longest: int = SHORT) -> CellKind:
    """Why something is so: blank, as after a word for no, where it is not; yes is no reason."""
    read_text = text(longest).read

    def read(cell: CellValue, context: Context) -> str:
        told: str = read_text(cell, context)
        if fold(told) in YES:
            raise BadCell(_("This says yes, not why. Write the reason, or leave this blank."))
        return "" if fold(told) in NO else told

    return CellKind(read, blank="")


def code() -> CellKind:
    """A code, in upper case."""
    return CellKind(lambda cell, _context: texts.code(as_text(cell)), blank="")


def lower_code() -> CellKind:
    """A code of the indicator library, in lower case."""
    return CellKind(lambda cell, _context: texts.code(as_text(cell)).lower(), blank="")


def one_of(letters: tuple[str, ...]) -> CellKind:
    """One of some capital letters."""

    def read(cell: CellValue, _context: Context) -> str:
        typed = as_text(cell).upper()
        if typed not in letters:
            raise BadCell(_("Write one of these: %(known)s.", known=", ".join(letters)))
        return typed

    return CellKind(read, blank="", letters=letters)


def word_of(words: type[StrEnum]) -> CellKind:
    """One of some words, as its code or as people read it in any language; written as code."""

    def read(cell: CellValue, _context: Context) -> StrEnum:
        typed = as_text(cell)
        found: StrEnum | None = meant(words, typed) if len(typed) <= SHORT else None
        if found is None:
            known = ", ".join(f"{one.value} ({word(one)})" for one in words)
            raise BadCell(_("Write one of these: %(known)s.", known=known))
        return found

    return CellKind(read, write=lambda value: value.value, words=words)


def yes_no() -> CellKind:
    """Yes or no, in either language."""

    def read(cell: CellValue, _context: Context) -> bool:
        typed = fold(as_text(cell)) if not isinstance(cell, bool) else str(cell).lower()
        if typed not in YES | NO:
            raise BadCell(_("Write yes or no."))
        return typed in YES

    return CellKind(read, write=lambda value: "yes" if value else "no", blank=False, ticked=True)


def listed(item: CellKind) -> CellKind:
    """A list, separated by semicolons or line breaks; written with "; " between."""

    def read(cell: CellValue, context: Context) -> tuple[Any, ...]:
        parts = as_text(cell).replace("\n", ";").split(";")
        found = (item.read(part.strip(), context) for part in parts if part.strip())
        return tuple(dict.fromkeys(found))

    def write(values: Iterable[Any]) -> str | None:
        return SEPARATOR.join(str(item.write(value)) for value in values) or None

    return CellKind(read, write=write, blank=(), many=True)


def identity() -> CellKind:
    """A UUID, made where the row was written down."""

    def read(cell: CellValue, _context: Context) -> UUID:
        try:
            return UUID(as_text(cell))
        except ValueError:
            raise BadCell(
                _("This is not an identity made by CoachTrack. Leave the cell blank.")
            ) from None

    return CellKind(read, write=lambda value: str(value) if value else None)


def time_zone() -> CellKind:
    """The name of a time zone."""

    def read(cell: CellValue, _context: Context) -> str:
        typed = as_text(cell)
        try:
            return ZoneInfo(typed).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise BadCell(_("Write the name of a time zone such as Asia/Ho_Chi_Minh.")) from None

    return CellKind(read)
