"""Telling both sides, and who signed, that what was signed does not hold any more."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask_babel import gettext as _

from coachtrack.features.accounts.models import Account
from coachtrack.features.engagements.mailing import consultants_of, managers_of, tell
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.signing.models import Statement
from coachtrack.features.signing.sentences import voided_told
from coachtrack.kit.words import word


def tell_of(fallen: Sequence[Statement]) -> None:
    """By mail, each in their language, what of an engagement is not signed any more.

    Why is told to who coaches there and to who manages the factory; who signed it and has no part
    in it now learns that it does not hold.
    """
    ordered = sorted(fallen, key=lambda row: (row.measure.engagement_id, row.id))
    for engagement, some in groupby(ordered, lambda row: row.measure.engagement):
        rows = list(some)
        sides = _both_sides(engagement)
        others = [account for account in _signers(rows) if account not in sides]
        _tell(sides, engagement, rows, why=True)
        _tell(others, engagement, rows, why=False)


def _both_sides(engagement: Engagement) -> list[Account]:
    """Who can sign for either side, each once."""
    people = (*consultants_of(engagement), *managers_of(engagement))
    return list({account.id: account for account in people}.values())


def _signers(rows: Sequence[Statement]) -> list[Account]:
    """Whose password stands for a signature, and who attached what was signed on paper."""
    given = [each for row in rows for each in row.signatures]
    found = [each.scan.saved_by if each.scan else each.account for each in given]
    return list({each.id: each for each in found if each and each.disabled_at is None}.values())


def _tell(
    accounts: Sequence[Account], engagement: Engagement, rows: Sequence[Statement], *, why: bool
) -> None:
    def written() -> tuple[str, str]:
        told = []
        for row in rows:
            about = {"part": _named(row), "code": engagement.code}
            told.append(_("“%(part)s” of %(code)s is not signed any more.", **about))
            if why:
                told[-1] += "\n" + voided_told(row, engagement.programme.time_zone)
        told.append(_now(engagement) if why else _afterwards())
        subject = _("%(code)s: what was signed does not hold any more", code=engagement.code)
        return subject, "\n\n".join(told)

    tell(accounts, written)


def _now(engagement: Engagement) -> str:
    return _(
        "Once it is corrected, both sides sign again: see “Signatures” of %(code)s in CoachTrack.",
        code=engagement.code,
    )


def _afterwards() -> str:
    return _("You signed it, or attached the paper. Both sides will sign again.")


def _named(row: Statement) -> str:
    return " · ".join(filter(None, (word(row.part), row.measure.scope)))
