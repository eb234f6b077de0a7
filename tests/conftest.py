"""What every test can ask for: a database, the site, a person signed in, a browser.

A test that touches the database runs on SQLite and on PostgreSQL; one in a browser is about the
page and runs on SQLite. Nothing leaves this machine.
"""

from __future__ import annotations

import os
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.accounts import actions, passwords, queries
from coachtrack.kit import background, mail
from coachtrack.kit.mail import OutgoingMail
from coachtrack.kit.permissions import Grant
from coachtrack.kit.transactions import Door, writing
from tests import browsers, engines
from tests.checking import CheckingClient

PASSWORD = "a long sentence that tests know"

# A busy machine is no fault, and the same commit gives the same answer twice.
hypothesis.settings.register_profile("site", deadline=None, derandomize="CI" in os.environ)
# For once: pytest --hypothesis-profile=thorough tests/domain
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("site")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers for each processor, for much of a test in a browser is waiting."""
    return 2 * len(os.sched_getaffinity(0))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of the database on both engines."""
    both = [
        pytest.param("sqlite"),
        pytest.param("postgresql", marks=pytest.mark.postgres),
    ]
    if "browser" in metafunc.fixturenames:
        both = [pytest.param("sqlite", marks=pytest.mark.e2e)]
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", both, indirect=True, scope="session")


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> engines.SQLite:
    """A migrated SQLite database to copy."""
    return engines.SQLite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql(
    tmp_path_factory: pytest.TempPathFactory, testrun_uid: str, worker_id: str
) -> Iterator[engines.PostgreSQL]:
    """A migrated PostgreSQL database to copy, on a server shared with the other workers."""
    run = testrun_uid[:8]
    with engines.postgresql_server(run) as server:
        made = engines.PostgreSQL(server, tmp_path_factory.mktemp("pg"), f"t{run}_{worker_id}")
        yield made
        made.close()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> engines.Engine:
    """Where this test's databases come from."""
    found: engines.Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def engine_url(engine: engines.Engine, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database at the current schema that only this test uses.

    What a browser still asks for when its test is over, it never asks of the next test.
    """
    names = request.fixturenames
    with engine.fresh(demo="demo" in names, again="browser" not in names) as url:
        yield url


class Applications:
    """Applications by the address of their database, which is another one for each test.

    What an application has compiled, addresses, templates and statements, serves the next test;
    its templates serve those too that a test has for itself.
    """

    def __init__(self, templates: FileSystemBytecodeCache) -> None:
        self.templates = templates
        self._known: dict[str, tuple[Flask, dict[str, Any]]] = {}

    def of(self, url: str, instance: Path) -> Flask:
        """The application, with the settings that it was made with."""
        if url not in self._known:
            made = create_app(engines.settings(url, instance))
            made.test_client_class = CheckingClient
            made.jinja_env.bytecode_cache = self.templates
            self._known[url] = made, dict(made.config)
        app, config = self._known[url]
        app.config.clear()
        app.config.update(config | engines.settings(url, instance))
        return app


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    """The applications of this worker."""
    return Applications(FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates"))))


@pytest.fixture
def app(
    engine_url: str, tmp_path: Path, applications: Applications, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The application on this test's database; its own where the test adds to it."""
    alone = "browser" in request.fixturenames or request.node.get_closest_marker("own_app")
    known = Applications(applications.templates) if alone else applications
    found = known.of(engine_url, tmp_path)
    yield found
    while background._held:
        time.sleep(0.01)
    with found.app_context():
        db.engine.dispose()


@pytest.fixture
def demo(app: Flask) -> Flask:
    """The application with the demo in its database; ask for it beside any other fixture."""
    return app


@pytest.fixture
def database(app: Flask) -> Iterator[Session]:
    """The session of queries and actions that the test calls itself.

    The client commits it before each request, so a page sees what the test has prepared.
    """
    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """Somebody who is not signed in."""
    made: CheckingClient = app.test_client()  # type: ignore[assignment]
    return made


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., CheckingClient]:
    """`sign_in(email, *grants)`: a client of that person, whose account is made when missing."""

    def signed_in(email: str, *grants: Grant) -> CheckingClient:
        if has_app_context():
            # What the test has read would keep the writer waiting on SQLite.
            db.session.commit()
        with app.app_context(), writing(Door.COMMAND):
            account = queries.account_of(email) or actions.add_account(
                actions.NewAccount(email, email, PASSWORD)
            )
            for held in grants:
                actions.grant(account, held)
            token = actions.start_sign_in(account.id)
        client: CheckingClient = app.test_client()  # type: ignore[assignment]
        with client.session_transaction() as session:
            session["token"] = token
        return client

    return signed_in


@pytest.fixture
def outbox(app: Flask, database: Session) -> Callable[[], list[EmailMessage]]:
    """`outbox()`: the mails that were sent, once all that waits is."""

    def sent() -> list[EmailMessage]:
        while background._held:
            time.sleep(0.01)
        database.rollback()
        mail.send_due()
        files = sorted((Path(app.config["INSTANCE"]) / "mail").glob("*.eml"))
        return [message_from_bytes(each.read_bytes(), policy=default) for each in files]

    return sent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    path = browsers.find()
    if path is None:
        pytest.fail(browsers.NONE_TO_BE_HAD)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=browsers.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address at which the application is served for a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages complain of in the browser, such as a broken rule of their own; fails the test."""
    noted: list[str] = []
    yield noted
    assert not noted


@pytest.fixture
def mails(database: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[OutgoingMail]]:
    """`mails()`: what waits to be sent, in order; what a mail says is kept until it is sent."""
    monkeypatch.setattr(mail, "send_due", lambda: None)
    return lambda: database.query(OutgoingMail).order_by(OutgoingMail.id).all()


@pytest.fixture
def browse(
    browser: Browser,
    live_server: str,
    sign_in: Callable[..., CheckingClient],
    complaints: list[str],
) -> Iterator[Callable[..., Page]]:
    """`browse(email, *grants, **context)`: a browser window of that person; nobody without one."""
    contexts: list[BrowserContext] = []

    def opened(email: str = "", *grants: Grant, **options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_server, "locale": "en", **options})
        contexts.append(context)
        if email:
            cookie = sign_in(email, *grants).get_cookie("session")
            assert cookie is not None
            context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server}])
        context.on("weberror", lambda failure: complaints.append(str(failure.error)))
        context.on("console", lambda said: _note(complaints, said.type, said.text))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(browse: Callable[..., Page]) -> Page:
    """A browser window of somebody who is not signed in."""
    return browse()


def _note(complaints: list[str], kind: str, text: str) -> None:
    """Remember an error on the console; an answer such as 404 and a lost signal are the test's own
    business.
    """
    own = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED")
    if kind == "error" and not any(each in text for each in own):
        complaints.append(text)


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASH_METHOD", "pbkdf2:sha256:1")


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def to_this_machine_only(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            assert address[0] in {"127.0.0.1", "::1", "localhost"}, f"connects to {address}"
        connect(self, address)

    def no_mail(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("sends an e-mail")

    monkeypatch.setattr(socket.socket, "connect", to_this_machine_only)
    monkeypatch.setattr(smtplib, "SMTP", no_mail)
