"""Serving: what has to be right before, and what is said when it is not."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import flask_migrate
import pytest

from coachtrack.app import create_app
from coachtrack.cli import server
from coachtrack.extensions import db
from coachtrack.features.accounts import actions
from coachtrack.kit.journal.sealing import newest_seal
from coachtrack.kit.transactions import Door, writing
from coachtrack.settings import make_secret
from tests import engines, factories
from tests.commands import refusal, run
from tests.conftest import PASSWORD
from tests.engines import SECRET_KEY


@pytest.fixture
def occupied():
    """A port of this machine that somebody else listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield taken.getsockname()[1]


@pytest.fixture
def demo_person(database):
    """A demo's sign-in."""
    with writing(Door.COMMAND):
        actions.add_account(actions.NewAccount("lan@demo.example", "Lan", PASSWORD, demo=True))


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as once:
        return once.getsockname()[1]


@contextmanager
def serving(url: str, instance: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The server on this database, from when it listens until it is stopped."""
    surroundings = {
        **os.environ,
        "COACHTRACK_DATABASE_URL": url,
        "COACHTRACK_INSTANCE": str(instance),
        "COACHTRACK_SECRET_KEY": SECRET_KEY,
        "PYTHONUNBUFFERED": "1",
    }
    # Where a shell started the tests in the background, it ignores Ctrl-C for all below it.
    command = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from coachtrack.app import main; main()"
    )
    arguments = [sys.executable, "-c", command, "serve", "--port", str(port)]
    with subprocess.Popen(arguments, env=surroundings, stdout=subprocess.PIPE, text=True) as served:
        line = served.stdout.readline()
        assert line == f"CoachTrack is at http://127.0.0.1:{port} (stop with Ctrl-C).\n"
        try:
            yield served
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(timeout=30) == 0


def test_it_serves_until_it_is_stopped(engine_url, tmp_path, free_port):
    address = f"http://127.0.0.1:{free_port}/health"
    with (
        serving(engine_url, tmp_path, free_port),
        urllib.request.urlopen(address, timeout=30) as answer,
    ):
        assert (answer.status, answer.read().strip()) == (200, b'{"status":"ok"}')
        # Nobody is told with what it is made.
        assert "Server" not in answer.headers


def test_what_is_too_large_is_told_on_a_page(engine_url, app, tmp_path, free_port):
    """More than any page takes is still taken in, else a browser shows that nobody answered."""
    body = bytes(app.config["LONGEST_BODY"] + 1)
    told = {"Content-Type": "multipart/form-data; boundary=x", "Accept-Language": "en"}
    asked = urllib.request.Request(f"http://127.0.0.1:{free_port}/import/", body, told)
    with (
        serving(engine_url, tmp_path, free_port),
        pytest.raises(urllib.error.HTTPError) as refused,
    ):
        urllib.request.urlopen(asked, timeout=30)
    assert refused.value.code == 413
    assert "That is too large." in refused.value.read().decode()


def test_without_a_secret_key_it_does_not_start(app):
    app.config["SECRET_KEY"] = None
    assert "run `coachtrack secret`" in refusal(run(app, "serve"))


@pytest.mark.parametrize(
    "secret", ["short", "ab" * 40, "9fb3" * 15, "change-me-" * 9, "django-insecure-" + "k3J-x9" * 9]
)
def test_a_secret_that_can_be_guessed_is_refused(app, secret):
    app.config["SECRET_KEY"] = secret
    assert refusal(run(app, "serve")).startswith("COACHTRACK_SECRET_KEY is too easy to guess")


def test_an_old_schema_is_refused(app):
    with app.app_context():
        flask_migrate.downgrade(revision="0002")
    said = refusal(run(app, "serve"))
    assert re.match(r"The database is at schema 0002 and this release needs \d{4};", said)
    assert "run `coachtrack db upgrade`" in said


def test_an_empty_database_is_refused(app):
    with app.app_context():
        flask_migrate.downgrade(revision="base")
    assert refusal(run(app, "serve")).startswith("The database is at schema none")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "coach.example.vn", ""])
def test_a_demo_is_served_to_this_machine_only(app, demo_person, host):
    said = refusal(run(app, "serve", "--host", host))
    assert said.startswith("The demo's sign-ins have a password that everyone knows.")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_demo_on_this_machine_is_served(app, demo_person, occupied, host):
    said = refusal(run(app, "serve", "--host", host, "--port", str(occupied)))
    assert said.startswith(f"{host}:{occupied} cannot be used (Address already in use)")


def test_a_port_that_is_taken_is_said(app, occupied):
    said = refusal(run(app, "serve", "--port", str(occupied)))
    assert said.endswith("Choose others with --host and --port.")


@pytest.mark.parametrize("host", ["no such host", "a" * 300, "..", "256.0.0.1"])
def test_an_address_of_no_machine_is_said(app, host):
    assert refusal(run(app, "serve", "--host", host)).startswith(f"{host}:8000 cannot be used (")


@pytest.mark.parametrize("port", ["0", "65536", "web"])
def test_a_port_that_there_is_not_is_refused(app, port):
    assert "--port" in refusal(run(app, "serve", "--port", port))


def test_the_secret_is_readable_by_its_owner_only(app, tmp_path):
    assert run(app, "secret").stdout == f"The secret key is in {tmp_path}/secret-key.\n"
    made = tmp_path / "secret-key"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert len(set(made.read_text())) >= 10
    assert len(made.read_text()) >= 32


def test_a_new_folder_is_for_its_owner_alone(tmp_path):
    create_app(engines.settings("sqlite://", tmp_path / "app"))
    make_secret(tmp_path / "secret")
    for name in ("app", "secret"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700


def test_a_secret_is_never_overwritten(app, tmp_path):
    (tmp_path / "secret-key").write_text("mine")
    assert run(app, "secret").exit_code == 0
    assert (tmp_path / "secret-key").read_text() == "mine"


def test_a_command_without_tables_says_what_to_run(app):
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        db.engine.dispose()
    typed = f"{PASSWORD}\n"
    words = ("user", "add", "lan@example.vn", "--role", "administrator", "--password-stdin")
    assert "run `coachtrack db upgrade`" in refusal(run(app, *words, typed=typed))


def test_a_folder_that_cannot_be_used_is_said(app, tmp_path):
    (tmp_path / "file").write_text("")
    app.config["INSTANCE"] = str(tmp_path / "file" / "folder")
    assert "file cannot be used" in refusal(run(app, "secret")).replace("/folder", "")


def test_a_command_that_there_is_not_is_refused(app):
    assert refusal(run(app, "fly")) == "No such command 'fly'."


def test_what_was_noted_is_sealed_again_and_again(app, database, monkeypatch):
    monkeypatch.setattr(server, "BETWEEN_SEALINGS", 0.01)
    over = threading.Event()
    sealer = threading.Thread(target=server._seal, args=(app, over))
    sealer.start()
    for code in ("P1", "P2"):
        with writing(Door.FORM):
            factories.programme(code)
        for _try in range(500):
            database.rollback()
            if newest_seal(code):
                break
            time.sleep(0.01)
        assert newest_seal(code)
        database.rollback()
    over.set()
    sealer.join()


def test_a_sealing_that_fails_is_tried_again(app, monkeypatch, caplog):
    monkeypatch.setattr(server, "BETWEEN_SEALINGS", 0.01)
    over, tries = threading.Event(), []

    def fail() -> None:
        tries.append(1)
        if len(tries) == 2:
            over.set()
        raise ValueError("in vain")

    monkeypatch.setattr(server.sealing, "seal_all", fail)
    server._seal(app, over)
    assert len(tries) == 2
    assert "it is tried again in a minute" in caplog.text
