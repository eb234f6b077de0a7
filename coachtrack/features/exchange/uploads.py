"""Workbooks that were uploaded and wait for a confirmation, as files of this installation.

Each belongs to the account that uploaded it and is known by a digest of both. Nobody else finds
it, and after a day it is gone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from coachtrack.features.exchange.standing import Standing
from coachtrack.kit import background
from coachtrack.kit.characters import shown_name
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Person
from coachtrack.kit.workbooks.inspection import inspect
from coachtrack.kit.workbooks.protocol import Limits

KEPT_FOR = timedelta(hours=24)
#: Of one account; with another one the oldest goes.
MOST_KEPT = 10
#: Of one account on which work is under way; another one is refused.
MOST_BUSY = 3
DIGEST = re.compile(r"[0-9a-f]{40}")
#: Of the files of an upload, all named by its digest. The last one says nothing and stays longest.
FACTS, BOOK, STANDING, LOCK = ".json", ".xlsx", ".standing", ".lock"


class TooManyBusy(Exception):
    """Work on several uploads of this account is under way; wait until one has ended."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook as it was uploaded, and how far its import is."""

    digest: str
    account: int
    #: What its file was called, to show; never a path.
    name: str
    at: datetime

    @property
    def path(self) -> Path:
        """The workbook; gone once it is saved."""
        return _folder() / f"{self.digest}{BOOK}"

    @property
    def lock(self) -> Path:
        """By which it is known whether work on it is under way."""
        return _folder() / f"{self.digest}{LOCK}"

    @property
    def busy(self) -> bool:
        """Whether work on it is under way."""
        return background.under_way(self.lock)

    @property
    def standing(self) -> Standing:
        """How far its import is."""
        # What a power cut left behind counts as not there.
        with suppress(FileNotFoundError, ValueError):
            return Standing.read(_text(self.digest, STANDING))
        return Standing()

    def note(self, standing: Standing) -> None:
        """Write down how far its import is."""
        _write(self.digest, STANDING, standing.written())


def keep(file: FileStorage, person: Person) -> Upload:
    """Keep a workbook for the person who uploads it; the same one again is the same upload.

    Raises UnusableWorkbook when it cannot be one, TooManyBusy, and OSError when there is no room
    for it.
    """
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        file.save(path)
        inspect(path, Limits())
        upload = Upload(
            _digest(path, person), _account(person), shown_name(file.filename or ""), now()
        )
        _refuse_beyond(upload, person)
        _put(path, upload)
    finally:
        path.unlink(missing_ok=True)
    for other in uploads_of(person)[MOST_KEPT:]:
        discard(other)
    return upload


def _refuse_beyond(upload: Upload, person: Person) -> None:
    others = (each for each in uploads_of(person) if each.digest != upload.digest)
    if sum(each.busy for each in others) >= MOST_BUSY:
        raise TooManyBusy


def _put(path: Path, upload: Upload) -> None:
    """Put the file in its place and begin anew; not under work, which is on the same content."""
    with background.held(upload.lock) as idle:
        if not idle:
            return
        facts = {"account": upload.account, "name": upload.name, "at": upload.at.isoformat()}
        os.replace(path, upload.path)
        (_folder() / f"{upload.digest}{STANDING}").unlink(missing_ok=True)
        _write(upload.digest, FACTS, json.dumps(facts))


def upload(digest: str, person: Person) -> Upload | None:
    """One upload; None when it is not there or not theirs."""
    found = _known(digest) if DIGEST.fullmatch(digest) else None
    return found if found and found.account == person.account_id else None


def uploads_of(person: Person) -> list[Upload]:
    """The uploads of a person, the latest first."""
    own = [each for each in _all() if each.account == person.account_id]
    return sorted(own, key=lambda each: each.at, reverse=True)


def discard(found: Upload) -> bool:
    """Remove it, unless work on it is under way; whether it is gone."""
    with background.held(found.lock) as idle:
        if idle:
            # Not the lock: who waits for it would hold one that nobody else sees.
            for kind in (FACTS, BOOK, STANDING):
                (_folder() / f"{found.digest}{kind}").unlink(missing_ok=True)
    return idle


def sweep() -> None:
    """Remove what has expired, and what an upload that was interrupted left behind."""
    oldest = now() - KEPT_FOR
    for each in _all():
        if each.at < oldest:
            discard(each)
    kept = {each.digest for each in _all()}
    for left in _folder().glob("*"):
        with suppress(FileNotFoundError):
            if left.stem not in kept and left.stat().st_mtime < oldest.timestamp():
                left.unlink()


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"


def _account(person: Person) -> int:
    assert person.account_id is not None
    return person.account_id


def _digest(path: Path, person: Person) -> str:
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256")
    content.update(f" of {_account(person)}".encode())
    return content.hexdigest()[:40]


def _all() -> list[Upload]:
    digests = [path.stem for path in _folder().glob(f"*{FACTS}")]
    return [found for digest in digests if (found := _known(digest))]


def _known(digest: str) -> Upload | None:
    try:
        facts: dict[str, Any] = json.loads(_text(digest, FACTS))
    except (FileNotFoundError, ValueError):
        return None
    return Upload(digest, facts["account"], facts["name"], datetime.fromisoformat(facts["at"]))


def _text(digest: str, kind: str) -> str:
    return (_folder() / f"{digest}{kind}").read_text(encoding="utf-8")


def _write(digest: str, kind: str, text: str) -> None:
    """All of it or nothing, whoever reads meanwhile."""
    folder = _folder()
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, folder / f"{digest}{kind}")
    finally:
        Path(name).unlink(missing_ok=True)
