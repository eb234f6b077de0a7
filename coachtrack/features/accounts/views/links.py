"""Forgotten passwords, and the links that let somebody choose one."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from coachtrack.features.accounts import actions, passwords, resets, tickets, tries
from coachtrack.features.accounts.forms import ForgottenForm, NewPasswordForm
from coachtrack.features.accounts.models import Ticket, TicketKind, Tried
from coachtrack.features.accounts.queries import account_of, comparable
from coachtrack.features.accounts.views.blueprint import bp
from coachtrack.features.accounts.views.known_browsers import of_account, of_address
from coachtrack.features.accounts.views.signing_in import begin_session, status, throttled
from coachtrack.features.accounts.words import password_rule
from coachtrack.kit import events, mail
from coachtrack.kit.permissions import Person, public
from coachtrack.kit.sites import NoSiteUrl, site_url
from coachtrack.kit.transactions import Door, let_go, writing


@bp.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link to choose a new password, which is sent by e-mail."""
    form = ForgottenForm()
    try:
        site = site_url()
    except NoSiteUrl:
        return render_template("accounts/forgotten.html", form=None)
    if not mail.reaches_people():
        return render_template("accounts/forgotten.html", form=None, no_mail=True)
    if form.validate_on_submit() and _asked(form, site):
        return render_template("accounts/asked.html")
    return render_template("accounts/forgotten.html", form=form), *status(form)


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
def link(token: str) -> ResponseReturnValue:
    """Choose a password; looking at the page uses nothing up."""
    form = NewPasswordForm()
    try:
        ticket = tickets.living(token, *tickets.LINKS)
        if not ticket.opens and ticket.account.invited:
            raise tickets.NoTicket
        if not _sets_password(ticket):
            return render_template("accounts/known.html", account=ticket.account)
        if form.validate_on_submit() and _chosen(form, token, ticket):
            return redirect(url_for(".sign_in"))
        ticket = tickets.living(token, *tickets.LINKS)
    except tickets.NoTicket:
        return _refused(form)
    page = render_template(
        "accounts/choose_password.html",
        form=form,
        account=ticket.account,
        rule=password_rule(ticket.account),
    )
    return page, *status(form)


def _asked(form: ForgottenForm, site: str) -> bool:
    """Write the request down, unless too many came; the form says so then."""
    email = form.email.data or ""
    counted = of_account(Tried.RESET, email), of_address(Tried.RESET)
    try:
        with writing(Door.FORM, Person(email)):
            tries.refuse_beyond(*counted)
            tries.note(*counted)
            resets.ask(email, site, str(get_locale()))
    except tries.TooManyTries:
        throttled(form, Tried.RESET, email)
        return False
    events.note("new password asked for", account=comparable(email))
    return True


def _sets_password(ticket: Ticket) -> bool:
    """Whether the link opens the account: one that has a password needs one for a new password."""
    first = ticket.account.invited or ticket.kind != TicketKind.INVITATION
    return ticket.opens and first


def _whose(ticket: Ticket) -> Person:
    """Who answers for what is done by a link: who made it, or whoever had it sent to themselves."""
    made_by = account_of(ticket.made_by) if ticket.made_by else ticket.account
    return made_by.person() if made_by else Person(ticket.made_by)


def _chosen(form: NewPasswordForm, token: str, ticket: Ticket) -> bool:
    """Whether the password was taken; the form says why not. Raises NoTicket."""
    account, whose = ticket.account, _whose(ticket)
    second, about = bool(account.second_factor), [*actions.known_of(account)]
    typed = form.new.data or ""
    try:
        actions.check_new_password(typed, about, second_factor=second)
    except actions.BadPassword as bad:
        form.object(bad.objection, second_factor=second)
        return False
    # Hashing takes a while, and nobody should wait for it to save something.
    let_go()
    stored = passwords.hashed(typed)
    with writing(Door.LINK, whose):
        ticket = tickets.living(token, *tickets.LINKS)
        if not _sets_password(ticket) or bool(ticket.account.second_factor) != second:
            raise tickets.NoTicket
        tickets.use(ticket)
        first, email = ticket.account.invited, ticket.account.email
        actions.set_password(ticket.account, stored)
        # Whoever has the link need not wait for what others tried.
        tries.forget(of_account(Tried.PASSWORD, ticket.account.email))
        if not first:
            resets.tell_of_new_password(ticket.account)
    if session.get("token"):
        begin_session()
    g.person = None
    events.note("link used", kind=ticket.kind.value, account=email, of=whose.email or whose.name)
    events.note("password changed", account=email)
    flash(_("Your password is set. Sign in with it."))
    return True


def _refused(form: NewPasswordForm) -> ResponseReturnValue:
    """One answer to what is used, expired, replaced or invented."""
    counted = of_address(Tried.LINK)
    events.note("link refused")
    if request.method == "POST":
        try:
            with writing(Door.FORM, Person("")):
                tries.refuse_beyond(counted)
                tries.note(counted)
        except tries.TooManyTries:
            throttled(form, Tried.LINK, "")
    code = 429 if g.get("throttled") else 404
    seconds = int(current_app.config["SIGN_IN_PAUSE"].total_seconds())
    headers = {"Retry-After": str(seconds)} if code == 429 else {}
    return render_template("accounts/refused_link.html"), code, headers
