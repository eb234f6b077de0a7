"""What rows are called in the journal, where they lie, and what is noted of them.

A model says so itself, in `__journal__`; nothing here knows which tables there are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, inspect, select

from coachtrack.extensions import Model
from coachtrack.kit.rows import batches

#: Longer names end in a digest, as an index takes only so much.
LONGEST = 400
#: Never noted, in any table.
DERIVED = frozenset({"id", "search_key", "sort_key", "saved_by_id", "saved_at"})


@dataclass(frozen=True)
class Journaled:
    """How the rows of a table are told in the journal; without a subject they are only named."""

    #: The columns whose values make up a row's name; another row's own name stands for it.
    named: tuple[str, ...]
    subject: str = ""
    #: What kind of place a row is itself: "programme" or "engagement".
    place: str = ""
    #: The column that leads to the row in whose place it lies.
    within: str = ""
    #: Columns told with every change, so that the reader knows which row it is.
    about: tuple[str, ...] = ()
    #: Columns that are noted; all by default, but not those `without`.
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    #: Columns of which it is noted that they changed, and not what they hold.
    secret: tuple[str, ...] = ()
    #: Relationships that list other rows.
    lists: tuple[str, ...] = ()
    #: Those added in one write are noted together, one entry for each row that this column names.
    together: str = ""


@dataclass(frozen=True)
class Named:
    """What a row is called and where it lies."""

    name: str
    programme: str = ""
    engagement: str = ""
    #: What tells which row it is, by column.
    values: Mapping[str, Any] = field(default_factory=dict)


class Subjects:
    """The tables that are told in the journal."""

    @cached_property
    def of_tables(self) -> dict[Table, Journaled]:
        """How rows are told, by table."""
        return {
            mapper.local_table: told  # type: ignore[misc]
            for mapper in Model.registry.mappers
            if (told := mapper.class_.__dict__.get("__journal__"))
        }

    @cached_property
    def columns(self) -> dict[Table, dict[str, Column[Any]]]:
        """The columns that are noted, by table, each by its name."""
        counted = {mapper.version_id_col for mapper in Model.registry.mappers}
        return {
            table: {c.name: c for c in table.columns if c not in counted and self._noted(table, c)}
            for table, told in self.of_tables.items()
            if told.subject
        }

    @cached_property
    def by_name(self) -> dict[str, Table]:
        """The tables whose changes are noted, lists of theirs among them, by name."""
        found = {table.name: table for table in self.columns}
        for mapper in Model.registry.mappers:
            told = mapper.class_.__dict__.get("__journal__")
            for name in told.lists if told else ():
                pairs = mapper.relationships[name].secondary
                assert isinstance(pairs, Table)
                found[pairs.name] = pairs
        return found

    @cached_property
    def told(self) -> dict[str, Journaled]:
        """How rows are told, by kind."""
        return {told.subject: told for told in self.of_tables.values() if told.subject}

    @cached_property
    def referring(self) -> dict[str, list[tuple[Journaled, str]]]:
        """By kind of row, the noted columns that refer to one, and how their tables are told."""
        found: dict[str, list[tuple[Journaled, str]]] = {}
        for table, columns in self.columns.items():
            for name, column in columns.items():
                if (other := target(column)) is not None:
                    pair = self.of_tables[table], name
                    found.setdefault(self.of_tables[other].subject, []).append(pair)
        return found

    def _noted(self, table: Table, column: Column[Any]) -> bool:
        told = self.of_tables[table]
        if told.only or column.name in told.secret:
            return column.name in (*told.only, *told.secret)
        return column.name not in DERIVED and column.name not in told.without


SUBJECTS = Subjects()


class Names:
    """What rows are called, each asked for once."""

    def __init__(self, connection: Connection, known: Mapping[Table, dict[int, Named]]) -> None:
        self._connection = connection
        self.known = {table: dict(rows) for table, rows in known.items()}

    def learn(self, table: Table, ids: Iterable[int | None]) -> None:
        """Read what these rows are called."""
        known = self.known.setdefault(table, {})
        missing = sorted({each for each in ids if each is not None} - known.keys())
        told = SUBJECTS.of_tables[table]
        names = dict.fromkeys((*told.named, *told.about, *filter(None, [told.within])))
        columns = [table.c[name] for name in names]
        for some in batches(missing):
            wanted = select(table.c.id, *columns).where(table.c.id.in_(some))
            rows = {
                row[0]: dict(zip(names, row[1:], strict=True))
                for row in self._connection.execute(wanted)
            }
            for column in columns:
                if (other := target(column)) is not None:
                    self.learn(other, (values[column.name] for values in rows.values()))
            known.update({each: self._named(table, values) for each, values in rows.items()})

    def of(self, table: Table, row: int) -> Named:
        """What a row is called; nothing where nobody knows any more."""
        return self.known.get(table, {}).get(row) or Named("")

    def name(self, table: Table, values: Mapping[str, Any]) -> str:
        """What a row of these values is called."""
        told = SUBJECTS.of_tables[table]
        return shortened(*(str(self.plain(table.c[name], values[name])) for name in told.named))

    def plain(self, column: Column[Any], value: Any) -> Any:
        """A value as the journal keeps it: other rows by name, words by their code, days as ISO."""
        other = target(column)
        if other is not None and value is not None:
            return self.of(other, value).name
        return plain(value)

    def _named(self, table: Table, values: dict[str, Any]) -> Named:
        told, name = SUBJECTS.of_tables[table], self.name(table, values)
        programme = engagement = ""
        if told.within and (other := target(table.c[told.within])) is not None:
            around = self.of(other, values[told.within])
            programme, engagement = around.programme, around.engagement
        if told.place == "programme":
            programme = name
        elif told.place == "engagement":
            engagement = name
        about = {each: values[each] for each in (*told.named, *told.about)}
        return Named(name, programme, engagement, about)


def name_of(row: Model) -> str:
    """What a row is called, told by the row itself and not by what is stored."""
    mapper = inspect(row).mapper
    table, parts = mapper.local_table, []
    assert isinstance(table, Table)
    for name in SUBJECTS.of_tables[table].named:
        column = table.c[name]
        value = getattr(row, mapper.get_property_by_column(column).key)
        if target(column) is not None and value is not None:
            (other,) = (each for each in mapper.relationships if each.local_columns == {column})
            value = name_of(getattr(row, other.key))
        parts.append(str(plain(value)))
    return shortened(*parts)


def in_history(row: Model) -> str:
    """By which a history is narrowed to one row."""
    return f"{row.__journal__.subject}/{name_of(row)}"  # type: ignore[attr-defined]


def target(column: Column[Any]) -> Table | None:
    """The table to whose rows a column refers, where these have names."""
    for reference in column.foreign_keys:
        if reference.column.table in SUBJECTS.of_tables:
            return reference.column.table
    return None


def called(column: str) -> str:
    """The name of a field: that of its column, or of the row to which it refers."""
    return column.removesuffix("_id")


def plain(value: Any) -> Any:
    """A value as JSON has it, of full precision."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def shortened(*parts: str) -> str:
    """The parts as one name, and a digest of what is too long of it."""
    name = "/".join(parts)
    if len(name) <= LONGEST:
        return name
    return f"{name[:300]}…{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def canonical(value: object) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


#: One for all: an import has many thousand rows.
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain).encode


def as_rows(rows: Iterable[Sequence[Any]]) -> str:
    """The values of rows that are noted together, with or without others behind them."""
    return _encoded([*rows])[1:-1]


def rows_of(changes: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows that were noted together, field by field."""
    for row in changes["rows"]:
        yield dict(zip(changes["columns"], row, strict=True))
