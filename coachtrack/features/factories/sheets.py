"""The sheets Organisations and Factories."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.models import Factory, Organisation, OrganisationKind
from coachtrack.kit import cells
from coachtrack.kit.sheets import Column, Sheet

ORGANISATIONS = Sheet(
    _l("Organisations"),
    OrganisationEntry,
    (
        Column("code", _l("Code"), cells.code(), required=True),
        Column("name", _l("Name"), cells.text(), required=True, width=40),
        Column(
            "kind",
            _l("Kind"),
            cells.word_of(OrganisationKind),
            default=OrganisationKind.ENTERPRISE,
        ),
        Column("tax_code", _l("Tax code"), cells.text(20)),
    ),
    key=("code",),
)

FACTORIES = Sheet(
    _l("Factories"),
    FactoryEntry,
    (
        Column("code", _l("Code"), cells.code(), required=True),
        Column("name", _l("Name"), cells.text(), required=True, width=40),
        Column("organisation", _l("Organisation"), cells.code(), refers=OrganisationEntry),
        Column("province", _l("Province"), cells.text(), required=True),
        Column("sector", _l("Sector"), cells.text(), width=24),
        Column("headcount", _l("Headcount"), cells.whole()),
    ),
    key=("code",),
)


def organisation_entry(row: Organisation) -> OrganisationEntry:
    """An organisation as it is stored."""
    return OrganisationEntry(row.code, row.name, row.kind, row.tax_code)


def factory_entry(row: Factory) -> FactoryEntry:
    """A factory as it is stored."""
    organisation = row.organisation.code if row.organisation else ""
    return FactoryEntry(
        row.code, row.name, organisation, row.province.code, row.sector, row.headcount
    )
