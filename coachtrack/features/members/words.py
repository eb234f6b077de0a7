"""What pages say about people and their roles."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext

from coachtrack.features.accounts.models import Membership
from coachtrack.features.members.queries import State
from coachtrack.kit.permissions import Audience, Grant, Scope
from coachtrack.kit.words import add_words, word

add_words(
    {
        State.ACTIVE: _l("Can sign in"),
        State.INVITED: _l("Invited"),
        State.DISABLED: pgettext("state of an account", "Shut out"),
    }
)

_PAGES = {
    Scope.PROGRAMME: "dashboards.programme",
    Scope.ENGAGEMENT: "dashboards.engagement",
    Scope.FACTORY: "dashboards.factory",
}


_KINDS = {
    Scope.PROGRAMME: pgettext("kind of place", "programme"),
    Scope.ENGAGEMENT: pgettext("kind of place", "engagement"),
    Scope.FACTORY: pgettext("kind of place", "factory"),
    Scope.PROVINCE: pgettext("kind of place", "province"),
}


#: What viewers are called, by on whose behalf they look.
VIEWERS = {
    Audience.PROVINCE: _l("Viewer for the province"),
    Audience.MINISTRY: _l("Viewer for the ministry"),
    Audience.LEAD_FIRM: _l("Viewer for a lead firm"),
}


def place_url(held: Membership) -> str:
    """The page of the place in which a role is held; empty where it has none."""
    page = _PAGES.get(held.scope)
    return url_for(page, code=held.code) if page else ""


def kind_told(scope: Scope) -> str:
    """What kind of place it is."""
    return str(_KINDS[scope])


def role_told(held: Grant | Membership) -> str:
    """A role with its place, and on whose behalf."""
    named = role_named(held)
    return f"{named} · {held.code}" if held.code else named


def role_named(held: Grant | Membership) -> str:
    """A role; of a viewer with on whose behalf they look."""
    looks_for = Grant(held.role, held.scope, held.code, held.audience).looks_for
    return str(VIEWERS[looks_for]) if looks_for else word(held.role)


def invitation_told(name: str, link: str, lasting: timedelta) -> str:
    """A sentence with the link, to paste into a chat."""
    return _(
        "Hello %(name)s, here is your way into CoachTrack. Open the link within %(n)s days and"
        " choose a password: %(link)s",
        name=name,
        n=lasting.days,
        link=link,
    )


def reset_told(name: str, link: str, lasting: timedelta) -> str:
    """The same for another password."""
    return _(
        "Hello %(name)s, open this link within %(n)s minutes and choose a new password for"
        " CoachTrack: %(link)s",
        name=name,
        n=int(lasting.total_seconds() // 60),
        link=link,
    )


def subject() -> str:
    """What a mail with a link is about."""
    return str(pgettext("subject of a mail", "Your way into CoachTrack"))
