"""Setting up the second factor, its recovery codes, and turning it off."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import passwords, resets, second_factor, tries
from coachtrack.features.accounts.forms import ConfirmForm, SetUpForm
from coachtrack.features.accounts.models import Tried
from coachtrack.features.accounts.views.blueprint import bp
from coachtrack.features.accounts.views.known_browsers import counts
from coachtrack.features.accounts.views.own import right_password
from coachtrack.features.accounts.views.person import own_account
from coachtrack.features.accounts.views.signing_in import status, throttled
from coachtrack.kit import events
from coachtrack.kit.permissions import signed_in
from coachtrack.kit.qr import qr
from coachtrack.kit.text import nfc
from coachtrack.kit.transactions import Door, writing


@bp.route("/account/second-factor", methods=["GET", "POST"])
@signed_in
def set_up_second_factor() -> ResponseReturnValue:
    """Show an app the secret, and see a code of it before it counts."""
    account, form = own_account(), SetUpForm()
    if account.second_factor:
        return redirect(url_for(".account"))
    key = current_app.secret_key or ""
    secret = second_factor.secret_for(account, session["token"], key)
    if form.validate_on_submit() and (codes := _set_up(form, secret)):
        return render_template("accounts/recovery_codes.html", codes=codes, fresh=True)
    page = render_template(
        "accounts/set_up.html",
        form=form,
        secret=secret,
        picture=qr(second_factor.address_of(account, secret)),
    )
    return page, *status(form)


@bp.route("/account/second-factor/codes", methods=["GET", "POST"])
@signed_in
def renew_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes; those of before mean nothing any more."""
    account, form = own_account(), ConfirmForm()
    if not account.second_factor:
        return redirect(url_for(".set_up_second_factor"))
    if form.validate_on_submit() and right_password(form, account, form.password.data or ""):
        with writing(Door.FORM, g.person):
            codes = second_factor.new_recovery_codes(own_account())
        events.note("recovery codes renewed", account=g.person.email)
        return render_template("accounts/recovery_codes.html", codes=codes, fresh=False)
    return render_template("accounts/renew_codes.html", form=form), *status(form)


@bp.route("/account/second-factor/off", methods=["GET", "POST"])
@signed_in
def turn_off_second_factor() -> ResponseReturnValue:
    """The password alone is enough again; it must be long enough for that."""
    account, form = own_account(), ConfirmForm()
    if not account.second_factor:
        return redirect(url_for(".account"))
    if form.validate_on_submit() and right_password(form, account, form.password.data or ""):
        if len(nfc(form.password.data or "")) < passwords.SHORTEST:
            told = _(
                "Without a second factor a password needs %(n)s characters. Choose a longer one"
                " first.",
                n=passwords.SHORTEST,
            )
            flash(told)
            return redirect(url_for(".change_password"))
        with writing(Door.FORM, g.person):
            found = own_account()
            second_factor.turn_off(found)
            resets.tell_of_second_factor(found, on=False)
        events.note("second factor off", account=g.person.email)
        flash(_("The second factor is off."))
        return redirect(url_for(".account"))
    return render_template("accounts/turn_off.html", form=form), *status(form)


def _set_up(form: SetUpForm, secret: str) -> list[str]:
    """The recovery codes; none where it is refused, and then the form says why."""
    if not right_password(form, own_account(), form.password.data or ""):
        return []
    counted = counts(Tried.CODE, g.person.email)
    try:
        with writing(Door.FORM, g.person):
            tries.refuse_beyond(*counted)
            found = own_account()
            try:
                codes = second_factor.set_up(found, secret, form.code.data or "")
                resets.tell_of_second_factor(found, on=True)
            except second_factor.WrongCode:
                tries.note(*counted)
                codes = []
    except tries.TooManyTries:
        throttled(form, Tried.CODE, g.person.email)
        return []
    if not codes:
        form.code.errors = [_("This code does not fit. Wait for the next one, and type it again.")]
        return []
    events.note("second factor on", account=g.person.email)
    return codes
