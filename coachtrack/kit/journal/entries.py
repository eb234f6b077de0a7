"""What a write has changed, made into entries of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Table

from coachtrack.kit.journal.naming import (
    SUBJECTS,
    Journaled,
    Names,
    as_rows,
    called,
    canonical,
    target,
)
from coachtrack.kit.journal.pages import Change, Page
from coachtrack.kit.journal.tables import Action
from coachtrack.kit.text import heard

#: A row that was changed, with what happened to it.
Told = tuple[Table, int, Change]


def together(table: Table) -> list[str]:
    """The columns in the order in which `as_rows` has them."""
    told = SUBJECTS.of_tables[table]
    return [name for name in SUBJECTS.columns[table] if name != told.together]


def entries_of(page: Page, names: Names) -> list[dict[str, Any]]:
    """The entries of what a write has changed."""
    told = [(*key, change) for key, change in page.changes.items() if not change.empty]
    learn(told, names)
    entries = list(page.told)
    for table, row, change in told:
        subject = SUBJECTS.of_tables[table]
        if subject.together and change.action == Action.ADDED:
            added = {name: after for name, (_before, after) in change.values.items()}
            values = [names.plain(table.c[name], added.get(name)) for name in together(table)]
            page.make_ready(table, added[subject.together], as_rows([values]))
        else:
            entries.append(entry(table, row, change, names))
    for table, owner in page.ready:
        names.learn(_owners(table), [owner])
    for (table, owner), rows in page.ready.items():
        entries.append(_entry_together(table, owner, rows, names))
    return entries


def learn(told: Iterable[Told], names: Names) -> None:
    """Read what these rows are called, and all to which they refer or referred."""
    wanted: dict[Table, set[int | None]] = {}
    for table, row, change in told:
        wanted.setdefault(table, set()).add(row)
        for name, pair in change.values.items():
            if (other := target(table.c[name])) is not None:
                wanted.setdefault(other, set()).update(pair)
        for other, out, into in change.lists.values():
            wanted.setdefault(other, set()).update(out | into)
    for table, ids in wanted.items():
        names.learn(table, ids)


def entry(table: Table, row: int, change: Change, names: Names) -> dict[str, Any]:
    """The entry of a row, once its names are learned."""
    subject, named = SUBJECTS.of_tables[table], names.of(table, row)
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
    table: Table, change: Change, subject: Journaled, names: Names
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


def _owners(table: Table) -> Table:
    """The table of the rows to which those that are noted together belong."""
    owners = target(table.c[SUBJECTS.of_tables[table].together])
    assert owners is not None
    return owners
