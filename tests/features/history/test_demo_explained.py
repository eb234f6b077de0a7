"""The journal explains how any figure of the demo came to be."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Trust
from coachtrack.features.engagements.models import Event
from coachtrack.features.indicators import queries
from coachtrack.features.indicators.models import Measure, Reading, StoredResult
from coachtrack.features.indicators.results import stored_values
from coachtrack.kit.journal.naming import rows_of
from coachtrack.kit.journal.rolling import State, differences, rolled
from coachtrack.kit.journal.tables import Entry
from coachtrack.kit.permissions import Person
from coachtrack.kit.transactions import Door, writing

WINDOWS = ("baseline_from", "baseline_to", "follow_up_from", "follow_up_to")


@pytest.fixture
def measures(demo, database) -> list[Measure]:
    """The measures of the demo that have a result."""
    wanted = select(Measure).where(Measure.id.in_(select(StoredResult.measure_id)))
    return list(database.scalars(wanted))


def days(state: State) -> dict[str, date | None]:
    """The windows as they were noted."""
    said = {name: state.fields.get(name) for name in WINDOWS}
    return {name: day and date.fromisoformat(day) for name, day in said.items()}


def test_every_row_is_what_was_noted_of_it(measures):
    assert list(differences()) == []


def test_what_a_result_rests_on_is_in_the_journal(measures, database):
    kept = {each: rolled(each) for each in ("engagement", "measure", "event", "version")}
    told = {each: rolled("reading", each) for each in kept["engagement"]}
    for measure in measures:
        engagement, indicator = measure.engagement, measure.indicator.code
        name = f"{engagement.code}/{indicator}/{measure.scope}"
        assert kept["measure"][name].whole
        noted = kept["engagement"][engagement.code]
        assert days(noted) == {each: getattr(engagement, each) for each in WINDOWS}
        events = database.scalars(select(Event).where(Event.engagement_id == engagement.id))
        texts = {
            state.fields["text"]
            for state in kept["event"].values()
            if state.fields["engagement"] == engagement.code
        }
        assert texts == {event.text for event in events}
        if not measure.indicator.built_in or measure.indicator.current_version > 1:
            assert f"{indicator}/{measure.indicator.current_version}" in kept["version"]
        mine = {u: s for u, s in told[engagement.code].items() if s.fields["measure"] == name}
        stored = database.scalars(select(Reading).where(Reading.measure_id == measure.id)).all()
        assert mine.keys() == {str(row.uuid) for row in stored}


def test_what_was_noted_gives_the_results_that_are_stored(measures, database):
    """Every reading is thrown away, written again as the journal tells it, and counted anew."""
    told = {m.engagement.code: rolled("reading", m.engagement.code) for m in measures}
    stored = queries.stored_columns([measure.id for measure in measures])
    named = {f"{m.engagement.code}/{m.indicator.code}/{m.scope}": m for m in measures}
    readings = {str(row.uuid): row for row in database.scalars(select(Reading))}
    for states in told.values():
        for uuid, state in states.items():
            row = readings.pop(uuid)
            forget(row)
            assert named.get(state.fields["measure"], row.measure) is row.measure
            restore(row, state.fields)
    assert readings == {}
    database.flush()
    for asked in queries.comparisons([measure.id for measure in measures]):
        assert stored_values(asked.compare()) == stored[asked.measure_id], asked.name
    database.rollback()


def forget(row: Reading) -> None:
    """Nothing of a reading is left but which one it is."""
    row.numerator, row.denominator, row.value = 1.0, 1.0, None
    row.trust, row.withdrawn = Trust.SELF_REPORTED, "forgotten"


def restore(row: Reading, fields: dict[str, Any]) -> None:
    """A reading as the journal tells it."""
    row.from_on, row.to_on = (date.fromisoformat(fields[n]) for n in ("from_on", "to_on"))
    row.trust = Trust(fields["trust"])
    for name in ("version", "lot", "numerator", "denominator", "value", "withdrawn"):
        setattr(row, name, fields[name])


def test_each_reading_says_who_brought_it_when_and_by_which_door(measures, database):
    added = select(Entry).where(Entry.subject == "reading", Entry.action == "added")
    entries = database.scalars(added).all()
    rows = [row["uuid"] for entry in entries for row in rows_of(json.loads(entry.changes))]
    assert sorted(rows) == sorted(str(uuid) for uuid in database.scalars(select(Reading.uuid)))
    assert {(each.write.name, each.write.door) for each in entries} == {
        ("CoachTrack", Door.COMMAND)
    }


def test_what_is_changed_afterwards_is_followed(measures, database):
    measure = measures[0]
    wanted = select(Reading).where(Reading.measure_id == measure.id, Reading.value.is_(None))
    row = database.scalars(wanted.order_by(Reading.from_on)).first()
    with writing(Door.FORM, Person("Lan")):
        row.numerator = row.denominator
        row.note = "Counted again"
    noted = rolled("reading", measure.engagement.code)[str(row.uuid)]
    assert (noted.fields["numerator"], noted.fields["note"]) == (row.denominator, "Counted again")
    assert list(differences()) == []
