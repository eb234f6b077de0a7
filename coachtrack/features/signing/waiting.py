"""Which signatures are waited for: what one side signed, and what was voided since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.models import Measure
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing.models import Part, Party, Signature, Statement

BOTH = frozenset(Party)


class Waiting(NamedTuple):
    """A part of a measure, or of several, that is not signed by both sides."""

    #: Whose signature is missing; none is where both sides signed.
    missing: frozenset[Party] = BOTH
    #: Whether it was signed once, and what was signed does not hold any more.
    again: bool = False

    @property
    def begun(self) -> bool:
        """Whether somebody signed it, now or before."""
        return self.again or self.missing != BOTH


#: What was ever signed of an engagement, by measure and part.
Stand = Mapping[tuple[int, Part], Waiting]


def stand_of(engagement: Engagement) -> Stand:
    """How far what was ever signed of an engagement is signed now."""
    return _stands(Measure.engagement_id == engagement.id).get(engagement.code, {})


def stands_in(programme: Programme) -> dict[str, Stand]:
    """The same of all engagements of a programme, by code."""
    return _stands(Engagement.programme_id == programme.id)


def unsigned(stand: Stand, main: int | None) -> dict[Part, Waiting]:
    """By part, which signatures an engagement lacks.

    Its main measure is signed anyway; the others are waited for once somebody began with them.
    """
    found = {}
    for part in Part:
        rows = [each for (_measure, of), each in stand.items() if of == part and each.missing]
        if main is not None and (main, part) not in stand:
            rows.append(Waiting())
        if rows:
            missing = frozenset[Party]().union(*(each.missing for each in rows))
            found[part] = Waiting(missing, any(each.again for each in rows))
    return found


def _stands(within: ColumnElement[bool]) -> dict[str, Stand]:
    later = aliased(Statement)
    is_last = ~(
        select(later.id)
        .where(later.measure_id == Statement.measure_id, later.part == Statement.part)
        .where(later.number > Statement.number)
        .exists()
    )
    wanted = (
        select(
            Engagement.code,
            Statement.measure_id,
            Statement.part,
            Statement.voided_at,
            func.count(Signature.id),
            func.min(Signature.party),
        )
        .join(Statement.measure)
        .join(Measure.engagement)
        .outerjoin(Statement.signatures)
        .where(within, is_last)
        .group_by(Engagement.code, Statement.id)
    )
    found: dict[str, dict[tuple[int, Part], Waiting]] = defaultdict(dict)
    for code, measure, part, voided_at, n, party in db.session.execute(wanted):
        there = BOTH if n == len(BOTH) else frozenset([Party(party)] if n else ())
        found[code][measure, part] = Waiting(again=True) if voided_at else Waiting(BOTH - there)
    return {**found}
