"""The sheet Visits."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.models import Visit, VisitKind
from coachtrack.kit import cells
from coachtrack.kit.sheets import UNTOLD, Column, Finding, Sheet


def _complete(entry: VisitEntry) -> VisitEntry:
    """Without an identity, the same visit told again is the same one."""
    told: object = entry.uuid
    if told is not UNTOLD:
        return entry
    return entry._replace(uuid=uuid5(NAMESPACE, f"{entry.engagement} {entry.on} {entry.kind}"))


def _order(entry: VisitEntry) -> Iterator[Finding]:
    if entry.next_on and entry.next_on <= entry.on:
        yield Finding("next_on", _("The next visit must come after this one. Check both dates."))


#: Of identities that follow from what a row says.
NAMESPACE = UUID("c0ac4728-0000-4000-8000-000000000000")

VISITS = Sheet(
    _l("Visits"),
    VisitEntry,
    (
        Column("uuid", _l("ID"), cells.identity(), default=None, width=38),
        Column("engagement", _l("Engagement"), cells.code(), required=True, refers=EngagementEntry),
        Column("on", _l("Date"), cells.day(past=True), required=True),
        Column("kind", _l("Kind"), cells.word_of(VisitKind), default=VisitKind.COACHING),
        Column("consultants", _l("Consultants"), cells.listed(cells.text()), width=30),
        Column(
            "present",
            _l("Present"),
            cells.listed(cells.text()),
            width=30,
            also=("Thành phần dự",),
        ),
        Column("observations", _l("Observations"), cells.text(cells.LONG, lines=True), width=60),
        Column(
            "agreed",
            _l("Agreed"),
            cells.text(cells.LONG, lines=True),
            width=60,
            also=("Đã thống nhất",),
        ),
        Column("next_on", _l("Next visit"), cells.day()),
        Column("withdrawn", _l("Withdrawn"), cells.reason(500)),
    ),
    key=("uuid",),
    complete=_complete,
    checks=(_order,),
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
        row.withdrawn,
    )
