"""What people read for the kinds of organisations, and for provinces then and now."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.factories.models import OrganisationKind, Province
from coachtrack.kit import formats
from coachtrack.kit.words import add_words

add_words(
    {
        OrganisationKind.MINISTRY: _l("Ministry"),
        OrganisationKind.DEPARTMENT: _l("Provincial department"),
        OrganisationKind.LEAD_FIRM: _l("Lead firm"),
        OrganisationKind.CONSULTANCY: _l("Consultancy"),
        OrganisationKind.ASSOCIATION: _l("Association"),
        OrganisationKind.ENTERPRISE: _l("Enterprise"),
    }
)


def province_told(unit: Province, *, as_now: bool = False) -> str:
    """A province as it was then or as it is now, with the other one in brackets."""
    then, now = unit.name, unit.as_now.name
    if then == now:
        return then
    if as_now:
        return _("%(now)s (formerly %(then)s)", now=now, then=then)
    return _("%(then)s (now %(now)s)", then=then, now=now)


def confined_told(units: Sequence[Province]) -> str:
    """That a list holds only what lies in these units; empty where there is no such limit."""
    if not units:
        return ""
    return _(
        "You see what concerns factories in %(names)s, and what you have a part in yourself.",
        names=named(units),
    )


def named(units: Sequence[Province]) -> str:
    """These units in a sentence."""
    return ", ".join(unit_dated(unit) for unit in units)


def units_told(units: Sequence[Province]) -> list[tuple[str, str]]:
    """Code and name of each unit; a name that does not say which one is told with the time."""
    parts: dict[int | None, int] = {}
    for unit in units:
        parts[unit.successor_id] = parts.get(unit.successor_id, 0) + 1
    return [(unit.code, _told(unit, parts[unit.successor_id])) for unit in units]


def unit_dated(unit: Province) -> str:
    """The name of a unit with the time in which it is one."""
    return _told(unit, 2)


def _told(unit: Province, parts: int) -> str:
    """`parts`: how many units became one with it."""
    now = unit.as_now.name
    if unit.valid_until is None:
        return _("%(name)s (since %(day)s)", name=unit.name, day=formats.day(unit.valid_from))
    if now != unit.name:
        return _("%(then)s (now part of %(now)s)", then=unit.name, now=now)
    if parts > 1:
        return _("%(name)s (until %(day)s)", name=unit.name, day=formats.day(unit.valid_until))
    return unit.name
