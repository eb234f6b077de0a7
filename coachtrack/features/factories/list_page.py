"""What the list of factories can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from coachtrack.features.factories.queries import FactoryCount
from coachtrack.kit.filters import Filter, chips, counts
from coachtrack.kit.lists import Asked
from coachtrack.kit.text import vietnamese_key

#: So many sectors are offered, the most frequent ones.
SECTORS_OFFERED = 12


class Turn(NamedTuple):
    """A link that shows provinces as now instead of as then, or the reverse."""

    label: str
    url: str


def filters(asked: Asked, counted: Sequence[FactoryCount]) -> list[Filter]:
    """Provinces in Vietnamese order, and the most frequent sectors."""
    provinces = counts(counted, "province", asked.chosen)
    sectors = counts(counted, "sector", asked.chosen)
    frequent = [name for name, _n in sectors.most_common() if name][:SECTORS_OFFERED]
    return [
        Filter(name, chips(asked, field, [(one, one) for one in options], counted_so))
        for name, field, options, counted_so in (
            (_("Province"), "province", sorted(provinces, key=vietnamese_key), provinces),
            (_("Sector"), "sector", sorted(frequent, key=vietnamese_key), sectors),
        )
    ]


def turn(asked: Asked, counted: Sequence[FactoryCount]) -> Turn | None:
    """None where provinces are the same then and now."""
    if not any(row.moved for row in counted):
        return None
    if asked.chosen.get("as") == "now":
        return Turn(_("Show provinces as they were then"), asked.address(province="", **{"as": ""}))
    return Turn(_("Show provinces as they are now"), asked.address(province="", **{"as": "now"}))
