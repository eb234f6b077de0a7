"""Work that takes longer than a page may: in the background, each piece once.

A piece of work is known by a file that stays locked while it runs. So every process can tell
whether it is under way, and a process that dies lets go of it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import current_app
from flask_babel import force_locale, get_locale

if sys.platform != "win32":
    import fcntl

Work = Future[None]

#: Two small cores; one stays for the pages.
_pool = ThreadPoolExecutor(2, thread_name_prefix="background")
#: Pieces of this process that run or wait for their turn.
MOST_AT_ONCE = 20
#: How often, and how many seconds apart, a lock is tried that somebody may only be asking about.
TRIES, APART = 10, 0.01
_mutex = threading.Lock()
_held: dict[Path, IO[str]] = {}


class Full(Exception):
    """So much waits for its turn that nothing more is taken."""


def start(name: Path, work: Callable[[], None]) -> Work | None:
    """Do it in the language of the page; None when it is under way already. Raises Full."""
    if len(_held) >= MOST_AT_ONCE:
        raise Full
    if not _take_soon(name):
        return None
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    language = str(get_locale())

    def run() -> None:
        try:
            with app.app_context(), force_locale(language):
                work()
        except Exception:
            app.logger.exception("Background work %s ended", name.name)
        finally:
            with _mutex:
                _let_go(name)

    return _pool.submit(run)


def under_way(name: Path) -> bool:
    """Whether a piece of work runs or waits for its turn, in this process or another one."""
    with _mutex:
        if name in _held:
            return True
        try:
            file = name.open()
        except FileNotFoundError:
            return False
        # Shared, so that those who ask are in nobody's way but that of the work itself.
        with file:
            return not _locked(file, shared=True)


@contextmanager
def held(name: Path) -> Iterator[bool]:
    """Let no work on it begin meanwhile; whether that can be had, or some is under way."""
    taken = _take_soon(name)
    try:
        yield taken
    finally:
        if taken:
            with _mutex:
                _let_go(name)


def wait(work: Work | None, seconds: float) -> None:
    """Give it so long to end, so that what is quick needs no second look."""
    if work is not None:
        wait_for([work], seconds)


def _take_soon(name: Path) -> bool:
    """Lock its file, unless somebody keeps it locked."""
    for _try in range(TRIES):
        with _mutex:
            if _take(name):
                return True
        time.sleep(APART)
    return False


def _take(name: Path) -> bool:
    """Lock its file, unless somebody has; asked for with the mutex held."""
    if name in _held:
        return False
    file = name.open("a")
    if not _locked(file):
        file.close()
        return False
    # A file that is locked is none that was left behind.
    os.utime(name)
    _held[name] = file
    return True


def _let_go(name: Path) -> None:
    _held.pop(name).close()


def _locked(file: IO[str], *, shared: bool = False) -> bool:
    if sys.platform == "win32":  # one process works there
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
