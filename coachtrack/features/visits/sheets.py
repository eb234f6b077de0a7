"""The sheet Visits."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.models import Visit, VisitKind
from coachtrack.kit import cells
from coachtrack.kit.sheets import Column, Finding, Sheet


def _check(entry: VisitEntry) -> Iterator[Finding]:
    if entry.next_on and entry.next_on <= entry.on:
        yield Finding("next_on", _("The next visit must come after this one. Check both dates."))


VISITS = Sheet(
    _l("Visits"),
    VisitEntry,
    (
        Column("uuid", _l("ID"), cells.identity(), default=None, width=38),
        Column("engagement", _l("Engagement"), cells.code(), required=True),
        Column("on", _l("Date"), cells.day(), required=True),
        Column("kind", _l("Kind"), cells.word_of(VisitKind), default=VisitKind.COACHING),
        Column("consultants", _l("Consultants"), cells.listed(cells.text()), width=30),
        Column("present", _l("Present"), cells.listed(cells.text()), width=30),
        Column("observations", _l("Observations"), cells.text(cells.LONG, lines=True), width=60),
        Column("agreed", _l("Agreed"), cells.text(cells.LONG, lines=True), width=60),
        Column("next_on", _l("Next visit"), cells.day()),
    ),
    key=("uuid",),
    check=_check,
)


def visit_entry(row: Visit) -> VisitEntry:
    """A visit as it is stored."""
    return VisitEntry(
        row.uuid,
        row.engagement.code,
        row.on,
        row.kind,
        row.consultants,
        row.present,
        row.observations,
        row.agreed,
        row.next_on,
    )
