"""Published figures."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from coachtrack.extensions import db
from coachtrack.features.claims.models import Claim
from coachtrack.kit.lists import Asked, Page, matching, page

#: The grades of evidence, from the strongest.
GRADES = ("A", "B", "C", "D", "E")


def listed(asked: Asked, grade: str, size: int) -> Page[Claim]:
    """A page of the claims, all of them or those of one grade of evidence, by code."""
    found = select(Claim).where(matching(Claim.search_key, asked.search))
    if grade in GRADES:
        found = found.where(Claim.grade == grade)
    return page(
        found,
        (Claim.code, Claim.code),
        asked,
        lambda query: db.session.scalars(query).all(),
        lambda row: (row.code, row.code),
        size,
    )


def graded() -> Sequence[tuple[str, int]]:
    """How many claims there are of each grade."""
    counted = select(Claim.grade, func.count()).group_by(Claim.grade).order_by(Claim.grade)
    return db.session.execute(counted).tuples().all()
