"""What the words on the pages mean, in a sentence each (docs/method.md has the rules)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.domain.types import Phase, Strength, Trust, Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """Some words that belong together, each with what it means."""

    title: LazyString
    intro: LazyString
    meanings: dict[StrEnum, LazyString]


GLOSSARY = (
    Words(
        _l("Before, after and later"),
        _l("A reading counts in a window only if it lies wholly inside it."),
        {
            Phase.BASELINE: _l(
                "“Before”: what was counted until the improvement began, or in the first weeks of"
                " coaching; twelve readings or more."
            ),
            Phase.FOLLOW_UP: _l("“After”: what was counted at the end of coaching."),
            Phase.LATER: _l(
                "“Measured again”: what was counted three months after the end of coaching, or"
                " later."
            ),
        },
    ),
    Words(
        _l("Verdicts"),
        _l(
            "The interval of a change holds the changes that fit the figures. Where it includes 0,"
            " that is, no change, chance alone may explain it."
        ),
        {
            Verdict.IMPROVED: _l("Better, and by more than chance explains."),
            Verdict.WORSE: _l("Worse, and by more than chance explains."),
            Verdict.NO_CLEAR_CHANGE: _l(
                "It may be chance. That does not mean that nothing changed: more readings may tell."
            ),
            Verdict.TOO_LITTLE_DATA: _l("Too little was counted to tell chance from change."),
            Verdict.NOT_COMPARABLE: _l("Before and after were counted in different ways."),
            Verdict.NOT_MEASURED: _l("There are no figures before, or none after."),
        },
    ),
    Words(
        _l("How strong a claim is"),
        _l("Each step asks for more than the one before."),
        {
            Strength.CLAIMED: _l(
                "Only rates are known, or there are fewer than three readings before or after."
            ),
            Strength.MEASURED: _l(
                "Counted in the same way before and after, three readings or more on each side."
            ),
            Strength.SIGNAL: _l(
                "Measured and improved, and eight readings in a row lie on the good side of the"
                " average before, or one lies beyond its limit."
            ),
            Strength.SUSTAINED: _l(
                "Measured again after three months or more: at least four fifths of the gain was"
                " there, by the best estimate."
            ),
            Strength.PARTLY_SUSTAINED: _l(
                "Measured again: between half and four fifths of the gain was there, by the best"
                " estimate."
            ),
            Strength.SLIPPED: _l("Measured again: less than half of the gain was there."),
        },
    ),
    Words(
        _l("Trust"),
        _l(
            "A result is trusted as far as the least verified of its readings before and after, on"
            " which the verdict rests; where what was measured later is less verified, that is said"
            " beside it."
        ),
        {
            Trust.SELF_REPORTED: _l("The factory says so; nobody else has looked."),
            Trust.SEEN: _l("The consultant has looked at the sheets on which it was counted."),
            Trust.CROSS_CHECKED: _l("A second source, such as a delivery note, says the same."),
            Trust.THIRD_PARTY: _l("Somebody who has no part in the programme confirms it."),
        },
    ),
)
