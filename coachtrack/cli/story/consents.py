"""What the factories of the demo decided about their figures: most show them and let them count."""

from __future__ import annotations

from coachtrack.cli.story import hd2020
from coachtrack.cli.story.signatures import factory_side
from coachtrack.features.consents.actions import Decisions

#: Nobody asked it yet.
NOT_ASKED = (13,)
#: They supply others too, and do not show themselves to a lead firm.
NOT_TO_A_LEAD_FIRM = (7, 9)


def decided(factory: str) -> Decisions | None:
    """What a factory decided; None where it was not asked."""
    numbers = {site.code: n for n, site in hd2020.SITES.items()}
    n = numbers.get(factory)
    if n is None or n in NOT_ASKED:
        return None
    return Decisions(
        to_province=True, to_ministry=True, to_lead_firm=n not in NOT_TO_A_LEAD_FIRM, compared=True
    )


def told_by_of(factory: str, name: str) -> str:
    """Who of a factory said so; empty where its manager decides in the product."""
    return "" if factory == hd2020.SITES[1].code else factory_side("", name)
