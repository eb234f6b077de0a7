"""Sealing what was noted, and finding where the journal was changed behind the product's back.

The entries of a programme form a chain: a seal is a digest over the seal before and a batch of
entries. Writers never wait for it, as one sealer closes what they left. What is cut off at the end
cannot be seen from inside; so the newest seal is told on sheets, and is proved against the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from coachtrack.extensions import db
from coachtrack.kit.columns import now
from coachtrack.kit.journal.tables import Door, Entry, Seal, Write
from coachtrack.kit.transactions import let_go, writing

#: Entries under one seal; the lock is held for that long.
AT_A_TIME = 1000
#: By how much a write may have begun before another one that is sealed before it.
LONGEST_WRITE = timedelta(hours=1)
#: What is noted is sealed within a minute where the product is served.
LONGEST_UNSEALED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the journal that nobody could have done by the product's doors."""

    programme: str
    #: The seal; 0: of none in particular.
    number: int
    #: Which of the kinds: changed, missing, order, count, late, alien.
    kind: str


def seal_all() -> int:
    """Seal all that is not sealed yet, batch by batch; returns how many seals were made."""
    made = 0
    while waiting := _waiting():
        for programme in waiting:
            try:
                made += _seal_some(programme)
            except IntegrityError:
                # Another sealer was there first.
                return made
    return made


def newest_seal(programme: str) -> Seal | None:
    """The end of a programme's chain."""
    those = select(Seal).where(Seal.programme == programme)
    return db.session.scalars(those.order_by(Seal.number.desc()).limit(1)).one_or_none()


def newest_seals() -> Sequence[Seal]:
    """The end of every chain."""
    last = select(Seal.programme, func.max(Seal.number).label("number"))
    ends = last.group_by(Seal.programme).subquery()
    same = (Seal.programme == ends.c.programme) & (Seal.number == ends.c.number)
    return db.session.scalars(select(Seal).join(ends, same).order_by(Seal.programme)).all()


def is_in_chain(programme: str, mark: str) -> bool:
    """Whether a seal that was told once still stands in the chain of a programme."""
    number, _colon, digest = mark.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return False
    wanted = select(Seal.digest).where(Seal.programme == programme, Seal.number == int(number))
    return db.session.scalar(wanted) == digest.lower()


def digest_of(previous: str, entries: Sequence[Entry]) -> str:
    """The digest that closes a batch of entries after the one before."""
    seen = hashlib.sha256(previous.encode())
    for entry in entries:
        seen.update(b"\n")
        seen.update(_told(entry).encode())
    return seen.hexdigest()


def faults() -> Iterator[Fault]:
    """What is wrong with the journal; nothing where all is as it was noted."""
    let_go()
    before: dict[str, _End] = {}
    for seal in db.session.scalars(select(Seal).order_by(Seal.programme, Seal.number)).all():
        end = before.setdefault(seal.programme, _End())
        entries = _entries_of(seal)
        yield from _faults_of(seal, entries, end)
        end.follow(seal, entries)
        db.session.expunge_all()


def unsealed_for_long() -> list[str]:
    """The programmes with entries that nobody sealed for long, as where no server runs."""
    over = now() - LONGEST_UNSEALED
    waiting = select(Entry.programme).join(Entry.write)
    programmes = waiting.where(Entry.seal_id.is_(None), Write.at < over)
    return sorted(set(db.session.scalars(programmes)))


@dataclass
class _End:
    """The end of a chain as far as it was read."""

    number: int = 0
    digest: str = ""
    #: When the newest of what is sealed was written; no later than it was sealed.
    written: datetime | None = None

    def follow(self, seal: Seal, entries: Sequence[Entry]) -> None:
        """Read one seal on."""
        self.number, self.digest = seal.number, seal.digest
        for entry in entries:
            at = min(entry.write.at, seal.sealed_at)
            self.written = max(self.written or at, at)


def _faults_of(seal: Seal, entries: Sequence[Entry], before: _End) -> Iterator[Fault]:
    place = seal.programme, seal.number
    if seal.number != before.number + 1:
        yield Fault(seal.programme, before.number + 1, "missing")
    elif seal.previous != before.digest:
        yield Fault(*place, "order")
    if len(entries) != seal.entries:
        yield Fault(*place, "count")
    elif digest_of(seal.previous, entries) != seal.digest:
        yield Fault(*place, "changed")
    if any(entry.programme != seal.programme for entry in entries):
        yield Fault(*place, "alien")
    written = before.written
    if written and any(entry.write.at < written - LONGEST_WRITE for entry in entries):
        yield Fault(*place, "late")


def _waiting() -> list[str]:
    """The programmes of which something is not sealed."""
    let_go()
    wanted = select(Entry.programme).where(Entry.seal_id.is_(None)).distinct()
    found = sorted(db.session.scalars(wanted))
    let_go()
    return found


def _seal_some(programme: str) -> int:
    with writing(Door.COMMAND):
        # Before the entries are read: whatever another sealer takes of them, it takes this number.
        before = newest_seal(programme)
        number, previous = (before.number, before.digest) if before else (0, "")
        mine = Entry.programme == programme, Entry.seal_id.is_(None)
        wanted = select(Entry).where(*mine).order_by(Entry.id).limit(AT_A_TIME)
        entries = db.session.scalars(wanted.options(joinedload(Entry.write))).all()
        if not entries:
            return 0
        made = insert(Seal).values(
            programme=programme,
            number=number + 1,
            previous=previous,
            digest=digest_of(previous, entries),
            entries=len(entries),
            sealed_at=now(),
        )
        seal = db.session.connection().execute(made).inserted_primary_key
        assert seal is not None
        sealed = update(Entry).where(Entry.id.in_([entry.id for entry in entries]))
        db.session.connection().execute(sealed.values(seal_id=seal[0]))
        return 1


def _entries_of(seal: Seal) -> Sequence[Entry]:
    wanted = select(Entry).where(Entry.seal_id == seal.id).order_by(Entry.id)
    return db.session.scalars(wanted.options(joinedload(Entry.write))).all()


def _told(entry: Entry) -> str:
    """An entry with its write, the same way every time."""
    write = entry.write
    return json.dumps(
        [
            entry.id,
            [
                write.id,
                write.account_id,
                write.name,
                write.email,
                write.at.isoformat(),
                write.door,
                write.reason,
            ],
            entry.programme,
            entry.engagement,
            entry.subject,
            entry.row,
            entry.formerly,
            entry.action,
            entry.about,
            entry.changes,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
