"""Sheets of the workbook as data: their columns, in order, and what identifies a row.

Each feature declares its sheets in `sheets.py`. What a row says is an entry, a named tuple with a
field for every column, which the feature's actions take and its tables give back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from flask_babel import force_locale
from flask_babel.speaklater import LazyString

from coachtrack.kit.cells import CellKind
from coachtrack.kit.text import fold
from coachtrack.settings import LANGUAGES

Entry = TypeVar("Entry", bound=tuple[Any, ...])


class Finding(NamedTuple):
    """What is wrong with one field of an entry, in a sentence that says what to do."""

    field: str
    sentence: str


class Untold:
    """Stands where a workbook says nothing: what is stored stays, a new row takes the default."""

    def __repr__(self) -> str:
        return "UNTOLD"


UNTOLD = Untold()


class Unreadable(Exception):
    """A check asks for what could not be read, so it has nothing to say."""


class PartlyRead:
    """An entry with untold fields; raises Unreadable where one of those is asked for."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._entry, name)
        if value is UNTOLD:
            raise Unreadable(name)
        return value


#: Marks the headings of columns that must not be blank, where people are to fill them in.
REQUIRED = "*"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: the entry's field, the heading, and what its cells hold.

    A blank cell means nothing of the kind. Where there is a `default` it means what is stored,
    and in a new row the default.
    """

    field: str
    heading: LazyString
    cell: CellKind
    required: bool = False
    default: Any = UNTOLD
    width: float = 14
    #: The kind of entry whose codes the cells hold.
    refers: type[tuple[Any, ...]] | None = None
    #: Other headings that people use for it, in any language.
    also: tuple[str, ...] = ()

    @property
    def blank(self) -> Any:
        """What a blank cell means."""
        return self.cell.blank if self.default is UNTOLD else UNTOLD

    @property
    def usual(self) -> Any:
        """What a new row has where the workbook says nothing."""
        return self.cell.blank if self.default is UNTOLD else self.default

    def written(self, value: Any) -> Any:
        """A value as its cell holds it; None for a blank cell."""
        return None if value is None else self.cell.write(value)

    @property
    def spellings(self) -> frozenset[str]:
        """The heading as it may be written."""
        return spellings(self.heading) | {squeezed(other) for other in self.also}


def _as_told(entry: Entry) -> Entry:
    return entry


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Entry]):
    """A sheet: its name, its columns in the order in which they are written, its rows' keys."""

    name: LazyString
    entry: type[Entry]
    columns: tuple[Column, ...]
    #: The fields that identify a row.
    key: tuple[str, ...]
    #: Fills in what follows from the other fields, such as the last day of a period.
    complete: Callable[[Entry], Entry] = _as_told
    #: What can be wrong within a single entry, each by itself.
    checks: tuple[Callable[[Entry], Iterable[Finding]], ...] = ()
    #: A row of a workbook that says nothing in these is not meant; without, one that is blank.
    filled_in: tuple[str, ...] = ()

    @property
    def english(self) -> str:
        """Its name in English, by which programs know it."""
        with force_locale("en"):
            return str(self.name)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its entries."""
        return tuple(column.field for column in self.columns)

    @property
    def headings(self) -> list[str]:
        """The headings in the language of the page."""
        return [str(column.heading) for column in self.columns]

    @property
    def coded(self) -> bool:
        """Whether rows have a code of their own, not only those of rows that they refer to."""
        return self.key[0] in ("code", "uuid")

    def key_of(self, entry: Entry) -> Any:
        """What identifies an entry: one value, or a tuple of them."""
        found = tuple(getattr(entry, field) for field in self.key)
        return found if len(found) > 1 else found[0]

    def wrong(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong within an entry."""
        for check in self.checks:
            yield from check(entry)

    def wrong_so_far(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong within an entry whatever those of its fields are that could not be read."""
        read: Any = PartlyRead(entry)
        for check in self.checks:
            with suppress(Unreadable):
                yield from check(read)

    def cells(self, entry: Entry) -> list[Any]:
        """An entry as the values of its cells."""
        pairs = zip(self.columns, entry, strict=True)
        return [column.written(value) for column, value in pairs]

    def rows(self, entries: Iterable[Entry]) -> Iterable[Sequence[Any]]:
        """Entries as the values of their cells."""
        return map(self.cells, entries)

    def labels(self, entry: Entry) -> list[Any]:
        """An entry as people fill in its cells."""
        pairs = zip(self.columns, entry, strict=True)
        return [None if value is None else c.cell.label(value) for c, value in pairs]

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


def squeezed(heading: str) -> str:
    """A heading or a sheet's name without case, tones, spaces and mark, to compare it."""
    return "".join(fold(heading).split()).removesuffix(REQUIRED)


def spellings(name: LazyString) -> frozenset[str]:
    """How a heading or a sheet's name may be written: in any of the languages."""
    found = set()
    for language in LANGUAGES:
        with force_locale(language):
            found.add(squeezed(str(name)))
    return frozenset(found)
