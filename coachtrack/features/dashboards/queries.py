"""What the overviews show: results over a programme, counted once, from the stored rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from coachtrack.domain.cohorts import Cohort
from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.engagements.queries import reached_by
from coachtrack.features.factories.models import Factory, Province
from coachtrack.features.indicators.cohorts import Outcome, cohort_of, outcomes, speaking
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person


class EngagementRow(NamedTuple):
    """An engagement as the overviews list it."""

    code: str
    factory: str
    factory_name: str
    sort_key: str
    province_then: str
    province_now: str
    batch: str
    stage: Stage
    drop_out_reason: str
    component: str
    start_on: date | None
    end_on: date | None
    follow_up_to: date | None


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One indicator over a programme: a row for each factory, and the figures over them."""

    code: str
    definition: IndicatorVersion
    rows: tuple[Outcome, ...]
    cohort: Cohort


def engagement_rows(programme: Programme, person: Person) -> list[EngagementRow]:
    """The engagements of a programme that a person may see, by code."""
    now = aliased(Province)
    wanted = (
        select(
            Engagement.code,
            Factory.code,
            Factory.name,
            Factory.sort_key,
            Province.name,
            func.coalesce(now.name, Province.name),
            Engagement.batch,
            Engagement.stage,
            Engagement.drop_out_reason,
            Engagement.component,
            Engagement.start_on,
            Engagement.end_on,
            Engagement.follow_up_to,
        )
        .join(Engagement.programme)
        .join(Engagement.factory)
        .join(Province, Province.id == Factory.province_id)
        .outerjoin(now, now.id == Province.successor_id)
        .where(Engagement.programme_id == programme.id, reached_by(person))
        .order_by(Engagement.code)
    )
    return [EngagementRow._make(row) for row in db.session.execute(wanted)]


def figures(programme: Programme, person: Person) -> list[IndicatorFigures]:
    """Every indicator that the programme's engagements track, the most frequent first."""
    rows = outcomes(programme, person)
    definitions = definitions_of(rows)
    return [indicator_figures(rows, definition, code) for code, definition in definitions.items()]


def indicator_figures(
    rows: Sequence[Outcome], definition: IndicatorVersion, code: str
) -> IndicatorFigures:
    """The figures of one indicator over these results."""
    chosen = speaking(rows, code)
    cohort = cohort_of(chosen, definition.kind, definition.better, definition.factor)
    return IndicatorFigures(code, definition, tuple(chosen), cohort)


def definitions_of(rows: Sequence[Outcome]) -> dict[str, IndicatorVersion]:
    """The current definitions of the indicators in these results, the most frequent first."""
    codes = _by_frequency(rows)
    wanted = (
        select(Indicator.code, IndicatorVersion)
        .join(IndicatorVersion, IndicatorVersion.indicator_id == Indicator.id)
        .where(Indicator.code.in_(codes), IndicatorVersion.version == Indicator.current_version)
    )
    found = dict(db.session.execute(wanted).tuples())
    return {code: found[code] for code in codes}


def _by_frequency(rows: Sequence[Outcome]) -> list[str]:
    """Codes by how many engagements' main measure they are, then by how many track them."""
    mains: dict[str, int] = {}
    tracked: dict[str, int] = {}
    for row in rows:
        mains[row.indicator] = mains.get(row.indicator, 0) + row.main
        tracked[row.indicator] = tracked.get(row.indicator, 0) + 1
    return sorted(tracked, key=lambda code: (-mains[code], -tracked[code], code))
