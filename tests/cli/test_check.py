"""`coachtrack check`: whatever was changed behind the product's back is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from coachtrack.extensions import db
from coachtrack.features.indicators.models import Measure
from coachtrack.kit.columns import now
from coachtrack.kit.journal import noting
from coachtrack.kit.journal.sealing import newest_seal, seal_all
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Door, writing
from tests import factories
from tests.commands import run

LAN = Person("Lan")


@pytest.fixture
def place(database) -> Measure:
    """A measure with a result, all of which the journal knows."""
    with writing(Door.FORM, LAN):
        figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
        measure = factories.measure(scope="Line 1", main=True, **figures)
        factories.event(measure.engagement, factories.START)
        factories.visit(measure.engagement)
    return measure


def change(*statements: str) -> None:
    """What somebody could do who has the database itself."""
    for statement in statements:
        db.session.execute(text(statement))
    db.session.commit()


def test_all_is_well(app, place):
    result = run(app, "check")
    assert (result.exit_code, result.stderr) == (0, "")
    seal = newest_seal("P1")
    assert f"The newest seal of P1 is {seal.mark}." in result.stdout
    assert "Database, results and journal are whole." in result.stdout


def test_what_came_before_it_is_sealed_too(app, place):
    assert newest_seal("P1") is None
    run(app, "check")
    assert newest_seal("P1").number == 1


def test_that_no_server_ran_for_long_is_told_and_no_damage(app, database, monkeypatch):
    monkeypatch.setattr(noting, "now", lambda: now() - timedelta(hours=3))
    with writing(Door.COMMAND):
        factories.programme("P1")
    result = run(app, "check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The journal of P1: what was changed over an hour ago was not sealed" in result.stdout
    assert "not sealed" not in run(app, "check").stdout


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE reading SET numerator = 7 WHERE from_on = '2020-07-01'",
            "numerator is 7.0, and by the journal it is 20.",
        ),
        ("DELETE FROM reading WHERE from_on = '2020-07-01'", "and no longer there."),
        (
            "UPDATE reading SET withdrawn = 'x' WHERE from_on = '2020-07-01'",
            "withdrawn is 'x', and by the journal it is ''.",
        ),
        (
            "UPDATE engagement SET baseline_to = '2020-07-30'",
            "engagement P1-01: baseline_to is '2020-07-30', and by the journal it is '2020-07-31'.",
        ),
        (
            "UPDATE measure SET target = 3",
            "measure P1-01/defect-rate/Line 1: target is 3.0, and by the journal it is None.",
        ),
        (
            "UPDATE measure SET scope = 'Line 2'",
            "measure P1-01/defect-rate/Line 1 is in the journal, and no longer there.",
        ),
        (
            "DELETE FROM programme_factory",
            "programme P1: factories is [], and by the journal it is ['F-P1-01'].",
        ),
        ("UPDATE event SET withdrawn = 'x'", "withdrawn is 'x', and by the journal it is ''."),
        ("UPDATE result SET improvement = 0.9", "the stored result is not what its readings say."),
    ],
)
def test_what_was_changed_is_named(app, place, statement, said):
    change(statement)
    result = run(app, "check")
    assert result.exit_code == 1
    assert said in result.stderr
    assert "is not as the product left it" in result.stderr


def test_a_reading_that_nobody_entered_is_named(app, place):
    factories.readings(place, [(1, 200)], factories.END)
    db.session.commit()
    result = run(app, "check")
    assert result.exit_code == 1
    assert "is not in the journal." in result.stderr


def test_a_reference_to_nothing_is_named(app, place):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps references itself")
    db.session.commit()
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("COMMIT") if driver.in_transaction else None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("UPDATE visit SET engagement_id = 99")
        driver.execute("PRAGMA foreign_keys = ON")
    result = run(app, "check")
    assert result.exit_code == 1
    assert "of visit refers to one of engagement that is not there." in result.stderr


def test_a_seal_that_was_told_is_proved(app, place):
    seal_all()
    mark = newest_seal("P1").mark
    assert run(app, "check", "--seal", mark, "--programme", "p1").exit_code == 0
    result = run(app, "check", "--seal", f"2:{mark[2:]}", "--programme", "P1")
    assert result.exit_code == 1
    assert f"The seal 2:{mark[2:]} is not in the journal of P1." in result.stderr


def test_the_journal_of_the_demo_is_whole(app, demo, database):
    result = run(app, "check")
    assert (result.exit_code, result.stderr) == (0, "")
