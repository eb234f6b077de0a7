"""What an administrator does to an account: shutting out, signing out, another address."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import actions as accounts
from coachtrack.features.accounts import resets
from coachtrack.features.accounts.models import Account
from coachtrack.features.members import actions
from coachtrack.features.members.forms import PersonForm
from coachtrack.features.members.views.blueprint import bp
from coachtrack.features.members.views.shared import back_to, found, told_why
from coachtrack.kit import events, mail
from coachtrack.kit.forms import CONFLICT, UNUSABLE
from coachtrack.kit.permissions import Permission, requires
from coachtrack.kit.transactions import commits


@bp.post("/people/<handle>/disable")
@requires(Permission.PEOPLE_MANAGE)
@commits
def disable(handle: str) -> ResponseReturnValue:
    """Let somebody sign in no more, from the next click on."""
    account = found(handle)
    try:
        actions.disable(account, g.person)
    except (actions.OwnRole, accounts.LastAdministrator) as refused:
        return told_why(refused, account)
    events.note("account disabled", account=account.email)
    return back_to(account, _("%(name)s cannot sign in any more.", name=account.name))


@bp.post("/people/<handle>/enable")
@requires(Permission.PEOPLE_MANAGE)
@commits
def enable(handle: str) -> ResponseReturnValue:
    """Let somebody sign in again."""
    account = found(handle)
    accounts.enable(account)
    events.note("account enabled", account=account.email)
    return back_to(account, _("%(name)s can sign in again.", name=account.name))


@bp.post("/people/<handle>/sign-out")
@requires(Permission.PEOPLE_MANAGE)
@commits
def sign_out(handle: str) -> ResponseReturnValue:
    """End all sign-ins of somebody, such as after a phone was lost."""
    account = found(handle)
    accounts.end_sign_ins(account)
    events.note("signed out", account=account.email, where="everywhere")
    return back_to(account, _("%(name)s is signed out everywhere.", name=account.name))


@bp.post("/people/<handle>/second-factor/off")
@requires(Permission.PEOPLE_MANAGE)
@commits
def remove_second_factor(handle: str) -> ResponseReturnValue:
    """For who lost it: they choose a new password by a link."""
    account = found(handle)
    try:
        removed = actions.remove_second_factor(account, g.person)
    except (actions.OwnAccount, accounts.LastAdministrator) as refused:
        return told_why(refused, account)
    if not removed:
        return back_to(account, _("%(name)s has no second factor.", name=account.name))
    resets.tell_of_second_factor(account, on=False)
    events.note("second factor off", account=account.email)
    told = _(
        "The second factor of %(name)s is off. Make a link, by which they choose a new password.",
        name=account.name,
    )
    return back_to(account, told)


@bp.route("/people/<handle>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@commits
def edit(handle: str) -> ResponseReturnValue:
    """Change name and address."""
    account = found(handle)
    form = PersonForm(obj=account)
    if not form.is_submitted():
        form.see(account)
    elif form.validate():
        if form.is_overtaken(account):
            return render_template("members/edit.html", form=form, account=account), CONFLICT
        before = account.email
        try:
            actions.change(account, form.name.data or "", form.email.data or "")
        except accounts.EmailTaken:
            form.email.errors = [_("Another account has this address.")]
        else:
            events.note("address changed", account=account.email, before=before)
            _tell_old_address(before, account)
            return back_to(account, _("Saved."))
    page = render_template("members/edit.html", form=form, account=account)
    return page, UNUSABLE if form.is_submitted() else 200


def _tell_old_address(before: str, account: Account) -> None:
    if before == account.email:
        return
    mail.queue(
        mail.Recipient(before),
        _("Your address for CoachTrack was changed"),
        _(
            "From now on you sign in to CoachTrack as %(email)s. If you do not know of this, ask an"
            " administrator at once.",
            email=account.email,
        ),
    )
