"""Rows to arithmetic and back: what a comparison is asked, and how its outcome is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from coachtrack.domain.types import (
    Change,
    ChangeInterval,
    Definition,
    Interval,
    Kind,
    Phase,
    Plan,
    Progress,
    Reading,
    Result,
    Side,
    Strength,
    TargetState,
    Trust,
    Verdict,
    Warning,
    Window,
)
from coachtrack.domain.windows import phase_of
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.engagements.models import Engagement, Event, EventKind
from coachtrack.features.indicators.entries import IndicatorEntry, MeasureEntry, ReadingEntry
from coachtrack.features.indicators.gains import Gain
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.indicators.models import Reading as ReadingRow

#: Readings in these phases are compared; the others show the course.
COMPARED = (Phase.BASELINE, Phase.FOLLOW_UP)


def definition_of(version: IndicatorVersion | IndicatorEntry) -> Definition:
    """An indicator's version as the arithmetic sees it."""
    return Definition(version.kind, version.better, version.factor, version.version)


def reading_of(row: ReadingRow | ReadingEntry) -> Reading:
    """A reading as the arithmetic sees it."""
    return Reading(
        row.from_on,
        row.to_on,
        row.numerator,
        row.denominator,
        row.value,
        row.version,
        row.trust,
        row.lot,
    )


def plan_of(
    engagement: Engagement | EngagementEntry,
    measure: Measure | MeasureEntry,
    events: Sequence[Event] | Sequence[EventEntry],
) -> Plan:
    """The windows, the end and the target of a measure, and whether something else changed."""
    baseline = _window(engagement.baseline_from, engagement.baseline_to)
    follow_up = _window(engagement.follow_up_from, engagement.follow_up_to)
    return Plan(
        baseline=baseline,
        follow_up=follow_up,
        ended_on=engagement.end_on,
        target=measure.target,
        selection=measure.selection,
        other_change=any(_explains(event, measure, baseline, follow_up) for event in events),
        gain=measure.gain.percent if isinstance(measure.gain, Gain) else measure.gain,
    )


def version_in_use(readings: Sequence[Reading], plan: Plan, current: int) -> int:
    """The version of the latest reading, of those compared where there are any.

    Without readings it is the current one, under which new ones are taken. The readings come in
    order of time.
    """
    compared = [each for each in readings if phase_of(each, plan) in COMPARED]
    latest = (compared or readings)[-1:]
    return latest[0].version if latest else current


def stored_values(result: Result) -> dict[str, Any]:
    """The columns of a stored result, without the measure and the time."""
    baseline, follow_up, change = result.baseline, result.follow_up, result.change
    return {
        "kind": result.kind,
        "version": result.version,
        "verdict": result.verdict,
        "strength": result.strength,
        "trust": result.trust,
        "baseline_value": baseline.value if baseline else None,
        "baseline_numerator": baseline.numerator if baseline else None,
        "baseline_denominator": baseline.denominator if baseline else None,
        "follow_up_value": follow_up.value if follow_up else None,
        "follow_up_numerator": follow_up.numerator if follow_up else None,
        "follow_up_denominator": follow_up.denominator if follow_up else None,
        "later_value": result.later.value if result.later else None,
        "absolute": change.absolute if change else None,
        "relative": change.relative if change else None,
        "improvement": change.improvement if change else None,
        "target_state": result.target.state,
        "details": _plain(asdict(result)),
    }


def result_of(details: dict[str, Any]) -> Result:
    """The outcome again, from what was stored of it."""
    target = details["target"]
    return Result(
        kind=Kind(details["kind"]),
        verdict=Verdict(details["verdict"]) if details["verdict"] else None,
        baseline=_side(details["baseline"]),
        follow_up=_side(details["follow_up"]),
        later=_side(details["later"]),
        change=_change(details["change"]),
        target=Progress(target["value"], target["progress"], TargetState(target["state"])),
        strength=Strength(details["strength"]) if details["strength"] else None,
        since=_day(details["since"]),
        confirmed=_day(details["confirmed"]),
        trust=Trust(details["trust"]) if details["trust"] else None,
        warnings=tuple(Warning(code) for code in details["warnings"]),
        needed=details["needed"],
        effective_baseline=details["effective_baseline"],
        effective_follow_up=details["effective_follow_up"],
        version=details["version"],
        # What was stored before these were looked at has none.
        bare=details.get("bare", 0),
        later_trust=Trust(told) if (told := details.get("later_trust")) else None,
        signal_readings=details.get("signal_readings", 0),
        unsteady=details.get("unsteady", 0),
        follow_up_interval=Interval(**told)
        if (told := details.get("follow_up_interval"))
        else None,
        later_change=_change(details.get("later_change")),
        hearsay=details.get("hearsay", False),
    )


def _explains(
    event: Event | EventEntry,
    measure: Measure | MeasureEntry,
    baseline: Window | None,
    follow_up: Window | None,
) -> bool:
    if event.kind != EventKind.OTHER_CHANGE or event.scope not in ("", measure.scope):
        return False
    begun = baseline is not None and baseline.start <= event.on
    return begun and follow_up is not None and event.on <= follow_up.end


def _window(start: date | None, end: date | None) -> Window | None:
    return Window(start, end) if start and end else None


def _change(stored: dict[str, Any] | None) -> Change | None:
    if stored is None:
        return None
    interval = stored["interval"]
    return Change(**{**stored, "interval": ChangeInterval(**interval) if interval else None})


def _side(stored: dict[str, Any] | None) -> Side | None:
    if stored is None:
        return None
    span = {"start": _day(stored["start"]), "end": _day(stored["end"])}
    return Side(**{**stored, **span})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    """The same without dates, so that it can be kept as JSON."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
