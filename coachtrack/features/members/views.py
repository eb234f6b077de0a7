"""The pages of people: the list, inviting, and one person's roles."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.accounts import actions as accounts
from coachtrack.features.accounts import resets
from coachtrack.features.accounts.models import Account, Membership
from coachtrack.features.members import actions, queries
from coachtrack.features.members.forms import AddressForm, InvitationForm, RoleForm
from coachtrack.features.members.queries import State, state_of
from coachtrack.features.members.words import (
    invitation_told,
    kind_told,
    place_url,
    reset_told,
    role_told,
    subject,
)
from coachtrack.kit import events, mail
from coachtrack.kit.columns import now
from coachtrack.kit.entry_forms import with_code
from coachtrack.kit.filters import Filter, chips
from coachtrack.kit.forms import UNUSABLE
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Permission, Role, or_404, requires
from coachtrack.kit.qr import qr
from coachtrack.kit.sites import NoSiteUrl, site_url
from coachtrack.kit.transactions import commits
from coachtrack.kit.words import word

bp = Blueprint("members", __name__)
add_to_menu(
    36,
    Entry(
        "members.index",
        _l("People"),
        Permission.PEOPLE_INVITE,
        also=("Người dùng", "Tài khoản", "Users", "Accounts", "Members"),
    ),
)
#: So many places are suggested, of each kind; the code of any other can be typed.
SUGGESTED = 200
#: So many mails that could not be sent are named.
MAILS_NAMED = 5


@bp.get("/people/")
@requires(Permission.PEOPLE_INVITE)
def index() -> ResponseReturnValue:
    """The people whom one may see."""
    asked = Asked.read(request.args, queries.FILTERS)
    page = queries.listed(g.person, asked, current_app.config["PAGE_ROWS"])
    return render_template(
        "members/index.html",
        page=page,
        filters=_filters(asked),
        roles=queries.roles_of(page.rows, g.person),
        unsent=mail.given_up(MAILS_NAMED) if g.person.may(Permission.PEOPLE_MANAGE) else [],
        **_telling(),
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_INVITE)
@commits
def invite() -> ResponseReturnValue:
    """Invite somebody: by a link that is shown once, and by e-mail where that is wanted."""
    form = InvitationForm()
    form.offer(queries.roles_given_by(g.person))
    try:
        site = site_url()
    except NoSiteUrl:
        return render_template("members/invite.html", form=None)
    if form.validate_on_submit():
        held = queries.grant_meant(Role(form.role.data), form.code, g.person)
        if held is not None:
            new = actions.Invitation(form.email.data or "", form.name.data or "", held)
            account, token = actions.invite(new, g.person, _lasting())
            events.note("role given", account=account.email, role=role_told(held))
            events.note("link made", kind="invitation", account=account.email)
            return _link(site, account, token, new, sent=form.mail.data)
        form.no_such_place()
    page = render_template("members/invite.html", form=form, places=_places())
    return page, UNUSABLE if form.is_submitted() else 200


@bp.get("/people/<handle>")
@requires(Permission.PEOPLE_INVITE)
def show(handle: str) -> ResponseReturnValue:
    """One person: their roles, and what can be done about their account."""
    return _person(_found(handle), _role_form())


@bp.post("/people/<handle>/roles")
@requires(Permission.PEOPLE_INVITE)
@commits
def give_role(handle: str) -> ResponseReturnValue:
    """Give one more role."""
    account, form = _found(handle), _role_form()
    if form.validate_on_submit():
        held = queries.grant_meant(Role(form.role.data), form.code, g.person)
        if held is not None:
            accounts.grant(account, held)
            events.note("role given", account=account.email, role=role_told(held))
            flash(_("The role is given: %(role)s.", role=role_told(held)))
            return redirect(url_for(".show", handle=handle))
        form.no_such_place()
    return _person(account, form), UNUSABLE


@bp.post("/people/<handle>/roles/end")
@requires(Permission.PEOPLE_INVITE)
@commits
def end_role(handle: str) -> ResponseReturnValue:
    """End one of the roles over which one decides."""
    account = _found(handle)
    wanted = request.form.get("held", "")
    theirs = queries.roles_of([account], g.person)[account.id]
    held = or_404(next((each for each in theirs if _named(each) == wanted), None))
    told = role_told(held)
    try:
        actions.end_role(held, g.person)
    except (actions.OwnRole, accounts.LastAdministrator) as refused:
        return _refused(refused, account)
    events.note("role ended", account=account.email, role=told)
    flash(_("The role is ended: %(role)s. It counts from the next click.", role=told))
    if queries.account(handle, g.person) is None:
        return redirect(url_for(".index"))
    return redirect(url_for(".show", handle=handle))


@bp.post("/people/<handle>/link")
@requires(Permission.PEOPLE_INVITE)
@commits
def make_link(handle: str) -> ResponseReturnValue:
    """A link by which somebody chooses their password."""
    account = _found(handle)
    try:
        token = actions.new_link(account, g.person, _lasting())
        site = site_url()
    except actions.NotTheirs:
        abort(403, _("This person holds roles elsewhere too. Ask a system administrator."))
    except NoSiteUrl:
        return render_template("members/invite.html", form=None)
    events.note("link made", kind="new link", account=account.email)
    return _link(site, account, token, None)


@bp.post("/people/<handle>/disable")
@requires(Permission.PEOPLE_MANAGE)
@commits
def disable(handle: str) -> ResponseReturnValue:
    """Let somebody sign in no more, from the next click on."""
    account = _found(handle)
    try:
        actions.disable(account, g.person)
    except (actions.OwnRole, accounts.LastAdministrator) as refused:
        return _refused(refused, account)
    events.note("account disabled", account=account.email)
    flash(_("%(name)s cannot sign in any more.", name=account.name))
    return redirect(url_for(".show", handle=handle))


@bp.post("/people/<handle>/enable")
@requires(Permission.PEOPLE_MANAGE)
@commits
def enable(handle: str) -> ResponseReturnValue:
    """Let somebody sign in again."""
    account = _found(handle)
    accounts.enable(account)
    events.note("account enabled", account=account.email)
    flash(_("%(name)s can sign in again.", name=account.name))
    return redirect(url_for(".show", handle=handle))


@bp.post("/people/<handle>/sign-out")
@requires(Permission.PEOPLE_MANAGE)
@commits
def sign_out(handle: str) -> ResponseReturnValue:
    """End all sign-ins of somebody, such as after a phone was lost."""
    account = _found(handle)
    accounts.end_sign_ins(account)
    events.note("signed out", account=account.email, where="everywhere")
    flash(_("%(name)s is signed out everywhere.", name=account.name))
    return redirect(url_for(".show", handle=handle))


@bp.post("/people/<handle>/second-factor/off")
@requires(Permission.PEOPLE_MANAGE)
@commits
def remove_second_factor(handle: str) -> ResponseReturnValue:
    """For who lost it: they choose a new password by a link."""
    account = _found(handle)
    actions.remove_second_factor(account)
    resets.tell_of_second_factor(account, on=False)
    events.note("second factor off", account=account.email)
    flash(
        _(
            "The second factor of %(name)s is off. Make a link, by which they choose a new"
            " password.",
            name=account.name,
        )
    )
    return redirect(url_for(".show", handle=handle))


@bp.route("/people/<handle>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@commits
def edit(handle: str) -> ResponseReturnValue:
    """Change name and address."""
    account = _found(handle)
    form = AddressForm(obj=account)
    if form.validate_on_submit():
        before = account.email
        try:
            actions.change(account, form.name.data or "", form.email.data or "")
        except accounts.EmailTaken:
            form.email.errors = [_("Another account has this address.")]
        else:
            events.note("address changed", account=account.email, before=before)
            _tell_old_address(before, account)
            flash(_("Saved."))
            return redirect(url_for(".show", handle=handle))
    page = render_template("members/edit.html", form=form, account=account)
    return page, UNUSABLE if form.is_submitted() else 200


def _found(handle: str) -> Account:
    return or_404(queries.account(handle, g.person))


def _role_form() -> RoleForm:
    form = RoleForm()
    form.offer(queries.roles_given_by(g.person))
    return form


def _person(account: Account, form: RoleForm) -> str:
    return render_template(
        "members/person.html",
        account=account,
        form=form,
        places=_places(),
        held=queries.roles_of([account], g.person)[account.id],
        named=_named,
        may_open=queries.may_open(account, g.person),
        may_manage=g.person.may(Permission.PEOPLE_MANAGE),
        oneself=account.id == g.person.account_id,
        **_telling(),
    )


def _telling() -> dict[str, Any]:
    return {
        "state_of": state_of,
        "states": State,
        "place_url": place_url,
        "role_told": role_told,
        "timezone": current_app.config["TIMEZONE"],
        "now": now(),
    }


def _filters(asked: Asked) -> list[Filter]:
    roles: dict[str, int | None] = {role.value: None for role in queries.roles_given_by(g.person)}
    states: dict[str, int | None] = {state.value: None for state in State}
    return [
        Filter(_("Role"), chips(asked, "role", [(r, word(Role(r))) for r in roles], roles)),
        Filter(_("State"), chips(asked, "state", [(s, word(State(s))) for s in states], states)),
    ]


def _places() -> list[str]:
    found = queries.places(g.person, SUGGESTED)
    return [with_code(f"{name} ({kind_told(scope)})", code) for scope, code, name in found]


def _lasting() -> actions.Lasting:
    return actions.Lasting(current_app.config["INVITATION"], current_app.config["RESET"])


def _named(held: Membership) -> str:
    """What names a role in a form."""
    return f"{held.role}:{held.scope}:{held.code}"


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


def _refused(why: Exception, account: Account) -> ResponseReturnValue:
    """Back to the person, with why nothing was done."""
    if isinstance(why, accounts.LastAdministrator):
        flash(_("This is the last administrator. Give the role to somebody else first."))
    else:
        flash(_("Nobody ends their own right to give roles. Ask another administrator."))
    return redirect(url_for(".show", handle=account.handle))
