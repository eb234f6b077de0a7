"""What every kind of cell has: a reader, a writer, what a blank cell means, and its refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from coachtrack.kit import times
from coachtrack.kit.formats import Unreadable
from coachtrack.kit.text import UnusableText, clean
from coachtrack.kit.words import word
from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.reading import (
    CellValue,
    ErrorCell,
    FormulaWithoutValue,
    Percentage,
)


class BadCell(ValueError):
    """A cell that cannot be used, with a sentence that says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


#: What a reader may raise; each has a `sentence`.
REFUSALS = (BadCell, Unreadable, UnusableText)


@dataclass(frozen=True, slots=True)
class Context:
    """How text cells are read: the language of their numbers, and the last day of the past.

    `typed`: it stands in a form, where it was typed a moment ago.
    """

    language: str
    today: date
    typed: bool = False

    @classmethod
    def usual(cls, *, typed: bool = False) -> Context:
        """Text numbers in the language of the page, and today where the factories are."""
        locale = get_locale()
        today = times.today()
        language = locale.language if locale else current_app.config["LANGUAGE"]
        return cls(language, today, typed)


Reader = Callable[[CellValue, Context], Any]


def as_it_is(value: Any) -> Any:
    """The value as a cell holds it; an empty text is a blank cell."""
    return None if value == "" else value


@dataclass(frozen=True, slots=True)
class CellKind:
    """What a column holds: how it is read and written, and what a blank cell means."""

    reader: Reader
    kind: Kind = Kind.TEXT
    write: Callable[[Any], Any] = as_it_is
    blank: Any = None
    #: One of these words, where nothing else can stand there.
    words: type[StrEnum] | None = None
    #: Yes or no.
    ticked: bool = False
    #: A text that may have several lines.
    lines: bool = False
    #: A list.
    many: bool = False
    #: The latest day that can stand there, as seen from a day.
    latest: Callable[[date], date] | None = None
    #: One of these letters.
    letters: tuple[str, ...] = ()

    def read(self, cell: CellValue, context: Context) -> Any:
        """The value of a cell that is not blank; of a text what can be seen of it.

        Raises one of `REFUSALS`.
        """
        return self.reader(clean(cell) if isinstance(cell, str) else cell, context)

    @property
    def choices(self) -> tuple[str, ...]:
        """What can stand there and nothing else, as people read it; empty where much can."""
        if self.words:
            return tuple(word(one) for one in self.words)
        return (_("Yes"), _("No")) if self.ticked else self.letters

    def label(self, value: Any) -> Any:
        """A value as people write it: a word instead of its code."""
        if self.words:
            return word(value)
        if self.ticked:
            return _("Yes") if value else _("No")
        return self.write(value)


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


def as_text(cell: CellValue) -> str:
    """What stands in a cell, as text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Percentage):
        return f"{cell.points:.12g}%"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
