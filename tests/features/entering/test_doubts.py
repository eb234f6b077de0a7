"""Which figures are asked about before they are saved."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from coachtrack.domain.types import Better, Definition, Kind, Reading
from coachtrack.features.entering.doubts import Together

#: The same table holds for the script of the page (tests/e2e/test_doubts.py).
CASES = json.loads((Path(__file__).parent / "doubts.json").read_text(encoding="utf-8"))
DEFECTS = Definition(Kind.PROPORTION, Better.LOWER, 100)
DAYS = Definition(Kind.VALUE, Better.LOWER)


def counted(numerator, denominator, n=0):
    day = date(2020, 7, 1) + timedelta(n)
    return Reading(day, day, numerator, denominator)


def noted(value, n=0):
    day = date(2020, 7, 1) + timedelta(n)
    return Reading(day, day, value=value)


def doubtful(reading, others, definition):
    return Together([*others, reading], definition).doubt(reading)


def usual(n=8):
    return [counted(20 + k % 9, 400, k) for k in range(n)]


def test_a_rate_far_from_the_others_is_asked_about():
    found = doubtful(counted(180, 400), usual(), DEFECTS)
    assert found is not None
    assert (found.lowest, found.highest) == (5.0, 6.75)


def test_swapped_digits_are_asked_about():
    assert doubtful(counted(210, 400), usual(), DEFECTS)


def test_a_rate_among_the_others_is_not():
    assert doubtful(counted(24, 400), usual(), DEFECTS) is None


def test_with_few_others_nothing_is():
    assert doubtful(counted(180, 400), usual(4), DEFECTS) is None


def test_one_defect_in_a_small_lot_is_no_wonder():
    assert doubtful(counted(1, 5), usual(), DEFECTS) is None
    assert doubtful(counted(50, 250), usual(), DEFECTS)


def test_the_first_defects_after_none_are_asked_about_only_beyond_chance():
    clean = [counted(0, 400, n) for n in range(8)]
    assert doubtful(counted(1, 400), clean, DEFECTS) is None
    assert doubtful(counted(60, 400), clean, DEFECTS)


def test_a_number_as_such_is_compared_with_the_fences():
    others = [noted(30 + n % 3, n) for n in range(6)]
    assert doubtful(noted(300), others, DAYS)
    assert doubtful(noted(33), others, DAYS) is None


def test_a_day_without_work_is_not_asked_about():
    assert doubtful(counted(0, 0), usual(), DEFECTS) is None


def test_one_that_lies_far_does_not_widen_what_is_said_of_the_others():
    found = doubtful(counted(180, 400), [*usual(), counted(200, 400, 9)], DEFECTS)
    assert found is not None
    assert found.highest == 6.75


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_the_page_asks_about_too(case):
    definition = Definition(Kind(case["kind"]), Better.LOWER, case["factor"])
    figures = [*case["others"], case["figure"]]
    made = [counted(*f, n) if isinstance(f, list) else noted(f, n) for n, f in enumerate(figures)]
    together = Together(made, definition)
    found = together.doubt(made[-1]), together.excess(made[-1])
    assert any(found) == case["asked"]


def test_how_many_were_counted_is_compared_with_periods_of_its_length():
    days = [counted(20, 260 + n, n) for n in range(6)]
    week = Reading(date(2020, 8, 3), date(2020, 8, 9), 130, 1700)
    assert Together([*days, week], DEFECTS).excess(week) is None
    day = counted(130, 1700, 40)
    found = Together([*days, day], DEFECTS).excess(day)
    assert found is not None
    assert (found.lowest, found.highest) == (260, 265)
