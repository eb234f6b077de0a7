"""What exactly is signed of a measure, and the digest by which it is told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from coachtrack.domain.types import Definition, Phase, Reading, Window
from coachtrack.domain.windows import in_order, phase_of
from coachtrack.features.indicators.queries import Comparison
from coachtrack.features.signing.models import Part

#: Grows when other facts are signed than before; older statements keep theirs.
FORM = 1
#: The phases whose readings a part is about.
PHASES: dict[Part, tuple[Phase, ...]] = {
    Part.BASELINE: (Phase.BASELINE,),
    Part.CLOSING: (Phase.BASELINE, Phase.FOLLOW_UP),
}


def facts_of(asked: Comparison, part: Part) -> dict[str, Any]:
    """The facts of a part of a measure: periods, readings, scope and the way of counting.

    How far a reading was checked, its source and its note are none of them: they may grow later.
    What is computed from these is none either, so that a better method does not break a signature.
    """
    engagement, indicator, scope = asked.key
    windows = {Phase.BASELINE: asked.plan.baseline, Phase.FOLLOW_UP: asked.plan.follow_up}
    readings = {phase: readings_in(asked, phase) for phase in PHASES[part]}
    versions = {reading.version for each in readings.values() for reading in each}
    return {
        "form": FORM,
        "part": part.value,
        "engagement": engagement,
        "indicator": indicator,
        "scope": scope,
        "main": asked.main,
        "definitions": {str(version): _counting(asked.versions[version]) for version in versions},
        "windows": {phase.value: _days(windows[phase]) for phase in PHASES[part]},
        "readings": {phase.value: [*map(_figures, each)] for phase, each in readings.items()},
    }


def readings_in(asked: Comparison, phase: Phase) -> Sequence[Reading]:
    """The readings of a phase that count, in order of time."""
    return in_order(each for each in asked.readings if phase_of(each, asked.plan) == phase)


def digest_of(facts: dict[str, Any]) -> str:
    """SHA-256 of facts, written in one way."""
    written = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def _counting(definition: Definition) -> dict[str, Any]:
    """By what figures were counted, without the words."""
    return {
        "kind": definition.kind.value,
        "factor": float(definition.factor),
        "better": definition.better.value,
    }


def _days(window: Window | None) -> list[str] | None:
    return [window.start.isoformat(), window.end.isoformat()] if window else None


def _figures(reading: Reading) -> list[Any]:
    period = reading.start.isoformat(), reading.end.isoformat()
    figures = (reading.numerator, reading.denominator, reading.value)
    # 638 and 638.0 are one figure, whichever way an engine gives it back.
    return [
        reading.lot,
        *period,
        *(None if f is None else float(f) for f in figures),
        reading.version,
    ]
