"""The one listener: what a write changes is noted in the same transaction.

The session tells what it sends to the database. A statement that changes many rows at once tells
nothing, so whoever executes one notes here what it does and marks it as `NOTED`; one that is not
marked is refused, so that none can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, insert, inspect
from sqlalchemy.orm import Mapper, Session, configure_mappers

from coachtrack.extensions import Model, db
from coachtrack.kit.columns import now
from coachtrack.kit.journal.naming import (
    SUBJECTS,
    Journaled,
    Named,
    Names,
    as_row,
    called,
    canonical,
    target,
)
from coachtrack.kit.journal.tables import Action, Door, Entry, Write
from coachtrack.kit.permissions import Person
from coachtrack.kit.text import heard

#: Execution options of a statement whose changes are noted, or which changes nothing to be noted.
NOTED = {"journal": "noted"}
#: Where a session keeps what is under way.
_PAGE = "journal"
_CHANGING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')

Values = dict[str, tuple[Any, Any]]


class NotNoted(Exception):
    """A statement changes rows that the journal tells of, and nobody noted what."""


@dataclass
class _Change:
    """What happened to a row in this write, all in all."""

    action: Action
    #: By column, what it was before the write and what it is.
    values: Values = field(default_factory=dict)
    #: By relationship, the table of what it lists, what was taken out and what came in.
    lists: dict[str, tuple[Table, set[int], set[int]]] = field(default_factory=dict)
    #: What was done to it that changes no column.
    done: set[str] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        """Whether nothing is different after all."""
        different = any(before != after for before, after in self.values.values())
        moved = any(out or into for _table, out, into in self.lists.values())
        return self.action == Action.CHANGED and not (different or moved or self.done)


@dataclass
class _Page:
    """What is noted in a write until it is over."""

    changes: dict[tuple[Table, int], _Change] = field(default_factory=dict)
    #: Rows that are noted together and were made ready: by table and the row they belong to.
    ready: dict[tuple[Table, int], list[str]] = field(default_factory=dict)
    #: What removed rows were called.
    gone: dict[Table, dict[int, Named]] = field(default_factory=dict)


def note_changed(table: Table, row: int, values: Mapping[str, tuple[Any, Any]]) -> None:
    """Note what a statement changes of a row: by column, what it was and what it will be."""
    noted = SUBJECTS.columns[table]
    _put(
        _page(),
        table,
        row,
        _Change(Action.CHANGED, {n: v for n, v in values.items() if n in noted}),
    )


def note_done(model: type[Model], row: int, what: str) -> None:
    """Note what is done to a row and changes no column, such as a link that is made to it."""
    table = inspect(model).local_table
    _put(_page(), table, row, _Change(Action.CHANGED, done={what}))  # type: ignore[arg-type]


def note_listed(owner: type[Model], relation: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Note which rows a statement puts on a list: pairs of the row that has it and the other."""
    mapper = inspect(owner)
    other = mapper.relationships[relation].entity.local_table
    for row, listed in pairs:
        change = _Change(Action.CHANGED, lists={relation: (other, set(), {listed})})  # type: ignore[dict-item]
        _put(_page(), mapper.local_table, row, change)  # type: ignore[arg-type]


def note_ready(table: Table, rows: Mapping[int, list[str]]) -> None:
    """Note rows that a statement adds, made ready with `as_row`, by the row they belong to."""
    for row, those in rows.items():
        _page().ready.setdefault((table, row), []).extend(those)


def together(table: Table) -> list[str]:
    """The columns in the order in which `as_row` has them."""
    told = SUBJECTS.of_tables[table]
    return [name for name in SUBJECTS.columns[table] if name != told.together]


def finish(session: Session, person: Person, door: Door, reason: str) -> None:
    """Write down what was noted; called once, before the commit."""
    session.flush()
    page = session.info.pop(_PAGE, None)
    if page is None:
        return
    connection = session.connection()
    entries = _entries(page, Names(connection, page.gone))
    if not entries:
        return
    write = insert(Write).values(
        account_id=person.account_id,
        name=person.name,
        email=person.email,
        at=now(),
        door=door,
        reason=reason,
    )
    (written,) = connection.execute(write).inserted_primary_key or (None,)
    told = heard(f"{person.name} {reason}")
    for entry in entries:
        entry.update(write_id=written, search_key=f"{told} {entry['search_key']}")
    connection.execute(insert(Entry), entries)


def _page() -> _Page:
    """That of the write under way; outside of one, what is noted goes nowhere."""
    info = db.session().info
    if "origin" not in info:
        return _Page()
    found: _Page = info.setdefault(_PAGE, _Page())
    return found


def _put(page: _Page, table: Table, row: int, change: _Change) -> None:
    """Add what happened to what happened to the same row before in this write."""
    known = page.changes.get((table, row))
    if known is None:
        page.changes[table, row] = change
        return
    if change.action == Action.REMOVED and known.action == Action.ADDED:
        del page.changes[table, row]
        return
    if change.action == Action.REMOVED:
        known.action = Action.REMOVED
    known.done |= change.done
    for name, (before, after) in change.values.items():
        first = known.values[name][0] if name in known.values else before
        known.values[name] = (first, after)
    for name, (other, out, into) in change.lists.items():
        _other, known_out, known_in = known.lists.setdefault(name, (other, set(), set()))
        known_out |= out - known_in
        known_in -= out
        known_in |= into - known_out
        known_out -= into


def _entries(page: _Page, names: Names) -> list[dict[str, Any]]:
    told = {key: change for key, change in page.changes.items() if not change.empty}
    _learn(told, page.ready, names)
    entries = []
    for (table, row), change in told.items():
        subject = SUBJECTS.of_tables[table]
        if subject.together and change.action == Action.ADDED:
            added = {name: after for name, (_before, after) in change.values.items()}
            values = (names.plain(table.c[name], added.get(name)) for name in together(table))
            page.ready.setdefault((table, added[subject.together]), []).append(as_row(values))
        else:
            entries.append(_entry(table, row, change, subject, names))
    for (table, owner), rows in page.ready.items():
        entries.append(_entry_together(table, owner, rows, names))
    return entries


def _learn(
    told: Mapping[tuple[Table, int], _Change],
    ready: Mapping[tuple[Table, int], list[str]],
    names: Names,
) -> None:
    wanted: dict[Table, set[int | None]] = {}
    for (table, row), change in told.items():
        wanted.setdefault(table, set()).add(row)
        for name, pair in change.values.items():
            if (other := target(table.c[name])) is not None:
                wanted.setdefault(other, set()).update(pair)
        for other, out, into in change.lists.values():
            wanted.setdefault(other, set()).update(out | into)
    for table, owner in ready:
        wanted.setdefault(_owners(table), set()).add(owner)
    for table, ids in wanted.items():
        names.learn(table, ids)


def _owners(table: Table) -> Table:
    """The table of the rows to which those that are noted together belong."""
    owners = target(table.c[SUBJECTS.of_tables[table].together])
    assert owners is not None
    return owners


def _entry(
    table: Table, row: int, change: _Change, subject: Journaled, names: Names
) -> dict[str, Any]:
    named = names.of(table, row)
    before = {**named.values}
    before.update({n: v for n, (v, _after) in change.values.items() if n in before})
    formerly = names.name(table, before) if change.action == Action.CHANGED else ""
    changes = _changes(table, change, subject, names)
    told: dict[str, object] = {}
    if change.action == Action.CHANGED:
        told = {called(n): names.plain(table.c[n], named.values[n]) for n in subject.about}
    return {
        "programme": named.programme,
        "engagement": named.engagement,
        "subject": subject.subject,
        "row": named.name,
        "formerly": formerly if formerly != named.name else "",
        "action": change.action,
        "about": canonical(told),
        "changes": canonical(changes),
        "search_key": heard(" ".join((named.name, formerly, *_texts([told, changes])))),
    }


def _texts(value: object) -> Iterator[str]:
    """Whatever is said in a value that is a list or has fields."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _changes(
    table: Table, change: _Change, subject: Journaled, names: Names
) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for name, (before, after) in change.values.items():
        if before == after:
            continue
        pair = [names.plain(table.c[name], before), names.plain(table.c[name], after)]
        found[called(name)] = [None, None] if name in subject.secret else pair
    found.update((each, [None, None]) for each in sorted(change.done))
    for name, (other, out, into) in change.lists.items():
        if out or into:
            found[name] = [
                sorted(names.of(other, each).name for each in ids) for ids in (out, into)
            ]
    return found


def _entry_together(table: Table, owner: int, rows: list[str], names: Names) -> dict[str, Any]:
    named = names.of(_owners(table), owner)
    columns = canonical([called(name) for name in together(table)])
    return {
        "programme": named.programme,
        "engagement": named.engagement,
        "subject": SUBJECTS.of_tables[table].subject,
        "row": named.name,
        "formerly": "",
        "action": Action.ADDED,
        "about": "{}",
        "changes": f'{{"columns":{columns},"rows":[{",".join(rows)}]}}',
        "search_key": heard(named.name),
    }


@cache
def _told_of(mapper: Mapper[Any]) -> tuple[Table, Journaled, dict[str, str]] | None:
    """The table, how it is told, and its attributes by column; None where it is not."""
    table = mapper.local_table
    assert isinstance(table, Table)
    told = SUBJECTS.of_tables.get(table)
    if told is None or not told.subject:
        return None
    attributes = {
        name: mapper.get_property_by_column(column).key
        for name, column in SUBJECTS.columns[table].items()
    }
    return table, told, attributes


def _before_flush(session: Session, _context: object, _instances: object) -> None:
    if "origin" not in session.info:
        return
    # Afterwards nobody can ask any more what they were called.
    names = Names(session.connection(), {})
    for gone in session.deleted:
        if (told := _told_of(inspect(gone).mapper)) is not None:
            table, _subject, attributes = told
            names.learn(table, [gone.id])
            for key in attributes.values():
                getattr(gone, key)
    for table, rows in names.known.items():
        _page().gone.setdefault(table, {}).update(rows)


def _after_flush(session: Session, _context: object) -> None:
    if "origin" not in session.info:
        return
    for rows, action in (
        (session.new, Action.ADDED),
        (session.dirty, Action.CHANGED),
        (session.deleted, Action.REMOVED),
    ):
        for row in rows:
            _note(row, action)


def _note(row: Any, action: Action) -> None:
    state = inspect(row)
    told = _told_of(state.mapper)
    if told is None:
        return
    table, subject, attributes = told
    change = _Change(action)
    for name, key in attributes.items():
        if action == Action.CHANGED:
            changed = state.attrs[key].history
            if changed.added and changed.has_changes():
                before = changed.deleted[0] if changed.deleted else None
                change.values[name] = (before, changed.added[0])
        else:
            value = state.dict.get(key)
            gone = action == Action.REMOVED
            change.values[name] = (value, None) if gone else (None, value)
    for name in subject.lists:
        changed = state.attrs[name].history
        other = state.mapper.relationships[name].entity.local_table
        out, into = ({each.id for each in some} for some in (changed.deleted, changed.added))
        if action == Action.REMOVED:
            out, into = {each.id for each in (*changed.deleted, *changed.unchanged)}, set()
        if out or into:
            change.lists[name] = (other, out, into)
    if action != Action.CHANGED:
        change.values = {n: pair for n, pair in change.values.items() if pair != (None, None)}
    _put(_page(), table, row.id, change)


def _forget(session: Session, *_transaction: object) -> None:
    """What was noted is undone with the rest."""
    session.info.pop(_PAGE, None)


def watch(engine: Engine) -> None:
    """Refuse, within a write, a statement that changes what is journaled and that nobody noted."""
    _keep_before()

    @event.listens_for(engine, "before_cursor_execute")
    def look(
        connection: Connection,
        _cursor: object,
        statement: str,
        _parameters: object,
        context: Any,
        _many: bool,
    ) -> None:
        if not connection.get_execution_options().get("immediate"):
            return
        found = _CHANGING.match(statement)
        if found is None or found[1] not in SUBJECTS.by_name:
            return
        session = db.session()
        # What a session sends by itself, it tells.
        noted = session._flushing or context.execution_options.get("journal") == "noted"
        if "origin" in session.info and not noted:
            raise NotNoted(f"Note in the journal what this changes: {statement}")


event.listen(db.session, "before_flush", _before_flush)
event.listen(db.session, "after_flush", _after_flush)
event.listen(db.session, "after_rollback", _forget)


@cache
def _keep_before() -> None:
    """Let a column that is set be read before, where it is not known what it was."""
    configure_mappers()
    for mapper in Model.registry.mappers:
        if (told := _told_of(mapper)) is not None:
            for key in told[2].values():
                attribute = getattr(mapper.class_, key)
                event.listen(attribute, "set", _nothing, active_history=True)


def _nothing(*_change: object) -> None:
    """Being listened to is all that is wanted."""
