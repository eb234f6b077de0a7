"""What the list of factories can be narrowed by, and its orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from coachtrack.features.factories.models import Factory
from coachtrack.features.factories.queries import FactoryCount
from coachtrack.kit.filters import Filter, chips, counts, sorting
from coachtrack.kit.lists import Asked, Page
from coachtrack.kit.text import vietnamese_key


class Turn(NamedTuple):
    """A link that shows provinces as now instead of as then, or the reverse."""

    label: str
    url: str


def filters(asked: Asked, counted: Sequence[FactoryCount]) -> list[Filter]:
    """Provinces and sectors, in Vietnamese order."""
    provinces = counts(counted, "province", asked.chosen)
    sectors = counts(counted, "sector", asked.chosen)
    return [
        Filter(name, chips(asked, field, _in_order(found), found))
        for name, field, found in (
            (_("Province"), "province", provinces),
            (_("Sector"), "sector", sectors),
        )
    ]


def _in_order(found: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(filter(None, found), key=vietnamese_key)]


def turn(asked: Asked, counted: Sequence[FactoryCount]) -> Turn | None:
    """None where provinces are the same then and now."""
    if not any(row.moved for row in counted):
        return None
    if asked.chosen.get("as") == "now":
        return Turn(_("Show provinces as they were then"), asked.address(province="", **{"as": ""}))
    return Turn(_("Show provinces as they are now"), asked.address(province="", **{"as": "now"}))


def order(page: Page[Factory]) -> Filter:
    """By what the list is sorted."""
    return sorting(page, [("", _("Name")), ("code", _("Code"))])
