"""The demo's sign-ins as cards: who one would be, and what one would see."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.features.accounts.models import Account
from coachtrack.kit.permissions import Role
from coachtrack.kit.words import word

#: Everyone may know it: it opens invented figures only, and only on this machine.
DEMO_PASSWORD = "ban-mau-de-xem-thu"  # noqa: S105

SEES: dict[Role, LazyString] = {
    Role.ADMINISTRATOR: _l("Sees everything in this installation."),
    Role.PROGRAMME_LEAD: _l(
        "Sees both programmes: dashboards, who was left out and why, the Excel summary."
    ),
    Role.CONSULTANT: _l("Sees the engagements they coach: what is next and what is missing."),
    Role.FACTORY_MANAGER: _l(
        "Sees their own factory and enters its figures; nothing of the others is shown."
    ),
    Role.VIEWER: _l("Sees the dashboards of a province and its engagements; changes nothing."),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One card."""

    role: str
    name: str
    email: str
    sees: str


def demo_account(account: Account) -> DemoAccount:
    """The card of an account, by the first role that it holds."""
    role = account.memberships[0].role
    return DemoAccount(word(role), account.name, account.email, str(SEES[role]))
