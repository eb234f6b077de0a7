"""Writing: one transaction, one door, one writer at a time, all or nothing.

A write begins before anything is read, knows who writes and through which door, and commits at
one place. SQLite has one writer: the others wait in order of arrival instead of polling, which
keeps the slowest from starving (docs/decisions/0004-sqlite.md).
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from blinker import Signal
from flask import current_app, flash, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import Conflict

from coachtrack.extensions import db
from coachtrack.kit.journal import noting
from coachtrack.kit.journal.tables import Door as Door
from coachtrack.kit.permissions import OPERATOR, Person

if sys.platform != "win32":
    import fcntl

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Origin:
    """Who changes something, through which door, and why where a reason is asked for."""

    door: Door
    person: Person
    reason: str = ""


class FairLock:
    """A lock that serves those who wait in order of arrival."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for one's turn, and hand over at the end."""
        turn = threading.Event()
        with self._mutex:
            self._waiting.append(turn)
            if len(self._waiting) == 1:
                turn.set()
        try:
            turn.wait()
            yield
        finally:
            with self._mutex:
                self._waiting.remove(turn)
                if self._waiting:
                    self._waiting[0].set()


#: A write is about to be saved: what follows from it is done now, so that the journal tells it too.
ending = Signal("write ending")

_within_process = FairLock()


@contextmanager
def writing(door: Door, person: Person = OPERATOR, reason: str = "") -> Iterator[Session]:
    """One write transaction: committed at the end, rolled back whole when anything fails.

    There is none within another: the inner one could not be undone with the outer one.
    """
    session = db.session()
    if "origin" in session.info:
        raise LookupError("A write is under way already: call the action inside that one.")
    # What was read before the write began is stale by definition.
    session.rollback()
    with _one_writer():
        session.connection(execution_options={"immediate": True})
        session.info["origin"] = Origin(door, person, reason)
        try:
            yield session
            ending.send()
            told = origin()
            noting.finish(session, told.person, told.door, told.reason)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.clear()


def let_go() -> None:
    """End the read under way before something that takes long.

    On SQLite without a write-ahead log nobody can save while a read is open.
    """
    db.session.rollback()


def origin() -> Origin:
    """Where the current write comes from, as the journal tells.

    Raises LookupError outside `writing`.
    """
    found = db.session().info.get("origin")
    if not isinstance(found, Origin):
        raise LookupError("A write needs an origin: call the action inside writing().")
    return found


def under_way() -> bool:
    """Whether this is within a write."""
    return "origin" in db.session().info


def because(reason: str) -> None:
    """Note in the journal why the write under way is made, where that was asked for."""
    db.session().info["origin"] = replace(origin(), reason=reason)


def tell(sentence: str) -> None:
    """Say something to whoever sent the form, once it is saved: what came of it besides."""
    db.session().info.get("told", []).append(sentence)


class Overtaken(Exception):
    """What a write rests on has been changed meanwhile; begin it again."""


class Refused(Exception):
    """What would be saved may not be; carries the sentence that says why and what to do."""


class _Refused(Exception):
    """The view answered that it did not work, so nothing of it is kept."""


def commits(view: View) -> View:
    """Mark a view that writes: what is not a GET runs in one write transaction.

    An answer of 400 or above saves nothing, whether it is raised or returned. A view that was
    overtaken is asked once more: it sees what the others saved, such as the same form sent twice.
    """

    @wraps(view)
    def transacted(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if request.method in {"GET", "HEAD"}:
            return view(*args, **kwargs)
        try:
            return _in_one_write(view, args, kwargs)
        except Overtaken:
            pass
        try:
            return _in_one_write(view, args, kwargs)
        except Overtaken as again:
            raise Conflict from again

    transacted.commits = True  # type: ignore[attr-defined]
    return transacted  # type: ignore[return-value]


def _in_one_write(view: View, args: Any, kwargs: Any) -> ResponseReturnValue:
    told: list[str] = []
    try:
        with writing(Door.FORM, g.person or Person("")) as session:
            session.info["told"] = told
            answer = make_response(view(*args, **kwargs))
            if answer.status_code >= 400:
                raise _Refused
    except _Refused:
        return answer
    for sentence in told:
        flash(sentence)
    return answer


@contextmanager
def _one_writer() -> Iterator[None]:
    """On SQLite the turn to write, among threads and among processes; elsewhere nothing."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    with _within_process.held(), _among_processes(Path(current_app.config["INSTANCE"])):
        yield


@contextmanager
def _among_processes(instance: Path) -> Iterator[None]:
    if sys.platform == "win32":  # one process writes there, and the lock within it is enough
        yield
    else:
        with (instance / "write.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
