"""Signing figures, and opening what was signed for a correction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.indicators import signals
from coachtrack.features.indicators.actions import fix_target
from coachtrack.features.indicators.models import Measure
from coachtrack.features.signing import queries
from coachtrack.features.signing.facts import digest_of, digest_of_bytes, facts_of
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
from coachtrack.kit import formats
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Refused, tell
from coachtrack.kit.words import word


class Moved(Exception):
    """The figures are not those any more that were read before signing."""


class SignedAlready(Exception):
    """This side has signed this already."""


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

    Once both sides have signed, these figures are frozen, and a target that was said as a gain
    becomes a figure. Raises Moved and SignedAlready.
    """
    _hold(seen)
    asked = queries.compared(seen)
    standing = queries.standing(seen)
    numbers = queries.last_numbers(seen, part)
    saved = []
    for key, digest in seen.items():
        facts = facts_of(asked[key], part)
        if digest_of(facts) != digest:
            raise Moved
        row = standing.get((key, part)) or Statement(
            measure_id=key, part=part, number=numbers.get(key, 0) + 1, digest=digest, facts=facts
        )
        _add(row, signers)
        saved.append(row)
    db.session.flush()
    for row in saved:
        if row.signed and row.part == Part.BASELINE:
            fix_target(row.measure_id, asked[row.measure_id].compare().target.value)
    return saved


def _add(row: Statement, signers: Sequence[Signer]) -> None:
    there = {each.party for each in row.signatures}
    for signer in signers:
        if signer.party in there:
            raise SignedAlready
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
    """Keep the picture of a signed paper together with what it is the proof of."""
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
    """Void what was signed, so that it can be corrected; a closing result falls with its baseline.

    Raises Voided when somebody else did.
    """
    _hold([row.measure_id])
    db.session.refresh(row)
    if not row.stands:
        raise Voided
    _void(row, cause, reason, by)
    closing = queries.standing([row.measure_id]).get((row.measure_id, Part.CLOSING))
    if row.part == Part.BASELINE and closing is not None:
        _void(closing, Cause.BASELINE_REOPENED, "", by)
    db.session.flush()


def _void(row: Statement, cause: Cause, reason: str, by: str) -> None:
    row.voided_at, row.cause, row.reason, row.voided_by = now(), cause, reason, by


def _hold(ids: Iterable[int]) -> None:
    """Let nobody else sign, void or change these measures until the end of the write."""
    rows = select(Measure.id).where(Measure.id.in_(list(ids))).order_by(Measure.id)
    db.session.execute(rows.with_for_update())


@signals.settled.connect
def _settled(_sender: object, ids: Sequence[int]) -> None:
    """What both sides signed stays as it is; what one side signed falls with the change.

    Whatever was changed, and through whichever door, comes by here before it is saved.
    """
    standing = queries.standing(ids)
    if not standing:
        return
    asked = queries.compared({key for key, _part in standing})
    for (key, part), row in standing.items():
        if digest_of(facts_of(asked[key], part)) == row.digest:
            continue
        if row.signed:
            code = row.measure.engagement.code
            raise Refused(to_signatures(_refusal(row, named(row)), code))
        _void(row, Cause.CHANGED_BEFORE, "", "")
        tell(fallen_told(row))


def _refusal(row: Statement, name: str) -> str:
    return _(
        "“%(part)s” of %(measure)s was signed by both sides on %(day)s, so it stays as it is."
        " Nothing was saved. To correct it, open “Signatures” of the engagement, give the reason,"
        " correct it, and let both sides sign again.",
        part=word(row.part),
        measure=name,
        day=formats.day(queries.given_of(row).on),
    )
