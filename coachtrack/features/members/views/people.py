"""The list of people, and the roles of one of them."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.accounts import actions as accounts
from coachtrack.features.accounts.models import Account, Membership
from coachtrack.features.members import actions, queries
from coachtrack.features.members.forms import RoleForm
from coachtrack.features.members.queries import State, state_of
from coachtrack.features.members.views.blueprint import bp
from coachtrack.features.members.views.shared import found, held_meant, own_role, places, told_why
from coachtrack.features.members.words import place_url, role_named, role_told
from coachtrack.kit import events, mail
from coachtrack.kit.columns import now
from coachtrack.kit.filters import Filter, chips
from coachtrack.kit.forms import UNUSABLE
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Permission, Role, or_404, requires
from coachtrack.kit.transactions import commits
from coachtrack.kit.words import word

add_to_menu(
    36,
    Entry(
        "members.index",
        _l("People"),
        Permission.PEOPLE_INVITE,
        also=("Người dùng", "Tài khoản", "Users", "Accounts", "Members"),
    ),
)
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


@bp.get("/people/<handle>")
@requires(Permission.PEOPLE_INVITE)
def show(handle: str) -> ResponseReturnValue:
    """One person: their roles, and what can be done about their account."""
    return _person(found(handle), _role_form())


@bp.post("/people/<handle>/roles")
@requires(Permission.PEOPLE_INVITE)
@commits
def give_role(handle: str) -> ResponseReturnValue:
    """Give one more role."""
    account, form = found(handle), _role_form()
    if form.validate_on_submit():
        held = held_meant(form)
        if held is not None:
            try:
                actions.give_role(account, held, g.person)
            except actions.OwnRole:
                flash(own_role())
            else:
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
    account = found(handle)
    wanted = request.form.get("held", "")
    theirs = queries.roles_of([account], g.person)[account.id]
    held = or_404(next((each for each in theirs if _named(each) == wanted), None))
    told = role_told(held)
    try:
        actions.end_role(held, g.person)
    except (actions.OwnRole, accounts.LastAdministrator) as refused:
        return told_why(refused, account)
    events.note("role ended", account=account.email, role=told)
    flash(_("The role is ended: %(role)s. It counts from the next click.", role=told))
    if queries.account(handle, g.person) is None:
        return redirect(url_for(".index"))
    return redirect(url_for(".show", handle=handle))


def _role_form() -> RoleForm:
    form = RoleForm()
    form.offer(queries.roles_given_by(g.person))
    return form


def _person(account: Account, form: RoleForm) -> str:
    return render_template(
        "members/person.html",
        account=account,
        form=form,
        places=places(),
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
        "is_known_whole": queries.is_known_whole,
        "states": State,
        "place_url": place_url,
        "role_told": role_told,
        "role_named": role_named,
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


def _named(held: Membership) -> str:
    """What names a role in a form."""
    return f"{held.role}:{held.scope}:{held.code}"
