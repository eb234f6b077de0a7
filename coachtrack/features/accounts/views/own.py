"""One's own account: name, password, and the browsers that are signed in."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import (
    actions,
    alarms,
    passwords,
    queries,
    resets,
    second_factor,
    tries,
)
from coachtrack.features.accounts.forms import ChangePasswordForm, OwnNameForm
from coachtrack.features.accounts.models import Account, Tried
from coachtrack.features.accounts.queries import digest_of
from coachtrack.features.accounts.views.blueprint import bp
from coachtrack.features.accounts.views.known_browsers import counts
from coachtrack.features.accounts.views.person import own_account
from coachtrack.features.accounts.views.signing_in import (
    begin_session,
    new_sign_in,
    status,
    throttled,
)
from coachtrack.features.accounts.words import browser_told, password_rule
from coachtrack.kit import events
from coachtrack.kit.columns import now
from coachtrack.kit.forms import CONFLICT, Form
from coachtrack.kit.permissions import or_404, signed_in
from coachtrack.kit.transactions import Door, commits, let_go, writing


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """What a person can change about their own account."""
    found, config = own_account(), current_app.config
    return render_template(
        "accounts/account.html",
        account=found,
        browsers=queries.sign_ins_of(
            found,
            since=now() - config["SIGN_IN_LONGEST"],
            seen_since=now() - config["SIGN_IN_IDLE"],
        ),
        this_one=digest_of(session["token"]),
        codes_left=second_factor.recovery_codes_left(found),
        browser_told=browser_told,
        timezone=config["TIMEZONE"],
        now=now(),
    )


@bp.route("/account/name", methods=["GET", "POST"])
@signed_in
@commits
def rename() -> ResponseReturnValue:
    """Change what one is called."""
    found = own_account()
    form = OwnNameForm(obj=found)
    if not form.is_submitted():
        form.see(found)
    elif form.validate():
        if form.is_overtaken(found):
            return render_template("accounts/name.html", form=form), CONFLICT
        actions.rename(found, form.name.data or "")
        flash(_("Saved."))
        return redirect(url_for(".account"))
    return render_template("accounts/name.html", form=form), *status(form)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Choose another password; the other browsers are signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and _changed(form, own_account()):
        flash(_("Your password is changed, and the other browsers are signed out."))
        return redirect(url_for(".account"))
    page = render_template("accounts/password.html", form=form, rule=password_rule(own_account()))
    return page, *status(form)


@bp.post("/account/browsers/<handle>/end")
@signed_in
@commits
def end_browser(handle: str) -> ResponseReturnValue:
    """Sign out on one browser."""
    found = own_account()
    or_404(actions.end_sign_ins(found, only=handle) or None)
    events.note("signed out", account=found.email, where="one browser")
    if queries.signed_in(session["token"]):
        flash(_("That browser is signed out."))
        return redirect(url_for(".account"))
    begin_session()
    return redirect(url_for(".sign_in"))


@bp.post("/account/browsers/end")
@signed_in
@commits
def end_other_browsers() -> ResponseReturnValue:
    """Sign out everywhere else."""
    found = own_account()
    actions.end_sign_ins(found, but=session["token"])
    events.note("signed out", account=found.email, where="everywhere else")
    flash(_("You are signed out everywhere else."))
    return redirect(url_for(".account"))


def right_password(form: Form, account: Account, typed: str) -> bool:
    """Whether it is one's own password; the form says why not. It is counted like signing in."""
    email, stored = account.email, account.password_hash
    counted = counts(Tried.PASSWORD, email)
    try:
        tries.refuse_beyond(*counted)
        let_go()
        fits = passwords.fits(stored, typed)
        with writing(Door.FORM, g.person):
            actions.note_try(*counted, failed=not fits)
            if not fits:
                alarms.watch(counted[0], email)
    except tries.TooManyTries:
        throttled(form, Tried.PASSWORD, email)
        return False
    if not fits:
        events.note("password refused", account=email)
        form.form_errors.append(_("This is not your password. Nothing is changed."))
    return fits


def _changed(form: ChangePasswordForm, account: Account) -> bool:
    """Whether the password was taken; the form says why not."""
    second, typed = bool(account.second_factor), form.new.data or ""
    try:
        actions.check_new_password(typed, actions.known_of(account), second_factor=second)
    except actions.BadPassword as bad:
        form.object(bad.objection, second_factor=second)
        return False
    if not right_password(form, account, form.old.data or ""):
        return False
    stored = passwords.hashed(typed)
    with writing(Door.FORM, g.person):
        found = own_account()
        actions.set_password(found, stored)
        resets.tell_of_new_password(found)
        token = new_sign_in(found.id)
    begin_session(token=token)
    events.note("password changed", account=g.person.email)
    return True
