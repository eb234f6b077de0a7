"""What the pages of people share."""

from __future__ import annotations

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts import actions as accounts
from coachtrack.features.accounts.models import Account
from coachtrack.features.members import actions, queries
from coachtrack.features.members.forms import RoleForm
from coachtrack.features.members.words import kind_told
from coachtrack.kit.entry_forms import with_code
from coachtrack.kit.permissions import Grant, or_404

#: So many places are suggested, of each kind; the code of any other can be typed.
SUGGESTED = 200


def found(handle: str) -> Account:
    """One of the people whom the person who asks may see; a 404 for others."""
    return or_404(queries.account(handle, g.person))


def held_meant(form: RoleForm) -> Grant | None:
    """The role in the place that a form means; None where it cannot be given there."""
    role, audience = form.meant
    return queries.grant_meant(role, form.code, g.person, audience)


def places() -> list[str]:
    """The first places in which roles can be given, as people read them."""
    first = queries.places(g.person, SUGGESTED)
    return [with_code(f"{name} ({kind_told(scope)})", code) for scope, code, name in first]


def own_role() -> str:
    """That nobody gives themselves a role."""
    return _("Nobody gives themselves a role. Ask somebody else who may give it.")


def back_to(account: Account, told: str) -> ResponseReturnValue:
    """Back to the person, with what was done or not."""
    flash(told)
    return redirect(url_for(".show", handle=account.handle))


def told_why(why: Exception, account: Account) -> ResponseReturnValue:
    """Back to the person, with why nothing was done."""
    if isinstance(why, accounts.LastAdministrator):
        told = _("This is the last administrator. Give the role to somebody else first.")
    elif isinstance(why, actions.OwnAccount):
        told = _("Turn your own second factor off under “My account”.")
    else:
        told = _("Nobody ends their own right to give roles. Ask another administrator.")
    return back_to(account, told)
