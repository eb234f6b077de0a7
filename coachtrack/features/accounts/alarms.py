"""Telling people by mail that somebody guesses at their account, or came in on a new browser.

The page that was guessed at only writes that down, and does the same whether or not there is such
an account. It is looked up where no page waits for it, so nobody learns from it who has one.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from coachtrack.extensions import db
from coachtrack.features.accounts import tries
from coachtrack.features.accounts.models import Account, Tried, Try
from coachtrack.features.accounts.queries import account_of, comparable
from coachtrack.features.accounts.tries import TOLD, Count
from coachtrack.features.accounts.words import browser_named, in_the_language_of
from coachtrack.kit import mail
from coachtrack.kit.columns import now
from coachtrack.kit.transactions import Door, let_go, writing

RAISED = "alarm "
#: Within it, whoever keeps guessing causes no second mail.
SPELL = timedelta(days=1)


def watch(count: Count, email: str) -> None:
    """Raise an alarm for this address where its last try was used up just now."""
    if not tries.used_up(count):
        return
    address = comparable(email)
    subjects = [RAISED + address, TOLD + address]
    recent = Try.what == count.what, Try.subject.in_(subjects), Try.at >= now() - SPELL
    if db.session.scalar(select(Try.id).where(*recent).limit(1)) is None:
        db.session.add(Try(what=count.what, subject=RAISED + address))
        mail.soon()


@mail.before_sending
def answer() -> None:
    """Tell those whose account was guessed at."""
    raised = select(Try).where(Try.subject.startswith(RAISED)).order_by(Try.id)
    waiting = db.session.scalar(raised.limit(1))
    let_go()
    if waiting is None:
        return
    with writing(Door.COMMAND):
        db.session.execute(delete(Try).where(Try.subject.startswith(TOLD), Try.at < now() - SPELL))
        for row in db.session.scalars(raised):
            address = row.subject.removeprefix(RAISED)
            account = account_of(address)
            if account is not None and account.disabled_at is None and not account.demo:
                _tell_of_guessing(account, row.what)
            row.subject = TOLD + address


def tell_of_new_browser(account: Account, browser: tuple[str, str]) -> None:
    """So that whoever did not sign in there knows."""
    with in_the_language_of(account):
        mail.queue(
            account,
            _("Your account in CoachTrack was opened on a new browser"),
            _(
                "Somebody, probably you, signed in to your account in CoachTrack on a browser on"
                " which you had not signed in before: %(browser)s.\n\nIf it was not you, change"
                " your password at once: that signs out everywhere else. Then tell an"
                " administrator.",
                browser=browser_named(*browser),
            ),
        )


def _tell_of_guessing(account: Account, what: Tried) -> None:
    with in_the_language_of(account):
        told = (
            _(
                "Somebody entered your password and then several wrong codes of the second factor,"
                " so they know your password. If it was not you, change it at once, and tell an"
                " administrator."
            )
            if what == Tried.CODE
            else _(
                "Somebody entered several wrong passwords for your account. They did not get in."
                " If it was not you, you need not do anything, unless others may know your"
                " password: then change it."
            )
        )
        mail.queue(account, _("Somebody tried to open your account in CoachTrack"), told)
