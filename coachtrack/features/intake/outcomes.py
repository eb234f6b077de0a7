"""The results that an import will have, computed before the write lock is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from coachtrack.domain import compare
from coachtrack.domain.types import Result
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.indicators.entries import MeasureEntry, MeasureKey, ReadingEntry
from coachtrack.features.indicators.results import (
    definition_of,
    plan_of,
    reading_of,
    version_in_use,
)
from coachtrack.features.intake.known import Known
from coachtrack.features.intake.plans import SheetPlan
from coachtrack.features.intake.stored import readings_of

Plans = dict[type[Any], SheetPlan]


def outcomes(known: Known, plans: Plans) -> dict[MeasureKey, Result]:
    """The result of every measure that the import touches."""
    touched = _touched(known, plans)
    readings = _readings(known, plans, touched)
    events = _events(known)
    return {key: _outcome(known, key, readings[key], events[key[0]]) for key in touched}


def _touched(known: Known, plans: Plans) -> set[MeasureKey]:
    """Measures that change, whose readings change, or whose engagement does."""
    saved = {kind: plan.saved for kind, plan in plans.items()}
    keys = {entry.key for entry in saved.get(MeasureEntry, ())}
    keys |= {entry.measure for entry in saved.get(ReadingEntry, ())}
    changed = plans[EngagementEntry].changed if EngagementEntry in plans else ()
    moved = {change.after.code for change in changed}
    moved |= {entry.engagement for entry in saved.get(EventEntry, ())}
    measures = known.stored.entries[MeasureEntry].keys() | known.told[MeasureEntry].keys()
    return keys | {key for key in measures if key[0] in moved}


def _readings(
    known: Known, plans: Plans, touched: Iterable[MeasureKey]
) -> dict[MeasureKey, list[ReadingEntry]]:
    """The readings of these measures as they will be, in order of time."""
    told = known.told[ReadingEntry]
    stored = dict(known.readings)
    there = known.stored.entries[EngagementEntry].keys()
    missing = {key[0] for key in touched} & there - {key[0] for key in stored}
    stored.update(readings_of(missing))
    for key in known.moved:
        stored.pop(key, None)
    found: dict[MeasureKey, list[ReadingEntry]] = defaultdict(list)
    for entry in {**stored, **told}.values():
        if not entry.withdrawn:
            found[entry.measure].append(entry)
    for readings in found.values():
        readings.sort(key=lambda entry: (entry.from_on, entry.to_on, entry.lot))
    return found


def _events(known: Known) -> dict[str, list[EventEntry]]:
    """The events that will count, by engagement."""
    found: dict[str, list[EventEntry]] = defaultdict(list)
    for entry in {**known.stored.entries[EventEntry], **known.told[EventEntry]}.values():
        if not entry.withdrawn:
            found[entry.engagement].append(entry)
    return found


def _outcome(
    known: Known, key: MeasureKey, readings: list[ReadingEntry], events: list[EventEntry]
) -> Result:
    """What these readings say, under the definition that is in use."""
    indicator = key[1]
    counted = tuple(map(reading_of, readings))
    plan = plan_of(known.entry(EngagementEntry, key[0]), known.entry(MeasureEntry, key), events)
    version = version_in_use(counted, plan, known.indicators[indicator])
    definition = known.version(indicator, version)
    assert definition is not None
    return compare(definition_of(definition), counted, plan)
