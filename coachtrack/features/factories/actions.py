"""Adding and changing organisations and factories."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.models import Factory, Organisation, Province
from coachtrack.kit.rows import ids_by_code, rows_with
from coachtrack.kit.searching import search_key, sort_key


class UnknownOrganisation(Exception):
    """There is no organisation with this code."""


class UnknownProvince(Exception):
    """There is no provincial unit with this code."""


def save_organisations(entries: Sequence[OrganisationEntry]) -> list[Organisation]:
    """Add organisations, or change those that have these codes."""
    codes = [entry.code for entry in entries]
    stored = {row.code: row for row in rows_with(select(Organisation), Organisation.code, codes)}
    return [_save_organisation(stored.get(entry.code), entry) for entry in entries]


def _save_organisation(row: Organisation | None, entry: OrganisationEntry) -> Organisation:
    row = row or Organisation(code=entry.code)
    row.name, row.kind, row.tax_code = entry.name, entry.kind, entry.tax_code
    row.search_key = search_key(entry.name)
    db.session.add(row)
    return row


def save_factories(entries: Sequence[FactoryEntry]) -> list[Factory]:
    """Add factories, or change those that have these codes.

    Raises UnknownOrganisation or UnknownProvince.
    """
    db.session.flush()
    owners = ids_by_code(
        Organisation.code, Organisation.id, {entry.organisation for entry in entries} - {""}
    )
    units = ids_by_code(Province.code, Province.id, {entry.province for entry in entries})
    codes = [entry.code for entry in entries]
    stored = {row.code: row for row in rows_with(select(Factory), Factory.code, codes)}
    return [_save_factory(stored.get(entry.code), entry, owners, units) for entry in entries]


def _save_factory(
    row: Factory | None, entry: FactoryEntry, owners: dict[str, int], units: dict[str, int]
) -> Factory:
    if entry.organisation and entry.organisation not in owners:
        raise UnknownOrganisation(entry.organisation)
    if entry.province not in units:
        raise UnknownProvince(entry.province)
    row = row or Factory(code=entry.code)
    row.name, row.sector, row.headcount = entry.name, entry.sector, entry.headcount
    row.organisation_id = owners.get(entry.organisation)
    row.province_id = units[entry.province]
    row.search_key = search_key(f"{entry.code} {entry.name}")
    row.sort_key = sort_key(entry.name)
    db.session.add(row)
    return row
