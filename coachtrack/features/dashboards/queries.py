"""What the overviews show: results over a programme, counted once, from the stored rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from coachtrack.domain.cohorts import Cohort
from coachtrack.extensions import db
from coachtrack.features.indicators.cohorts import Outcome, cohort_of, outcomes, speaking
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One indicator over a programme: a row for each factory, and the figures over them."""

    code: str
    definition: IndicatorVersion
    rows: tuple[Outcome, ...]
    cohort: Cohort


def figures(programme: Programme, person: Person) -> list[IndicatorFigures]:
    """Every indicator that the programme's engagements track, the most frequent first."""
    rows = outcomes(programme, person)
    codes = _by_frequency(rows)
    definitions = _current_definitions(codes)
    return [indicator_figures(rows, definitions[code], code) for code in codes]


def indicator_figures(
    rows: Sequence[Outcome], definition: IndicatorVersion, code: str
) -> IndicatorFigures:
    """The figures of one indicator over these results."""
    chosen = speaking(rows, code)
    cohort = cohort_of(chosen, definition.kind, definition.better, definition.factor)
    return IndicatorFigures(code, definition, tuple(chosen), cohort)


def _by_frequency(rows: Sequence[Outcome]) -> list[str]:
    """Codes by how many engagements' main measure they are, then by how many track them."""
    mains: dict[str, int] = {}
    tracked: dict[str, int] = {}
    for row in rows:
        mains[row.indicator] = mains.get(row.indicator, 0) + row.main
        tracked[row.indicator] = tracked.get(row.indicator, 0) + 1
    return sorted(tracked, key=lambda code: (-mains[code], -tracked[code], code))


def _current_definitions(codes: Sequence[str]) -> dict[str, IndicatorVersion]:
    wanted = (
        select(Indicator.code, IndicatorVersion)
        .join(IndicatorVersion, IndicatorVersion.indicator_id == Indicator.id)
        .where(Indicator.code.in_(codes), IndicatorVersion.version == Indicator.current_version)
    )
    return dict(db.session.execute(wanted).tuples().all())
