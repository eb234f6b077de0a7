"""Work in the background: each piece once, and let go of by a process that dies."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest
from flask_babel import force_locale, get_locale

from coachtrack.kit import background

#: Holds a piece of work until it is killed.
HOLDING = """
import sys, time
from pathlib import Path
from coachtrack.kit import background
background._take(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def name(tmp_path):
    return tmp_path / "piece.lock"


def test_a_piece_is_done_once_at_a_time(database, name):
    go = threading.Event()
    work = background.start(name, go.wait)
    assert background.under_way(name)
    assert background.start(name, go.wait) is None
    go.set()
    background.wait(work, 10)
    assert not background.under_way(name)


def test_it_speaks_the_language_of_the_page(database, name):
    spoken = []
    with force_locale("en"):
        work = background.start(name, lambda: spoken.append(str(get_locale())))
    background.wait(work, 10)
    assert spoken == ["en"]


def test_what_fails_is_let_go_of(database, name, caplog):
    def fail():
        raise ZeroDivisionError

    background.wait(background.start(name, fail), 10)
    assert not background.under_way(name)
    assert "piece.lock ended" in caplog.text


def test_another_process_is_seen_and_a_dead_one_is_not(name):
    command = [sys.executable, "-c", HOLDING, str(name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert background.under_way(name)
        process.kill()
        process.wait()
    assert not background.under_way(name)


def test_asking_leaves_nothing_behind(name):
    assert not background.under_way(name)
    assert not name.exists()


def test_nothing_begins_while_it_is_held(database, name):
    with background.held(name) as idle:
        assert idle
        assert background.under_way(name)
        assert background.start(name, lambda: None) is None
        with background.held(name) as idle_twice:
            assert not idle_twice
        assert background.under_way(name)
    assert background.start(name, lambda: None) is not None


def test_who_holds_it_for_a_moment_is_waited_for(database, name):
    holding = ExitStack()
    assert holding.enter_context(background.held(name))
    threading.Timer(2 * background.APART, holding.close).start()
    assert background.start(name, lambda: None) is not None


def test_who_only_asks_is_in_nobodys_way(database, name):
    name.touch()
    asking = name.open()
    fcntl.flock(asking, fcntl.LOCK_SH)
    assert not background.under_way(name)
    threading.Timer(2 * background.APART, asking.close).start()
    assert background.start(name, lambda: None) is not None


def test_so_much_waits_and_no_more(database, name, monkeypatch):
    monkeypatch.setattr(background, "MOST_AT_ONCE", 2)
    go = threading.Event()
    works = [background.start(name.with_suffix(f".{n}"), go.wait) for n in range(2)]
    with pytest.raises(background.Full):
        background.start(name, go.wait)
    go.set()
    for work in works:
        background.wait(work, 10)
    assert background.start(name, go.wait) is not None
