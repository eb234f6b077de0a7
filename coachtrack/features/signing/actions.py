"""Signing figures, and opening what was signed for a correction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import signals
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.signing import queries
from coachtrack.features.signing.facts import digest_now, digest_of_bytes, facts_of
from coachtrack.features.signing.marks import to_signatures
from coachtrack.features.signing.models import (
    Cause,
    Part,
    Party,
    Scan,
    ScanContent,
    Signature,
    Statement,
)
from coachtrack.features.signing.naming import fallen_told, named
from coachtrack.features.signing.notices import tell_of
from coachtrack.kit import formats
from coachtrack.kit.columns import now
from coachtrack.kit.engines import take_turns
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Refused, tell
from coachtrack.kit.words import word

#: Of an engagement: signed papers, and bytes of all of them.
MOST_SCANS, MOST_BYTES = 100, 200_000_000


class Moved(Exception):
    """The figures are not those any more that were read before signing."""


class SignedAlready(Exception):
    """This side has signed this already."""


class SignedForTheOther(Exception):
    """The same account has signed this for the other side."""


class NoRoom(Exception):
    """The signed papers of this engagement are as many, or take as much, as they may."""


class Voided(Exception):
    """It was voided meanwhile."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: for which side, by which name, and with what."""

    party: Party
    name: str
    account_id: int | None = None
    #: The day on the paper, and the picture of it; both empty where a password was given.
    on: date | None = None
    scan: Scan | None = None
    #: When; now, where nothing is said.
    at: datetime | None = None


def sign(part: Part, seen: Mapping[int, str], signers: Sequence[Signer]) -> list[Statement]:
    """Sign a part of measures; `seen`: by measure, the digest of what the signers have read.

    Once both sides have signed, these figures are frozen. Raises Moved, SignedAlready and
    SignedForTheOther.
    """
    _hold(seen)
    asked = queries.compared(seen)
    standing = queries.standing(seen)
    numbers = queries.last_numbers(seen, part)
    saved = []
    for key, digest in seen.items():
        row = standing.get((key, part))
        if digest_now(asked[key], part, row) != digest:
            raise Moved
        row = row or Statement(
            measure_id=key,
            part=part,
            number=numbers.get(key, 0) + 1,
            digest=digest,
            facts=facts_of(asked[key], part),
        )
        _add(row, signers)
        saved.append(row)
    db.session.flush()
    return saved


def _add(row: Statement, signers: Sequence[Signer]) -> None:
    there = {each.party: each.account_id for each in row.signatures}
    # A side that signed with its password need not sign the paper that the other one signs.
    missing = [signer for signer in signers if signer.party not in there]
    if not missing or (len(missing) < len(signers) and any(each.scan is None for each in signers)):
        raise SignedAlready
    for signer in missing:
        if signer.account_id is not None and signer.account_id in there.values():
            raise SignedForTheOther
        row.signatures.append(
            Signature(
                party=signer.party,
                name=signer.name,
                account_id=signer.account_id,
                signed_at=signer.at or now(),
                on=signer.on,
                scan=signer.scan,
            )
        )
    db.session.add(row)


def keep_scan(engagement_id: int, name: str, media_type: str, content: bytes, by: Person) -> Scan:
    """Keep the picture of a signed paper together with what it is the proof of.

    Raises NoRoom.
    """
    # Two at a time would each find room for one.
    take_turns(f"scans of {engagement_id}")
    there, size = queries.room_taken(engagement_id)
    if there >= MOST_SCANS or size + len(content) > MOST_BYTES:
        raise NoRoom
    scan = Scan(
        engagement_id=engagement_id,
        name=name,
        media_type=media_type,
        digest=digest_of_bytes(content),
        size=len(content),
        saved_by_id=by.account_id,
        content=ScanContent(content=content),
    )
    db.session.add(scan)
    db.session.flush()
    return scan


def reopen(row: Statement, cause: Cause, reason: str, by: str) -> None:
    """Void what was signed, so that it can be corrected, and tell both sides.

    A closing result falls with its baseline. Raises Voided when somebody else did.
    """
    _hold([row.measure_id])
    if not row.stands:
        raise Voided
    fallen = [_void(row, cause, reason, by)]
    closing = queries.standing([row.measure_id]).get((row.measure_id, Part.CLOSING))
    if row.part == Part.BASELINE and closing is not None:
        fallen.append(_void(closing, Cause.BASELINE_REOPENED, "", by))
    tell_of(fallen)
    db.session.flush()


def _void(row: Statement, cause: Cause, reason: str, by: str) -> Statement:
    row.voided_at, row.cause, row.reason, row.voided_by = now(), cause, reason, by
    return row


def _hold(ids: Iterable[int]) -> None:
    """Let nobody else sign, void or change these measures until the end of the write.

    What was read of them before may have been changed until then, so it is read anew.
    """
    db.session.flush()
    those = Measure.id.in_(list(ids))
    words = select(Measure.indicator_id).where(those)
    versions = select(IndicatorVersion.id).where(IndicatorVersion.indicator_id.in_(words))
    db.session.execute(versions.order_by(IndicatorVersion.id).with_for_update(read=True))
    # The engagement before its measures, as whoever saves it does.
    coached = select(Measure.engagement_id).where(those)
    engagements = select(Engagement.id).where(Engagement.id.in_(coached))
    db.session.execute(engagements.order_by(Engagement.id).with_for_update())
    db.session.execute(select(Measure.id).where(those).order_by(Measure.id).with_for_update())
    db.session.expire_all()


@signals.settled.connect
def _settled(_sender: object, ids: Sequence[int]) -> None:
    """What both sides signed stays as it is; what one side signed falls, and both are told.

    Whatever was changed, and through whichever door, comes by here before it is saved.
    """
    standing = queries.standing(ids)
    if not standing:
        return
    asked = queries.compared({key for key, _part in standing})
    fallen = []
    for (key, part), row in standing.items():
        if digest_now(asked[key], part, row) == row.digest:
            continue
        if row.signed:
            code = row.measure.engagement.code
            raise Refused(to_signatures(_refusal(row, named(row)), code))
        fallen.append(_void(row, Cause.CHANGED_BEFORE, "", ""))
        tell(fallen_told(row))
    tell_of(fallen)


def _refusal(row: Statement, name: str) -> str:
    return _(
        "“%(part)s” of %(measure)s was signed by both sides on %(day)s, so it stays as it is."
        " Nothing was saved. To correct it, open “Signatures” of the engagement, give the reason,"
        " correct it, and let both sides sign again.",
        part=word(row.part),
        measure=name,
        day=formats.day(queries.given_of(row).on),
    )
