"""What can be chosen above a grid or today's figures, each with its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from coachtrack.features.entering.grid import Wish, windows
from coachtrack.features.entering.tracked import Tracked
from coachtrack.features.indicators.periods import DAY, Every
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.sentences import measure_named
from coachtrack.kit import formats
from coachtrack.kit.filters import Chip
from coachtrack.kit.words import word


def address(endpoint: str, code: str, query: Mapping[str, str]) -> str:
    """The address of a page of an engagement, without what is blank."""
    said: dict[str, Any] = {name: told for name, told in query.items() if told}
    return url_for(endpoint, code=code, **said)


def measures(endpoint: str, views: Iterable[MeasureView], tracked: Tracked) -> list[Chip]:
    """The measures of an engagement; none where there is only one."""
    found = [_measure(endpoint, view, tracked) for view in views]
    return found if len(found) > 1 else []


def everies(endpoint: str, tracked: Tracked, query: Mapping[str, str], now: Every) -> list[Chip]:
    """Days, weeks and months."""
    code = tracked.measure.engagement.code
    return [
        Chip(word(every), address(endpoint, code, {**query, "every": every.value}), every == now)
        for every in Every
    ]


def spans(tracked: Tracked, wish: Wish) -> list[Chip]:
    """Where the new rows begin: after the last reading, or in a window that is set."""
    code = tracked.measure.engagement.code
    names = {"baseline": _("Baseline"), "follow-up": _("Follow-up")}
    found = [("", _("After the last reading"))]
    found += [
        (name, f"{names[name]} {formats.span(window.start, window.end)}")
        for name, window in windows(tracked).items()
    ]
    if len(found) == 1:
        return []
    return [
        Chip(
            label,
            address("entering.enter", code, wish.address(tracked, window=name)),
            name == wish.window,
        )
        for name, label in found
    ]


def days(tracked: Tracked, day: date, today: date) -> list[Chip]:
    """Today and yesterday, and another day where one is asked for."""
    found = [(_("Today"), today), (_("Yesterday"), today - DAY)]
    if day not in (today, today - DAY):
        found.append((formats.day(day), day))
    return [Chip(label, _of_day(tracked, on, today), on == day) for label, on in found]


def shifts(tracked: Tracked, day: date, lot: str, today: date) -> list[Chip]:
    """The shifts that come again and again."""
    return [
        Chip(name, _of_day(tracked, day, today, lot=name), name == lot) for name in tracked.shifts
    ]


def _of_day(tracked: Tracked, day: date, today: date, **more: str) -> str:
    on = "" if day == today else day.isoformat()
    code = tracked.measure.engagement.code
    return address("entering.today", code, {**tracked.address, "on": on, **more})


def _measure(endpoint: str, view: MeasureView, tracked: Tracked) -> Chip:
    measure = view.measure
    label = measure_named(view.definition, measure.scope)
    query = {"indicator": measure.indicator.code, "scope": measure.scope}
    url = address(endpoint, measure.engagement.code, query)
    return Chip(label, url, measure.id == tracked.measure.id)
