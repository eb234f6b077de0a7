"""The sheets Engagements and Events."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.engagements.models import Engagement, Event, EventKind, Stage
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.kit import cells
from coachtrack.kit.sheets import Column, Finding, Sheet


def _order(entry: EngagementEntry) -> Iterator[Finding]:
    if entry.start_on and entry.end_on and entry.end_on < entry.start_on:
        yield Finding("end_on", _("The engagement ends before it starts. Check both dates."))


def _windows_apart(entry: EngagementEntry) -> Iterator[Finding]:
    baseline_to, follow_up_from = entry.baseline_to, entry.follow_up_from
    if baseline_to and follow_up_from and follow_up_from <= baseline_to:
        yield Finding(
            "follow_up_from",
            _("The follow-up must begin after the baseline has ended. Check both dates."),
        )


def _reason(entry: EngagementEntry) -> Iterator[Finding]:
    """A reason where there is one to give."""
    if entry.drop_out_reason and entry.stage != Stage.DROPPED_OUT:
        yield Finding(
            "drop_out_reason",
            _(
                "A reason is given, but the stage is not “Dropped out”. Correct the stage, or clear"
                " the reason."
            ),
        )


def _window(first: str, last: str, entry: EngagementEntry) -> Iterator[Finding]:
    """A window with both ends."""
    start, end = getattr(entry, first), getattr(entry, last)
    if (start is None) != (end is None):
        missing = first if start is None else last
        yield Finding(missing, _("A window needs a first and a last day. Add this date."))
    elif start and end < start:
        yield Finding(last, _("This window ends before it begins. Check both dates."))


ENGAGEMENTS = Sheet(
    _l("Engagements"),
    EngagementEntry,
    (
        Column("code", _l("Code"), cells.code(), required=True),
        Column("programme", _l("Programme"), cells.code(), required=True, refers=ProgrammeEntry),
        Column("factory", _l("Factory"), cells.code(), required=True, refers=FactoryEntry),
        Column("component", _l("Component"), cells.code()),
        Column("batch", _l("Batch"), cells.text()),
        Column("stage", _l("Stage"), cells.word_of(Stage), default=Stage.SELECTED),
        Column("drop_out_reason", _l("Drop-out reason"), cells.reason(cells.LONG), width=30),
        Column("start_on", _l("Start"), cells.day()),
        Column("end_on", _l("End"), cells.day()),
        Column("baseline_from", _l("Baseline from"), cells.day()),
        Column("baseline_to", _l("Baseline to"), cells.day()),
        Column("follow_up_from", _l("Follow-up from"), cells.day()),
        Column("follow_up_to", _l("Follow-up to"), cells.day()),
        Column("team", _l("Team"), cells.listed(cells.text()), width=30),
    ),
    key=("code",),
    checks=(
        _order,
        partial(_window, "baseline_from", "baseline_to"),
        partial(_window, "follow_up_from", "follow_up_to"),
        _windows_apart,
        _reason,
    ),
)

EVENTS = Sheet(
    _l("Events"),
    EventEntry,
    (
        Column("engagement", _l("Engagement"), cells.code(), required=True, refers=EngagementEntry),
        Column("scope", _l("Scope"), cells.text(), width=20),
        Column("on", _l("Date"), cells.day(past=True), required=True),
        Column("kind", _l("Kind"), cells.word_of(EventKind), required=True),
        Column("text", _l("Text"), cells.text(500), required=True, width=60),
        Column("rebase", _l("Rebase"), cells.yes_no(), default=False),
        Column("withdrawn", _l("Withdrawn"), cells.reason(500)),
    ),
    key=("engagement", "scope", "on", "kind", "text"),
)


def engagement_entry(row: Engagement) -> EngagementEntry:
    """An engagement as it is stored."""
    return EngagementEntry(
        row.code,
        row.programme.code,
        row.factory.code,
        row.component,
        row.batch,
        row.stage,
        row.drop_out_reason,
        row.start_on,
        row.end_on,
        row.baseline_from,
        row.baseline_to,
        row.follow_up_from,
        row.follow_up_to,
        row.team,
    )


def event_entry(row: Event) -> EventEntry:
    """An event as it is stored."""
    return EventEntry(
        row.engagement.code,
        row.scope,
        row.on,
        row.kind,
        row.text,
        row.rebase,
        row.withdrawn,
    )
