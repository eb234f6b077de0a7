"""What a form, a workbook or a phone says about organisations and factories."""

from __future__ import annotations

from typing import NamedTuple

from coachtrack.features.factories.models import OrganisationKind


class OrganisationEntry(NamedTuple):
    """An organisation."""

    code: str
    name: str
    kind: OrganisationKind = OrganisationKind.ENTERPRISE
    tax_code: str = ""


class FactoryEntry(NamedTuple):
    """A factory; its organisation and its province by code."""

    code: str
    name: str
    organisation: str
    province: str
    sector: str = ""
    headcount: int | None = None
