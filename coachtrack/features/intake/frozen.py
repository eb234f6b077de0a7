"""What both sides signed stays as it is: said at the row, before anything is saved.

Whatever is missed here is refused when it is saved (signing.actions), without saying where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.types import Window
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.indicators.entries import (
    WORDS,
    IndicatorEntry,
    MeasureEntry,
    ReadingEntry,
)
from coachtrack.features.intake.known import Checked, Known
from coachtrack.features.signing.marks import to_signatures
from coachtrack.features.signing.models import Part
from coachtrack.features.signing.queries import Frozen, frozen_in, signed_under
from coachtrack.kit import formats
from coachtrack.kit.sheets import Finding
from coachtrack.kit.words import word

#: What of a reading is signed.
SIGNED = ("lot", "from_on", "to_on", "numerator", "denominator", "value", "version")
BASELINE, FOLLOW_UP = ("baseline_from", "baseline_to"), ("follow_up_from", "follow_up_to")
#: The windows that a signature is about.
WINDOWS = {Part.BASELINE: BASELINE, Part.CLOSING: (*BASELINE, *FOLLOW_UP)}
#: So many engagements are named that signed figures in some words.
MOST_NAMED = 3


def of_reading(known: Known, row: Checked) -> Iterator[Finding]:
    """A reading inside a signed window is neither added, changed nor withdrawn."""
    entry: ReadingEntry = row.entry
    for frozen in known.stored.frozen.get(entry.measure, ()):
        before, after = (_signed(each, frozen.windows) for each in (row.stored, entry))
        if before != after:
            changed = (name for name in SIGNED if _differ(row.stored, entry, name))
            yield Finding(next(changed, "withdrawn"), _told(frozen, entry.engagement))
            return


def of_engagement(known: Known, row: Checked) -> Iterator[Finding]:
    """A signed window is not moved, nor are signed figures given to another factory."""
    entry: EngagementEntry = row.entry
    if row.stored is None:
        return
    for key, signed in known.stored.frozen.items():
        for frozen in signed if key[0] == entry.code else ():
            for name in ("factory", *WINDOWS[frozen.part]):
                if _differ(row.stored, entry, name):
                    yield Finding(name, _told(frozen, entry.code))
                    return


def of_measure(known: Known, row: Checked) -> Iterator[Finding]:
    """Whether a signed measure is the main one stays."""
    entry: MeasureEntry = row.entry
    before = known.main.get(entry.engagement)
    turned = row.stored is not None and row.stored.main != entry.main
    taken = entry.main and before is not None and before != entry.key
    for key in filter(None, (entry.key if turned else None, before if taken else None)):
        for frozen in known.stored.frozen.get(key, ())[:1]:
            yield Finding("main", _told(frozen, entry.engagement))
            return


def of_indicator(known: Known, row: Checked) -> Iterator[Finding]:
    """The words in which figures were signed are not put otherwise."""
    # Others may not change them anyway, and are not told whose figures there are.
    if not known.person.sees_everything:
        return
    entry: IndicatorEntry = row.entry
    changed = [name for name in WORDS if row.stored and _differ(row.stored, entry, name)]
    signed = signed_under(entry.code, entry.version) if changed else ()
    if signed:
        yield Finding(
            changed[0],
            _(
                "Both sides of %(codes)s signed figures in these words, so they stay as they are."
                " Give the new words a version number of their own.",
                codes=", ".join(signed[:MOST_NAMED]) + (" …" if signed[MOST_NAMED:] else ""),
            ),
        )


def _signed(entry: ReadingEntry | None, windows: tuple[Window, ...]) -> tuple[Any, ...] | None:
    """What of a reading is signed; None where it does not count in these windows."""
    if entry is None or entry.withdrawn:
        return None
    inside = any(each.start <= entry.from_on and entry.to_on <= each.end for each in windows)
    return tuple(getattr(entry, name) for name in SIGNED) if inside else None


def _differ(before: Any, after: Any, name: str) -> bool:
    return before is None or getattr(before, name) != getattr(after, name)


def _told(frozen: Frozen, engagement: str) -> str:
    told = _(
        "Both sides signed “%(part)s” on %(day)s, so this stays as it is. To correct it, first open"
        " it under “Signatures” of %(engagement)s, with the reason.",
        part=word(frozen.part),
        day=formats.day(frozen.on),
        engagement=engagement,
    )
    return to_signatures(told, engagement)


def of_scope(engagement: str, indicator: str, scope: str) -> str:
    """Why the scope of a measure keeps its name, which is signed too; empty where it need not."""
    signed = frozen_in({engagement}).get((engagement, indicator, scope), ())
    return next((_told(frozen, engagement) for frozen in signed), "")
