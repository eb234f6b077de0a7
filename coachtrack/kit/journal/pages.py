"""What a write has changed so far, row by row, whatever was changed back in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from coachtrack.kit.journal.naming import Named
from coachtrack.kit.journal.tables import Action

Values = dict[str, tuple[Any, Any]]


@dataclass
class Change:
    """What happened to a row in this write, all in all."""

    action: Action
    #: By column, what it was before the write and what it is.
    values: Values = field(default_factory=dict)
    #: By relationship, the table of what it lists, what was taken out and what came in.
    lists: dict[str, tuple[Table, set[int], set[int]]] = field(default_factory=dict)
    #: What was done to it that changes no column.
    done: set[str] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        """Whether nothing is different after all."""
        different = any(before != after for before, after in self.values.values())
        moved = any(out or into for _table, out, into in self.lists.values())
        return self.action == Action.CHANGED and not (different or moved or self.done)

    def add(self, later: Change) -> None:
        """What happened to the same row after that."""
        self.done |= later.done
        for name, (before, after) in later.values.items():
            first = self.values[name][0] if name in self.values else before
            self.values[name] = (first, after)
        for name, (other, out, into) in later.lists.items():
            _other, known_out, known_in = self.lists.setdefault(name, (other, set(), set()))
            known_out |= out - known_in
            known_in -= out
            known_in |= into - known_out
            known_out -= into


@dataclass
class Page:
    """What is noted in a write until it is over."""

    changes: dict[tuple[Table, int], Change] = field(default_factory=dict)
    #: Rows that are noted together and were made ready: by table and the row they belong to.
    ready: dict[tuple[Table, int], list[str]] = field(default_factory=dict)
    #: What removed rows were called.
    gone: dict[Table, dict[int, Named]] = field(default_factory=dict)
    #: What is told already: rows that were removed, as their number may be given to another one.
    told: list[dict[str, Any]] = field(default_factory=list)
    #: Whether the session is sending what it tells afterwards.
    sending: bool = False
    #: The rows that it takes away.
    leaving: list[Any] = field(default_factory=list)

    def put(self, table: Table, row: int, change: Change) -> None:
        """Note what happened to a row that is there."""
        if change.action == Action.ADDED:
            self.gone.get(table, {}).pop(row, None)
        if (known := self.changes.setdefault((table, row), change)) is not change:
            known.add(change)

    def take(self, table: Table, row: int, removed: Change) -> Change | None:
        """All that happened to a row that is removed now; nothing where it was added just now."""
        known = self.changes.pop((table, row), None)
        if known is None:
            return removed
        known.add(removed)
        added, known.action = known.action == Action.ADDED, Action.REMOVED
        return None if added else known

    def make_ready(self, table: Table, owner: int, rows: str) -> None:
        """Note rows that are noted together, by the row they belong to."""
        self.ready.setdefault((table, owner), []).append(rows)
