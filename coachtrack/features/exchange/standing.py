"""How far the import of an upload is, and what it would do, as a page shows it.

It is kept as JSON beside the upload, so that every process tells the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class State(StrEnum):
    """How far it is."""

    READING = "reading"
    CHECKING = "checking"
    READY = "ready"
    PROBLEMS = "problems"
    SAVING = "saving"
    SAVED = "saved"
    FAILED = "failed"


class Fault(NamedTuple):
    """Something to put right: the sheet, its cells, and a sentence that says what to do."""

    sheet: str
    cells: str
    sentence: str


class FieldShown(NamedTuple):
    """A field of a row: its heading, what is stored, what will be."""

    heading: str
    before: str
    after: str


class RowShown(NamedTuple):
    """A new or changed row: what identifies it, and its fields."""

    name: str
    fields: Sequence[FieldShown]


class SheetShown(NamedTuple):
    """What would happen to the rows of a sheet: how many, and the first of them."""

    name: str
    new: int
    changed: int
    unchanged: int
    new_rows: Sequence[RowShown] = ()
    changed_rows: Sequence[RowShown] = ()

    @property
    def rows(self) -> int:
        """How many rows it has that are meant."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an import is, and what it found."""

    state: State = State.READING
    #: Of the work, as far as it can be told.
    share: float = 0
    #: In which the sentences are.
    language: str = ""
    #: What there is to say besides: why it failed, or why it is shown again.
    sentence: str = ""
    faults: Sequence[Fault] = ()
    #: How many cells have a problem, and how many of them are not listed.
    total: int = 0
    unlisted: int = 0
    notes: Sequence[str] = ()
    sheets: Sequence[SheetShown] = ()
    #: By which it shows whether something else would be saved than was confirmed.
    seen: str = ""
    #: Codes of the programmes to which something was added, or whose rows changed.
    programmes: Sequence[str] = ()
    #: The same of engagements, as far as they are listed, and how many more there are.
    engagements: Sequence[str] = ()
    more_engagements: int = 0

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is stored already."""
        return not any(sheet.new or sheet.changed for sheet in self.sheets)

    @property
    def holds_nothing(self) -> bool:
        """Whether no row is meant, as in a template that nobody filled in."""
        return not any(sheet.rows for sheet in self.sheets)

    def written(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Standing:
        """From JSON."""
        told: dict[str, Any] = json.loads(text)
        return cls(
            **{
                **told,
                "state": State(told["state"]),
                "faults": [Fault(*fault) for fault in told["faults"]],
                "sheets": [_sheet(*sheet) for sheet in told["sheets"]],
            }
        )


def _sheet(
    name: str, new: int, changed: int, unchanged: int, news: list[Any], changes: list[Any]
) -> SheetShown:
    return SheetShown(name, new, changed, unchanged, _rows(news), _rows(changes))


def _rows(told: list[Any]) -> list[RowShown]:
    return [RowShown(name, [FieldShown(*field) for field in fields]) for name, fields in told]
