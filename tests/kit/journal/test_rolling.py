"""What was noted, rolled forward, is what is stored, whatever rows are called meanwhile."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Table, inspect, select

from coachtrack.extensions import db
from coachtrack.features.accounts import actions as accounts
from coachtrack.features.accounts.models import Account, Membership
from coachtrack.features.indicators.actions import rename_scope
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.members import actions as members
from coachtrack.features.signing import actions as signing
from coachtrack.features.signing.models import Cause, Statement
from coachtrack.kit.journal.naming import SUBJECTS, Names, in_history, name_of, target
from coachtrack.kit.journal.rolling import differences, rolled
from coachtrack.kit.journal.tables import Action, Entry
from coachtrack.kit.permissions import Audience, Grant, Person, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests import factories

LAN = Person("Lan")
VIEWER = Grant(Role.VIEWER, Scope.PROGRAMME, "P1")


@pytest.fixture
def measure(database) -> Measure:
    """A measure that somebody objected to, with figures that were signed and are open again."""
    with writing(Door.FORM, LAN):
        made = factories.measure(scope="Line 1", main=True, before=factories.MANY_DEFECTS)
        factories.objection(made)
        factories.statement(made)
    with writing(Door.FORM, LAN):
        row = database.scalars(select(Statement)).one()
        signing.reopen(row, Cause.MISTYPED, "A digit was wrong", "Lan")
    assert told() == []
    return made


def told() -> list[tuple[str, ...]]:
    """What differs from the journal."""
    db.session.rollback()
    return [(each.subject, each.row, each.field) for each in differences()]


def test_who_has_another_address_keeps_the_roles(database):
    with writing(Door.FORM, LAN):
        row = accounts.add_account(accounts.NewAccount("old@example.vn", "An"))
        accounts.grant(row, VIEWER)
    with writing(Door.FORM, LAN):
        members.change(row, "An", "new@example.vn")
    assert told() == []
    assert list(rolled("membership")) == ["new@example.vn/viewer/programme/P1"]
    with writing(Door.FORM, LAN):
        row.memberships[0].audience = Audience.PROVINCE
    assert told() == []


def test_so_does_who_had_them_before_the_journal_began(database):
    row = Account(email="old@example.vn", name="An", password_hash="")
    row.memberships.append(Membership(role=Role.VIEWER, scope=Scope.PROGRAMME, code="P1"))
    database.add(row)
    database.commit()
    with writing(Door.FORM, LAN):
        row.memberships[0].audience = Audience.PROVINCE
    with writing(Door.FORM, LAN):
        members.change(row, "An", "new@example.vn")
    assert told() == []


def test_what_lies_with_a_measure_follows_its_scope(database, measure):
    with writing(Door.FORM, LAN):
        rename_scope(measure, "Line 1/2")
    assert told() == []
    name = "P1-01/defect-rate/Line 1/2/baseline/1"
    assert list(rolled("statement")) == [name]
    assert list(rolled("signature")) == [f"{name}/consultant"]


def test_what_happens_in_the_same_write_does_too(database, measure):
    with writing(Door.FORM, LAN):
        database.scalars(select(Statement)).one().reason = "Two digits were wrong"
        database.flush()
        rename_scope(measure, "Line 9")
    assert told() == []


def test_two_scopes_may_change_places(database, measure):
    with writing(Door.FORM, LAN):
        other = factories.measure(measure.engagement, scope="Line 2", before=[(20, 210)])
        factories.objection(other)
    with writing(Door.FORM, LAN):
        for row, scope in ((measure, "between"), (other, "Line 1"), (measure, "Line 2")):
            row.scope = scope
            database.flush()
    assert told() == []


def test_two_rows_may_be_called_the_same(database):
    with writing(Door.FORM, LAN):
        coached = factories.engagement()
        first = factories.event(coached, factories.START, scope="A/b", text="c")
        factories.event(coached, factories.START, scope="A", text="b/c")
    names = database.scalars(select(Entry.row).where(Entry.subject == "event")).all()
    assert len(set(names)) == 1
    with writing(Door.FORM, LAN):
        first.withdrawn = "It was another factory"
    assert told() == []
    with writing(Door.FORM, LAN):
        first.text = "d"
    assert told() == []


def test_what_is_taken_away_and_comes_again_is_another_row(database, measure):
    for _time in range(2):
        with writing(Door.FORM, LAN):
            database.delete(factories.organisation("O1"))
            database.flush()
        with writing(Door.FORM, LAN):
            row = factories.organisation("O1")
        with writing(Door.FORM, LAN):
            database.delete(row)
    assert told() == []


def test_what_the_journal_did_not_hear_of_is_found_under_a_new_name_too(database, measure):
    with writing(Door.FORM, LAN):
        rename_scope(measure, "Line 9")
    database.scalars(select(Statement)).one().reason = "Nobody said so"
    database.commit()
    assert told() == [("statement", "P1-01/defect-rate/Line 9/baseline/1", "reason")]


def test_what_lies_in_an_engagement_refers_to_nothing_outside_that_is_called_otherwise():
    """Engagements are rolled some at a time, without what happens outside of them."""
    checked = set()
    for table, columns in SUBJECTS.columns.items():
        for column in columns.values():
            if (other := target(column)) is not None and lies_in_an_engagement(table):
                code_stays = SUBJECTS.of_tables[other].named == ("code",)
                assert lies_in_an_engagement(other) or code_stays, column
                checked.add(table.name)
    assert checked >= {"measure", "reading", "signature", "objection"}


def lies_in_an_engagement(table: Table) -> bool:
    """Whether the rows of a table do."""
    said = SUBJECTS.of_tables[table]
    around = target(table.c[said.within]) if said.within else None
    inside = around is not None and lies_in_an_engagement(around)
    return said.place == "engagement" or inside


def test_what_names_a_row_is_noted_of_it():
    for table, columns in SUBJECTS.columns.items():
        assert set(SUBJECTS.of_tables[table].named) <= columns.keys(), table.name


def test_an_entry_of_an_added_row_has_what_names_it(database, measure):
    for entry in database.scalars(select(Entry).where(Entry.action == Action.ADDED)):
        changes = json.loads(entry.changes)
        if "columns" not in changes:
            named = SUBJECTS.told[entry.subject].named
            assert {each.removesuffix("_id") for each in named} <= changes.keys()


def test_a_row_is_called_the_same_wherever_it_is_asked(database, measure):
    with writing(Door.FORM, LAN):
        coached = measure.engagement
        rows = [
            *(factories.event(coached, factories.START, text="a/b"), factories.visit(coached)),
            *(factories.component(coached.programme, "C1", 2020), factories.scan(coached)),
            *database.scalars(select(Statement)),
            *database.scalars(select(Reading).limit(1)),
            *(measure, coached, coached.programme, coached.factory),
        ]
        database.flush()
        names = Names(database.connection(), {})
        for row in rows:
            table = inspect(row).mapper.local_table
            names.learn(table, [row.id])
            assert name_of(row) == names.of(table, row.id).name
            assert in_history(row) == f"{SUBJECTS.of_tables[table].subject}/{name_of(row)}"
