"""Links for those who forgot their password, made where no page waits for them.

The page only writes down who asked. So it takes as long, and does the same, whether or not there is
such an account.
"""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select

from coachtrack.extensions import db
from coachtrack.features.accounts import tickets
from coachtrack.features.accounts.models import Account, ResetRequest, TicketKind
from coachtrack.features.accounts.queries import account_of, comparable
from coachtrack.kit import events, mail
from coachtrack.kit.transactions import Door, let_go, writing


def ask(email: str, site: str, language: str) -> None:
    """Somebody wants to choose a new password for this address."""
    db.session.add(ResetRequest(email=comparable(email), site=site, language=language))
    mail.soon()


@mail.before_sending
def answer() -> None:
    """Send a link to each address that has an account; none waits for one that fails."""
    waiting = db.session.scalars(select(ResetRequest.id).order_by(ResetRequest.id)).all()
    let_go()
    for number in waiting:
        try:
            with writing(Door.COMMAND):
                _answer_one(number)
        except Exception:
            current_app.logger.exception("A request for a new password could not be answered")
            with writing(Door.COMMAND):
                db.session.execute(delete(ResetRequest).where(ResetRequest.id == number))


def _answer_one(number: int) -> None:
    request = db.session.get(ResetRequest, number)
    if request is None:
        return
    account = account_of(request.email)
    if account is not None and account.disabled_at is None:
        with force_locale(account.language or request.language):
            _send(account, request.site)
    db.session.delete(request)


def _send(account: Account, site: str) -> None:
    lasting = current_app.config["RESET"]
    token = tickets.make(TicketKind.RESET, account, lasting)
    with current_app.test_request_context(base_url=site):
        link = url_for("accounts.link", token=token, _external=True)
    minutes = int(lasting.total_seconds() // 60)
    mail.queue(
        account,
        _("A new password for CoachTrack"),
        _(
            "Somebody, probably you, asked for a new password for CoachTrack.\n\n"
            "Open this link within %(n)s minutes and choose one:\n%(link)s\n\n"
            "If it was not you, do nothing: your password stays as it is.",
            n=minutes,
            link=link,
        ),
    )
    events.note("link made", kind=TicketKind.RESET.value, account=account.email)


def tell_of_new_password(account: Account) -> None:
    """So that whoever did not change it knows."""
    mail.queue(
        account,
        _("Your password for CoachTrack was changed"),
        _(
            "The password of your account in CoachTrack was changed just now, and you were signed"
            " out everywhere else.\n\nIf it was not you, ask an administrator at once."
        ),
    )


def tell_of_second_factor(account: Account, *, on: bool) -> None:
    """The same of the second factor."""
    told = _("It is on now: signing in asks for a code.") if on else _("It is off now.")
    mail.queue(
        account,
        _("The second factor of your account in CoachTrack"),
        told + "\n\n" + _("If it was not you, ask an administrator at once."),
    )
