"""What came in, checked, compared and computed; then written, everything or nothing.

All but the writing can be done without the write lock. While it is held, what the plan rests on is
read once more; when somebody changed it meanwhile, the plan is made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from coachtrack.domain.types import Result
from coachtrack.extensions import db
from coachtrack.features.claims.actions import save_claims
from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.engagements.actions import save_engagements, save_events
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.factories.actions import save_factories, save_organisations
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.queries import provinces
from coachtrack.features.indicators import actions as indicators
from coachtrack.features.indicators.actions import ReadyReadings, ready_readings
from coachtrack.features.indicators.entries import (
    IndicatorEntry,
    MeasureEntry,
    MeasureKey,
    ReadingEntry,
)
from coachtrack.features.intake.checks import check
from coachtrack.features.intake.known import Known
from coachtrack.features.intake.material import Material
from coachtrack.features.intake.outcomes import outcomes
from coachtrack.features.intake.plans import SheetPlan, plans
from coachtrack.features.intake.problems import Problem, Problems
from coachtrack.features.intake.stored import Named, Stored, hold, load, named_in
from coachtrack.features.programmes.actions import list_factories, save_components, save_programmes
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.visits.actions import save_visits
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Overtaken as Overtaken

#: In the order in which rows refer to each other; indicators come from `indicators`.
SAVING: dict[type[Any], Callable[[Any], object]] = {
    OrganisationEntry: save_organisations,
    ProgrammeEntry: save_programmes,
    ComponentEntry: save_components,
    FactoryEntry: save_factories,
    EngagementEntry: save_engagements,
    IndicatorEntry: indicators.define_indicators,
    MeasureEntry: indicators.track_measures,
    EventEntry: save_events,
    VisitEntry: save_visits,
    ClaimEntry: save_claims,
}


@dataclass(frozen=True)
class IntakePlan:
    """What saving what came in would do, or why it cannot be done."""

    found: Problems
    #: What was left out or assumed, without harm.
    notes: list[str]
    sheets: dict[type[Any], SheetPlan] = field(default_factory=dict)
    outcomes: dict[MeasureKey, Result] = field(default_factory=dict)
    readings: ReadyReadings | None = None
    #: The programme that lists the new factories, besides those of their engagements.
    home: str = ""
    named: Named = field(default_factory=dict)
    stored: Stored | None = None
    person: Person | None = None

    @cached_property
    def problems(self) -> list[Problem]:
        """What has to be put right first, equal ones as one."""
        return self.found.listed()

    @property
    def total(self) -> int:
        """How many cells have a problem, more than are listed perhaps."""
        return self.found.total

    @cached_property
    def digest(self) -> str:
        """By which it shows whether it would do something else than another plan."""
        seen = hashlib.sha256()
        for sheet in self.sheets.values():
            seen.update(sheet.sheet.english.encode())
            for entry in sheet.new:
                seen.update(repr(tuple(entry)).encode())
            for _number, before, after in sheet.changed:
                seen.update(repr((tuple(before), tuple(after))).encode())
        return seen.hexdigest()[:32]

    @property
    def holds_nothing(self) -> bool:
        """Whether no row is meant, as in a template that nobody filled in."""
        return not any(plan.saved or plan.unchanged for plan in self.sheets.values())

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is stored already as it says."""
        return not any(plan.new or plan.changed for plan in self.sheets.values())


def plan_of(material: Material, person: Person) -> IntakePlan:
    """What saving it would do; saves nothing."""
    named = named_in(material)
    stored = load(named, person)
    problems, notes = material.problems.copy(), [*material.notes]
    known = Known(material, stored, person, provinces(), problems, notes)
    sheets = plans(known, check(known))
    if problems:
        return IntakePlan(problems, notes)
    readings = sheets[ReadingEntry].new if ReadingEntry in sheets else []
    return IntakePlan(
        problems,
        notes,
        sheets=sheets,
        outcomes=outcomes(known, sheets),
        readings=ready_readings(readings, person.account_id),
        home=known.home,
        named=named,
        stored=stored,
        person=person,
    )


def save(plan: IntakePlan) -> None:
    """Write what was planned; raises Overtaken when what it rests on has changed."""
    with still(plan):
        _write(plan)


@contextmanager
def still(plan: IntakePlan) -> Iterator[None]:
    """Write in here while nobody else changes what a plan rests on.

    Raises Overtaken when somebody has changed it already.
    """
    assert plan.stored is not None
    assert plan.person is not None
    hold(plan.named, plan.sheets)
    # What others saved meanwhile is seen only where nothing is remembered.
    db.session.flush()
    db.session.expire_all()
    if load(plan.named, plan.person) != plan.stored:
        raise Overtaken
    try:
        yield
        db.session.flush()
    except (IntegrityError, StaleDataError, indicators.AlreadyRecorded) as error:
        raise Overtaken from error


def _write(plan: IntakePlan) -> None:
    for kind, action in SAVING.items():
        if kind in plan.sheets and (entries := plan.sheets[kind].saved):
            action(entries)
    db.session.flush()
    if plan.home and FactoryEntry in plan.sheets:
        list_factories(plan.home, [entry.code for entry in plan.sheets[FactoryEntry].new])
    if plan.readings is not None:
        indicators.record_readings(plan.readings)
    if ReadingEntry in plan.sheets:
        changed = plan.sheets[ReadingEntry].changed
        by = plan.person.account_id if plan.person else None
        indicators.correct_readings([(change.before, change.after) for change in changed], by)
    ids = indicators.measure_ids(set(plan.outcomes))
    indicators.take_computed({ids[key]: result for key, result in plan.outcomes.items()})
