"""Who asks, found anew at every request."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import actions, queries, second_factor
from coachtrack.features.accounts.models import Account
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Person, wants_json
from coachtrack.kit.transactions import Door, writing

#: How often a signed-in browser's last request is noted.
SEEN_EVERY = timedelta(minutes=5)
#: What is open to somebody who must set up a second factor first.
BEFORE_SECOND_FACTOR = frozenset({"accounts.sign_out", "accounts.choose_language"})


def find_person() -> Person | None:
    """The person who is signed in on this browser, asked of the database at every request.

    So a role that was given or taken away, and an account that was disabled, count at once in every
    process, and no session needs to be renewed for it.
    """
    token = session.get("token")
    if not isinstance(token, str):
        return None
    config = current_app.config
    found = queries.sign_in_of(
        token, idle=config["SIGN_IN_IDLE"], longest=config["SIGN_IN_LONGEST"], at=now()
    )
    if found is None:
        session.pop("token", None)
        return None
    account, person = found.account, found.account.person()
    g.account_handle = account.handle
    g.lacks_second_factor = lacks_second_factor(account, person)
    if now() - found.seen_at > SEEN_EVERY:
        _note_seen(token, account.id)
    return person


def lacks_second_factor(account: Account, person: Person) -> bool:
    """Whether it is asked of this person and they have none; the demo's people need none."""
    return second_factor.is_asked_of(person) and not (account.second_factor or account.demo)


def held_back() -> ResponseReturnValue | None:
    """To the page on which the second factor is set up, where nothing goes on without it."""
    if current_app.config["SECOND_FACTOR"] != "required" or not g.get("lacks_second_factor"):
        return None
    endpoint = request.endpoint or ""
    if request.path.startswith("/account") or endpoint in BEFORE_SECOND_FACTOR:
        return None
    if request.blueprint in {"assets", "health"}:
        return None
    if wants_json():
        abort(403)
    flash(_("Set up the second factor first; then the other pages open."))
    return redirect(url_for("accounts.set_up_second_factor"))


def own_account() -> Account:
    """The account of the person who asks."""
    found = queries.account(g.person.account_id)
    if found is None:
        abort(404)
    return found


def _note_seen(token: str, account_id: int) -> None:
    with writing(Door.FORM):
        actions.note_seen(token, account_id, now())
