"""What the programme dashboard shows: one headline, one figure, everything that is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.types import Strength, Trust, Verdict
from coachtrack.features.engagements.models import Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.cohorts import IndicatorFigures, Outcome, indicator_figures
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.overview import (
    Filters,
    Headline,
    LeftOut,
    fits,
    headline,
    parted,
    province_of,
)

ROWS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link."""

    label: str
    url: str
    current: bool
    n: int | None = None


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The dashboard of a programme, ready to be drawn."""

    filters: Filters
    headline: Headline
    figures: IndicatorFigures | None
    measured: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...]
    not_tracking: tuple[EngagementRow, ...]
    shown: tuple[Outcome, ...]
    pages: int
    indicators: tuple[Chip, ...]
    batches: tuple[Chip, ...]
    provinces: tuple[Chip, ...]
    stages: tuple[tuple[Stage, int], ...]
    with_evidence: int


def programme_page(
    filters: Filters,
    engagements: Sequence[EngagementRow],
    rows: Sequence[Outcome],
    definitions: Mapping[str, tuple[IndicatorVersion, str]],
    today: date,
) -> ProgrammePage:
    """Put the page together; `definitions` has a name to show beside each definition."""
    kept = [row for row in engagements if fits(row, filters)]
    codes = {row.code for row in kept}
    results = [row for row in rows if row.engagement in codes]
    code = filters.indicator if filters.indicator in definitions else next(iter(definitions), "")
    figures = indicator_figures(results, definitions[code][0], code) if code else None
    measured, left_out = parted(figures)
    listed = _listed(measured, filters.show)
    start = (filters.page - 1) * ROWS_A_PAGE
    tracking = {row.engagement for row in figures.rows} if figures else set()
    return ProgrammePage(
        filters=filters,
        headline=headline(kept, results, today),
        figures=figures,
        measured=tuple(measured),
        left_out=tuple(left_out),
        not_tracking=tuple(row for row in kept if row.code not in tracking),
        shown=tuple(listed[start : start + ROWS_A_PAGE]),
        pages=max(1, -(-len(listed) // ROWS_A_PAGE)),
        indicators=_indicator_chips(filters, definitions, code),
        batches=_chips(filters, "batch", Counter(row.batch for row in engagements if row.batch)),
        provinces=_chips(
            filters, "province", Counter(province_of(row, filters) for row in engagements)
        ),
        stages=tuple((stage, n) for stage, n in _stages(kept) if n),
        with_evidence=sum(row.main and _has_evidence(row) for row in results),
    )


def _has_evidence(row: Outcome) -> bool:
    return row.trust not in (None, Trust.SELF_REPORTED)


def _listed(measured: Sequence[Outcome], show: str) -> list[Outcome]:
    """The rows that the list is narrowed to."""
    tests: dict[str, Callable[[Outcome], bool]] = {
        "improved": lambda row: row.verdict == Verdict.IMPROVED,
        "worse": lambda row: row.verdict == Verdict.WORSE,
        "no-clear-change": lambda row: row.verdict == Verdict.NO_CLEAR_CHANGE,
        "sustained": lambda row: row.strength == Strength.SUSTAINED,
        "partly-sustained": lambda row: row.strength == Strength.PARTLY_SUSTAINED,
        "slipped": lambda row: row.strength == Strength.SLIPPED,
    }
    test = tests.get(show)
    return [row for row in measured if test is None or test(row)]


def _stages(rows: Sequence[EngagementRow]) -> list[tuple[Stage, int]]:
    counted = Counter(row.stage for row in rows)
    return [(stage, counted[stage]) for stage in Stage]


def _indicator_chips(
    filters: Filters, definitions: Mapping[str, tuple[IndicatorVersion, str]], current: str
) -> tuple[Chip, ...]:
    return tuple(
        Chip(name, filters.address(indicator=code), code == current)
        for code, (_definition, name) in definitions.items()
    )


def _chips(filters: Filters, name: str, counted: Mapping[str, int]) -> tuple[Chip, ...]:
    """One chip for all, and one for each value; none where there is nothing to choose."""
    if len(counted) < 2:
        return ()
    chosen: Any = getattr(filters, name)
    everything = Chip(_("All"), filters.address(**{name: ""}), not chosen)
    return (
        everything,
        *(
            Chip(value, filters.address(**{name: value}), value == chosen, counted[value])
            for value in sorted(counted)
        ),
    )
