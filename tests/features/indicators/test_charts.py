"""The run chart of a measure, from readings and their result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from coachtrack.domain import compare
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading, Window
from coachtrack.features.indicators.charts import run_chart, sparkline
from coachtrack.kit.charts import WIDE, Caption, Chart, Shape, Tone, figure, panel, svg, table
from coachtrack.kit.charts.scales import Linear
from tests.kit.charts.drawings import parsed, texts
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


YEARS = 6 * 365


def later(*days: int) -> list[Reading]:
    """Readings of years after the engagement."""
    return [counted(9, YEARS + day) for day in days]


def drawn_paths(chart: Chart) -> list[list[float]]:
    """Along the axis, where each joined line of the wide drawing has its points."""
    drawing = parsed(svg(chart, WIDE))
    return [
        [float(x) for x in re.findall(r"[ML]([\d.]+) ", each.get("d", ""))]
        for each in drawing.iter("path")
    ]


def test_what_is_left_out_is_told_on_both_sides_and_nothing_runs_across():
    chart = drawn([*BEFORE, *AFTER, counted(9, 250), *later(0, 1, 2, 60)])
    assert {"10 Sep", "8 Mar", "30 Jun", "29 Aug", "2026"} <= set(texts(svg(chart, WIDE)))
    left, _top, width, _height = map(float, parsed(svg(chart, WIDE)).get("data-field", "").split())
    x = Linear(chart.x.low, chart.x.high, left, left + width, chart.x.breaks)
    assert len(chart.x.breaks) == 2
    for start, _end in chart.x.breaks:
        sides = [{place > x(start) for place in places} for places in drawn_paths(chart)]
        assert {True, False} not in sides


def test_a_silence_is_as_long_as_what_is_shown_without_the_longer_ones():
    readings = [*BEFORE, *AFTER, counted(9, 250), *later(0, 1)]
    assert len(drawn(readings).x.breaks) == 2


def test_plotly_leaves_out_what_the_drawing_does():
    chart = drawn([*BEFORE, *AFTER, counted(9, 250), *later(0, 1, 2)])
    made = figure(chart)
    assert len(made["layout"]["xaxis"]["rangebreaks"]) == len(chart.x.breaks) == 2
    assert [trace["y"].count(None) for trace in made["data"]] == [0, 0, 1]
    strokes = [note["x"] for note in made["layout"]["annotations"] if note["text"] == "//"]
    gaps = [each for each in made["layout"]["shapes"] if each.get("layer") == "above"]
    assert all(gap["x0"] < at < gap["x1"] for gap, at in zip(gaps, strokes, strict=True))


def test_the_centre_says_what_it_is_where_it_reaches_the_end():
    assert {"Baseline\n10.5\xa0%", "Target\n5\xa0%"} <= {
        line.label for line in drawn(BEFORE + AFTER).lines
    }
    second = [replace(each, version=2) for each in AFTER]
    assert [line.label for line in drawn(BEFORE + second).lines if line.dashed] == [""]


def test_both_windows_are_named_where_a_page_says_their_figures():
    chart = drawn([*BEFORE, *AFTER, counted(9, 95), *later(0, 1, 2)])
    narrow = str(panel(chart, small=True)).split("</svg>")[1] + "</svg>"
    assert {"Baseline", "Follow-up"} <= set(texts(narrow))
