"""What the programme dashboard shows: one headline, one figure, everything that is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from coachtrack.domain.cohorts import left_out_reason
from coachtrack.domain.types import Strength, Trust, Verdict
from coachtrack.domain.windows import later_from
from coachtrack.features.dashboards.queries import (
    EngagementRow,
    IndicatorFigures,
    indicator_figures,
)
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.cohorts import Outcome, entry_of
from coachtrack.features.indicators.models import IndicatorVersion

#: Verdicts of a measure that has both sides and enough on each.
MEASURED = (Verdict.IMPROVED, Verdict.WORSE, Verdict.NO_CLEAR_CHANGE)
FILTERS = ("indicator", "batch", "province", "show", "page", "as")
ROWS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; everything by default."""

    indicator: str = ""
    batch: str = ""
    province: str = ""
    show: str = ""
    page: int = 1
    provinces_as: str = "then"

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Filters:
        """From the query of an address; what makes no sense is as if it were not there."""
        page = args.get("page", "")
        return cls(
            indicator=args.get("indicator", "")[:40],
            batch=args.get("batch", "")[:200],
            province=args.get("province", "")[:40],
            show=args.get("show", "")[:20],
            page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
            provinces_as="now" if args.get("as") == "now" else "then",
        )

    def address(self, **changes: str | int) -> str:
        """The query of the same page with these changes; a change starts on page one."""
        words = {
            "indicator": self.indicator,
            "batch": self.batch,
            "province": self.province,
            "show": self.show,
            "as": self.provinces_as if self.provinces_as == "now" else "",
        }
        words.update({name: str(value) for name, value in changes.items()})
        return "?" + urlencode({name: value for name, value in words.items() if value})


@dataclass(frozen=True, slots=True)
class Headline:
    """The engagements of a programme, each with its main measure, in six numbers."""

    started: int
    measured: int
    improved: int
    sustained: int
    slipped: int
    partly: int
    not_remeasured: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link."""

    label: str
    url: str
    current: bool
    n: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A factory that is not in the figure, and why."""

    row: Outcome
    reason: str


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
    kept = [row for row in engagements if _fits(row, filters)]
    codes = {row.code for row in kept}
    results = [row for row in rows if row.engagement in codes]
    code = filters.indicator if filters.indicator in definitions else next(iter(definitions), "")
    figures = indicator_figures(results, definitions[code][0], code) if code else None
    measured, left_out = _parted(figures)
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
            filters, "province", Counter(_province(row, filters) for row in engagements)
        ),
        stages=tuple((stage, n) for stage, n in _stages(kept) if n),
        with_evidence=sum(row.main and _has_evidence(row) for row in results),
    )


def headline(
    engagements: Sequence[EngagementRow], rows: Sequence[Outcome], today: date
) -> Headline:
    """Who took part, who was measured, who improved, and what lasted."""
    ends = {row.code: row.end_on for row in engagements}
    mains = [row for row in rows if row.main]
    improved = [row for row in mains if row.verdict == Verdict.IMPROVED and not row.dropped_out]
    strengths = Counter(row.strength for row in improved)
    return Headline(
        started=len(engagements),
        measured=sum(row.verdict in MEASURED and not row.dropped_out for row in mains),
        improved=len(improved),
        sustained=strengths[Strength.SUSTAINED],
        slipped=strengths[Strength.SLIPPED],
        partly=strengths[Strength.PARTLY_SUSTAINED],
        not_remeasured=sum(_due(row, ends.get(row.engagement), today) for row in improved),
    )


def _has_evidence(row: Outcome) -> bool:
    return row.trust not in (None, Trust.SELF_REPORTED)


def _due(row: Outcome, ended_on: date | None, today: date) -> bool:
    """Whether it should have been measured again by now, and was not."""
    known = (Strength.SUSTAINED, Strength.PARTLY_SUSTAINED, Strength.SLIPPED)
    return row.strength not in known and ended_on is not None and later_from(ended_on) <= today


def _parted(figures: IndicatorFigures | None) -> tuple[list[Outcome], list[LeftOut]]:
    measured: list[Outcome] = []
    left_out: list[LeftOut] = []
    for row in figures.rows if figures else ():
        reason = left_out_reason(entry_of(row))
        if reason is None:
            measured.append(row)
        else:
            left_out.append(LeftOut(row, reason))
    measured.sort(key=lambda row: -(row.improvement or 0.0))
    return measured, left_out


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


def _fits(row: EngagementRow, filters: Filters) -> bool:
    in_batch = not filters.batch or row.batch == filters.batch
    return in_batch and (not filters.province or _province(row, filters) == filters.province)


def _province(row: EngagementRow, filters: Filters) -> str:
    return row.province_now if filters.provinces_as == "now" else row.province_then


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
