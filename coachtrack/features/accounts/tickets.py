"""Links that let somebody choose a password, and the step between a password and its code.

Only a digest of what the link holds is stored. It works once and for a while, and no more after a
newer one, a change of the password, or a new role: what it opens is never more than what its maker
knew. One that was used is kept for good, for it says by whose link a password was chosen.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account, Ticket, TicketKind
from coachtrack.features.accounts.queries import digest_of
from coachtrack.kit.columns import now
from coachtrack.kit.journal.noting import note_done

#: What is a link that somebody is sent.
LINKS = (TicketKind.INVITATION, TicketKind.RESET)


class NoTicket(Exception):
    """It is used, expired, replaced by a newer one, or never was."""


def make(
    kind: TicketKind,
    account: Account,
    lasting: timedelta,
    *,
    made_by: str = "",
    opens: bool = True,
) -> str:
    """A new one in place of those before; returns the token for its link."""
    if kind in LINKS:
        void(account, kind)
    token = secrets.token_urlsafe(32)
    ticket = Ticket(
        digest=digest_of(token),
        kind=kind,
        account_id=account.id,
        opens=opens,
        made_by=made_by,
        expires_at=now() + lasting,
    )
    db.session.add(ticket)
    if made_by and opens:
        note_done(Account, account.id, "link")
    # What was not used in time is forgotten after a while, and every step on the way in.
    old = Ticket.expires_at < now() - timedelta(days=30)
    passing = or_(Ticket.used_at.is_(None), Ticket.kind.not_in(LINKS))
    db.session.execute(delete(Ticket).where(old, passing))
    db.session.flush()
    return token


def living(token: str, *kinds: TicketKind) -> Ticket:
    """The one behind a token, which is not used by looking at it. Raises NoTicket."""
    found = db.session.scalar(select(Ticket).where(Ticket.digest == digest_of(token)))
    if found is None or found.kind not in kinds or found.used_at or found.expires_at <= now():
        raise NoTicket
    if found.account.disabled_at is not None:
        raise NoTicket
    return found


def use(ticket: Ticket) -> None:
    """Use it up, once, whoever else tries at the same moment. Raises NoTicket."""
    unused = update(Ticket).where(Ticket.id == ticket.id, Ticket.used_at.is_(None))
    used = db.session.execute(unused.values(used_at=now()))
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NoTicket


def void(account: Account, *kinds: TicketKind) -> None:
    """Let none that is open mean anything any more; of all kinds where none is named."""
    open_ones = Ticket.account_id == account.id, Ticket.used_at.is_(None)
    wanted = delete(Ticket).where(*open_ones)
    db.session.execute(wanted.where(Ticket.kind.in_(kinds)) if kinds else wanted)
