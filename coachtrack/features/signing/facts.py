"""What exactly is signed of a measure, and the digest by which it is told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from coachtrack.domain.types import Phase, Reading, Window
from coachtrack.domain.windows import in_order, phase_of
from coachtrack.features.indicators.entries import WORDS
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.queries import Comparison
from coachtrack.features.signing.models import Part, Statement

#: One more where other facts are signed than before; what was signed keeps the form of its time.
#: The second says besides which factory it is, in which unit it counts, and by which words.
FORMS = (1, 2)
FORM = FORMS[-1]
#: The phases whose readings a part is about.
PHASES: dict[Part, tuple[Phase, ...]] = {
    Part.BASELINE: (Phase.BASELINE,),
    Part.CLOSING: (Phase.BASELINE, Phase.FOLLOW_UP),
}


class Subject(NamedTuple):
    """All that a signature of a measure is about."""

    asked: Comparison
    #: The code of the factory in which it is measured.
    factory: str
    #: The definitions of its indicator as they are worded, by version.
    definitions: Mapping[int, IndicatorVersion]


def facts_of(subject: Subject, part: Part, form: int = FORM) -> dict[str, Any]:
    """The facts of a part of a measure: periods, readings, where, and the way of counting.

    How far a reading was checked, its source and its note are none of them: they may grow later.
    What is computed from these is none either, so that a better method does not break a signature.
    """
    asked = subject.asked
    engagement, indicator, scope = asked.key
    windows = {Phase.BASELINE: asked.plan.baseline, Phase.FOLLOW_UP: asked.plan.follow_up}
    readings = {phase: readings_in(asked, phase) for phase in PHASES[part]}
    versions = {reading.version for each in readings.values() for reading in each}
    facts = {
        "form": form,
        "part": part.value,
        "engagement": engagement,
        "indicator": indicator,
        "scope": scope,
        "main": asked.main,
        "definitions": {
            str(version): _counting(subject.definitions[version], form) for version in versions
        },
        "windows": {phase.value: _days(windows[phase]) for phase in PHASES[part]},
        "readings": {phase.value: [*map(_figures, each)] for phase, each in readings.items()},
    }
    return facts if form == 1 else {**facts, "factory": subject.factory}


def readings_in(asked: Comparison, phase: Phase) -> Sequence[Reading]:
    """The readings of a phase that count, in order of time."""
    return in_order(each for each in asked.readings if phase_of(each, asked.plan) == phase)


def digest_of(facts: dict[str, Any]) -> str:
    """SHA-256 of facts, written in one way."""
    written = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def digest_now(subject: Subject, part: Part, signed: Statement | None = None) -> str:
    """The digest of a part of a measure as it is: that which was signed, where all is as it was."""
    if signed is not None and signed.digest in _digests(subject, part):
        return signed.digest
    return digest_of(facts_of(subject, part))


def _digests(subject: Subject, part: Part) -> Iterator[str]:
    """The digests in every form; which form it is stands in each of them."""
    return (digest_of(facts_of(subject, part, form)) for form in reversed(FORMS))


def digest_of_bytes(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def _counting(definition: IndicatorVersion, form: int) -> dict[str, Any]:
    """By what figures were counted."""
    counting = {
        "kind": definition.kind.value,
        "factor": float(definition.factor),
        "better": definition.better.value,
    }
    if form == 1:
        return counting
    words = {name: getattr(definition, name) for name in WORDS}
    return {**counting, "unit": definition.unit, **words}


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
