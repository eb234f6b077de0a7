"""Signing in and out, and choosing the language."""

from __future__ import annotations

from datetime import timedelta

from flask import (
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import (
    actions,
    alarms,
    browsers,
    queries,
    second_factor,
    tickets,
    tries,
)
from coachtrack.features.accounts.demo import DEMO_PASSWORD, demo_account
from coachtrack.features.accounts.forms import CodeForm, SignInForm
from coachtrack.features.accounts.models import Account, TicketKind, Tried
from coachtrack.features.accounts.views.blueprint import bp
from coachtrack.features.accounts.views.known_browsers import counts, knows
from coachtrack.kit import events
from coachtrack.kit.columns import now
from coachtrack.kit.forms import Form
from coachtrack.kit.permissions import Person, local_address, public
from coachtrack.kit.transactions import Door, commits, writing
from coachtrack.settings import LANGUAGES

#: Addresses of files; codes in an address are upper-case.
FILES = (".xlsx", ".json")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    form = SignInForm()
    if not form.is_submitted():
        form.next.data = request.args.get("next", "")
    elif form.validate() and (got := _entered(form)):
        return _go_on(got, form.next.data or "")
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        demo_accounts=[demo_account(account) for account in queries.demo_accounts()],
        demo_password=DEMO_PASSWORD,
    )
    return page, *status(form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> ResponseReturnValue:
    """Ask for the code of the second factor, after the right password."""
    form = CodeForm()
    try:
        ticket = tickets.living(str(session.get("step", "")), TicketKind.SECOND_STEP)
    except tickets.NoTicket:
        flash(_("That took too long. Enter address and password again."))
        return redirect(url_for(".sign_in", next=request.args.get("next") or None))
    if not form.is_submitted():
        form.next.data = request.args.get("next", "")
    elif form.validate() and (token := _token_for_code(form, ticket.account)):
        return welcome(token, form.next.data or "")
    return render_template("accounts/code.html", form=form), *status(form)


@bp.route("/sign-out", methods=["POST"])
@public
@commits
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in on the server."""
    if token := session.get("token"):
        actions.end_sign_in(token)
    if g.person is not None:
        events.note("signed out", account=g.person.email, where="this browser")
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


def status(form: Form) -> tuple[int, dict[str, str]]:
    """Of an answer to a form: tried too often, refused, or not filled in."""
    if g.get("throttled"):
        pause: timedelta = current_app.config["SIGN_IN_PAUSE"]
        return 429, {"Retry-After": str(int(pause.total_seconds()))}
    if not form.is_submitted():
        return 200, {}
    return (401 if form.form_errors else 422), {}


def throttled(form: Form, what: Tried, email: str) -> None:
    """Say that it was tried too often."""
    g.throttled = True
    events.note("tried too often", tried=what.value, account=queries.comparable(email))
    told = {
        Tried.PASSWORD: _("Too many wrong passwords. Wait 15 minutes, then try again."),
        Tried.CODE: _("Too many wrong codes. Wait 15 minutes, then try again."),
        Tried.LINK: _("That was too often. Wait 15 minutes, then try again."),
        Tried.RESET: _("That was too often. Wait 15 minutes, then try again."),
    }
    form.form_errors.append(told[what])


def welcome(token: str, address: str) -> ResponseReturnValue:
    """A session of its own, so that what was planted before means nothing; keeps the language."""
    begin_session(token=token)
    return redirect(_page_of(local_address(address)))


def begin_session(**kept: str) -> None:
    """Forget what this browser's session holds, but for the language."""
    language = session.get("language")
    session.clear()
    session.update(kept)
    if language:
        session["language"] = language


def new_sign_in(account_id: int) -> str:
    """Sign in on this browser, in place of who was signed in on it; returns the token."""
    actions.end_sign_ins_before(now() - current_app.config["SIGN_IN_LONGEST"])
    if token := session.get("token"):
        actions.end_sign_in(token)
    return actions.start_sign_in(account_id, browsers.named(request.user_agent.string))


def _entered(form: SignInForm) -> dict[str, str] | None:
    """What the session holds from now on; None when it is refused, and then the form says why."""
    email, password = form.email.data or "", form.password.data or ""
    counted = counts(Tried.PASSWORD, email)
    try:
        opened = actions.check_password(email, password, *counted)
        with writing(Door.FORM, Person(email)):
            actions.note_try(*counted, failed=opened is None)
            if opened is None:
                alarms.watch(counted[0], email)
            elif opened.anew:
                actions.store_anew(opened)
            account = queries.account(opened.account_id) if opened else None
            if account is not None:
                return _let_in(account)
    except tries.TooManyTries:
        throttled(form, Tried.PASSWORD, email)
        return None
    events.note("sign-in failed", account=queries.comparable(email))
    form.form_errors.append(_("This address and password do not belong together."))
    return None


def _let_in(account: Account) -> dict[str, str]:
    """A sign-in; for who has a second factor, the step before it."""
    if account.second_factor:
        lasting = current_app.config["SECOND_STEP"]
        return {"step": tickets.make(TicketKind.SECOND_STEP, account, lasting)}
    events.note("signed in", account=account.email)
    return {"token": _arrived(account)}


def _arrived(account: Account) -> str:
    """A new sign-in's token; its owner is told where it is not on a browser of theirs."""
    # Nobody is told of the first time; and everybody knows the passwords of the demo.
    if account.seen_at and not account.demo and not knows(account):
        alarms.tell_of_new_browser(account, browsers.named(request.user_agent.string))
    return new_sign_in(account.id)


def _go_on(got: dict[str, str], address: str) -> ResponseReturnValue:
    if token := got.get("token"):
        return welcome(token, address)
    begin_session(**got)
    return redirect(url_for(".sign_in_code", next=address or None))


def _token_for_code(form: CodeForm, account: Account) -> str | None:
    """A new sign-in's token; None when the code is refused, and then the form says why."""
    email = account.email
    counted = counts(Tried.CODE, email)
    step = str(session.get("step", ""))
    try:
        with writing(Door.FORM, Person(email)):
            tries.refuse_beyond(*counted)
            ticket = tickets.living(step, TicketKind.SECOND_STEP)
            try:
                second_factor.use_code(ticket.account, form.code.data or "")
            except second_factor.WrongCode:
                tries.note(*counted)
                alarms.watch(counted[0], email)
            else:
                tickets.use(ticket)
                tries.forget(counted[0])
                token = _arrived(ticket.account)
                events.note("signed in", account=email, second_factor="yes")
                return token
    except tries.TooManyTries:
        throttled(form, Tried.CODE, email)
        return None
    except tickets.NoTicket:
        form.form_errors.append(_("That took too long. Enter address and password again."))
        return None
    events.note("code refused", account=email)
    form.form_errors.append(_("This code does not fit. Wait for the next one, and type it again."))
    return None


def _page_of(address: str) -> str:
    """The page above a file: a file would be saved, and the page for signing in would stay."""
    path, mark, query = address.partition("?")
    if path.endswith(FILES):
        path = path.rpartition("/")[0]
    return path + mark + query
