"""What is said of readings while they are entered: the same by a page and by its script."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from coachtrack.domain.pooling import value_of as computed
from coachtrack.domain.types import Result
from coachtrack.features.entering.tracked import Tracked
from coachtrack.features.indicators.conclusions import verdict_word
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.results import reading_of
from coachtrack.features.indicators.sentences import (
    counted_words,
    counts_shown,
    course_of,
    value_of,
)
from coachtrack.kit import formats
from coachtrack.kit.words import word


def far(value: str, low: str, high: str) -> str:
    """What is said of a figure that is far from the others."""
    return _(
        "%(value)s is far from the others, which lie from %(low)s to %(high)s.",
        value=value,
        low=low,
        high=high,
    )


def too_many(among: str, count: str, low: str, high: str) -> str:
    """What is said of a denominator that is far larger than the others."""
    return _(
        "“%(among)s”: %(count)s is far more than the others of such a period, which lie from"
        " %(low)s to %(high)s.",
        among=among,
        count=count,
        low=low,
        high=high,
    )


def long_before(day: date, begins: date) -> str:
    """What is said of a period before everything else that is known of an engagement."""
    return _(
        "%(day)s lies long before everything else here, which begins on %(begins)s.",
        day=formats.day(day),
        begins=formats.day(begins),
    )


def ends_later(day: date) -> str:
    """What is said of a period that is not over."""
    return _("This period ends on %(day)s, which is still to come.", day=formats.day(day))


def among_what(definition: IndicatorVersion) -> str:
    """What stands above a denominator."""
    return begun(counted_words(definition)[1] or _("Denominator"))


def begun(words: str) -> str:
    """As at the beginning of a line."""
    return words[:1].upper() + words[1:]


def more_than(among: str) -> str:
    """What is said of a part that is larger than the whole."""
    return _(
        "This is more than “%(denominator)s”. Check both, they may be swapped.", denominator=among
    )


def either(among: str) -> str:
    """What is said of a rate beside what it was counted among."""
    return _(
        "This is a rate. Write what was counted, or leave “%(denominator)s” blank where only"
        " the rate is known.",
        denominator=among,
    )


def nothing_counted() -> str:
    """What is said where something was counted among nothing."""
    return _("0 means that nothing was counted, and that is no reading. Leave both blank.")


def broken(count: str) -> str:
    """What is said of a count that is not whole, where whole pieces are counted."""
    return _("%(count)s is no whole number, and whole pieces are counted here.", count=count)


def rate_of(entry: ReadingEntry, tracked: Tracked) -> str:
    """What a reading's counts come to, with the unit; empty where nothing was counted among."""
    definition = tracked.under(entry)
    found = computed(reading_of(entry), definition.factor)
    return "" if found is None else value_of(found, definition)


def moved(tracked: Tracked, now: Result | None) -> str:
    """How a result differs that was known already; empty where it does not."""
    before, definition = tracked.view.result, tracked.view.definition
    if now is None or before.change is None:
        return ""
    one, other = (_concluded(each, definition) for each in (before, now))
    if one == other:
        return ""
    return _("The result is another one now: %(now)s. Before: %(before)s.", now=other, before=one)


def _concluded(result: Result, definition: IndicatorVersion) -> str:
    course = course_of(result, definition)
    if result.verdict is None:
        return course
    return f"{course}, {verdict_word(result.verdict, result.baseline, result.follow_up)}"


def told(entry: ReadingEntry, tracked: Tracked) -> str:
    """A reading's figures in a line, with its note and why it does not count."""
    counts = counts_shown(entry.numerator, entry.denominator)
    figures = (rate_of(entry, tracked) or "–") + (f" ({counts})" if counts else "")
    parts = (figures, word(entry.trust), entry.source, entry.note, entry.withdrawn)
    return ", ".join(part for part in parts if part)
