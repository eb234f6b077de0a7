"""The product on a generated database, and a bare Flask application beside it on the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from coachtrack.app import create_app
from coachtrack.extensions import babel, db
from coachtrack.features.accounts import actions
from coachtrack.kit import engines as pragmas
from coachtrack.kit.permissions import Grant, Person, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests import engines
from tests.bench import generated


@dataclass(frozen=True, slots=True)
class Site:
    """Two applications on one database, and the cookie of a programme lead signed in."""

    product: Flask
    bare: Flask
    lead: Person
    cookie: str
    folder: Path


@contextmanager
def generated_site(sizes: dict[str, int]) -> Iterator[Site]:
    """Programmes by code, each with so many factories."""
    with TemporaryDirectory(prefix="coachtrack-bench-") as name:
        folder = Path(name)
        settings = engines.settings(f"sqlite:///{folder}/bench.sqlite", folder)
        engines.migrate(str(settings["DATABASE_URL"]), folder)
        product = create_app(settings)
        with product.app_context():
            for code, factories in sizes.items():
                generated.fill(factories, code)
            lead, token = _lead(list(sizes))
        yield Site(product, _bare(product), lead, _cookie(product, token), folder)
        with product.app_context():
            db.engine.dispose()


def caller(app: Flask, path: str, cookie: str = "", encoding: str = "br") -> Callable[[], bytes]:
    """A call that answers one GET in this process, without a network and its client."""
    environ = create_environ(path, headers={"Cookie": cookie, "Accept-Encoding": encoding})

    def call() -> bytes:
        body, status, _headers = run_wsgi_app(app, dict(environ), buffered=True)
        assert status == "200 OK", f"{path}: {status}"
        return b"".join(body)

    return call


def _bare(product: Flask) -> Flask:
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = product.config["SQLALCHEMY_DATABASE_URI"]
    db.init_app(app)
    babel.init_app(app)
    with app.app_context():
        pragmas.prepare(db.engine)
    return app


def _lead(programmes: list[str]) -> tuple[Person, str]:
    with writing(Door.COMMAND):
        account = actions.add_account(
            actions.NewAccount("lead@bench.example", "Lead", "a long sentence for the bench")
        )
        for code in programmes:
            actions.grant(account, Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, code))
        token = actions.start_sign_in(account.id)
        person = account.person()
    return person, token


def _cookie(product: Flask, token: str) -> str:
    client = product.test_client()
    with client.session_transaction() as session:
        session["token"] = token
        session["language"] = "en"
    cookie: Any = client.get_cookie("session")
    return f"session={cookie.value}"
