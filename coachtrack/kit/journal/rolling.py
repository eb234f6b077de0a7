"""What the rows should be by what was noted of them, beside what they are.

Where they differ, somebody changed a row behind the product's back, or the journal of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, true

from coachtrack.extensions import Model, db
from coachtrack.kit.journal.naming import (
    SUBJECTS,
    Journaled,
    Names,
    called,
    rows_of,
    shortened,
    target,
)
from coachtrack.kit.journal.tables import Action, Entry

#: Engagements whose rows are in memory at a time.
AT_A_TIME = 20


@dataclass(eq=False)
class State:
    """What the journal knows of a row."""

    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, set[str]] = field(default_factory=dict)
    #: It was noted when it was added, so nothing of it is unknown.
    whole: bool = False

    def agrees(self, values: Mapping[str, Any]) -> int:
        """In how many of these fields it has what is told."""
        return sum(self.fields.get(each) == value for each, value in values.items())


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the journal says; without a field, one that is there or is not."""

    subject: str
    row: str
    field: str = ""
    noted: object = None
    stored: object = None


class Rolled:
    """The rows as the journal has them, write after write, by kind and by what they are called.

    A name is no identity: a row that is called otherwise takes with it those that refer to it and
    those that are called after it, and two rows may be called the same.
    """

    def __init__(self, entries: Iterable[Row[Any]]) -> None:
        self._called: dict[str, dict[str, list[State]]] = {}
        for _write, those in groupby(entries, lambda entry: entry.write_id):
            self._roll(list(those))

    def states(self, subject: str) -> list[State]:
        """The rows of a kind that are there."""
        return [*chain.from_iterable(self._called.get(subject, {}).values())]

    def take(self, subject: str, name: str, values: Mapping[str, Any]) -> State | None:
        """Take out the row of that name; of several the one that has most of these values."""
        those = self._called.get(subject, {}).get(name)
        if not those:
            return None
        found = max(those, key=lambda state: state.agrees(values))
        those.remove(found)
        return found

    def _put(self, subject: str, state: State) -> None:
        self._called.setdefault(subject, {}).setdefault(state.name, []).append(state)

    def _roll(self, entries: Sequence[Row[Any]]) -> None:
        """What one write did, first of all how it called rows otherwise."""
        renamed: dict[str, dict[str, str]] = {}
        for entry in entries:
            if entry.formerly:
                renamed.setdefault(entry.subject, {})[entry.formerly] = entry.row
                self._enter(entry)
        for subject, names in renamed.items():
            self._follow(subject, names)
        for entry in entries:
            if not entry.formerly:
                self._enter(entry)

    def _follow(self, subject: str, names: Mapping[str, str]) -> None:
        """Let those that refer to rows of a kind, or are called after them, say their new names."""
        for told, column in SUBJECTS.referring.get(subject, ()):
            after: dict[str, str] = {}
            for state in self.states(told.subject):
                known = state.fields.get(called(column)) or ""
                state.fields.update({called(column): names[known]} if known in names else {})
                if column in told.named and (name := _renamed(state, told, names)) != state.name:
                    self._called[told.subject][state.name].remove(state)
                    after[state.name] = state.name = name
                    self._put(told.subject, state)
            if after:
                self._follow(told.subject, after)

    def _enter(self, entry: Row[Any]) -> None:
        changes = json.loads(entry.changes)
        told = SUBJECTS.told[entry.subject]
        if "columns" in changes:
            for row in rows_of(changes):
                row[called(told.together)] = entry.row
                self._put(entry.subject, State(_name(told, row), row, whole=True))
        elif entry.action == Action.ADDED:
            self._put(entry.subject, _changed(State(entry.row, whole=True), told, changes))
        else:
            before = {each: pair[0] for each, pair in changes.items()}
            about = {**json.loads(entry.about), **before}
            state = self.take(entry.subject, entry.formerly or entry.row, about)
            if entry.action == Action.CHANGED:
                state = state or State(entry.row)
                state.name = entry.row
                self._put(entry.subject, _changed(state, told, changes))


def rolled(subject: str, engagement: str = "") -> dict[str, State]:
    """What was noted of the rows of a kind, by name; of an engagement where one is told."""
    place = Entry.engagement == engagement if engagement else true()
    return {state.name: state for state in _rolled(place).states(subject)}


def differences() -> Iterator[Difference]:
    """Every row of which the journal says something else."""
    codes = _engagements()
    for start in range(0, len(codes), AT_A_TIME):
        some = codes[start : start + AT_A_TIME]
        noted = _rolled(Entry.engagement.in_(some))
        for table in SUBJECTS.columns:
            if (place := _lies_in(table, some)) is not None:
                yield from _of_table(noted, table, place)
    noted = _rolled(Entry.engagement == "")
    for table in SUBJECTS.columns:
        if _lies_in(table, ()) is None:
            yield from _of_table(noted, table, true())


def _rolled(place: ColumnElement[bool]) -> Rolled:
    columns = (Entry.write_id, Entry.subject, Entry.row, Entry.formerly, Entry.action)
    wanted = select(*columns, Entry.about, Entry.changes).where(place)
    ordered = wanted.order_by(Entry.write_id, Entry.id).execution_options(yield_per=500)
    return Rolled(db.session.execute(ordered))


def _name(told: Journaled, fields: Mapping[str, Any]) -> str:
    return shortened(*(str(fields.get(called(each))) for each in told.named))


def _renamed(state: State, told: Journaled, names: Mapping[str, str]) -> str:
    """What a row is called now that others are called by these names."""
    if state.whole:
        return _name(told, state.fields)
    # Of its fields only the changed ones are known; its name begins with the one it lies in.
    longest = max((each for each in names if state.name.startswith(f"{each}/")), default="")
    return names.get(longest, "") + state.name.removeprefix(longest)


def _changed(state: State, told: Journaled, changes: Mapping[str, Any]) -> State:
    for name, (before, after) in changes.items():
        if isinstance(before, list) and name in told.lists:
            state.lists.setdefault(name, set()).difference_update(before)
            state.lists[name].update(after)
        elif (before, after) != (None, None):
            state.fields[name] = after
    return state


def _engagements() -> list[str]:
    """The codes of all places in which rows of a place lie."""
    found = set(db.session.scalars(select(Entry.engagement).distinct())) - {""}
    for table, told in SUBJECTS.of_tables.items():
        if told.place == "engagement":
            found |= set(db.session.scalars(select(table.c[told.named[0]])))
    return sorted(found)


def _of_table(noted: Rolled, table: Table, place: ColumnElement[bool]) -> Iterator[Difference]:
    told, columns = SUBJECTS.of_tables[table], SUBJECTS.columns[table]
    connection = db.session.connection()
    names = Names(connection, {})
    rows = connection.execute(select(table.c.id, *columns.values()).where(place)).all()
    names.learn(table, (row[0] for row in rows))
    for at, column in enumerate(columns.values(), 1):
        if (other := target(column)) is not None:
            names.learn(other, (row[at] for row in rows))
    lists = {each: _listed(told, table, each, names) for each in told.lists}
    for identity, *values in rows:
        name = names.of(table, identity).name
        pairs = zip(columns.values(), values, strict=True)
        stored = {called(c.name): names.plain(c, value) for c, value in pairs}
        state = noted.take(told.subject, name, stored)
        if state is None:
            # What came with the product is not noted; what people count always is.
            if told.together:
                yield Difference(told.subject, name)
            continue
        yield from _compared(told, state, stored)
        for each, listed in lists.items():
            if state.whole and state.lists.get(each, set()) != listed.get(identity, set()):
                pair = sorted(state.lists.get(each, ())), sorted(listed.get(identity, ()))
                yield Difference(told.subject, name, each, *pair)
    for state in sorted(noted.states(told.subject), key=lambda state: state.name):
        yield Difference(told.subject, state.name, "", state.fields)


def _compared(told: Journaled, state: State, stored: Mapping[str, Any]) -> Iterator[Difference]:
    secret = {called(each) for each in told.secret}
    for each, value in stored.items():
        known = state.whole or each in state.fields
        if known and each not in secret and state.fields.get(each) != value:
            yield Difference(told.subject, state.name, each, state.fields.get(each), value)


def _lies_in(table: Table, codes: Collection[str]) -> ColumnElement[bool] | None:
    """The rows of these engagements, found through what they are within; None: they lie in none."""
    told = SUBJECTS.of_tables[table]
    if told.place == "engagement":
        return table.c[told.named[0]].in_(codes)
    if not told.within:
        return None
    (reference,) = table.c[told.within].foreign_keys
    inner = _lies_in(reference.column.table, codes)
    if inner is None:
        return None
    return table.c[told.within].in_(select(reference.column).where(inner))


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
