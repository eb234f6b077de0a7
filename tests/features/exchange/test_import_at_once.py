"""Two imports at the same moment, and one that is killed in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Organisation
from coachtrack.features.indicators import actions
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.features.exchange.import_books import (
    IntakePlan,
    counted,
    said,
    saved,
    sheets,
    write,
)
from tests.features.exchange.uploading import press, settled, uploaded
from tests.sending import ENGLISH

#: Imports a workbook and is killed as soon as its readings are written.
KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.exchange.importing import import_workbook
from coachtrack.kit.permissions import OPERATOR
from coachtrack.kit.transactions import Door

url, instance, path = sys.argv[1:]
app = create_app({"DATABASE_URL": url, "INSTANCE": instance, "SECRET_KEY": "k" * 40})

def kill(conn, cursor, statement, *others):
    if statement.startswith("INSERT INTO reading"):
        os.kill(os.getpid(), signal.SIGKILL)

with app.app_context():
    event.listen(db.engine, "after_cursor_execute", kill)
    import_workbook(Path(path), OPERATOR, Door.COMMAND)
"""
TABLES = (Organisation, Engagement, Measure, Reading)


def rows() -> list[int]:
    db.session.rollback()
    return [db.session.scalar(select(func.count(table.id))) or 0 for table in TABLES]


def at_once(app: Flask, *paths: Path) -> list[IntakePlan]:
    """Import these files in threads that start together."""
    together = Barrier(len(paths))

    def run(path: Path) -> IntakePlan:
        with app.app_context():
            together.wait()
            return saved(path)

    with ThreadPoolExecutor(len(paths)) as pool:
        runs = [pool.submit(Context().run, run, path) for path in paths]
        return [each.result() for each in runs]


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "import.xlsx", sheets())


class TestAtOnce:
    def test_the_same_file_makes_no_row_twice(self, app, database, path):
        plans = at_once(app, path, path, path)

        assert [said(plan) for plan in plans] == [[], [], []]
        assert sorted(counted(plan)["Readings"] for plan in plans) == [
            (0, 0, 4),
            (0, 0, 4),
            (4, 0, 0),
        ]
        assert rows() == [1, 1, 1, 4]

    def test_of_two_readings_that_overlap_one_is_refused(self, app, database, path, tmp_path):
        saved(path)
        database.commit()
        first = sheets()["Readings"][0]
        days = (date(2020, 7, 10), date(2020, 7, 12))
        files = [
            write(
                tmp_path / f"{day}.xlsx",
                {"Readings": [{**first, "From": day, "To": date(2020, 7, 20)}]},
            )
            for day in days
        ]
        plans = at_once(app, *files)

        assert sorted(len(plan.problems) for plan in plans) == [0, 1]
        assert rows()[-1] == 5
        assert list(actions.differences()) == []


class TestUploadedAtOnce:
    """What two browsers of one person send and confirm at the same moment."""

    @pytest.fixture
    def clients(self, sign_in, database):
        held = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
        return [sign_in("admin@example.vn", held) for _browser in range(2)]

    def test_the_same_file_is_one_upload_and_saved_once(self, clients, path):
        addresses, said = zip(*confirmed(clients, [path, path]), strict=True)
        assert len(set(addresses)) == 1
        assert all("Saved." in text for text in said)
        assert rows() == [1, 1, 1, 4]

    def test_of_two_that_differ_one_is_shown_again(self, clients, path, tmp_path):
        told = sheets()
        told["Readings"][0]["Numerator"] = 30
        other = write(tmp_path / "other.xlsx", told)
        addresses, said = zip(*confirmed(clients, [path, other]), strict=True)
        assert len(set(addresses)) == 2
        assert sorted("Saved." in text for text in said) == [False, True]
        assert sum("Somebody else changed something meanwhile." in text for text in said) == 1
        assert rows() == [1, 1, 1, 4]


def confirmed(clients, paths) -> list[tuple[str, str]]:
    """The addresses of these uploads and what their pages say in the end."""
    together = Barrier(len(clients))

    def run(client, path) -> tuple[str, str]:
        together.wait()
        address, _page = uploaded(client, path)
        together.wait()
        # The other one may have asked for the check once more.
        settled(client, address)
        html = client.get(address, headers=ENGLISH).text
        together.wait()
        assert press(client, address, "save", html).status_code == 303
        return address, settled(client, address).text

    with ThreadPoolExecutor(len(clients)) as pool:
        runs = [pool.submit(Context().run, run, *pair) for pair in zip(clients, paths, strict=True)]
        return [each.result() for each in runs]


class TestKilled:
    def test_nothing_is_saved_and_the_next_import_works(self, engine_url, app, database, path):
        database.rollback()
        command = [sys.executable, "-c", KILLED, engine_url, app.config["INSTANCE"], str(path)]
        ended = subprocess.run(command, check=False, capture_output=True)

        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert rows() == [0, 0, 0, 0]
        assert said(saved(path)) == []
        assert rows() == [1, 1, 1, 4]
