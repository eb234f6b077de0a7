"""Published figures."""

from __future__ import annotations

from sqlalchemy import func, select

from coachtrack.extensions import db
from coachtrack.features.claims.models import Claim
from coachtrack.kit.lists import Asked, Page, by_code, page
from coachtrack.kit.searching import Searched, matching

#: The grades of evidence, from the strongest.
GRADES = ("A", "B", "C", "D", "E")
#: What the list can be narrowed by.
FILTERS = ("grade",)

_SEARCHED: Searched[Claim] = Searched(
    Claim.search_key, Claim.code, lambda row: (row.search_key, row.code)
)


def listed(asked: Asked, size: int) -> Page[Claim]:
    """A page of the claims, all of them or those of one grade of evidence, by code."""
    found = select(Claim)
    if grade := asked.chosen.get("grade"):
        found = found.where(Claim.grade == grade)
    return page(
        found,
        by_code(Claim.code),
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
        searched=_SEARCHED,
    )


def graded(asked: Asked) -> dict[str, int]:
    """How many claims there are of each grade that a search finds."""
    counted = select(Claim.grade, func.count()).where(matching(Claim.search_key, asked.search))
    return dict(db.session.execute(counted.group_by(Claim.grade)).tuples().all())
