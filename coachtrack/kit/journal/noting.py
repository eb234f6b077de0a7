"""The one listener: what a write changes is noted in the same transaction.

The session tells what it sends to the database. A statement that changes many rows at once tells
nothing, so whoever executes one notes here what it does and marks it as `NOTED`; one that is not
marked is refused, so that none can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, insert, inspect
from sqlalchemy.orm import Mapper, Session, configure_mappers

from coachtrack.extensions import Model, db
from coachtrack.kit.columns import now
from coachtrack.kit.journal.entries import entries_of, entry, learn
from coachtrack.kit.journal.naming import SUBJECTS, Journaled, Names
from coachtrack.kit.journal.pages import Change, Page
from coachtrack.kit.journal.tables import Action, Door, Entry, Write
from coachtrack.kit.permissions import Person
from coachtrack.kit.text import heard

#: Execution options of a statement whose changes are noted, or which changes nothing to be noted.
NOTED = {"journal": "noted"}
#: Where a session keeps what is under way.
_PAGE = "journal"
_CHANGING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


class NotNoted(Exception):
    """A statement changes rows that the journal tells of, and nobody noted what."""


def note_changed(table: Table, row: int, values: Mapping[str, tuple[Any, Any]]) -> None:
    """Note what a statement changes of a row: by column, what it was and what it will be."""
    noted = SUBJECTS.columns[table]
    told = {name: pair for name, pair in values.items() if name in noted}
    _page().put(table, row, Change(Action.CHANGED, told))


def note_done(model: type[Model], row: int, what: str) -> None:
    """Note what is done to a row and changes no column, such as a link that is made to it."""
    table = inspect(model).local_table
    _page().put(table, row, Change(Action.CHANGED, done={what}))  # type: ignore[arg-type]


def note_listed(owner: type[Model], relation: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Note which rows a statement puts on a list: pairs of the row that has it and the other."""
    mapper = inspect(owner)
    other = mapper.relationships[relation].entity.local_table
    for row, listed in pairs:
        change = Change(Action.CHANGED, lists={relation: (other, set(), {listed})})  # type: ignore[dict-item]
        _page().put(mapper.local_table, row, change)  # type: ignore[arg-type]


def note_ready(table: Table, rows: Mapping[int, str]) -> None:
    """Note rows that a statement adds, made ready with `as_rows`, by the row they belong to."""
    for row, those in rows.items():
        _page().make_ready(table, row, those)


def finish(session: Session, person: Person, door: Door, reason: str) -> None:
    """Write down what was noted; called once, before the commit."""
    session.flush()
    page = session.info.pop(_PAGE, None)
    if page is None:
        return
    connection = session.connection()
    entries = entries_of(page, Names(connection, page.gone))
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
    for each in entries:
        each.update(write_id=written, search_key=f"{told} {each['search_key']}")
    connection.execute(insert(Entry), entries)


def _page() -> Page:
    """That of the write under way; outside of one, what is noted goes nowhere."""
    info = db.session().info
    if "origin" not in info:
        return Page()
    found: Page = info.setdefault(_PAGE, Page())
    return found


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
    if "origin" in session.info:
        _page().sending = True


def _after_flush(session: Session, _context: object) -> None:
    if "origin" not in session.info:
        return
    page = _page()
    for rows, action in ((session.new, Action.ADDED), (session.dirty, Action.CHANGED)):
        for row in rows:
            if (told := _told_of(inspect(row).mapper)) is not None and row not in page.leaving:
                page.put(told[0], row.id, _change(row, action, *told[1:]))
    page.sending = False
    page.leaving.clear()


def _before_delete(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    # Afterwards nobody can ask any more what it was called, and its number may be given again.
    if "origin" not in db.session().info or (told := _told_of(mapper)) is None:
        return
    page, table, names = _page(), told[0], Names(connection, {})
    page.leaving.append(row)
    for key in told[2].values():
        getattr(row, key)
    names.learn(table, [row.id])
    for each, rows in names.known.items():
        page.gone.setdefault(each, {}).update(rows)
    change = page.take(table, row.id, _change(row, Action.REMOVED, *told[1:]))
    if change is not None:
        learn([(table, row.id, change)], names)
        page.told.append(entry(table, row.id, change, names))


def _change(row: Any, action: Action, subject: Journaled, attributes: Mapping[str, str]) -> Change:
    state, change = inspect(row), Change(action)
    for name, key in attributes.items():
        if action == Action.CHANGED:
            changed = state.attrs[key].history
            if changed.added and changed.has_changes():
                before = changed.deleted[0] if changed.deleted else None
                change.values[name] = (before, changed.added[0])
        elif (value := state.dict.get(key)) is not None:
            change.values[name] = (value, None) if action == Action.REMOVED else (None, value)
    for name in subject.lists:
        changed = state.attrs[name].history
        other = state.mapper.relationships[name].entity.local_table
        out, into = ({each.id for each in some} for some in (changed.deleted, changed.added))
        if action == Action.REMOVED:
            out, into = {each.id for each in (*changed.deleted, *changed.unchanged)}, set()
        if out or into:
            change.lists[name] = (other, out, into)
    return change


def _forget(session: Session, *_transaction: object) -> None:
    """What was noted is undone with the rest."""
    session.info.pop(_PAGE, None)


def watch(engine: Engine) -> None:
    """Listen to what the session sends, and refuse a statement of a write that nobody noted."""
    _listen()
    event.listen(engine, "before_cursor_execute", _look)


def _look(
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
    # What a session sends by itself, it tells.
    noted = _page().sending or context.execution_options.get("journal") == "noted"
    if "origin" in db.session().info and not noted:
        raise NotNoted(f"Note in the journal what this changes: {statement}")


@cache
def _listen() -> None:
    """Once for all engines, as there is one session."""
    configure_mappers()
    event.listen(db.session, "before_flush", _before_flush)
    event.listen(db.session, "after_flush", _after_flush)
    event.listen(db.session, "after_rollback", _forget)
    event.listen(Mapper, "before_delete", _before_delete)
    for mapper in Model.registry.mappers:
        if (told := _told_of(mapper)) is not None:
            # So that what it was is read where it is not known when a column is set.
            for key in told[2].values():
                attribute = getattr(mapper.class_, key)
                event.listen(attribute, "set", _nothing, active_history=True)


def _nothing(*_change: object) -> None:
    """Being listened to is all that is wanted."""
