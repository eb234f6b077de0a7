"""Inviting somebody, and the links by which people choose a password."""

from __future__ import annotations

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts.models import Account
from coachtrack.features.members import actions, queries
from coachtrack.features.members.forms import InvitationForm
from coachtrack.features.members.views.blueprint import bp
from coachtrack.features.members.views.shared import found, held_meant, own_role, places
from coachtrack.features.members.words import invitation_told, reset_told, role_told, subject
from coachtrack.kit import events, mail
from coachtrack.kit.forms import UNUSABLE
from coachtrack.kit.permissions import Permission, requires
from coachtrack.kit.qr import qr
from coachtrack.kit.sites import NoSiteUrl, site_url
from coachtrack.kit.transactions import commits


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_INVITE)
@commits
def invite() -> ResponseReturnValue:
    """Invite somebody: by a link that is shown once, and by e-mail where that is wanted."""
    form = InvitationForm()
    form.offer(queries.roles_given_by(g.person))
    if not mail.reaches_people():
        del form.mail
    try:
        site = site_url()
    except NoSiteUrl:
        return render_template("members/invite.html", form=None)
    if form.validate_on_submit():
        held = held_meant(form)
        if held is not None:
            new = actions.Invitation(form.email.data or "", form.name.data or "", held)
            try:
                account, token = actions.invite(new, g.person, _lasting())
            except actions.OwnRole:
                form.email.errors = [own_role()]
            else:
                events.note("role given", account=account.email, role=role_told(held))
                if not token:
                    return _invited_by_others(account)
                events.note("link made", kind="invitation", account=account.email)
                return _link(site, account, token, new, sent=bool(form.mail and form.mail.data))
        else:
            form.no_such_place()
    page = render_template("members/invite.html", form=form, places=places())
    return page, UNUSABLE if form.is_submitted() else 200


@bp.post("/people/<handle>/link")
@requires(Permission.PEOPLE_INVITE)
@commits
def make_link(handle: str) -> ResponseReturnValue:
    """A link by which somebody chooses their password."""
    account = found(handle)
    try:
        # Asked first: where no link can be shown, the one of before stays good.
        site = site_url()
        token = actions.new_link(account, g.person, _lasting())
    except NoSiteUrl:
        return render_template("members/invite.html", form=None)
    except actions.NotTheirs:
        abort(403, _("This person holds roles elsewhere too. Ask a system administrator."))
    events.note("link made", kind="new link", account=account.email)
    return _link(site, account, token, None)


def _link(
    site: str,
    account: Account,
    token: str,
    new: actions.Invitation | None,
    *,
    sent: bool = False,
) -> ResponseReturnValue:
    """The page with the link: it is shown this once. Of whoever was invited it says what was typed.

    What is known of an account that was there already is not told to whoever invites.
    """
    link = site + url_for("accounts.link", token=token)
    name, email = (new.name, new.email) if new else (account.name, account.email)
    if new or account.invited:
        told = invitation_told(name, link, _lasting().invitation)
    else:
        told = reset_told(name, link, _lasting().reset)
    if sent:
        mail.queue(account, subject(), told)
    return render_template(
        "members/link.html",
        name=name,
        email=email,
        link=link,
        told=told,
        picture=qr(link),
        sent=sent,
        account=account,
    )


def _invited_by_others(account: Account) -> ResponseReturnValue:
    """To the person, whose page says by itself that they were invited and hold other roles."""
    flash(
        _(
            "The role is given. Others invited this person too, so a system administrator makes the"
            " link."
        )
    )
    if mail.reaches_people():
        flash(_("Or this person has one sent by e-mail under “Forgotten password”."))
    return redirect(url_for(".show", handle=account.handle))


def _lasting() -> actions.Lasting:
    return actions.Lasting(current_app.config["INVITATION"], current_app.config["RESET"])
