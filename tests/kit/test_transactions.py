"""Writing: all or nothing, one door, and on SQLite one at a time in order of arrival."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest
from flask import abort
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from coachtrack.extensions import db
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import OPERATOR, Person, public
from coachtrack.kit.transactions import Door, FairLock, Overtaken, commits, let_go, origin, writing
from tests import factories
from tests.engines import SECRET_KEY

pytestmark = pytest.mark.own_app

LAN = Person("Lan")
#: What another process runs: it adds one to the name of P1 so many times, and says how often.
COUNTING = """
import sys
from sqlalchemy.orm.exc import StaleDataError
from coachtrack.app import create_app
from tests.kit.test_transactions import count_up
app = create_app()
with app.app_context():
    print(sum(count_up() for _ in range(int(sys.argv[1]))))
"""


def codes(database) -> list[str]:
    """The programmes that another transaction finds."""
    database.rollback()
    return sorted(database.scalars(select(Programme.code)))


def save_in_vain(kind: type[BaseException]) -> None:
    """Save P1, read it back, and fail."""
    with writing(Door.FORM, LAN, "a reason"):
        factories.programme("P1")
        assert db.session.scalars(select(Programme.code)).all() == ["P1"]
        raise kind("in vain")


def count_up() -> bool:
    """Read the number that is the name of P1, and save the next one; whether that was let in."""
    counted = db.session.scalars(select(Programme)).one()
    try:
        with writing(Door.FORM):
            counted.name = str(int(counted.name) + 1)
    except StaleDataError:  # PostgreSQL lets several write at once and refuses the second
        return False
    return True


@pytest.fixture
def counted(database) -> Programme:
    """A programme whose name is a number."""
    row = factories.programme(name="0")
    database.commit()
    return row


@pytest.fixture
def post(app, client):
    """`post(view)`: the answer to a form that a view receives."""
    app.config["WTF_CSRF_ENABLED"] = False

    def posted(view):
        probe = public(commits(view))
        app.add_url_rule("/probe", "probe", probe, methods=["GET", "POST"])
        return client.post("/probe")

    return posted


def test_a_write_is_saved_at_the_end(database):
    with writing(Door.COMMAND):
        factories.programme("P1")
        factories.programme("P2")
    assert codes(database) == ["P1", "P2"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_is_saved_when_anything_fails(database, kind):
    with pytest.raises(kind):
        save_in_vain(kind)
    assert codes(database) == []


def test_a_write_after_one_that_failed_is_its_own(database):
    with pytest.raises(ValueError, match="in vain"):
        save_in_vain(ValueError)
    with writing(Door.API, OPERATOR):
        assert (origin().door, origin().person, origin().reason) == (Door.API, OPERATOR, "")
        factories.programme("P2")
    assert codes(database) == ["P2"]


def test_a_view_that_answers_saves(database, post):
    assert post(lambda: {"saved": factories.programme("P1").code}).status_code == 200
    assert codes(database) == ["P1"]


def test_a_view_that_fails_saves_nothing(database, post):
    assert post(lambda: factories.programme("P1") and 1 / 0).status_code == 500
    assert codes(database) == []


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_a_view_that_refuses_saves_nothing(database, post, status):
    assert post(lambda: factories.programme("P1") and abort(status)).status_code == status
    assert codes(database) == []


@pytest.mark.parametrize("status", [401, 409, 422, 503])
def test_nor_does_one_that_answers_with_an_error(database, post, status):
    def view():
        return {"saved": factories.programme("P1").code}, status

    answer = post(view)
    assert (answer.status_code, answer.json) == (status, {"saved": "P1"})
    assert codes(database) == []


@pytest.mark.parametrize(("times", "status", "saved"), [(1, 200, ["P2"]), (2, 409, [])])
def test_who_was_overtaken_is_asked_once_more(post, database, times, status, saved):
    asked = []

    def view() -> dict[str, str]:
        asked.append(factories.programme(f"P{len(asked) + 1}").code)
        if len(asked) <= times:
            raise Overtaken
        return {"saved": asked[-1]}

    assert post(view).status_code == status
    assert (asked, codes(database)) == (["P1", "P2"], saved)


def test_asking_for_a_page_begins_no_write(app, client, database):
    probe = public(commits(lambda: {**db.session.info}))
    app.add_url_rule("/probe", "probe", probe, methods=["GET"])
    assert client.get("/probe").json == {}


def test_an_action_learns_who_writes_through_which_door(database):
    with writing(Door.WORKBOOK, LAN, "a correction"):
        assert origin().door == Door.WORKBOOK
        assert origin().person is LAN
        assert origin().reason == "a correction"


def test_outside_a_write_there_is_no_origin(database):
    with pytest.raises(LookupError, match="inside writing"):
        origin()


def test_a_write_within_a_write_is_refused_and_spoils_nothing(database):
    with writing(Door.FORM):
        factories.programme("P1")
        with pytest.raises(LookupError, match="under way already"), writing(Door.FORM):
            factories.programme("P2")
    assert codes(database) == ["P1"]


def test_a_read_that_was_let_go_keeps_nobody_waiting(database):
    database.scalars(select(Programme)).all()
    let_go()
    assert not database.in_transaction()


def test_what_was_read_before_a_write_is_not_stale_in_it(database, counted):
    assert counted.name == "0"
    let_go()
    with db.engine.connect().execution_options(immediate=True) as other:
        other.execute(Programme.__table__.update().values(name="7", version=2))
        other.commit()
    with writing(Door.FORM):
        assert counted.name == "7"


def test_writers_in_threads_lose_nothing(app, database, counted):
    let_in = []

    def write() -> None:
        with app.app_context():
            let_in.extend(count_up() for _ in range(10))

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.rollback()
    assert (len(let_in), counted.name) == (60, str(sum(let_in)))
    assert all(let_in) or db.engine.dialect.name == "postgresql"


def test_writers_in_processes_lose_nothing(engine_url, tmp_path, database, counted):
    surroundings = {
        **os.environ,
        "COACHTRACK_DATABASE_URL": engine_url,
        "COACHTRACK_INSTANCE": str(tmp_path),
        "COACHTRACK_SECRET_KEY": SECRET_KEY,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    command = [sys.executable, "-c", COUNTING, "25"]
    running = [
        subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    let_in = [int(process.communicate()[0]) for process in running]
    database.rollback()
    assert counted.name == str(sum(let_in))
    assert let_in == [25, 25] or db.engine.dialect.name == "postgresql"


def test_those_who_wait_are_served_in_order_of_arrival():
    lock, served = FairLock(), []

    def write(number: int) -> None:
        with lock.held():
            served.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with lock.held():
        for waiting, thread in enumerate(threads, start=2):
            thread.start()
            while len(lock._waiting) < waiting:
                time.sleep(0.001)
        assert served == []
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_the_turn_passes_on_when_a_write_fails():
    lock = FairLock()
    with suppress(ValueError), lock.held():
        raise ValueError
    with lock.held():
        pass
