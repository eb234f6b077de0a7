"""Limits that stay frozen until somebody says that the process is another one, and their signs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coachtrack.domain import compare
from coachtrack.domain.courses import Course, courses
from coachtrack.domain.signs import Pattern
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading
from tests.domain.building import (
    AFTER,
    BEFORE,
    COACHING,
    FACTORS,
    LATER,
    PLAN,
    defined,
    readings,
)

VALUES = [(10.0 + (-1) ** n) for n in range(12)]


def of(
    kind: Kind, made: list[Reading], *rebases: date, better: Better = Better.LOWER
) -> tuple[Course, ...]:
    definition = Definition(kind, better, FACTORS.get(kind, 1.0))
    return courses(definition, kind, made, PLAN, rebases)


def told(course: Course) -> list[tuple[int, Pattern, bool]]:
    """Position, pattern and side of each sign."""
    return [(n, s.pattern, s.good) for n, s in enumerate(course.signs) if s]


@pytest.mark.parametrize(
    ("after", "better", "expected"),
    [
        ([4.0], Better.LOWER, [(12, Pattern.BEYOND_LIMIT, True)]),
        ([4.0], Better.HIGHER, [(12, Pattern.BEYOND_LIMIT, False)]),
        ([16.0], Better.LOWER, [(12, Pattern.BEYOND_LIMIT, False)]),
        ([9.0] * 7, Better.LOWER, []),
        ([9.0] * 8, Better.LOWER, [(n, Pattern.RUN, True) for n in range(12, 20)]),
        # One on the centre neither breaks a run nor adds to it.
        (
            [9.0] * 4 + [10.0] + [9.0] * 4,
            Better.LOWER,
            [(n, Pattern.RUN, True) for n in (12, 13, 14, 15, 17, 18, 19, 20)],
        ),
        ([9.0] * 4 + [11.0] + [9.0] * 4, Better.LOWER, []),
        ([14.0, 10.0, 14.0], Better.LOWER, [(14, Pattern.TWO_OF_THREE, False)]),
        ([14.0, 10.0, 10.0, 14.0], Better.LOWER, []),
    ],
)
def test_each_rule_of_single_values_and_what_just_misses_it(after, better, expected):
    made = readings(VALUES) + readings(after, AFTER)
    (course,) = of(Kind.VALUE, made, better=better)
    assert told(course) == expected


def test_two_of_three_is_a_rule_of_single_values_only():
    before = [(20.0, 200.0), (24.0, 200.0)] * 6
    (course,) = of(Kind.PROPORTION, readings(before) + readings([(34.0, 200.0)] * 3, AFTER))
    assert Pattern.TWO_OF_THREE not in {sign.pattern for sign in course.signs if sign}


def test_a_run_says_since_when_and_of_how_many():
    (course,) = of(Kind.VALUE, readings(VALUES) + readings([9.0] * 9, AFTER))
    (sign,) = set(course.signs[12:])
    assert sign is not None
    assert (sign.since, sign.readings, sign.high) == (AFTER, 9, False)


@pytest.mark.parametrize(
    ("after", "later", "expected"),
    [
        ([9.0] * 7, [9.0] * 7, []),
        ([9.0] * 3, [9.0] * 8, [(n, Pattern.RUN, True) for n in range(15, 23)]),
        ([9.0] * 8, [9.0] * 4, [(n, Pattern.RUN, True) for n in range(12, 20)]),
        ([14.0], [10.0, 14.0], []),
        ([10.0], [14.0, 14.0], [(14, Pattern.TWO_OF_THREE, False)]),
    ],
)
def test_no_sign_reaches_over_the_months_before_later_readings(after, later, expected):
    made = readings(VALUES) + readings(after, AFTER) + readings(later, LATER)
    (course,) = of(Kind.VALUE, made)
    assert told(course) == expected


def test_a_run_does_not_reach_from_the_baseline_into_what_follows():
    before = [11.0] * 6 + [9.0] * 6
    (course,) = of(Kind.VALUE, readings(before) + readings([9.0] * 3, AFTER))
    assert [sign for sign in course.signs if sign and sign.pattern == Pattern.RUN] == []


def test_the_baseline_has_signs_of_its_own():
    before = [*VALUES, *VALUES[:-1], 30.0]
    (course,) = of(Kind.VALUE, readings(before))
    assert told(course) == [(23, Pattern.BEYOND_LIMIT, False)]


@pytest.mark.parametrize(("n", "trial"), [(3, True), (11, True), (12, False)])
def test_fewer_than_twelve_readings_set_trial_limits(n, trial):
    (course,) = of(Kind.VALUE, readings(VALUES[:n]))
    assert course.trial == trial


def test_two_readings_set_no_limits():
    assert of(Kind.VALUE, readings(VALUES[:2]) + readings(VALUES, AFTER)) == ()


def test_limits_start_anew_at_a_rebase_with_its_first_twelve_readings():
    later = readings([20.0 + (-1) ** n for n in range(15)], AFTER)
    before, new = of(Kind.VALUE, readings(VALUES) + later, AFTER)
    assert (before.since, len(before.limits.readings)) == (None, 12)
    assert (new.since, new.limits.baseline, len(new.limits.readings)) == (AFTER, 12, 15)
    assert new.limits.chart.centre[0] == 20.0
    assert told(new) == []


def test_until_there_are_three_readings_after_a_rebase_there_is_no_course():
    made = readings(VALUES) + readings(VALUES[:2], AFTER)
    assert [course.since for course in of(Kind.VALUE, made, AFTER)] == [None]
    made += readings(VALUES[:1], AFTER + timedelta(5))
    assert [course.since for course in of(Kind.VALUE, made, AFTER)] == [None, AFTER]


def test_a_rebase_within_the_baseline_changes_nothing():
    made = readings(VALUES) + readings(VALUES, AFTER)
    assert of(Kind.VALUE, made, BEFORE, PLAN.baseline.end) == of(Kind.VALUE, made)


def test_a_reading_across_the_day_of_a_rebase_belongs_to_no_course():
    week = Reading(AFTER - timedelta(3), AFTER + timedelta(3), value=10.0)
    made = [*readings(VALUES), week, *readings(VALUES, AFTER + timedelta(4))]
    found = of(Kind.VALUE, made, AFTER)
    assert len(found) == 2
    assert all(week not in course.limits.readings for course in found)


def test_two_rebases_make_three_courses_in_order_of_time():
    between = readings([20.0, 22.0, 21.0], COACHING)
    last = readings([30.0, 32.0, 31.0], AFTER)
    found = of(Kind.VALUE, readings(VALUES) + between + last, AFTER, COACHING, AFTER)
    assert [course.since for course in found] == [None, COACHING, AFTER]
    assert [round(course.limits.chart.centre[0]) for course in found] == [10, 21, 31]


def test_after_another_way_of_counting_a_rebase_sets_limits_for_that_one():
    before = readings([(20.0, 200.0)] * 12)
    after = readings([(10.0, 200.0)] * 12, AFTER, version=2)
    (old,) = of(Kind.PROPORTION, before + after)
    assert len(old.limits.readings) == 12
    old, new = of(Kind.PROPORTION, before + after, AFTER)
    assert new.limits.chart.centre[0] == 0.05


@pytest.mark.parametrize("kind", [Kind.LEVEL, Kind.VALUE])
def test_a_level_and_a_measure_without_a_window_have_none(kind):
    plan = PLAN if kind == Kind.LEVEL else Plan()
    definition = Definition(kind, Better.LOWER)
    assert courses(definition, kind, readings(VALUES), plan) == ()


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (VALUES, Kind.VALUE),
        ([12.0] * 8 + [8.0] * 8, Kind.VALUE),
        ([*VALUES, 30.0], Kind.VALUE),
        ([(14, 200)] * 6 + [(26, 200)] * 8, Kind.PROPORTION),
        ([12.0, 30.0], Kind.VALUE),
    ],
)
def test_a_result_knows_how_many_of_its_baseline_are_marked_on_the_chart(before, kind):
    after = [(8, 200)] * 3 if kind == Kind.PROPORTION else [7.0, 8.0, 6.0]
    made = readings(before) + readings(after, AFTER)
    marked = [
        sign for course in of(kind, made) for sign in course.signs[: course.limits.baseline] if sign
    ]
    assert compare(defined(kind), made, PLAN).unsteady == len(marked)
    assert bool(marked) == (before not in (VALUES, [12.0, 30.0]))
