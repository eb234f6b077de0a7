"""How often something may be tried: counted in the database, so that every process counts alike.

A wrong password counts for the account and for the network address. A browser on which the account
was signed in before has a count of its own: whoever keeps guessing elsewhere locks nobody out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Tried, Try
from coachtrack.kit.columns import now
from coachtrack.kit.engines import take_turns
from coachtrack.kit.transactions import under_way

#: What begins with it says who was told of tries, and is kept for longer.
TOLD = "told "


class TooManyTries(Exception):
    """It was tried too often; wait."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries there are within how long."""

    tries: int
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted together: by account, by network address, or by browser."""

    what: Tried
    subject: str
    limit: Limit


def refuse_beyond(*counts: Count) -> None:
    """Raises TooManyTries where one of them is used up.

    Within a write, whoever tries the same waits until it is over: of many at once each is counted
    before the next one is.
    """
    if under_way():
        take_turns(*(f"{count.what} {count.subject}" for count in counts))
    if any(used_up(count) for count in counts):
        raise TooManyTries


def used_up(count: Count) -> bool:
    """Whether there are no tries left."""
    since = now() - count.limit.pause
    tried = select(func.count()).where(
        Try.what == count.what, Try.subject == count.subject, Try.at >= since
    )
    return (db.session.scalar(tried) or 0) >= count.limit.tries


def note(*counts: Count) -> None:
    """Count one try, and forget those of long ago."""
    db.session.add_all(Try(what=count.what, subject=count.subject) for count in counts)
    longest = max(count.limit.pause for count in counts)
    old = Try.at < now() - longest, Try.subject.not_like(f"{TOLD}%")
    db.session.execute(delete(Try).where(*old))


def forget(count: Count) -> None:
    """It worked: begin to count anew."""
    db.session.execute(delete(Try).where(Try.what == count.what, Try.subject == count.subject))
