"""The sheets Programmes and Components."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.factories.entries import OrganisationEntry
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.kit import cells
from coachtrack.kit.sheets import Column, Finding, Sheet

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _order(entry: ProgrammeEntry) -> Iterator[Finding]:
    if entry.start_on and entry.end_on and entry.end_on < entry.start_on:
        yield Finding("end_on", _("The programme ends before it starts. Check both dates."))


PROGRAMMES = Sheet(
    _l("Programmes"),
    ProgrammeEntry,
    (
        Column("code", _l("Code"), cells.code(), required=True),
        Column("name", _l("Name"), cells.text(), required=True, width=40),
        Column("start_on", _l("Start"), cells.day()),
        Column("end_on", _l("End"), cells.day()),
        Column("provinces", _l("Provinces"), cells.listed(cells.text()), width=20),
        Column(
            "partners",
            _l("Partners"),
            cells.listed(cells.code()),
            width=30,
            refers=OrganisationEntry,
        ),
        Column("time_zone", _l("Time zone"), cells.time_zone(), default="Asia/Ho_Chi_Minh"),
        Column("demo", _l("Demo"), cells.yes_no(), default=False),
    ),
    key=("code",),
    checks=(_order,),
)

COMPONENTS = Sheet(
    _l("Components"),
    ComponentEntry,
    (
        Column("programme", _l("Programme"), cells.code(), required=True, refers=ProgrammeEntry),
        Column("code", _l("Code"), cells.code(), required=True),
        Column("name", _l("Name"), cells.text(), required=True, width=40),
        Column("year", _l("Year"), cells.whole(FIRST_YEAR, LAST_YEAR, blank=0)),
        Column("planned", _l("Planned factories"), cells.whole()),
    ),
    key=("programme", "code", "year"),
)


def programme_entry(row: Programme) -> ProgrammeEntry:
    """A programme as it is stored."""
    return ProgrammeEntry(
        row.code,
        row.name,
        row.start_on,
        row.end_on,
        tuple(province.code for province in row.provinces),
        tuple(partner.code for partner in row.partners),
        row.time_zone,
        row.demo,
    )


def component_entry(row: Component) -> ComponentEntry:
    """A component as it is stored."""
    return ComponentEntry(row.programme.code, row.code, row.name, row.year, row.planned)
