"""Every change of a write is noted, in the same transaction, and none can be forgotten."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from coachtrack.extensions import db, metadata
from coachtrack.features.accounts import actions as accounts
from coachtrack.features.engagements.actions import save_engagements
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.actions import (
    correct_readings,
    record_readings,
    remove_measure,
    rename_scope,
)
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.journal.naming import SUBJECTS, rows_of
from coachtrack.kit.journal.noting import NotNoted
from coachtrack.kit.journal.tables import Entry, Write
from coachtrack.kit.permissions import Grant, Person, Role, Scope
from coachtrack.kit.transactions import Door, because, writing
from tests import factories

LAN = Person("Lan", "lan@example.vn", 7)
#: Tables of which the journal does not tell, and why.
NOT_TOLD = {
    "former_period": "the entry of the reading that was moved says so",
    "former_scope": "the entry of the measure that was renamed says so",
    "journal_entry": "it is the journal",
    "journal_seal": "it is the journal",
    "journal_write": "it is the journal",
    "outgoing_mail": "it is sent, and then forgotten",
    "province": "it comes with the product",
    "recovery_code": "it opens a door",
    "reset_request": "it is forgotten after a while",
    "result": "it is computed from what the journal tells",
    "scan_content": "the entry of the scan has its digest",
    "sign_in": "who is signed in is no figure",
    "ticket": "it opens a door",
    "failed_try": "it is forgotten after a while",
}


def entries(subject: str = "") -> list[tuple[Entry, dict[str, Any]]]:
    """What was noted, in order, with what changed."""
    db.session.rollback()
    wanted = select(Entry).order_by(Entry.id)
    if subject:
        wanted = wanted.where(Entry.subject == subject)
    return [(each, json.loads(each.changes)) for each in db.session.scalars(wanted)]


def only(subject: str) -> tuple[Entry, dict[str, Any]]:
    """The only entry of a kind."""
    (found,) = entries(subject)
    return found


@pytest.fixture
def measure(database) -> Measure:
    """A measure at a line, with a few readings, of which nothing is noted."""
    made = factories.measure(scope="Line 1", main=True, before=[(20, 210), (21, 210)])
    database.commit()
    return made


def reading(day: date = factories.START, numerator: float = 20, **fields: Any) -> ReadingEntry:
    """One of the readings of that measure."""
    usual: dict[str, Any] = {
        "engagement": "P1-01",
        "indicator": "defect-rate",
        "version": 1,
        "scope": "Line 1",
        "lot": "",
        "from_on": day,
        "to_on": day,
        "numerator": numerator,
        "denominator": 210.0,
        "value": None,
    }
    return ReadingEntry(**{**usual, **fields})


def test_every_table_is_told_of_or_named_here_with_a_reason():
    assert NOT_TOLD.keys() | SUBJECTS.by_name.keys() == set(metadata.tables)
    assert not NOT_TOLD.keys() & SUBJECTS.by_name.keys()


def test_nothing_that_opens_a_door_is_noted():
    for table, columns in SUBJECTS.columns.items():
        secret = SUBJECTS.of_tables[table].secret
        for name in columns:
            words = ("password", "secret", "token", "second_factor")
            kept = not any(word in name for word in words)
            assert kept or name in secret, f"{table.name}.{name}"


def test_what_is_counted_of_each_reading_is_noted_in_the_order_in_which_it_is_written():
    assert [*SUBJECTS.columns[Reading.metadata.tables["reading"]]] == [
        *("uuid", "measure_id", "version", "lot", "from_on", "to_on", "numerator", "denominator"),
        *("value", "trust", "source", "note", "withdrawn"),
    ]


def test_a_row_that_is_added_is_noted_with_who_when_and_why(database):
    with writing(Door.FORM, LAN, "a reason"):
        factories.programme("P1", start_on=date(2020, 1, 1))
    entry, changes = only("programme")
    assert (entry.row, entry.action, entry.programme, entry.engagement) == ("P1", "added", "P1", "")
    assert changes["start_on"] == [None, "2020-01-01"]
    assert changes["time_zone"] == [None, "Asia/Ho_Chi_Minh"]
    assert not changes.keys() & {"id", "version", "search_key", "sort_key", "end_on"}
    write = entry.write
    assert (write.name, write.email, write.account_id) == ("Lan", "lan@example.vn", 7)
    assert (write.door, write.reason) == ("form", "a reason")


def test_a_reason_may_come_later(database):
    with writing(Door.FORM, LAN):
        factories.programme("P1")
        because("a mistyped figure")
    assert only("programme")[0].write.reason == "a mistyped figure"


def test_one_write_is_one_write(database):
    with writing(Door.FORM, LAN):
        factories.programme("P1")
        factories.programme("P2")
    assert len(database.scalars(select(Write)).all()) == 1


def test_only_what_changed_is_noted_with_what_it_was(database):
    row = factories.programme("P1", name="Then")
    database.commit()
    with writing(Door.FORM, LAN):
        row.name, row.start_on = "Now", date(2020, 7, 1)
    entry, changes = only("programme")
    assert entry.action == "changed"
    assert changes == {"name": ["Then", "Now"], "start_on": [None, "2020-07-01"]}
    assert json.loads(entry.about) == {"name": "Now"}


def test_what_was_not_read_before_it_changed_is_known_all_the_same(database):
    row = factories.programme("P1", name="Then")
    database.commit()
    with writing(Door.FORM, LAN):
        database.expire(row)
        row.name = "Now"
    assert only("programme")[1] == {"name": ["Then", "Now"]}


def test_what_is_changed_and_changed_back_is_not_noted(database):
    row = factories.programme("P1", name="Then")
    database.commit()
    with writing(Door.FORM, LAN):
        row.name = "Now"
        database.flush()
        row.name = "Then"
    assert entries() == []


def test_a_write_that_changes_nothing_leaves_nothing(database):
    with writing(Door.FORM, LAN):
        pass
    assert database.scalars(select(Write)).all() == []


def test_a_write_that_fails_leaves_nothing(database):
    with pytest.raises(ZeroDivisionError), writing(Door.FORM, LAN):
        assert factories.programme("P1").id / 0
    with writing(Door.FORM, LAN):
        factories.programme("P2")
    assert [each.row for each, _changes in entries()] == ["P2"]


def test_rows_are_told_by_their_codes(database):
    coached = factories.engagement(at=factories.factory("F1"))
    factories.factory("F2")
    database.commit()
    entry = EngagementEntry("P1-01", "P1", "F2", start_on=coached.start_on, end_on=coached.end_on)
    with writing(Door.WORKBOOK, LAN):
        save_engagements([entry])
    noted, changes = only("engagement")
    assert changes["factory"] == ["F1", "F2"]
    assert changes["stage"] == ["closed", "selected"]
    assert (noted.programme, noted.engagement) == ("P1", "P1-01")
    listed = only("programme")
    assert listed[1] == {"factories": [[], ["F2"]]}


def test_what_leaves_a_list_is_noted(database):
    row = factories.programme("P1")
    row.factories.append(factories.factory("F1"))
    database.commit()
    with writing(Door.FORM, LAN):
        row.factories.clear()
    assert only("programme")[1] == {"factories": [["F1"], []]}


def test_what_is_taken_away_is_noted_whole(database, measure):
    empty = factories.measure(measure.engagement, "scrap-rate", scope="Line 2", target=3.5)
    database.commit()
    with writing(Door.FORM, LAN):
        remove_measure(empty)
    entry, changes = only("measure")
    assert (entry.row, entry.action) == ("P1-01/scrap-rate/Line 2", "removed")
    assert changes["target"] == [3.5, None]


def test_what_is_taken_off_its_owner_and_goes_with_it_is_noted(database):
    with writing(Door.COMMAND):
        account = accounts.add_account(accounts.NewAccount("lan@example.vn", "Lan"))
        held = accounts.grant(account, Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    with writing(Door.FORM, LAN):
        accounts.end_role(held)
    assert [(each.row, each.action) for each, _changes in entries("membership")] == [
        ("lan@example.vn/programme-lead/programme/P1", "added"),
        ("lan@example.vn/programme-lead/programme/P1", "removed"),
    ]


def test_a_number_that_is_given_again_in_the_same_write_is_another_row(database):
    row = factories.organisation("O1")
    database.commit()
    with writing(Door.FORM, LAN):
        database.delete(row)
        database.flush()
        factories.organisation("O2")
    assert [(each.row, each.action) for each, _changes in entries()] == [
        *(("O1", "removed"), ("O2", "added")),
    ]


def test_what_is_changed_and_then_taken_away_is_noted_as_it_was(database):
    row = factories.organisation("O1", name="Then")
    database.commit()
    with writing(Door.FORM, LAN):
        row.name = "Now"
        database.flush()
        database.delete(row)
    assert only("organisation")[1]["name"] == ["Then", None]


def test_what_is_added_and_taken_away_again_is_not_noted(database):
    with writing(Door.FORM, LAN):
        row = factories.organisation("O1")
        database.delete(row)
    assert entries() == []


def test_readings_that_are_added_together_are_one_entry_of_their_measure(database, measure):
    days = [factories.FOLLOW_UP[0] + timedelta(n) for n in range(3)]
    with writing(Door.WORKBOOK, LAN):
        record_readings([reading(day, 5.5) for day in days])
    entry, changes = only("reading")
    assert (entry.row, entry.action) == ("P1-01/defect-rate/Line 1", "added")
    assert (entry.programme, entry.engagement) == ("P1", "P1-01")
    rows = list(rows_of(changes))
    assert [row["from_on"] for row in rows] == [day.isoformat() for day in days]
    assert {row["numerator"] for row in rows} == {5.5}
    stored = select(Reading.uuid).where(Reading.from_on >= days[0])
    assert sorted(row["uuid"] for row in rows) == sorted(map(str, database.scalars(stored)))


def test_so_are_those_that_the_session_adds(database, measure):
    with writing(Door.FORM, LAN):
        factories.readings(measure, [(1, 20)], factories.END)
    ((row,),) = [[*rows_of(changes)] for _entry, changes in entries("reading")]
    assert (row["numerator"], row["from_on"]) == (1, "2020-09-30")


def test_a_corrected_reading_is_noted_with_its_period(database, measure):
    with writing(Door.FORM, LAN):
        correct_readings([(reading(), reading(numerator=12.25))])
    entry, changes = only("reading")
    assert entry.row == str(database.scalar(select(Reading.uuid).order_by(Reading.from_on)))
    assert changes == {"numerator": [20.0, 12.25]}
    assert json.loads(entry.about) == {
        "measure": "P1-01/defect-rate/Line 1",
        "from_on": "2020-07-01",
        "to_on": "2020-07-01",
        "lot": "",
    }


def test_what_it_was_is_what_was_stored_and_not_what_somebody_says(database, measure):
    with writing(Door.FORM, LAN):
        correct_readings([(reading(numerator=99), reading(numerator=12.25))])
    assert only("reading")[1] == {"numerator": [20.0, 12.25]}


def test_a_row_that_is_called_otherwise_is_known_by_both_names(database, measure):
    with writing(Door.FORM, LAN):
        rename_scope(measure, "Line 9")
    entry, changes = only("measure")
    assert entry.row == "P1-01/defect-rate/Line 9"
    assert entry.formerly == "P1-01/defect-rate/Line 1"
    assert changes == {"scope": ["Line 1", "Line 9"]}


def test_a_password_is_not_noted_but_its_change_is(database):
    with writing(Door.COMMAND):
        account = accounts.add_account(
            accounts.NewAccount("lan@example.vn", "Lan", "a long sentence to sign in")
        )
        accounts.grant(account, Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    entry, changes = only("account")
    assert changes["password_hash"] == [None, None]
    with writing(Door.FORM, LAN):
        account.password_hash = "another one"
    assert entries("account")[1][1] == {"password_hash": [None, None]}
    assert "another one" not in entries("account")[1][0].changes
    with writing(Door.COMMAND):
        accounts.end_roles(Scope.PROGRAMME, "P1")
    assert [each.action for each, _changes in entries("membership")] == ["added", "removed"]
    assert entry.programme == ""


@pytest.mark.parametrize(
    "statement",
    [
        update(Factory).values(headcount=7),
        delete(Reading),
        Programme.__table__.insert().values(code="P2", name="", search_key="", sort_key=""),
        Programme.metadata.tables["programme_partner"].delete(),
    ],
)
def test_a_statement_that_nobody_noted_is_refused(database, measure, statement):
    def sent() -> None:
        # A change that is none: nothing is sent, and what follows is looked at all the same.
        measure.scope = "Line 1"
        database.flush()
        database.execute(statement)

    with pytest.raises(NotNoted), writing(Door.FORM, LAN):
        sent()
    assert entries() == []
    assert len(database.scalars(select(Reading)).all()) == 2
