"""What people read for the codes of engagements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext
from flask_babel import ngettext

from coachtrack.features.engagements.models import Engagement, EventKind, Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.kit import formats
from coachtrack.kit.words import add_words

add_words(
    {
        Stage.SELECTED: _l("Selected"),
        Stage.KICK_OFF: _l("Kick-off"),
        Stage.BASELINE: pgettext("stage of an engagement", "Baseline"),
        Stage.PLAN: _l("Plan"),
        Stage.IMPROVEMENT: pgettext("stage of an engagement", "Improvement"),
        Stage.EVALUATION: _l("Evaluation"),
        Stage.CLOSED: _l("Closed"),
        Stage.SUSTAIN: _l("Sustain checks"),
        Stage.COMPLETE: _l("Complete"),
        Stage.DROPPED_OUT: _l("Dropped out"),
        EventKind.OTHER_CHANGE: _l("Another change (machine, model)"),
        EventKind.HOLIDAY: _l("Holiday"),
        EventKind.PEOPLE: _l("People"),
        EventKind.METHOD: _l("Method of counting"),
        EventKind.OTHER: _l("Other"),
    }
)


def changed_afterwards(row: Engagement | EngagementRow, *, main: bool) -> Iterator[str]:
    """What was changed once the result was known, of the main measure or of another one."""
    if main and row.main_changed_on:
        yield _(
            "The main measure was changed on %(day)s, when results were known already.",
            day=formats.day(row.main_changed_on),
        )
    if row.windows_changed_on:
        yield _(
            "The windows before and after were changed on %(day)s, when results were known"
            " already.",
            day=formats.day(row.windows_changed_on),
        )


def counted_late(row: Engagement | EngagementRow) -> str:
    """That the baseline was counted when coaching had begun; empty where it was before."""
    if row.start_on is None or row.baseline_from is None or row.baseline_from < row.start_on:
        return ""
    return _(
        "The baseline was counted from %(first)s to %(last)s, when coaching had begun on %(start)s:"
        " what it did at once is not seen.",
        first=formats.day(row.baseline_from),
        last=formats.day(row.baseline_to),
        start=formats.day(row.start_on),
    )


def so_far(row: Engagement | EngagementRow, today: date) -> str:
    """That a result may still move, for what is after is not over; empty where it is."""
    if row.follow_up_to is None or row.follow_up_to < today:
        return ""
    return _(
        "After is being measured until %(day)s: this is how it stands so far.",
        day=formats.day(row.follow_up_to),
    )


def changed_in(n: int) -> str:
    """In how many engagements that was so; empty where in none."""
    if not n:
        return ""
    return ngettext(
        "In %(num)s engagement the main measure or the windows were changed once results were"
        " known",
        "In %(num)s engagements the main measure or the windows were changed once results were"
        " known",
        n,
    )


def whom_to_ask(team: Sequence[str]) -> str:
    """Who can correct a reading that was checked."""
    if team:
        return _("Ask %(names)s to correct it.", names=", ".join(team))
    return _("Ask the consultant to correct it.")
