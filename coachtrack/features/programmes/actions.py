"""Adding and changing programmes and their components."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import selectinload

from coachtrack.extensions import db
from coachtrack.features.factories.models import Factory, Organisation, Province
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.programmes.models import Component, Programme, programme_factory
from coachtrack.kit.journal.noting import NOTED, note_listed
from coachtrack.kit.rows import ids_by_code, rows_with
from coachtrack.kit.searching import search_key, sort_key

Row = TypeVar("Row", Organisation, Province, Programme)


class UnknownProgramme(Exception):
    """There is no programme with this code."""


class UnknownProvince(Exception):
    """There is no province with this code."""


class UnknownPartner(Exception):
    """There is no organisation with this code."""


def save_programmes(entries: Sequence[ProgrammeEntry]) -> list[Programme]:
    """Add programmes, or change those that have these codes.

    Raises UnknownPartner or UnknownProvince.
    """
    db.session.flush()
    partners = _by_code(Organisation, {code for entry in entries for code in entry.partners})
    units = _by_code(Province, {code for entry in entries for code in entry.provinces})
    wanted = select(Programme).options(
        selectinload(Programme.provinces), selectinload(Programme.partners)
    )
    codes = [entry.code for entry in entries]
    stored = {row.code: row for row in rows_with(wanted, Programme.code, codes)}
    return [_save(stored.get(entry.code), entry, partners, units) for entry in entries]


def _save(
    row: Programme | None,
    entry: ProgrammeEntry,
    partners: dict[str, Organisation],
    units: dict[str, Province],
) -> Programme:
    if missing := set(entry.partners) - partners.keys():
        raise UnknownPartner(min(missing))
    if missing := set(entry.provinces) - units.keys():
        raise UnknownProvince(min(missing))
    row = row or Programme(code=entry.code)
    row.name, row.start_on, row.end_on = entry.name, entry.start_on, entry.end_on
    row.time_zone, row.demo = entry.time_zone, entry.demo
    row.provinces = [units[code] for code in entry.provinces]
    row.partners = [partners[code] for code in entry.partners]
    row.search_key, row.sort_key = search_key(f"{entry.code} {entry.name}"), sort_key(entry.name)
    db.session.add(row)
    return row


def save_components(entries: Sequence[ComponentEntry]) -> list[Component]:
    """Add components, or change those of the same code and year; raises UnknownProgramme."""
    db.session.flush()
    programmes = _by_code(Programme, {entry.programme for entry in entries})
    ids = [row.id for row in programmes.values()]
    stored = {
        (row.programme_id, row.code, row.year): row
        for row in rows_with(select(Component), Component.programme_id, ids)
    }
    saved = []
    for entry in entries:
        if entry.programme not in programmes:
            raise UnknownProgramme(entry.programme)
        key = (programmes[entry.programme].id, entry.code, entry.year)
        row = stored.get(key) or Component(programme_id=key[0], code=key[1], year=key[2])
        row.name, row.planned = entry.name, entry.planned
        db.session.add(row)
        saved.append(row)
    return saved


def correct_component(row: Component, entry: ComponentEntry) -> None:
    """Change a component in a year, the year too; its name is the same in every year."""
    row.year, row.planned = entry.year, entry.planned
    same = Component.programme_id == row.programme_id, Component.code == row.code
    for each in db.session.scalars(select(Component).where(*same)):
        each.name = entry.name


def remove_plan(programme: Programme) -> None:
    """Take away all components of a programme, with what is planned of them."""
    for row in db.session.scalars(select(Component).where(Component.programme_id == programme.id)):
        db.session.delete(row)
    db.session.flush()


def list_factories(programme: str, codes: Sequence[str]) -> None:
    """Let a programme list factories, by code; those that it lists already stay.

    Raises UnknownProgramme.
    """
    programmes = ids_by_code(Programme.code, Programme.id, [programme])
    if programme not in programmes:
        raise UnknownProgramme(programme)
    factories = ids_by_code(Factory.code, Factory.id, codes)
    list_pairs((programmes[programme], factory) for factory in factories.values())


def list_pairs(pairs: Iterable[tuple[int, int]]) -> None:
    """The same for identities of programmes and factories."""
    wanted = set(pairs)
    programme, factory = programme_factory.c.programme_id, programme_factory.c.factory_id
    listed = select(programme, factory).where(programme.in_({pair[0] for pair in wanted}))
    missing = wanted - set(db.session.execute(listed).tuples())
    if missing:
        rows = [{"programme_id": one, "factory_id": other} for one, other in sorted(missing)]
        note_listed(Programme, "factories", missing)
        db.session.execute(insert(programme_factory), rows, execution_options=NOTED)


def _by_code(table: type[Row], codes: Iterable[str]) -> dict[str, Row]:
    return {row.code: row for row in rows_with(select(table), table.code, codes)}
