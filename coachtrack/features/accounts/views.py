"""Signing in and out, and choosing the language."""

from __future__ import annotations

from datetime import timedelta

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import actions, queries
from coachtrack.features.accounts.demo import DEMO_PASSWORD, demo_account
from coachtrack.features.accounts.forms import SignInForm
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Person, local_address, public
from coachtrack.kit.transactions import Door, commits, writing
from coachtrack.settings import LANGUAGES

bp = Blueprint("accounts", __name__)

#: How often a signed-in browser's last request is noted.
SEEN_EVERY = timedelta(minutes=5)
#: Addresses of files; codes in an address are upper-case.
FILES = (".xlsx", ".json")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    form = SignInForm()
    if not form.is_submitted():
        form.next.data = request.args.get("next", "")
    elif form.validate() and (token := _new_token(form)):
        return _welcome(token, form.next.data or "")
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        demo_accounts=[demo_account(account) for account in queries.demo_accounts()],
        demo_password=DEMO_PASSWORD,
    )
    return page, *_status(form)


@bp.route("/sign-out", methods=["POST"])
@public
@commits
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in on the server."""
    if token := session.get("token"):
        actions.end_sign_in(token)
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@bp.route("/language", methods=["POST"])
@public
@commits
def choose_language() -> ResponseReturnValue:
    """Show the pages in another language from now on."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    if g.person is not None and g.person.account_id is not None:
        actions.choose_language(g.person.account_id, language)
    return redirect(local_address(request.form.get("next", "")))


def find_person() -> Person | None:
    """The person who is signed in on this browser, asked of the database at every request."""
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
    person = found.account.person()
    if now() - found.seen_at > SEEN_EVERY:
        _note_seen(token)
    return person


def _new_token(form: SignInForm) -> str | None:
    """A new sign-in's token; None when it is refused, and then the form says why."""
    email, password = form.email.data or "", form.password.data or ""
    config = current_app.config
    limit = actions.Limit(config["SIGN_IN_TRIES"], config["SIGN_IN_PAUSE"])
    try:
        account_id = actions.check_password(email, password, limit)
        with writing(Door.FORM, Person(email)):
            actions.note_try(email, limit, failed=account_id is None)
            if account_id is not None:
                return _start(account_id)
        form.form_errors.append(_("This address and password do not belong together."))
    except actions.TooManyTries:
        g.throttled = True
        form.form_errors.append(_("Too many wrong passwords. Wait 15 minutes, then try again."))
    return None


def _start(account_id: int) -> str:
    actions.end_sign_ins_before(now() - current_app.config["SIGN_IN_LONGEST"])
    if token := session.get("token"):
        actions.end_sign_in(token)
    return actions.start_sign_in(account_id)


def _welcome(token: str, address: str) -> ResponseReturnValue:
    """A session of its own, so that what was planted before means nothing; keeps the language."""
    language = session.get("language")
    session.clear()
    session["token"] = token
    if language:
        session["language"] = language
    return redirect(_page_of(local_address(address)))


def _page_of(address: str) -> str:
    """The page above a file: a file would be saved, and the page for signing in would stay."""
    path, mark, query = address.partition("?")
    if path.endswith(FILES):
        path = path.rpartition("/")[0]
    return path + mark + query


def _status(form: SignInForm) -> tuple[int, dict[str, str]]:
    if g.get("throttled"):
        pause: timedelta = current_app.config["SIGN_IN_PAUSE"]
        return 429, {"Retry-After": str(int(pause.total_seconds()))}
    if not form.is_submitted():
        return 200, {}
    return (401 if form.form_errors else 422), {}


def _note_seen(token: str) -> None:
    with writing(Door.FORM):
        actions.note_seen(token, now())
