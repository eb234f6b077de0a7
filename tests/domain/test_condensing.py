"""Very many readings drawn as few: nothing counted is lost, and no phase runs into another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coachtrack.domain.condensing import condensed
from coachtrack.domain.types import Reading, Trust
from coachtrack.domain.windows import in_order, phase_of
from tests.domain.building import BEFORE, PLAN, readings


def lots(days: int, each: int) -> list[Reading]:
    """Lots of 100 pieces, several a day."""
    return [
        Reading(BEFORE + timedelta(day), BEFORE + timedelta(day), 5.0, 100.0, lot=str(n))
        for day in range(days)
        for n in range(each)
    ]


def test_few_readings_stay_as_they_are():
    made = lots(30, 3)
    assert condensed(made, PLAN) == condensed(made, PLAN, most=90)
    assert condensed(made, PLAN).readings == tuple(made)
    assert condensed(made, PLAN).days == 0


@pytest.mark.parametrize(("most", "days"), [(89, 1), (29, 7), (4, 28)])
def test_the_shortest_span_that_makes_them_few_is_taken(most, days):
    found = condensed(lots(30, 3), PLAN, most=most)
    assert found.days == days
    assert len(found.readings) <= most


def test_nothing_that_was_counted_is_lost():
    made = lots(200, 20)
    found = condensed(made, PLAN).readings
    assert sum(reading.numerator for reading in found) == 5.0 * len(made)
    assert sum(reading.denominator for reading in found) == 100.0 * len(made)


def test_phases_and_versions_stay_apart():
    made = lots(120, 2) + readings([(5.0, 100.0)] * 30, BEFORE, version=2, lot="new")
    found = condensed(made, PLAN, most=20).readings
    assert {phase_of(reading, PLAN) for reading in found} >= {
        phase_of(reading, PLAN) for reading in made
    }
    assert {reading.version for reading in found} == {1, 2}
    assert None not in {phase_of(reading, PLAN) for reading in found}


def test_versions_that_take_turns_are_drawn_together_all_the_same():
    made = [replace(one, version=1 + n % 2) for n, one in enumerate(lots(200, 10))]
    found = condensed(made, PLAN)
    assert (found.days, len(found.readings) <= 1000) == (1, True)
    assert list(found.readings) == in_order(found.readings)


def test_counts_and_rates_stay_apart():
    made = [*lots(2, 2), *readings([8.0, 10.0], BEFORE, lot="rate")]
    found = condensed(made, PLAN, most=3).readings
    assert {(one.numerator, one.value) for one in found} == {(20.0, None), (None, 9.0)}


def test_rates_alone_are_averaged_and_the_lowest_trust_is_told():
    one, two = readings([8.0]), readings([10.0], lot="2", trust=Trust.SEEN)
    (found,) = condensed([*one, *two], PLAN, most=1).readings
    assert (found.value, found.numerator, found.trust) == (9.0, None, Trust.SELF_REPORTED)
