"""What a reader of the figure must know besides: one test for each warning."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coachtrack.domain import compare
from coachtrack.domain.types import Kind, Reading, Trust, Verdict, Warning
from tests.domain.building import AFTER, BEFORE, PLAN, compared, defined, readings

#: Twelve a side that vary as chance does.
STEADY = [(n, 100) for n in (10, 8, 12, 9, 11, 10, 13, 7, 10, 9, 11, 10)]
LOW = [(n, 100) for n in (5, 6, 4, 5, 6, 5, 4, 5, 3, 7, 5, 5)]


def test_nothing_to_warn_of():
    assert compared(STEADY, LOW).warnings == ()


def test_few_baseline_readings():
    assert compared(STEADY[:11], LOW).warnings == (Warning.FEW_BASELINE_READINGS,)
    assert Warning.FEW_BASELINE_READINGS not in compared([], LOW).warnings


def test_baseline_special_cause():
    assert compared([*STEADY, (25, 100)], LOW).warnings == (Warning.BASELINE_SPECIAL_CAUSE,)
    assert compared(STEADY, LOW, coaching=[(30, 100)]).warnings == ()


def test_a_day_without_work_shifts_no_special_cause_into_the_baseline():
    assert compared([(0, 0), *STEADY], LOW, coaching=[(30, 100)]).warnings == ()


def test_selection_measurement():
    result = compared(STEADY, LOW, selection=True)
    assert result.warnings == (Warning.SELECTION_MEASUREMENT,)


def test_other_change():
    assert compared(STEADY, LOW, other_change=True).warnings == (Warning.OTHER_CHANGE,)


def test_clustered():
    lots = [(2, 100), (18, 100)] * 6
    result = compared(lots, LOW)
    assert result.warnings == (Warning.CLUSTERED,)
    assert result.change.interval.dispersion > 2


def test_dispersion_unknown():
    result = compared([(120, 1200)], LOW[:4])
    assert Warning.DISPERSION_UNKNOWN in result.warnings
    assert result.change.interval.dispersion == 1
    assert Warning.DISPERSION_UNKNOWN not in compared([(120, 1200)], LOW[:5]).warnings
    assert Warning.DISPERSION_UNKNOWN not in compared([], LOW).warnings


@pytest.mark.parametrize(
    ("before", "kind", "few"),
    [
        ([(4, 1000)], Kind.PROPORTION, True),
        ([(5, 1000)], Kind.PROPORTION, False),
        ([(996, 1000)], Kind.PROPORTION, True),
        ([(995, 1000)], Kind.PROPORTION, False),
        ([(4, 10)], Kind.RATE, True),
        ([(9, 10)], Kind.RATE, False),
        ([(4, 10)] * 3, Kind.SCORE, False),
    ],
)
def test_few_events(before, kind, few):
    assert (Warning.FEW_EVENTS in compared(before, LOW, kind).warnings) == few


def test_bare_values():
    result = compared([*STEADY, 9.0], LOW)
    assert result.warnings == (Warning.BARE_VALUES,)
    assert result.bare == 1
    assert result.kind == Kind.VALUE
    assert (result.baseline.numerator, result.baseline.denominator) == (None, None)
    assert result.baseline.value == pytest.approx((120 + 9) / 13)
    assert result.change.interval.method == "welch"


@pytest.mark.parametrize(
    ("before", "trusts", "hearsay"),
    [
        ([10.0, 11.0], (Trust.SELF_REPORTED, Trust.SELF_REPORTED), True),
        ([10.0, 11.0], (Trust.SELF_REPORTED, Trust.SEEN), False),
        ([10.0, (10, 100)], (Trust.SELF_REPORTED, Trust.SELF_REPORTED), False),
    ],
)
def test_hearsay_is_all_rates_and_all_self_reported(before, trusts, hearsay):
    made = readings(before, trust=trusts[0]) + readings([5.0], AFTER, trust=trusts[1])
    assert compare(defined(), made, PLAN).hearsay is hearsay
    assert not compare(defined(Kind.VALUE), made, PLAN).hearsay


def test_a_number_is_the_proper_reading_of_a_time():
    result = compared([float(n) for n, _ in STEADY], [float(n) for n, _ in LOW], Kind.VALUE)
    assert result.warnings == ()


def test_straddling_readings():
    across = Reading(PLAN.baseline.end, PLAN.baseline.end + timedelta(1), 90, 100)
    result = compare(defined(), [*readings(STEADY), across, *readings(LOW, AFTER)], PLAN)
    assert result.warnings == (Warning.STRADDLING_READINGS,)
    assert result.baseline.readings == 12


def test_no_variation():
    result = compared([30.1] * 12, [20.7] * 3, Kind.VALUE)
    assert result.verdict == Verdict.TOO_LITTLE_DATA
    assert result.warnings == (Warning.NO_VARIATION,)
    assert result.change.absolute == pytest.approx(-9.4)


@pytest.mark.parametrize("kind", [Kind.RATIO, Kind.SCORE])
def test_no_variation_but_for_rounding(kind):
    """Three times a third and three times 0.1 have no spread, whatever floating point says."""
    result = compared([(0.1, 0.3), (0.2, 0.6), (0.7, 2.1)], [(0.1, 1), (0.2, 2), (0.3, 3)], kind)
    assert result.verdict == Verdict.TOO_LITTLE_DATA
    assert Warning.NO_VARIATION in result.warnings


def test_two_equal_readings_a_side_are_too_few_rather_than_without_variation():
    assert Warning.NO_VARIATION not in compared([30.0] * 2, [20.0] * 2, Kind.VALUE).warnings


def test_warnings_come_in_one_order():
    result = compared([*STEADY[:4], (60, 100)], LOW, selection=True, other_change=True)
    assert result.warnings == (
        Warning.FEW_BASELINE_READINGS,
        Warning.BASELINE_SPECIAL_CAUSE,
        Warning.SELECTION_MEASUREMENT,
        Warning.OTHER_CHANGE,
        Warning.CLUSTERED,
    )


def test_later_trust_is_told_only_where_it_is_less():
    found = readings(STEADY, BEFORE, trust=Trust.SEEN) + readings(LOW, AFTER, trust=Trust.SEEN)
    for trust, told in (
        (Trust.SELF_REPORTED, Trust.SELF_REPORTED),
        (Trust.SEEN, None),
        (Trust.THIRD_PARTY, None),
    ):
        later = readings(LOW, date(2021, 3, 1), trust=trust)
        assert compare(defined(), found + later, PLAN).later_trust == told
    assert compare(defined(), found, PLAN).later_trust is None
    # What was counted under another definition is not among the later ones.
    other = readings(LOW, date(2021, 3, 1), trust=Trust.SELF_REPORTED, version=2)
    assert compare(defined(), found + other, PLAN).later_trust is None


def test_trust_is_the_lowest_among_the_readings():
    found = readings(STEADY, BEFORE, trust=Trust.THIRD_PARTY)
    found += readings(LOW, AFTER, trust=Trust.SEEN)
    later = readings(LOW, date(2021, 3, 1), trust=Trust.SELF_REPORTED)
    assert compare(defined(), found + later, PLAN).trust == Trust.SEEN
    assert compare(defined(), found + later, PLAN).later_trust == Trust.SELF_REPORTED
    assert compare(defined(), [], PLAN).trust is None
