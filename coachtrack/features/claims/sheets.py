"""The sheet Claims."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.claims.models import Claim
from coachtrack.features.claims.queries import GRADES
from coachtrack.kit import cells
from coachtrack.kit.sheets import Column, Finding, Sheet


def _address(entry: ClaimEntry) -> Iterator[Finding]:
    """An address that a page can safely link to."""
    if entry.url and not entry.url.lower().startswith(("https://", "http://")):
        yield Finding(
            "url", _("This is not an address of a page. Start it with https:// or http://.")
        )


CLAIMS = Sheet(
    _l("Claims"),
    ClaimEntry,
    (
        Column("code", _l("Code"), cells.code(), required=True),
        Column("programme_text", _l("Programme text"), cells.text(300)),
        Column("factory_text", _l("Factory text"), cells.text(300)),
        Column("country", _l("Country"), cells.text()),
        Column("province", _l("Province"), cells.text()),
        Column("indicator", _l("Indicator"), cells.text()),
        Column(
            "metric_as_printed",
            _l("Metric as printed"),
            cells.text(cells.LONG, lines=True),
            required=True,
            width=40,
        ),
        Column("baseline", _l("Baseline"), cells.text()),
        Column("follow_up", _l("Follow-up"), cells.text()),
        Column("unit", _l("Unit"), cells.text()),
        Column("change", _l("Change"), cells.text()),
        Column("change_kind", _l("Change kind"), cells.text()),
        Column("qualifier", _l("Qualifier"), cells.text()),
        Column("scope", _l("Scope"), cells.text()),
        Column("firms", _l("Firms"), cells.text()),
        Column("period", _l("Period"), cells.text()),
        Column("note", _l("Note"), cells.text(cells.LONG, lines=True), width=40),
        Column("grade", _l("Grade"), cells.one_of(GRADES), required=True),
        Column("source", _l("Source"), cells.text(cells.LONG), required=True, width=40),
        Column("url", _l("URL"), cells.text(cells.LONG), width=40),
        Column("date", _l("Date"), cells.text()),
    ),
    key=("code",),
    checks=(_address,),
)


def claim_entry(row: Claim) -> ClaimEntry:
    """A claim as it is stored."""
    return ClaimEntry(*(getattr(row, field) for field in ClaimEntry._fields))
