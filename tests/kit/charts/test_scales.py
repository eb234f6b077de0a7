"""Round ends and ticks, days worth marking, and blocks that make room for each other."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from coachtrack.kit.charts.scales import (
    Linear,
    apart,
    cut,
    day_ticks,
    nice_ends,
    ticks,
    value_ends,
    width_of,
)

VALUES = some.lists(some.floats(-1e9, 1e9).filter(lambda n: abs(n) > 1e-6 or n == 0), min_size=1)


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], (0, 1)),
        ([0], (0, 1)),
        ([5], (0, 5)),
        ([3, 21.5], (0, 25)),
        ([96, 99.2], (96, 100)),
        ([-4, 9], (-5, 10)),
        ([-9, -8], (-9, -8)),
    ],
)
def test_ends_are_round(values, ends):
    assert nice_ends(values) == pytest.approx(ends)


@given(VALUES)
def test_ends_hold_every_value(values):
    low, high = nice_ends(values)
    slack = 1e-6 * (high - low)
    assert low - slack <= min(values) <= max(values) <= high + slack
    assert low < high


def test_small_percentages_start_at_zero():
    assert value_ends([10.8, 11.2], "%")[0] == 0
    assert value_ends([46.0, 49.0], "minutes") == (46, 49)


def test_percentages_end_at_a_hundred_unless_a_value_is_above():
    assert value_ends([12.0, 97.0], "%")[1] == 100
    assert value_ends([12.0, 104.0], "%")[1] > 104


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        ((0, 25), [0, 5, 10, 15, 20, 25]),
        ((25, 55), [25, 30, 35, 40, 45, 50, 55]),
        ((0, 0.3), [0, 0.1, 0.2, 0.3]),
    ],
)
def test_ticks_meet_the_ends(ends, found):
    assert ticks(*ends, 5)[0] == found


def test_a_stretch_left_out_takes_no_room():
    place = Linear(0, 100, 0, 10, breaks=((20, 80),))
    assert [place(n) for n in (0, 20, 50, 80, 100)] == [0, 5, 5, 5, 10]


def test_days_are_round_days_of_the_month():
    low, high = date(2020, 7, 1).toordinal(), date(2020, 9, 30).toordinal()
    assert day_ticks(low, high, high - low, 4) == [
        date(2020, 7, 1),
        date(2020, 8, 1),
        date(2020, 9, 1),
    ]
    assert date(2020, 7, 15) in day_ticks(low, high, high - low, 7)


class TestApart:
    def test_blocks_with_room_stay(self):
        assert apart([0, 50, 100], [10, 10, 10], 0, 200) == [0, 50, 100]

    def test_two_that_overlap_share_the_way(self):
        assert apart([50, 52], [10, 10], 0, 200) == [46, 56]

    def test_the_ends_hold(self):
        assert apart([195, 196], [10, 10], 0, 200) == [180, 190]
        assert apart([-8, -2], [10, 10], 0, 200) == [0, 10]

    @given(some.lists(some.floats(0, 400), max_size=12))
    def test_none_lies_on_another(self, wanted):
        starts = apart(sorted(wanted), [20.0] * len(wanted), 0, 400)
        gaps = [after - before for before, after in pairwise(starts)]
        assert all(gap >= 20 - 1e-6 for gap in gaps)
        assert all(-1e-6 <= start <= 380 + 1e-6 for start in starts)


def test_a_name_is_cut_to_its_room():
    kept = cut("Công ty TNHH Cơ khí chính xác", 100, 13)
    assert kept.endswith("…")
    assert width_of(kept, 13) <= 100
    assert cut("Ngắn", 100, 13) == "Ngắn"
