"""Measures, their readings and their results, as somebody may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from coachtrack.domain import compare
from coachtrack.domain.condensing import Condensed, condensed
from coachtrack.domain.courses import Course, courses
from coachtrack.domain.pooling import telling
from coachtrack.domain.types import Definition, Phase, Plan, Result
from coachtrack.domain.types import Reading as Counted
from coachtrack.domain.windows import phase_of
from coachtrack.extensions import db
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import UNDER_WAY, Engagement, Event
from coachtrack.features.indicators.entries import MeasureKey, ReadingEntry
from coachtrack.features.indicators.models import (
    FormerScope,
    Indicator,
    IndicatorVersion,
    Measure,
    Reading,
    StoredResult,
)
from coachtrack.features.indicators.results import (
    definition_of,
    plan_of,
    reading_of,
    result_of,
    version_in_use,
)
from coachtrack.kit.lists import Asked, Page, holds, latest_first, page
from coachtrack.kit.permissions import Person
from coachtrack.kit.rows import batches


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the result of one measure rests on."""

    measure_id: int
    key: MeasureKey
    #: Whether it speaks for the engagement.
    main: bool
    definition: Definition
    #: The definitions under which its readings were taken, by version.
    versions: Mapping[int, Definition]
    readings: tuple[Counted, ...]
    plan: Plan

    @property
    def name(self) -> str:
        """Engagement, indicator and scope, to name it in a message."""
        return " · ".join(part for part in self.key if part)

    def compare(self) -> Result:
        """What the readings say."""
        return compare(self.definition, self.readings, self.plan)


#: So many readings are named that do not count.
MOST_WITHDRAWN = 5


@dataclass(frozen=True)
class MeasureView:
    """A measure with its definition, its result and what its chart shows."""

    measure: Measure
    definition: IndicatorVersion
    result: Result
    readings: tuple[Counted, ...]
    plan: Plan
    events: tuple[Event, ...]
    #: The other versions under which some of its readings were taken.
    former: tuple[IndicatorVersion, ...] = ()

    @cached_property
    def withdrawn(self) -> Sequence[Reading]:
        """The first readings that were withdrawn of it: one more than are named, where there is."""
        those = select(Reading).where(Reading.measure_id == self.measure.id)
        gone = those.where(Reading.withdrawn != "").order_by(Reading.from_on, Reading.id)
        return db.session.scalars(gone.limit(MOST_WITHDRAWN + 1)).all()

    @cached_property
    def drawn(self) -> Condensed:
        """Its readings as they are drawn, however many there are."""
        return condensed(self.readings, self.plan)

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The courses of what is drawn, each with limits of its own."""
        rebases = [event.on for event in self.events if event.rebase]
        counted = definition_of(self.definition)
        return courses(counted, self.result.kind, self.drawn.readings, self.plan, rebases)

    @property
    def n_baseline(self) -> int:
        """How many readings the baseline has that say something."""
        phases = [phase_of(reading, self.plan) for reading in telling(self.readings)]
        return phases.count(Phase.BASELINE)

    @property
    def next_version(self) -> int:
        """The version under which its next reading is taken: that of those which are compared, to
        be compared too; the one in force where nothing counts yet.
        """
        current = self.measure.indicator.current_version
        return self.definition.version if self.readings else current

    def blank(self, first: date | None, last: date | None, lot: str = "") -> ReadingEntry:
        """Its next reading over a period, of which no figure is known yet."""
        return ReadingEntry(
            self.measure.engagement.code,
            self.measure.indicator.code,
            self.next_version,
            self.measure.scope,
            lot,
            first,  # type: ignore[arg-type]
            last,  # type: ignore[arg-type]
            None,
            None,
            None,
        )


def measure_ids() -> list[int]:
    """Every measure, in order."""
    return list(db.session.scalars(select(Measure.id).order_by(Measure.id)))


def stored_details(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is stored of these measures' results."""
    rows = select(StoredResult.measure_id, StoredResult.details)
    return dict(db.session.execute(rows.where(StoredResult.measure_id.in_(ids))).tuples().all())


def stored_columns(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Every column of these measures' results, but for when they were computed."""
    table = StoredResult.metadata.tables["result"]
    columns = [column for column in table.c if column.name != "computed_at"]
    rows = db.session.execute(select(*columns).where(table.c.measure_id.in_(ids)))
    found = [dict(row) for row in rows.mappings()]
    return {row.pop("measure_id"): row for row in found}


def comparisons(ids: Sequence[int]) -> Iterable[Comparison]:
    """What these measures' results rest on, a few queries for all of them."""
    measures = _measures(ids)
    versions = definitions({measure.indicator_id for measure in measures})
    counted = _counted(ids)
    events = _events({measure.engagement_id for measure in measures})
    for measure in measures:
        readings = counted[measure.id]
        plan = plan_of(measure.engagement, measure, events[measure.engagement_id])
        used = version_in_use(readings, plan, measure.indicator.current_version)
        known = versions[measure.indicator_id]
        yield Comparison(
            measure.id,
            (measure.engagement.code, measure.indicator.code, measure.scope),
            measure.main,
            definition_of(known[used]),
            {version: definition_of(known[version]) for version in {r.version for r in readings}},
            readings,
            plan,
        )


def measures_of(engagement: Engagement) -> list[MeasureView]:
    """The measures of an engagement with all that its page shows, the main one first."""
    tracked = select(Measure.id).where(Measure.engagement_id == engagement.id)
    ids = db.session.scalars(tracked).all()
    measures = sorted(_measures(ids), key=lambda measure: (not measure.main, measure.id))
    details, counted = stored_details(ids), _counted(ids)
    events = _events({engagement.id})[engagement.id]
    versions = definitions({measure.indicator_id for measure in measures})
    views = []
    for measure in measures:
        readings, plan = counted[measure.id], plan_of(engagement, measure, events)
        concerned = tuple(event for event in events if event.scope in ("", measure.scope))
        result = result_of(details[measure.id])
        definition = versions[measure.indicator_id][result.version]
        others = sorted({reading.version for reading in readings} - {result.version})
        former = tuple(versions[measure.indicator_id][version] for version in others)
        view = MeasureView(measure, definition, result, readings, plan, concerned, former)
        views.append(view)
    return views


def definitions(indicator_ids: Iterable[int]) -> dict[int, dict[int, IndicatorVersion]]:
    """The versions of these indicators: indicator → version → its definition."""
    found: dict[int, dict[int, IndicatorVersion]] = defaultdict(dict)
    wanted = select(IndicatorVersion).where(IndicatorVersion.indicator_id.in_(set(indicator_ids)))
    for version in db.session.scalars(wanted):
        found[version.indicator_id][version.version] = version
    return found


def library() -> Sequence[IndicatorVersion]:
    """The definition of every indicator that new readings are taken under, by code."""
    current = IndicatorVersion.version == Indicator.current_version
    return db.session.scalars(
        select(IndicatorVersion)
        .join(IndicatorVersion.indicator)
        .where(current)
        .order_by(Indicator.code)
        .options(contains_eager(IndicatorVersion.indicator))
    ).all()


def versions_of(code: str) -> Sequence[IndicatorVersion]:
    """Every version of an indicator's definition, the latest first; none where there is none."""
    return db.session.scalars(
        select(IndicatorVersion)
        .join(IndicatorVersion.indicator)
        .where(Indicator.code == code.lower())
        .order_by(IndicatorVersion.version.desc())
        .options(contains_eager(IndicatorVersion.indicator))
    ).all()


def is_tracked(indicator: Indicator) -> bool:
    """Whether any engagement tracks an indicator, whoever may see it."""
    return bool(db.session.scalar(select(exists().where(Measure.indicator_id == indicator.id))))


def measure(engagement: Engagement, indicator: str, scope: str) -> Measure | None:
    """The measure of an indicator at a scope of an engagement, or at one that was called so."""
    called_so = exists().where(FormerScope.measure_id == Measure.id, FormerScope.scope == scope)
    return db.session.scalar(
        select(Measure)
        .join(Measure.indicator)
        .where(Measure.engagement_id == engagement.id, Indicator.code == indicator)
        .where(or_(Measure.scope == scope, called_so))
        .order_by(case((Measure.scope == scope, 0), else_=1), Measure.id.desc())
        .limit(1)
        .options(contains_eager(Measure.indicator))
    )


def former_scopes(engagement: Engagement) -> Sequence[tuple[str, str, str]]:
    """Indicator, what a line or product of it was called before, and what it is called now."""
    found = select(Indicator.code, FormerScope.scope, Measure.scope).join(FormerScope.measure)
    those = found.join(Measure.indicator).where(Measure.engagement_id == engagement.id)
    named = those.where(FormerScope.scope != "").order_by(FormerScope.id)
    return db.session.execute(named).tuples().all()


def tracked(engagement: Engagement) -> Sequence[tuple[str, str]]:
    """Indicator and scope of an engagement's measures."""
    found = select(Indicator.code, Measure.scope).join(Measure.indicator)
    ordered = found.where(Measure.engagement_id == engagement.id).order_by(Measure.scope)
    return db.session.execute(ordered).tuples().all()


def is_measured(measure: Measure) -> bool:
    """Whether a measure has readings, withdrawn ones too."""
    return bool(db.session.scalar(select(exists().where(Reading.measure_id == measure.id))))


def has_readings(engagement: Engagement) -> bool:
    """Whether anything was measured in an engagement, withdrawn or not."""
    found = select(Reading.id).join(Reading.measure)
    found = found.where(Measure.engagement_id == engagement.id)
    return bool(db.session.scalar(select(found.exists())))


def with_results(engagements: Iterable[int]) -> Sequence[int]:
    """Those of these engagements of which some measure's result is known.

    It is known where there are figures before and after, and where readings were withdrawn that
    may have been those after.
    """
    was_there = exists().where(Reading.measure_id == Measure.id, Reading.withdrawn != "")
    known = (
        select(Measure.engagement_id)
        .join(StoredResult, StoredResult.measure_id == Measure.id)
        .where(StoredResult.baseline_value.is_not(None))
        .where(or_(StoredResult.follow_up_value.is_not(None), was_there))
    )
    found: set[int] = set()
    for some in batches(engagements):
        found |= {*db.session.scalars(known.where(Measure.engagement_id.in_(some)))}
    return sorted(found)


def next_main(measure: Measure) -> Measure | None:
    """What speaks for the engagement once this one is gone: the main one, or the oldest."""
    others = (
        select(Measure)
        .where(Measure.engagement_id == measure.engagement_id, Measure.id != measure.id)
        .order_by(Measure.main.desc(), Measure.id)
        .options(joinedload(Measure.indicator))
    )
    return db.session.scalar(others.limit(1))


def counting_by(indicator: Indicator, person: Person) -> Sequence[tuple[int, str]]:
    """Version and engagement of the measures with readings, where the engagement is under way."""
    counting = (
        select(StoredResult.version, Engagement.code)
        .join(StoredResult.measure)
        .join(Measure.engagement)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .where(Measure.indicator_id == indicator.id, Engagement.stage.in_(UNDER_WAY))
        .where(engagements.reached_by(person))
        .where(exists().where(Reading.measure_id == Measure.id, Reading.withdrawn == ""))
    )
    ordered = counting.distinct().order_by(StoredResult.version, Engagement.code)
    return db.session.execute(ordered).tuples().all()


def main_measure(engagement: Engagement) -> Measure | None:
    """The measure that speaks for an engagement."""
    return db.session.scalar(
        select(Measure)
        .where(Measure.engagement_id == engagement.id, Measure.main)
        .options(joinedload(Measure.indicator))
    )


def baseline_of(measure: Measure) -> tuple[float | None, int]:
    """The value of a measure's baseline, as its result has it, and under which version."""
    stored = db.session.get_one(StoredResult, measure.id)
    return stored.baseline_value, stored.version


def _measures(ids: Sequence[int]) -> Sequence[Measure]:
    return db.session.scalars(
        select(Measure)
        .join(Measure.engagement)
        .where(Measure.id.in_(ids))
        .order_by(Measure.id)
        .options(contains_eager(Measure.engagement), joinedload(Measure.indicator))
    ).all()


def _counted(ids: Sequence[int]) -> dict[int, tuple[Counted, ...]]:
    """The readings that count, by measure and in order of time."""
    found: dict[int, list[Counted]] = {key: [] for key in ids}
    wanted = select(Reading).where(Reading.measure_id.in_(ids), Reading.withdrawn == "")
    for row in db.session.scalars(
        wanted.order_by(Reading.measure_id, Reading.from_on, Reading.to_on, Reading.lot)
    ):
        found[row.measure_id].append(reading_of(row))
    return {key: tuple(readings) for key, readings in found.items()}


def _events(engagement_ids: Iterable[int]) -> dict[int, list[Event]]:
    """The events that count, by engagement and in order of time."""
    found: dict[int, list[Event]] = defaultdict(list)
    wanted = select(Event).where(
        Event.engagement_id.in_(set(engagement_ids)), Event.withdrawn == ""
    )
    for event in db.session.scalars(wanted.order_by(Event.on, Event.id)):
        found[event.engagement_id].append(event)
    return found


#: What the list of readings can be narrowed by: the code of an indicator, a space and a scope.
READING_FILTERS = ("measure",)


def readings_listed(engagement: Engagement, asked: Asked, size: int) -> Page[Reading]:
    """A page of an engagement's readings, withdrawn ones too, the latest first."""
    wanted = (
        select(Reading)
        .join(Reading.measure)
        .join(Measure.indicator)
        .where(Measure.engagement_id == engagement.id)
        .options(contains_eager(Reading.measure).contains_eager(Measure.indicator))
    )
    if asked.search:
        wanted = wanted.where(Measure.id.in_(_measures_named(engagement, asked.search)))
    if chosen := asked.chosen.get("measure"):
        indicator, _space, scope = chosen.partition(" ")
        wanted = wanted.where(Indicator.code == indicator, Measure.scope == scope)
    order = latest_first(Reading.from_on, Reading.id)
    return page(wanted, order, asked, lambda q: db.session.scalars(q).all(), size)


def readings_counted(engagement: Engagement, asked: Asked) -> list[tuple[Measure, int]]:
    """The measures that a search finds and how many readings each has; the main one first."""
    wanted = (
        select(Measure.id, func.count())
        .join(Reading, Reading.measure_id == Measure.id)
        .where(Measure.engagement_id == engagement.id)
        .group_by(Measure.id)
    )
    if asked.search:
        wanted = wanted.where(Measure.id.in_(_measures_named(engagement, asked.search)))
    counted = dict(db.session.execute(wanted).tuples().all())
    measures = sorted(_measures(list(counted)), key=lambda measure: not measure.main)
    return [(measure, counted[measure.id]) for measure in measures]


def _measures_named(engagement: Engagement, search: str) -> list[int]:
    """The measures of an engagement whose scope and indicator hold every word of a search."""
    tracked = select(Measure.id).where(Measure.engagement_id == engagement.id)
    measures = _measures(db.session.scalars(tracked).all())
    versions = definitions({measure.indicator_id for measure in measures})
    return [
        measure.id
        for measure in measures
        if holds(_all_names(measure, versions[measure.indicator_id].values()), search)
    ]


def _all_names(measure: Measure, versions: Iterable[IndicatorVersion]) -> str:
    names = (f"{version.name} {version.name_vi}" for version in versions)
    return " ".join((measure.indicator.code, measure.scope, *names))
