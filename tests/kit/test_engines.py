"""What SQLite has to promise on every connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.factories.models import Province
from coachtrack.kit.engines import wal_is_safe
from coachtrack.kit.transactions import Door, writing
from tests import engines, factories


@pytest.fixture
def on_sqlite(sqlite, tmp_path) -> Iterator[Flask]:
    """The application on SQLite."""
    with sqlite.fresh() as url:
        app = create_app(engines.settings(url, tmp_path))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def free_to_write() -> bool:
    """Whether another process could begin to write now."""
    with closing(sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", 2),  # FULL: an acknowledged save survives a power cut
        ("foreign_keys", 1),
        ("busy_timeout", 15000),
        ("trusted_schema", 0),
        ("journal_mode", "wal" if wal_is_safe() else "delete"),
    ],
)
def test_each_connection_keeps_what_was_saved(on_sqlite, pragma, value):
    with db.engine.connect() as one, db.engine.connect() as two:
        assert [c.exec_driver_sql(f"PRAGMA {pragma}").scalar() for c in (one, two)] == [value] * 2


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 7), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_a_write_ahead_log_is_used_where_it_is_safe(version, safe):
    assert wal_is_safe(version) is safe


def test_a_write_takes_the_lock_before_it_reads(on_sqlite):
    with writing(Door.FORM):
        assert not free_to_write()
    assert free_to_write()


def test_a_read_leaves_the_lock_to_writers(on_sqlite):
    with writing(Door.FORM):
        factories.programme()
    db.session.scalars(select(Province)).all()
    assert free_to_write()


def test_a_row_that_others_name_stays(database):
    factories.factory(province="30")
    with pytest.raises(IntegrityError):
        database.execute(delete(Province).where(Province.code == "30"))
