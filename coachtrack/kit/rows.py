"""Finding many rows by what people call them, and writing many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, SQLColumnExpression, Table, exists, insert, select

from coachtrack.extensions import db, metadata

Item = TypeVar("Item")
Row = TypeVar("Row")

#: How many keys one query asks for.
AT_A_TIME = 500


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, some at a time."""
    listed = list(items)
    for start in range(0, len(listed), AT_A_TIME):
        yield listed[start : start + AT_A_TIME]


def rows_with(
    query: Select[Row], column: SQLColumnExpression[Any], keys: Iterable[Any]
) -> Iterator[Row]:
    """The rows of a query whose column has one of these values, however many there are."""
    for some in batches(sorted(set(keys))):
        yield from db.session.scalars(query.where(column.in_(some))).unique()


def tuples_with(
    query: Select[*tuple[Any, ...]], column: SQLColumnExpression[Any], keys: Iterable[Any]
) -> Iterator[Sequence[Any]]:
    """The same for a query of several columns."""
    for some in batches(sorted(set(keys))):
        yield from db.session.execute(query.where(column.in_(some)))


def ids_by_code(
    code: SQLColumnExpression[str], identity: SQLColumnExpression[int], codes: Iterable[str]
) -> dict[str, int]:
    """The identities of the rows with these codes; what is not there is left out."""
    return {row[0]: row[1] for row in tuples_with(select(code, identity), code, codes)}


def anything_but(tables: Collection[str]) -> bool:
    """Whether any table but these has a row."""
    others = (table for table in metadata.sorted_tables if table.name not in tables)
    return any(db.session.scalar(select(exists().select_from(table))) for table in others)


class ReadyRows:
    """Rows converted for the database before the write begins, so that its lock is held briefly.

    The values of one of the columns, `late`, are known only during the write.
    """

    def __init__(self, table: Table, names: Sequence[str], late: str) -> None:
        dialect = db.engine.dialect
        compiled = insert(table).compile(dialect=dialect, column_keys=list(names))
        self._statement, self._positional = str(compiled), bool(compiled.positional)
        # The statement has them in the order of the table.
        self._names: Sequence[str] = compiled.positiontup or names
        self._late = self._names.index(late)
        given = [name for name in names if name != late]
        early = [name for name in self._names if name != late]
        types = [table.columns[name].type.dialect_impl(dialect) for name in early]
        self._convert = [kind.bind_processor(dialect) for kind in types]
        self._places = [given.index(name) for name in early]
        self._rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        """One more row: its values in the order of the names, without the late one."""
        pairs = zip(self._convert, map(values.__getitem__, self._places), strict=True)
        self._rows.append(tuple(convert(value) if convert else value for convert, value in pairs))

    def write(self, late: Iterable[Any]) -> None:
        """Insert the rows, each with its late value."""
        place = self._late
        pairs = zip(self._rows, late, strict=True)
        rows = [(*row[:place], value, *row[place:]) for row, value in pairs]
        named = (dict(zip(self._names, row, strict=True)) for row in rows)
        given: list[Any] = rows if self._positional else list(named)
        if given:
            # Whoever has rows ready notes them in the journal too.
            options = {"journal": "noted"}
            db.session.connection().exec_driver_sql(self._statement, given, options)
