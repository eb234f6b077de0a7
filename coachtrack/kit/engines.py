"""What is particular to a database engine; nothing else in the code knows which one it is.

SQLite keeps every acknowledged save through a power cut only with synchronous FULL. Releases
before the listed ones can corrupt a write-ahead log that two connections reset at once, so they
keep the older rollback journal (docs/decisions/0004-sqlite.md).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, event, func, select

from coachtrack.extensions import db

#: Per branch, the first release without the WAL-reset fault.
_WAL_SAFE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite may use a write-ahead log."""
    newest, *older = _WAL_SAFE
    return version >= newest or any(
        version[:2] == first[:2] and version >= first for first in older
    )


def prepare(engine: Engine) -> None:
    """Set up the connections of an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # `_begin` opens transactions, not the driver
    journal = "WAL" if wal_is_safe() else "DELETE"
    for pragma in (
        f"journal_mode={journal}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes the write lock at once, so that it never fails between reading and writing."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def take_turns(*subjects: str) -> None:
    """Wait until no other write is under way that took its turn at one of these.

    SQLite has one writer, who waited for the others already.
    """
    if db.engine.dialect.name == "sqlite":
        return
    # In one order, so that no two wait for each other.
    for key in sorted({_number_of(subject) for subject in subjects}):
        db.session.execute(select(func.pg_advisory_xact_lock(key)))


def _number_of(subject: str) -> int:
    digest = hashlib.sha256(subject.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def broken() -> Iterator[str]:
    """What the engine itself finds wrong with the database; PostgreSQL keeps references itself."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.session.connection()
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"The database file is damaged: {said}."
    for table, row, other, _number in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"The row {row} of {table} refers to one of {other} that is not there."
