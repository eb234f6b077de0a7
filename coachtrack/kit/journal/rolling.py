"""What the rows should be by what was noted of them, beside what they are.

Where they differ, somebody changed a row behind the product's back, or the journal of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, select, true

from coachtrack.extensions import Model, db
from coachtrack.kit.journal.naming import SUBJECTS, Journaled, Names, called, rows_of, target
from coachtrack.kit.journal.tables import Action, Entry


@dataclass
class State:
    """What the journal knows of a row."""

    fields: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, set[str]] = field(default_factory=dict)
    #: It was noted when it was added, so nothing of it is unknown.
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the journal says; without a field, one that is there or is not."""

    subject: str
    row: str
    field: str = ""
    noted: object = None
    stored: object = None


def rolled(subject: str, engagement: str = "") -> dict[str, State]:
    """What was noted of the rows of a kind, entry after entry; of an engagement where one is told.

    Rows that were removed are not there any more.
    """
    wanted = select(Entry).where(Entry.engagement == engagement if engagement else true())
    owner = _owner_of(subject)
    found: dict[str, State] = {}
    kinds = [subject, owner] if owner else [subject]
    for entry in db.session.scalars(wanted.where(Entry.subject.in_(kinds)).order_by(Entry.id)):
        if entry.subject != subject:
            _rename_owner(found, entry, owner)
        elif (changes := json.loads(entry.changes)).get("columns"):
            for row in rows_of(changes):
                row[owner] = entry.row
                found[row["uuid"]] = State(row, whole=True)
        else:
            _roll(found, entry, changes)
    return found


def differences() -> Iterator[Difference]:
    """Every row of which the journal says something else."""
    for table, told in SUBJECTS.of_tables.items():
        if not told.subject:
            continue
        if told.together:
            for engagement in _engagements():
                yield from _of_table(table, told, engagement)
        else:
            yield from _of_table(table, told)


def _owner_of(subject: str) -> str:
    """Which kind of rows those of this kind are noted under, when several are added."""
    for table, told in SUBJECTS.of_tables.items():
        if told.subject == subject and told.together:
            (reference,) = table.c[told.together].foreign_keys
            return SUBJECTS.of_tables[reference.column.table].subject
    return ""


def _rename_owner(found: dict[str, State], entry: Entry, owner: str) -> None:
    if not entry.formerly:
        return
    for state in found.values():
        if state.fields.get(owner) == entry.formerly:
            state.fields[owner] = entry.row


def _roll(found: dict[str, State], entry: Entry, changes: dict[str, Any]) -> None:
    if entry.action == Action.REMOVED:
        found.pop(entry.row, None)
        return
    state = found.pop(entry.formerly or entry.row, None) or State()
    state.whole |= entry.action == Action.ADDED
    for name, (before, after) in changes.items():
        if isinstance(before, list) and name in _lists(entry.subject):
            state.lists.setdefault(name, set()).difference_update(before)
            state.lists[name].update(after)
        elif (before, after) != (None, None):
            state.fields[name] = after
    found[entry.row] = state


def _lists(subject: str) -> tuple[str, ...]:
    return next(each.lists for each in SUBJECTS.of_tables.values() if each.subject == subject)


def _engagements() -> list[str]:
    """The codes of all places in which rows of a place lie."""
    found = set(db.session.scalars(select(Entry.engagement).distinct())) - {""}
    for table, told in SUBJECTS.of_tables.items():
        if told.place == "engagement":
            found |= set(db.session.scalars(select(table.c[told.named[0]])))
    return sorted(found)


def _of_table(table: Table, told: Journaled, engagement: str = "") -> Iterator[Difference]:
    noted = rolled(told.subject, engagement)
    columns = SUBJECTS.columns[table]
    connection = db.session.connection()
    names = Names(connection, {})
    wanted = select(table.c.id, *columns.values()).where(_lies_in(table, engagement))
    rows = connection.execute(wanted).all()
    names.learn(table, (row[0] for row in rows))
    for place, column in enumerate(columns.values(), 1):
        if (other := target(column)) is not None:
            names.learn(other, (row[place] for row in rows))
    lists = {each: _listed(told, table, each, names) for each in told.lists}
    there = set()
    for identity, *values in rows:
        name = names.of(table, identity).name
        there.add(name)
        state = noted.get(name)
        if state is None:
            # What came with the product is not noted; what people count always is.
            if told.together:
                yield Difference(told.subject, name)
            continue
        pairs = zip(columns.values(), values, strict=True)
        stored = {called(c.name): names.plain(c, value) for c, value in pairs}
        secret = {called(each) for each in told.secret}
        yield from _compared(told.subject, name, state, stored, secret)
        for each, listed in lists.items():
            if state.whole and state.lists.get(each, set()) != listed.get(identity, set()):
                pair = sorted(state.lists.get(each, ())), sorted(listed.get(identity, ()))
                yield Difference(told.subject, name, each, *pair)
    for name in sorted(noted.keys() - there):
        yield Difference(told.subject, name, "", noted[name].fields)


def _compared(
    subject: str, name: str, state: State, stored: dict[str, Any], secret: Iterable[str]
) -> Iterator[Difference]:
    for each, value in stored.items():
        known = state.whole or each in state.fields
        if known and each not in secret and state.fields.get(each) != value:
            yield Difference(subject, name, each, state.fields.get(each), value)


def _lies_in(table: Table, engagement: str) -> ColumnElement[bool]:
    """The rows of an engagement, found through what they are within."""
    if not engagement:
        return true()
    told = SUBJECTS.of_tables[table]
    if told.place == "engagement":
        return table.c[told.named[0]] == engagement
    (reference,) = table.c[told.within].foreign_keys
    around = reference.column.table
    inner = select(reference.column).where(_lies_in(around, engagement))
    return table.c[told.within].in_(inner)


def _listed(told: Journaled, table: Table, relation: str, names: Names) -> dict[int, set[str]]:
    """What each row lists, by name."""
    (mapper,) = (each for each in Model.registry.mappers if each.local_table is table)
    prop = mapper.relationships[relation]
    assert prop.secondary is not None
    (own,) = (column for column in prop.secondary.c if column.references(table.c.id))
    (other,) = (column for column in prop.secondary.c if column is not own)
    pairs = db.session.connection().execute(select(own, other)).all()
    listed = prop.entity.local_table
    assert isinstance(listed, Table)
    names.learn(listed, (each for _own, each in pairs))
    found: dict[int, set[str]] = {}
    for identity, each in pairs:
        found.setdefault(identity, set()).add(names.of(listed, each).name)
    return found
