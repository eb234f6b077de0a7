"""The production server."""

from __future__ import annotations

import ipaddress
import socket
import threading
from pathlib import Path

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from coachtrack.features.accounts import queries
from coachtrack.kit import mail
from coachtrack.kit.health import OldSchema, check_schema
from coachtrack.kit.journal import sealing
from coachtrack.kit.transactions import let_go
from coachtrack.settings import is_guessable, make_secret

#: Requests are short; more threads than this only wait for the two cores of a small machine.
THREADS = 8
#: Seconds from one sealing of the journal to the next.
BETWEEN_SEALINGS = 60.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@with_appcontext
def serve(host: str, port: int) -> None:
    """Serve the pages."""
    _check_secret()
    _check_database()
    if queries.demo_accounts() and not _is_loopback(host):
        raise click.ClickException(
            "The demo's sign-ins have a password that everyone knows. Serve it on 127.0.0.1 only,"
            " or use an installation without the demo."
        )
    let_go()
    listening = _listen(host, port)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_seal, args=(app, threading.Event()), daemon=True).start()
    mail.start_sending(app)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"CoachTrack is at http://{shown}:{port} (stop with Ctrl-C).")
    waitress.create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        max_request_body_size=current_app.config["LONGEST_TAKEN"],
        ident=None,
        # Whether to believe what proxies say is decided by the application, by how many there are.
        clear_untrusted_proxy_headers=not app.config["PROXIES"],
    ).run()


def _seal(app: Flask, over: threading.Event) -> None:
    """Seal what was noted in the journal, again and again until it is over."""
    while not over.wait(BETWEEN_SEALINGS):
        try:
            with app.app_context():
                sealing.seal_all()
        except Exception:
            app.logger.exception("Sealing the journal failed; it is tried again in a minute")


def _listen(host: str, port: int) -> socket.socket:
    try:
        # A name may have several addresses; that of the older protocol is there everywhere.
        family, *_, address = min(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is no name of a machine"
        reason, *_ = said.partition(" (while")
        raise click.ClickException(
            f"{host}:{port} cannot be used ({reason}). Choose others with --host and --port."
        ) from error


def _check_secret() -> None:
    secret = current_app.config["SECRET_KEY"]
    if not secret:
        raise click.ClickException(
            "There is no secret key. Set COACHTRACK_SECRET_KEY, or run `coachtrack secret` to make"
            " one in the instance folder."
        )
    if is_guessable(secret):
        raise click.ClickException(
            "COACHTRACK_SECRET_KEY is too easy to guess; use at least 43 random letters and digits,"
            " or leave it out and run `coachtrack secret`."
        )


def _check_database() -> None:
    try:
        check_schema()
    except OldSchema as error:
        raise click.ClickException(f"{error}.") from error
    except SQLAlchemyError as error:
        raise click.ClickException(
            "The database does not answer. Check COACHTRACK_DATABASE_URL."
        ) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@click.command()
@with_appcontext
def secret() -> None:
    """Make the secret key in the instance folder, unless there is one."""
    path = make_secret(Path(current_app.config["INSTANCE"]))
    click.echo(f"The secret key is in {path}.")
