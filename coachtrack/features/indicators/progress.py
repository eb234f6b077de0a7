"""How far the main measures of a programme are while it is coached, and until gains last."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from coachtrack.domain.comparison import FEWEST_READINGS
from coachtrack.domain.sustain import CHECKED_FOR
from coachtrack.features.engagements.models import UNDER_WAY, Engagement
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.tuples import rows_as


class Progress(NamedTuple):
    """The readings of a main measure so far."""

    n_baseline: int
    last_on: date | None
    #: The day since which there are as many after the end as a check of a gain takes.
    enough_since: date | None


#: Where nothing was counted yet.
NONE_YET = Progress(0, None, None)


def progress_of(programme: Programme, today: date) -> dict[str, Progress]:
    """By code, the engagements whose main measure has readings: those under way, and those whose
    gain may have to be measured again.
    """
    ended = today - CHECKED_FOR
    found = rows_as(tuple, _progress_in_one(), programme=programme.id, ended=ended)
    return {code: Progress(*rest) for code, *rest in found}


def silent_in(programme: Programme) -> dict[str, int]:
    """By code, how many measures besides the main one have no reading; of those under way."""
    return dict(rows_as(tuple, _silent_in_one(), programme=programme.id))


@cache
def _silent_in_one() -> Select[*tuple[Any, ...]]:
    counted = select(Reading.id).where(Reading.measure_id == Measure.id, Reading.withdrawn == "")
    return (
        select(Engagement.code, func.count())
        .join(Measure, Measure.engagement_id == Engagement.id)
        .where(Engagement.programme_id == bindparam("programme"))
        .where(Engagement.stage.in_(UNDER_WAY), ~Measure.main, ~counted.exists())
        .group_by(Engagement.code)
    )


@cache
def _progress_in_one() -> Select[*tuple[Any, ...]]:
    inside = (Reading.from_on >= Engagement.baseline_from) & (
        Reading.to_on <= Engagement.baseline_to
    )
    n_baseline = func.sum(case((inside & _tells(Reading), 1), else_=0))
    return (
        select(Engagement.code, n_baseline, func.max(Reading.to_on), _enough_since())
        .join(Measure, Measure.engagement_id == Engagement.id)
        .join(Reading, Reading.measure_id == Measure.id)
        .where(Engagement.programme_id == bindparam("programme"))
        .where(or_(Engagement.stage.in_(UNDER_WAY), Engagement.end_on >= bindparam("ended")))
        .where(Measure.main, Reading.withdrawn == "")
        .group_by(Engagement.id, Measure.id)
    )


def _enough_since() -> ScalarSelect[date]:
    later = aliased(Reading)
    found = (
        select(later.from_on)
        .where(later.measure_id == Measure.id, later.withdrawn == "", _tells(later))
        .where(later.from_on > Engagement.end_on)
        .order_by(later.from_on.desc())
        .offset(FEWEST_READINGS - 1)
        .limit(1)
    )
    return found.scalar_subquery()


def _tells(reading: type[Reading]) -> ColumnElement[bool]:
    """As domain.pooling.is_empty: 0 of 0 says nothing."""
    return or_(reading.value.is_not(None), reading.numerator != 0, reading.denominator != 0)
