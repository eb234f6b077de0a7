"""The words that people read for codes, in their language; and back from words to codes."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from coachtrack.domain.types import (
    Better,
    Kind,
    Phase,
    Strength,
    TargetState,
    Trust,
    Verdict,
    Warning,
)
from coachtrack.kit.permissions import Role
from coachtrack.kit.text import fold
from coachtrack.settings import LANGUAGES

Word = TypeVar("Word", bound=StrEnum)

#: By kind of code too: codes of different kinds may be spelled alike.
WORDS: dict[tuple[type[StrEnum], str], LazyString] = {}

_OWN: dict[StrEnum, LazyString] = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.PROGRAMME_LEAD: _l("Programme lead"),
    Role.CONSULTANT: _l("Consultant"),
    Role.FACTORY_MANAGER: _l("Factory manager"),
    Role.VIEWER: _l("Viewer (read only)"),
    Verdict.IMPROVED: _l("Improved"),
    Verdict.WORSE: _l("Worse"),
    Verdict.NO_CLEAR_CHANGE: _l("No clear change"),
    Verdict.TOO_LITTLE_DATA: _l("Too little data"),
    Verdict.NOT_COMPARABLE: _l("Not comparable"),
    Verdict.NOT_MEASURED: _l("Not measured"),
    Strength.CLAIMED: _l("Claimed"),
    Strength.MEASURED: pgettext("strength of a claim", "Measured"),
    Strength.SIGNAL: _l("Clear signal"),
    Strength.SUSTAINED: _l("Sustained for at least 3 months"),
    Strength.PARTLY_SUSTAINED: _l("Partly sustained"),
    Strength.SLIPPED: _l("Not sustained"),
    Trust.SELF_REPORTED: _l("Self-reported"),
    Trust.SEEN: _l("Evidence seen by the consultant"),
    Trust.CROSS_CHECKED: _l("Cross-checked with a second source"),
    Trust.THIRD_PARTY: _l("Confirmed by a third party"),
    Phase.EARLIER: _l("Earlier"),
    Phase.BASELINE: pgettext("phase of an engagement", "Baseline"),
    Phase.COACHING: _l("Coaching"),
    Phase.FOLLOW_UP: _l("Follow-up"),
    Phase.LATER: _l("Later"),
    Kind.PROPORTION: _l("Proportion"),
    Kind.RATE: _l("Rate"),
    Kind.RATIO: _l("Ratio"),
    Kind.SCORE: _l("Score"),
    Kind.VALUE: _l("Value"),
    Kind.LEVEL: _l("Level"),
    Better.LOWER: _l("Lower is better"),
    Better.HIGHER: _l("Higher is better"),
    TargetState.NONE: _l("No target"),
    TargetState.MET_AT_BASELINE: _l("Met at baseline"),
    TargetState.LOST: _l("Lost"),
    TargetState.BEHIND: _l("Further away"),
    TargetState.ON_WAY: _l("On the way"),
    TargetState.MET: _l("Met"),
    Warning.FEW_BASELINE_READINGS: _l(
        "The baseline has fewer than 12 readings, so a signal can only be provisional."
    ),
    Warning.BASELINE_SPECIAL_CAUSE: _l("A baseline reading lies beyond the baseline's own limits."),
    Warning.SELECTION_MEASUREMENT: _l(
        "The baseline was also how the line was chosen:"
        " part of the change would have come by itself."
    ),
    Warning.OTHER_CHANGE: _l("Something else changed in the same period: see the events."),
    Warning.CLUSTERED: _l("Units were inspected in lots, so they vary more than chance."),
    Warning.DISPERSION_UNKNOWN: _l(
        "There are too few readings or events to tell how much lots vary beyond chance."
    ),
    Warning.FEW_EVENTS: _l(
        "The baseline has fewer than 5 events, so a relative change is not shown."
    ),
    Warning.BARE_VALUES: _l(
        "Some readings are only a rate; therefore the rates were averaged without weights."
    ),
    Warning.STRADDLING_READINGS: _l("Readings that lie across the edge of a window were left out."),
    Warning.NO_VARIATION: _l("No reading differs from the others, so there is no interval."),
}


def add_words(words: dict[StrEnum, LazyString]) -> None:
    """A feature gives the words for its own codes."""
    WORDS.update({(type(code), code.value): told for code, told in words.items()})


add_words(_OWN)


def word(code: StrEnum) -> str:
    """What people read for a code, in the language of the page."""
    return str(WORDS[type(code), code.value])


@lru_cache(maxsize=4096)
def meant(words: type[Word], text: str) -> Word | None:
    """The code that a text means: the code itself, or its words in any language."""
    sought = fold(text).strip()
    for code in words:
        if sought in _spellings(code):
            return code
    return None


# By type, for codes of different kinds may be equal as texts.
@lru_cache(maxsize=None, typed=True)
def _spellings(code: StrEnum) -> set[str]:
    found = {fold(code.value)}
    for language in LANGUAGES:
        with force_locale(language):
            found.add(fold(word(code)))
    return found


#: Units that read differently in another language; signs such as % and ppm stay.
UNITS: dict[str, LazyString] = {
    "per 100 shipments": _l("per 100 shipments"),
    "per 100 hours": _l("per 100 hours"),
    "per million hours": _l("per million hours"),
    "units/hour": _l("units/hour"),
    "kWh/unit": _l("kWh/unit"),
    "minutes": _l("minutes"),
    "days": _l("days"),
    "level 0–5": _l("level 0–5"),
}


def unit_word(unit: str) -> str:
    """A unit in the language of the page."""
    return str(UNITS.get(unit, unit))
