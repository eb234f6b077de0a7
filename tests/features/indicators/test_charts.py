"""The run chart of a measure, from readings and their result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from coachtrack.domain import compare
from coachtrack.domain.courses import courses
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading, Window
from coachtrack.features.indicators.charts import run_chart, sparkline
from coachtrack.kit import formats
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


def limited(readings: list[Reading], *rebases: date, **more) -> Chart:
    """The control chart of a defect rate."""
    found = courses(DEFECTS, Kind.PROPORTION, readings, PLAN, rebases)
    return drawn(readings, courses=found, **more)


FEW = [counted(2, 60 + n) for n in range(12)]


def test_both_limits_are_drawn_by_steps_and_stand_in_no_table():
    chart = limited(BEFORE + AFTER)
    upper, lower = (s for s in chart.series if s.stepped)
    assert (upper.name, lower.name) == ("Upper limit", "Lower limit")
    # 10.5 ± 3 √(10.5 · 89.5 / 200)
    assert (upper.points[0].y, lower.points[0].y) == pytest.approx((17.0029, 3.9971), abs=1e-4)
    assert not {row[1] for row in table(chart)[1]} & {"Upper limit", "Lower limit"}
    assert (upper.points[0].x, upper.points[-1].x) == (
        BEFORE[0].start.toordinal() - 0.5,
        AFTER[-1].end.toordinal() + 0.5,
    )


def test_a_point_beyond_a_limit_is_marked_told_and_explained():
    chart = limited(BEFORE + FEW)
    points = [p for s in chart.series if s.name == "Follow-up" for p in s.points]
    assert {(p.shape, p.tone) for p in points} == {(Shape.DIAMOND, Tone.IMPROVE)}
    headings, rows = table(chart)
    assert headings[-1] == "Unusual"
    assert rows[-5][-1] == "Unusual, better: below the lower limit"
    assert "Unusual, better: below the lower limit" in svg(chart, WIDE)
    assert "Unusual, better: below the lower limit" in figure(chart)["data"][-1]["hovertext"][0]
    assert [words for _shape, _tone, words in chart.marks] == ["Unusual: better"]


def test_a_run_on_the_bad_side_is_marked_by_another_shape_and_word():
    worse = [counted(26, 60 + n) for n in range(8)]
    chart = limited(BEFORE + worse)
    points = [p for s in chart.series if s.name == "Follow-up" for p in s.points]
    assert {(p.shape, p.tone) for p in points} == {(Shape.UP, Tone.CONCERN)}
    assert points[0].note == (
        "Unusual, worse: one of 8 in a row on one side of the centre, since 30 Aug 2020"
    )


def test_what_limits_rest_on_stands_beneath_the_chart():
    (with_few,) = limited(BEFORE[:7] + AFTER).footnotes
    assert with_few == (
        "Thin lines: the limits of chance, from the 7 readings of the baseline (p chart)."
        " Trial limits: 12 readings are needed for firm ones."
    )
    (firm,) = limited(BEFORE + AFTER).footnotes
    assert "Trial" not in firm
    assert firm in panel(limited(BEFORE + AFTER))


def test_lines_break_at_a_rebase():
    day = AFTER[0].start
    chart = limited(BEFORE + AFTER, day)
    old, new = (line for line in chart.lines if line.dashed)
    assert (old.x[1], new.x) == (day.toordinal() - 0.5, (day.toordinal() - 0.5, chart.x.high))
    assert (new.name, new.y[0]) == ("Centre since 30 Aug 2020", pytest.approx(4.5))
    assert len([series for series in chart.series if series.stepped]) > 2
    assert all(point.note == "" for series in chart.series for point in series.points)
    assert chart.footnotes[1] == (
        "Since 30 Aug 2020 centre and limits are new: from the first 12 readings (p chart)."
    )


def test_a_rebase_at_another_way_of_counting_has_its_own_centre():
    second = [replace(each, version=2) for each in AFTER]
    day = second[0].start
    old, new = (line for line in limited(BEFORE + second, day).lines if line.dashed)
    assert (old.x[1], new.x[0]) == (day.toordinal() - 0.5, day.toordinal() - 0.5)
    assert new.label == "Centre\n4.5\xa0%"


def test_limits_of_single_values_are_in_their_unit():
    minutes = Definition(Kind.VALUE, Better.LOWER)
    made = [Reading(each.start, each.end, value=n % 3.0) for n, each in enumerate(BEFORE)]
    found = courses(minutes, Kind.VALUE, made, PLAN)
    chart = run_chart(made, minutes, PLAN, compare(minutes, made, PLAN), CAPTION, courses=found)
    upper = next(series for series in chart.series if series.stepped)
    assert upper.points[0].y == pytest.approx(1 + 3 * (14 / 11) / 1.128)


#: What a cell takes: anything below 2⁵³, with a liking for the far ends.
AMOUNTS = some.one_of(
    some.integers(0, 60).map(float),
    some.floats(0, formats.LARGEST, exclude_max=True),
    some.sampled_from([0.0, 5e-324, 1e-300, 9e15]),
)


@some.composite
def any_reading(draw) -> Reading:
    """A reading that a form takes."""
    day = START + timedelta(draw(some.integers(-10, 400)))
    n, d = draw(AMOUNTS), draw(AMOUNTS)
    quotient = n / d if d else 0.0
    figure = {"numerator": n, "denominator": d if quotient < formats.LARGEST else 1.0}
    if draw(some.booleans()):
        figure = {"value": draw(some.sampled_from([1.0, -1.0])) * n}
    last = day + timedelta(draw(some.integers(0, 2)))
    return Reading(day, last, **figure, version=draw(some.sampled_from([1, 1, 1, 2])))


@settings(max_examples=60)
@given(
    some.builds(
        Definition,
        some.sampled_from(Kind),
        some.sampled_from(Better),
        some.sampled_from([1.0, 1e6]),
    ),
    some.lists(any_reading(), max_size=25),
    some.one_of(some.none(), AMOUNTS),
    some.lists(some.integers(0, 300), max_size=2),
)
def test_whatever_a_form_takes_can_be_drawn(definition, readings, target, rebases):
    with english_page():
        plan = replace(PLAN, target=target)
        result = compare(definition, readings, plan)
        days = [START + timedelta(day) for day in rebases]
        found = courses(definition, result.kind, readings, plan, days)
        events = [(day, "Anew") for day in days]
        chart = run_chart(readings, definition, plan, result, CAPTION, events, found)
        drawing = panel(chart) + svg(sparkline(readings, definition, plan, result, CAPTION), WIDE)
        assert not re.search(r'="[^"]*\b(nan|inf)\b', drawing)
        json.dumps([figure(chart), table(chart)], allow_nan=False)
