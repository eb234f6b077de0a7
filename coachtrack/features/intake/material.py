"""What came in through a door, before it is checked against anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from coachtrack.features.intake.problems import Problems
from coachtrack.kit.sheets import Finding, Sheet


@dataclass(slots=True)
class SheetRows:
    """The rows of one sheet: those without a problem as entries, the others as far as readable.

    A form is a sheet of one row, whose columns are the places of its fields.
    """

    sheet: Sheet[Any]
    #: As the file calls it; empty for a form.
    name: str
    #: Field → column, to point at.
    columns: dict[str, int] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)
    #: Rows with a problem, by number: what could not be read is untold.
    partly: dict[int, Any] = field(default_factory=dict)
    #: What is said of rows that must be new, by number, where one is stored already.
    fresh: dict[int, Finding] = field(default_factory=dict)
    #: Keys of rows with a problem: other rows may refer to them all the same.
    broken: set[Any] = field(default_factory=set)
    #: Rows of which something is stored under another key, by number: that key.
    moved: dict[int, Any] = field(default_factory=dict)
    #: Whether a row's key could not be read, so that anything might have been meant.
    incomplete: bool = False
    #: How many rows were not filled in.
    unfilled: int = 0

    def said(self) -> Iterator[Any]:
        """What the rows say, those with a problem as far as they could be read."""
        yield from self.entries
        yield from self.partly.values()

    def row_keys(self) -> set[Any]:
        """What identifies the rows, with and without problems."""
        return {self.sheet.key_of(entry) for entry in self.entries} | self.broken


@dataclass(slots=True)
class Material:
    """Rows by the kind of their entries, problems found on the way, and notes that stop nothing."""

    rows: dict[type[Any], SheetRows] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    #: The programme that lists new factories, where the door asks for it.
    home: str = ""
    #: Whether somebody types it into a form, and can be asked at once.
    typed: bool = False
