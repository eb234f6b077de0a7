"""The chain of the journal: what is changed behind the product's back is found."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coachtrack.extensions import db
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.columns import now
from coachtrack.kit.journal import noting, sealing
from coachtrack.kit.journal.sealing import (
    faults,
    is_in_chain,
    newest_seal,
    seal_all,
    unsealed_for_long,
)
from coachtrack.kit.journal.tables import Entry, Seal, Write
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Door, writing
from tests import factories

LAN = Person("Lan")


def kinds() -> list[tuple[str, int, str]]:
    """The faults that are found."""
    return [(each.programme, each.number, each.kind) for each in faults()]


def tamper(*statements: str) -> None:
    """What somebody could do who has the database itself, and takes its guards away."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        guards = db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for guard in guards.all():
            db.session.execute(text(f"DROP TRIGGER {guard}"))
    else:
        db.session.execute(text("SET session_replication_role = replica"))
    for statement in statements:
        db.session.execute(text(statement))
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET session_replication_role = DEFAULT"))
    db.session.commit()


@pytest.fixture
def sealed(database) -> None:
    """Three changes of P1, each under a seal of its own."""
    with writing(Door.FORM, LAN):
        row = factories.programme("P1")
    seal_all()
    for name in ("Second", "Third"):
        with writing(Door.FORM, LAN):
            row.name = name
        seal_all()
    database.rollback()
    assert kinds() == []


def test_each_programme_has_a_chain_of_its_own(database):
    with writing(Door.FORM, LAN):
        factories.programme("P1")
        factories.programme("P2")
        factories.organisation("O1")
    assert seal_all() == 3
    assert seal_all() == 0
    found = database.scalars(select(Seal).order_by(Seal.programme)).all()
    assert [(each.programme, each.number, each.entries) for each in found] == [
        *(("", 1, 1), ("P1", 1, 1), ("P2", 1, 1)),
    ]
    assert kinds() == []


def test_a_seal_follows_the_one_before(database, sealed):
    first, second, third = database.scalars(select(Seal).order_by(Seal.number))
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)


def test_much_is_sealed_batch_by_batch(database, monkeypatch):
    monkeypatch.setattr(sealing, "AT_A_TIME", 2)
    with writing(Door.FORM, LAN):
        for number in range(5):
            factories.organisation(f"O{number}")
    assert seal_all() == 3
    assert [each.entries for each in database.scalars(select(Seal).order_by(Seal.number))] == [
        *(2, 2, 1),
    ]


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE journal_entry SET changes = '{}' WHERE id = 2", (2, "changed")),
        ("UPDATE journal_write SET name = 'Nam' WHERE id = 2", (2, "changed")),
        ("UPDATE journal_write SET reason = 'x' WHERE id = 2", (2, "changed")),
        ("DELETE FROM journal_entry WHERE id = 2", (2, "count")),
        ("UPDATE journal_entry SET seal_id = NULL WHERE id = 2", (2, "count")),
        ("UPDATE journal_seal SET digest = '00' WHERE number = 2", (2, "changed")),
        ("UPDATE journal_seal SET previous = '00' WHERE number = 2", (2, "order")),
        ("UPDATE journal_seal SET number = 5 WHERE number = 3", (3, "missing")),
        ("UPDATE journal_entry SET programme = 'P2' WHERE id = 2", (2, "alien")),
    ],
)
def test_what_was_changed_is_found(database, sealed, tampering, found):
    tamper(tampering)
    assert ("P1", *found) in kinds()


def test_a_seal_that_is_gone_is_found(database, sealed):
    tamper(
        "UPDATE journal_entry SET seal_id = NULL WHERE id = 2",
        "DELETE FROM journal_entry WHERE id = 2",
        "DELETE FROM journal_seal WHERE number = 2",
    )
    assert ("P1", 2, "missing") in kinds()


def test_seals_in_another_order_are_found(database, sealed):
    tamper(
        "UPDATE journal_seal SET number = 9 WHERE number = 2",
        "UPDATE journal_seal SET number = 2 WHERE number = 3",
        "UPDATE journal_seal SET number = 3 WHERE number = 9",
    )
    assert ("P1", 2, "order") in kinds()


def test_an_entry_that_was_slipped_in_later_is_found(database, sealed):
    tamper(
        "INSERT INTO journal_write (id, name, email, at, door, reason)"
        " VALUES (90, 'Lan', '', '2020-07-01 00:00:00.000000', 'form', '')",
        "INSERT INTO journal_entry (id, write_id, programme, engagement, subject, row, formerly,"
        " action, about, changes, search_key)"
        " VALUES (90, 90, 'P1', '', 'programme', 'P1', '', 'changed', '{}', '{}', '')",
    )
    assert unsealed_for_long() == ["P1"]
    seal_all()
    assert kinds() == [("P1", 4, "late")]


def test_what_is_cut_off_at_the_end_is_proved_by_a_seal_that_was_told(database, sealed):
    third = newest_seal("P1")
    assert third is not None
    mark = third.mark
    assert is_in_chain("P1", mark)
    tamper("DELETE FROM journal_entry WHERE id = 3", "DELETE FROM journal_seal WHERE number = 3")
    assert kinds() == []
    assert not is_in_chain("P1", mark)


@pytest.mark.parametrize("mark", ["", "x", "3", "3:", ":", "²:a", "9" * 30 + ":a"])
def test_nonsense_is_in_no_chain(database, sealed, mark):
    assert not is_in_chain("P1", mark)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET changes = '{}'",
        "UPDATE journal_entry SET seal_id = NULL",
        "UPDATE journal_write SET name = 'Nam'",
        "UPDATE journal_seal SET number = number + 7",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_seal",
        "DELETE FROM journal_write",
    ],
)
def test_the_database_itself_lets_nobody_change_it(database, sealed, statement):
    with pytest.raises(DBAPIError, match="the journal is not changed"):
        database.execute(text(statement))
    database.rollback()
    assert kinds() == []


def test_what_waits_to_be_sealed_for_long_is_found(database, sealed):
    with writing(Door.FORM, LAN):
        factories.programme("P2")
    assert unsealed_for_long() == []
    tamper("UPDATE journal_write SET at = '2020-07-01 00:00:00.000000' WHERE id = 4")
    assert unsealed_for_long() == ["P2"]


def test_what_many_did_while_nobody_sealed_is_no_fault(database, monkeypatch):
    monkeypatch.setattr(sealing, "AT_A_TIME", 2)
    began = now() - timedelta(days=2)
    for hours in range(0, 30, 5):
        monkeypatch.setattr(noting, "now", lambda at=began + timedelta(hours=hours): at)
        with writing(Door.COMMAND):
            factories.organisation(f"O{hours}")
    seal_all()
    assert kinds() == []


def test_a_clock_that_was_hours_ahead_is_no_fault_afterwards(database, monkeypatch):
    monkeypatch.setattr(noting, "now", lambda: now() + timedelta(hours=7))
    with writing(Door.COMMAND):
        factories.organisation("O1")
    seal_all()
    monkeypatch.undo()
    with writing(Door.COMMAND):
        factories.organisation("O2")
    seal_all()
    assert kinds() == []


def test_another_trouble_than_another_sealer_is_told(database, sealed):
    with writing(Door.FORM, LAN):
        factories.programme("P2")
    database.execute(text("ALTER TABLE journal_seal RENAME TO lost"))
    database.commit()
    with pytest.raises(DBAPIError):
        seal_all()
    database.rollback()
    database.execute(text("ALTER TABLE lost RENAME TO journal_seal"))
    database.commit()


def test_writers_and_sealers_at_once_leave_one_chain(app, database):
    with writing(Door.FORM, LAN):
        for number in range(2):
            factories.programme(f"P{number}")
    over = threading.Event()

    def write(code: str) -> None:
        with app.app_context():
            for number in range(15):
                with writing(Door.FORM, LAN):
                    row = db.session.scalars(select(Programme).filter_by(code=code)).one()
                    row.name = str(number)
                    factories.organisation(f"O-{code}-{number}")

    def seal() -> None:
        with app.app_context():
            while not over.is_set():
                seal_all()

    writers = [threading.Thread(target=write, args=(f"P{n}",)) for n in range(2)]
    sealers = [threading.Thread(target=seal) for _n in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    for thread in sealers:
        thread.join()
    database.rollback()
    seal_all()
    assert kinds() == []
    assert len(database.scalars(select(Entry)).all()) == 2 + 2 * 15 * 2
    assert database.scalars(select(Entry).where(Entry.seal_id.is_(None))).all() == []


@pytest.mark.parametrize("late", [False, True])
def test_a_sealer_that_was_overtaken_leaves_what_the_other_sealed(app, database, monkeypatch, late):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite one writes at a time")
    with writing(Door.FORM, LAN):
        factories.programme("P1")
    newest = sealing.newest_seal

    def overtaken(programme: str) -> Seal | None:
        found = newest(programme)
        monkeypatch.setattr(sealing, "newest_seal", newest)
        with ThreadPoolExecutor() as others:
            assert others.submit(in_context, app, seal_all).result() == 1
        return found if late else newest(programme)

    monkeypatch.setattr(sealing, "newest_seal", overtaken)
    assert seal_all() == 0
    assert kinds() == []


def in_context(app, act):
    """What another process does."""
    with app.app_context():
        return act()


def test_the_time_of_a_write_is_an_instant(database, sealed):
    for at in database.scalars(select(Write.at)):
        assert abs(now() - at) < timedelta(minutes=5)
