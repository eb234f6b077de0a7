"""What an objection is about, as it was then and as it is now, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import counts_shown, measure_named, value_of
from coachtrack.features.objections.models import Figures, Objection
from coachtrack.kit import formats


class Told(NamedTuple):
    """An objection in words."""

    #: What it is about, with the figure as it was then.
    about: str
    #: What became of the figure since; empty where it is what it was, or nobody knows.
    became: str
    #: That nothing was corrected since; empty where something was, or nobody knows.
    untouched: str


def told(row: Objection, now: Figures, definition: IndicatorVersion) -> Told:
    """An objection in words, beside the figure as it is now."""
    return Told(_against(row, now, definition), _became(row, now, definition), _untouched(row, now))


def _against(row: Objection, now: Figures, definition: IndicatorVersion) -> str:
    figures = now if row.figures is None else row.figures
    told, name = _figures(figures, definition), measure_named(definition, row.measure.scope)
    if row.reading is None:
        about = _("the result of %(measure)s", measure=name)
        return f"{about}: {told}" if told else about
    return of_reading(figures, name, told)


def of_reading(figures: Figures, measure: str, told: str) -> str:
    """That it is about a reading: of which period and measure, and what was counted."""
    return _(
        "the reading of %(period)s, %(measure)s: %(figures)s",
        period=_period(figures),
        measure=measure,
        figures=told,
    )


def _became(row: Objection, now: Figures, definition: IndicatorVersion) -> str:
    if row.figures is None:
        return ""
    if row.reading is not None and row.reading.withdrawn:
        return _("It was withdrawn since: %(reason)s", reason=row.reading.withdrawn)
    if row.figures == now:
        return ""
    moved = row.figures.get("period") != now.get("period")
    then, here = (_whole(each, definition, moved) for each in (row.figures, now))
    return _("It was %(then)s then, and is %(now)s now.", then=then, now=here)


def _untouched(row: Objection, now: Figures) -> str:
    if row.figures is None or row.figures != now:
        return ""
    if row.reading is not None and row.reading.withdrawn:
        return ""
    if row.revision == row.measure.revision:
        return _("No figure of this measure was changed since the objection.")
    return _("This figure was not changed since the objection; other figures of its measure were.")


def _whole(figures: Figures, definition: IndicatorVersion, moved: bool) -> str:
    told = _figures(figures, definition) or _("not known")
    return f"{told} ({_period(figures)})" if moved else told


def _figures(figures: Figures, definition: IndicatorVersion) -> str:
    if "reading" in figures:
        return _counts(figures["reading"], definition)
    told = {side: _side(figures[side], definition) for side in figures}
    if "after" in told:
        return _("before %(before)s, after %(after)s", **told)
    return _("before %(before)s", **told) if told else ""


def _counts(reading: list[Any], definition: IndicatorVersion) -> str:
    numerator, denominator, value = reading
    return counts_shown(numerator, denominator) or value_of(value, definition)


def _side(side: list[Any], definition: IndicatorVersion) -> str:
    numerator, denominator, value = side
    counts = counts_shown(numerator, denominator)
    told = value_of(value, definition)
    return f"{told} ({counts})" if counts else told


def _period(figures: Mapping[str, list[Any]]) -> str:
    first, last, lot = figures["period"]
    span = formats.span(*map(date.fromisoformat, (first, last)))
    return f"{span}, {lot}" if lot else span
