"""What the programme dashboard shows: one headline, one figure, everything that is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from flask_babel import gettext as _

from coachtrack.domain.cohorts import LEFT_OUT
from coachtrack.features.dashboards.plan import PlanRow, plan_of, totals
from coachtrack.features.dashboards.standings import (
    NOBODY,
    Known,
    Show,
    Standing,
    listed,
    most_urgent,
    standings_of,
)
from coachtrack.features.engagements.models import Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.engagements.words import so_far
from coachtrack.features.indicators.cohorts import (
    Definitions,
    IndicatorFigures,
    Outcome,
    averaged,
    indicator_figures,
)
from coachtrack.features.indicators.conclusions import reason_told, why_left_out
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.overview import (
    Filters,
    Headline,
    LeftOut,
    headline,
    kept_by,
    parted,
    province_of,
    still_open,
)
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.programmes.models import Component
from coachtrack.features.signing.queries import Given, whole
from coachtrack.kit.filters import Chip, chips

Row = TypeVar("Row")

ROWS_A_PAGE = 40
#: Why somebody is left out who may only wait for figures.
WAITING = ("not-measured", "too-little-data")
#: So many of the things to do stand on the dashboard; a list has the rest.
TASKS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Material:
    """What a dashboard is made from, as the queries give it."""

    engagements: Sequence[EngagementRow]
    rows: Sequence[Outcome]
    definitions: Definitions
    components: Sequence[Component]
    known: Known
    #: Whether the person sees only a part of the programme.
    confined: bool = False


class Absent(NamedTuple):
    """An engagement that is not in the figure, and why; the first of a reason can be led to."""

    code: str
    factory: str
    told: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The dashboard of a programme, ready to be drawn.

    `shown` is this page of the figure, `listing` this page of the list that was asked for; None
    where none was. `plan` is of the whole programme, so it is empty where only a part is shown;
    `planned_and_done` counts it up to this year.
    """

    filters: Filters
    headline: Headline
    figures: IndicatorFigures | None
    measured: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...]
    absent: tuple[Absent, ...]
    #: In the words of the list, how many are left out for each reason.
    reasons: Mapping[str, int]
    #: Of those left out, how many may yet be measured.
    may_follow: int
    #: The engagements whose time after is not over, so that what was found may still move.
    so_far: frozenset[str]
    not_tracking: tuple[EngagementRow, ...]
    shown: tuple[Outcome, ...]
    listing: tuple[Standing, ...] | None
    n_listed: int
    pages: int
    indicators: tuple[Chip, ...]
    batches: tuple[Chip, ...]
    provinces: tuple[Chip, ...]
    people: tuple[Chip, ...]
    stages: tuple[tuple[Stage, int], ...]
    plan: tuple[PlanRow, ...]
    #: Whether only a part is shown, by a filter or to this person.
    part: bool
    planned_and_done: tuple[int, int]
    urgent: tuple[Standing, ...]
    n_urgent: int
    moved: bool
    started: bool
    definitions: Definitions
    #: The names that stand for more than one engagement.
    repeated: frozenset[str]
    #: What is signed of the figures before, and of the closing results, by measure.
    signed: Mapping[int, Given]
    closed: Mapping[int, Given]
    signatures: tuple[Chip, ...]

    def named(self, factory: str, engagement: str) -> str:
        """A factory by its name, with the engagement's code where it takes part more than once."""
        return f"{factory} · {engagement}" if factory in self.repeated else factory


def programme_page(filters: Filters, material: Material, today: date) -> ProgrammePage:
    """Put the page together."""
    signed = whole(material.known.signed)
    kept, results = kept_by(filters, material.engagements, material.rows, signed)
    choice = averaged(material.rows, material.definitions)
    figures = _figures(filters, choice, results)
    measured, left_out = parted(figures)
    told = _told(left_out)
    standings = standings_of(kept, results, material.known, today)
    urgent = most_urgent(standings)
    found = listed(standings, filters.show, filters.who)
    part = filters.narrowed or material.confined
    plan = () if part else plan_of(material.components, kept, today)
    tracking = {row.engagement for row in figures.rows} if figures else set()
    others = tuple(row for row in kept if row.code not in tracking)
    return ProgrammePage(
        filters=filters,
        headline=headline(kept, results, today, signed, whole(material.known.closed)),
        figures=figures,
        measured=tuple(measured),
        left_out=tuple(item for _words, item in told),
        absent=tuple(_absent(told, others)),
        reasons=Counter(words for words, _item in told),
        may_follow=_may_follow(left_out, kept, today),
        so_far=frozenset(row.code for row in kept if so_far(row, today)),
        not_tracking=others,
        shown=_of_page(measured, filters),
        listing=None if found is None else _of_page(found, filters),
        n_listed=len(found or ()),
        pages=max(1, -(-len(measured if found is None else found) // ROWS_A_PAGE)),
        indicators=_indicator_chips(filters, choice, figures),
        batches=_batch_chips(filters, material),
        provinces=_province_chips(filters, material),
        people=_people_chips(filters, urgent) if filters.show == Show.TO_DO else (),
        stages=_stages(kept),
        plan=plan,
        part=part,
        planned_and_done=totals(plan, today.year),
        urgent=tuple(urgent[:TASKS_SHOWN]),
        n_urgent=len(urgent),
        moved=any(row.province_then != row.province_now for row in material.engagements),
        started=bool(material.engagements),
        definitions=material.definitions,
        repeated=_repeated(kept),
        signed=material.known.signed,
        closed=material.known.closed,
        signatures=_signed_chips(filters, material, signed),
    )


def _repeated(rows: Sequence[EngagementRow]) -> frozenset[str]:
    counted = Counter(row.factory_name for row in rows)
    return frozenset(name for name, n in counted.items() if n > 1)


def _figures(
    filters: Filters, choice: Mapping[str, IndicatorVersion], results: Sequence[Outcome]
) -> IndicatorFigures | None:
    """The figures of the indicator asked for, else of the most frequent one that is tracked."""
    if filters.indicator in choice:
        code = filters.indicator
    else:
        tracked = {row.indicator for row in results}
        code = next((code for code in choice if code in tracked), "")
    return indicator_figures(results, choice[code], code) if code else None


def _may_follow(
    left_out: Sequence[LeftOut], engagements: Sequence[EngagementRow], today: date
) -> int:
    known = {row.code: row for row in engagements}
    return sum(
        item.reason in WAITING
        and still_open(
            known[item.row.engagement],
            has_before=item.row.baseline_value is not None,
            today=today,
        )
        for item in left_out
    )


def _told(left_out: Sequence[LeftOut]) -> list[tuple[str, LeftOut]]:
    """Each with its reason in words, in the order in which a reason is decided."""
    # A programme leaves out hundreds for a handful of reasons, and words take longer than figures.
    words: dict[tuple[str, bool, bool], str] = {}
    found = []
    for item in left_out:
        row = item.row
        key = item.reason, row.baseline_value is None, row.follow_up_value is None
        if key not in words:
            words[key] = reason_told(row)
        found.append((words[key], item))
    return sorted(found, key=lambda pair: (LEFT_OUT.index(pair[1].reason), pair[0]))


def _absent(
    told: Sequence[tuple[str, LeftOut]], others: Sequence[EngagementRow]
) -> Iterator[Absent]:
    begun: set[str] = set()
    for words, item in told:
        begins = words not in begun
        begun.add(words)
        row = item.row
        anchor = f"left-out-{len(begun)}" if begins else ""
        yield Absent(row.engagement, row.factory_name, why_left_out(row, words), anchor)
    elsewhere = _("Tracks another indicator, or none yet") if others else ""
    for each in others:
        yield Absent(each.code, each.factory_name, elsewhere)


def _of_page(rows: Sequence[Row], filters: Filters) -> tuple[Row, ...]:
    start = (filters.page - 1) * ROWS_A_PAGE
    return tuple(rows[start : start + ROWS_A_PAGE])


def _stages(rows: Sequence[EngagementRow]) -> tuple[tuple[Stage, int], ...]:
    """Every stage with how many stand there; dropping out only where somebody did."""
    counted = Counter(row.stage for row in rows)
    stages = [stage for stage in Stage if stage != Stage.DROPPED_OUT or counted[stage]]
    return tuple((stage, counted[stage]) for stage in stages)


def _indicator_chips(
    filters: Filters, choice: Mapping[str, IndicatorVersion], figures: IndicatorFigures | None
) -> tuple[Chip, ...]:
    current = figures.code if figures else ""
    return tuple(
        Chip(name_of(definition), filters.address(indicator=code, show=""), code == current)
        for code, definition in choice.items()
    )


def _batch_chips(filters: Filters, material: Material) -> tuple[Chip, ...]:
    counted = Counter(row.batch for row in material.engagements if row.batch)
    return chips(filters, "batch", [(batch, batch) for batch in sorted(counted)], counted)


def _province_chips(filters: Filters, material: Material) -> tuple[Chip, ...]:
    counted = Counter(province_of(row, filters) for row in material.engagements)
    return chips(filters, "province", [(name, name) for name in sorted(counted)], counted)


def _signed_chips(
    filters: Filters, material: Material, signed: Collection[int]
) -> tuple[Chip, ...]:
    """Only what is signed, or what is not; nothing to choose where all or none is."""
    mains = [row for row in material.rows if row.main and row.baseline_value is not None]
    n = sum(row.measure_id in signed for row in mains)
    if not filters.signed and n in (0, len(mains)):
        return ()
    told = [("yes", _("signed by both sides")), ("no", _("not signed by both"))]
    return chips(filters, "signed", told, {"yes": n, "no": len(mains) - n}, fewest=1)


def _people_chips(filters: Filters, urgent: Sequence[Standing]) -> tuple[Chip, ...]:
    """Who has something to do; where nobody is named, it says so."""
    counted = Counter(one.responsible or NOBODY for one in urgent)
    people = [(who, _("nobody named") if who == NOBODY else who) for who in sorted(counted)]
    return chips(filters, "who", people, counted)
