"""The run chart of a measure, from readings and their result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from coachtrack.domain import compare
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading, Window
from coachtrack.features.indicators.charts import run_chart, sparkline
from coachtrack.kit.charts import Caption, Chart, Shape, Tone, table
from tests.pages import english_page

START = date(2020, 7, 1)
DEFECTS = Definition(Kind.PROPORTION, Better.LOWER, 100.0)
BASELINE = Window(START, START + timedelta(27))
FOLLOW_UP = Window(START + timedelta(60), START + timedelta(87))
PLAN = Plan(BASELINE, FOLLOW_UP, FOLLOW_UP.end, target=5.0)
CAPTION = Caption("m", "Defect rate", "%", 1)


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    with english_page():
        yield


def counted(defects: float, day: int, days: int = 1) -> Reading:
    """Defects of 200, from a day of the engagement on."""
    start = START + timedelta(day)
    return Reading(start, start + timedelta(days - 1), defects, 200.0)


def drawn(readings: list[Reading], plan: Plan = PLAN, **more) -> Chart:
    """The run chart of a defect rate."""
    return run_chart(readings, DEFECTS, plan, compare(DEFECTS, readings, plan), CAPTION, **more)


BEFORE = [counted(20 + n % 3, n) for n in range(12)]
BETWEEN = [counted(16, 35), counted(14, 45)]
AFTER = [counted(8 + n % 3, 60 + n) for n in range(12)]


def test_bands_carry_the_pooled_figures():
    bands = drawn(BEFORE + BETWEEN + AFTER).bands
    assert [(band.label, band.value, band.note) for band in bands] == [
        ("Baseline", "10.5\xa0%", "252 of 2,400"),
        ("Coaching", "", ""),
        ("Follow-up", "4.5\xa0%", "108 of 2,400"),
    ]
    assert bands[2].tone == Tone.IMPROVE


def test_a_line_never_runs_into_another_phase():
    series = drawn(BEFORE + BETWEEN + AFTER + [counted(12, 95)]).series
    assert [(each.name, len(each.points)) for each in series] == [
        ("Baseline", 12),
        ("Coaching", 2),
        ("Follow-up", 12),
        ("Coaching", 1),
    ]
    assert [each.labelled for each in series] == [False, False, False, True]


def test_a_reading_across_an_edge_is_hollow_and_explained():
    chart = drawn([*BEFORE, counted(9, 27, days=3), *AFTER])
    hollow = [each for each in chart.series if each.shape == Shape.RING]
    assert [len(each.points) for each in hollow] == [1]
    assert [mark[2] for mark in chart.marks] == ["Left out (across the edge of a window)"]


def test_what_happened_is_numbered_in_order():
    events = [(START + timedelta(50), "Second"), (START + timedelta(30), "First")]
    flags = drawn(BEFORE + AFTER, events=events).flags
    assert [(flag.number, flag.text) for flag in flags] == [(1, "First"), (2, "Second")]


def test_a_long_silence_is_left_out_of_the_axis():
    chart = drawn([*BEFORE, *AFTER, counted(9, 300)])
    (start, end) = chart.x.breaks[0]
    assert end - start > 150
    assert all(not start < point.x < end for each in chart.series for point in each.points)


def test_the_target_is_a_line_and_in_the_table():
    chart = drawn(BEFORE + AFTER)
    rows = table(chart)[1]
    target = next(line for line in chart.lines if line.name == "Target")
    assert (target.y, target.label) == ((5.0, 5.0), "Target\n5\xa0%")
    assert [row[1:3] for row in rows[-3:]] == [
        ["Before", "10.5\xa0%"],
        ["After", "4.5\xa0%"],
        ["Target", "5.0\xa0%"],
    ]


def test_the_centre_ends_where_the_way_of_counting_changes():
    second = [replace(each, version=2) for each in AFTER]
    (centre,) = (each for each in drawn(BEFORE + second).lines if each.dashed)
    assert centre.x[1] == AFTER[0].start.toordinal() - 0.5
    (unbroken,) = (each for each in drawn(BEFORE + AFTER).lines if each.dashed)
    assert unbroken.x[1] == drawn(BEFORE + AFTER).x.high


def test_without_windows_there_are_only_the_readings():
    chart = drawn(BEFORE, Plan())
    assert (chart.bands, len(chart.series), len(chart.lines)) == ((), 1, 0)


def test_without_readings_there_is_an_empty_chart():
    assert drawn([], Plan()).series == ()


def test_a_sparkline_is_one_thread():
    readings = BEFORE + BETWEEN + AFTER
    chart = sparkline(readings, DEFECTS, PLAN, compare(DEFECTS, readings, PLAN), CAPTION)
    assert [len(each.points) for each in chart.series] == [26]
    assert (chart.bands, chart.flags) == ((), ())
