"""A chart is drawn as SVG, as a plotly figure and as a table; all say the same."""

from __future__ import annotations

import json
import math

import pytest
from flask_babel import force_locale
from plotly import graph_objects

from coachtrack.kit.charts import (
    NARROW,
    WIDE,
    Axis,
    Caption,
    Chart,
    Line,
    Scale,
    figure,
    panel,
    spark,
    svg,
    table,
)
from tests.kit.charts.drawings import course, full, listing, parsed, places, texts, told

HOSTILE = "</text><script>alert(1)</script> & 'Ann \"<b>"
CHARTS = [full(), course(5.0), course(), listing(("A", 9.0, 4.0), ("B", 2.0, 3.0)), listing()]


def hovered(chart: Chart) -> list[str]:
    """What plotly tells of each point, on one line."""
    lines = [text for trace in figure(chart)["data"] for text in trace["hovertext"]]
    return [line.replace("<br>", " · ") for line in lines]


class TestSameFigures:
    def test_a_course(self):
        chart = full()
        points = ["9.0 % (1 of 10)", "8.5 % (1 of 10)", "4.0 % (1 of 10)"]
        assert [text.rsplit(" · ", 1)[1].replace("\xa0", " ") for text in hovered(chart)] == points
        assert [text for text in told(svg(chart)) if "Baseline" in text] == hovered(chart)
        assert [row[2] for row in table(chart)[1]] == [
            "9.0\xa0%",
            "8.5\xa0%",
            "4.0\xa0%",
            "5.0\xa0%",
        ]
        assert figure(chart)["data"][0]["y"] == [9.0, 8.5, 4.0]

    def test_a_list_of_names(self):
        chart = listing(("A", 9.0, 4.0), ("B", 2.0, 3.0))
        assert sorted(told(svg(chart))) == sorted(hovered(chart))
        assert table(chart) == (
            ["Factory", "Before", "After", "Change"],
            [["A", "9.0\xa0%", "4.0\xa0%", "5 less"], ["B", "2.0\xa0%", "3.0\xa0%", "-1 less"]],
        )
        assert [trace["x"] for trace in figure(chart)["data"]] == [[9.0, 2.0], [4.0, 3.0]]

    def test_places_on_paper_are_in_proportion(self):
        drawing = parsed(svg(course(10.0, 0.0, 5.0)))
        ten, none, five = [float(each.get("cy", "")) for each in drawing.iter("circle")]
        assert five == pytest.approx((ten + none) / 2, abs=0.11)
        assert ten < none

    def test_the_field_is_where_the_axes_are(self):
        drawing = parsed(svg(course(10.0, 0.0)))
        _left, top, _width, height = map(float, drawing.get("data-field", "").split())
        ten, none = [float(each.get("cy", "")) for each in drawing.iter("circle")]
        assert (ten, none) == pytest.approx((top, top + height), abs=0.11)

    def test_in_vietnamese(self):
        with force_locale("vi"):
            chart = full()
            assert "01/07/2020 · Baseline · 9,0% (1 of 10)" in told(svg(chart))
            assert hovered(chart)[0] == "01/07/2020 · Baseline · 9,0% (1 of 10)"
            assert figure(chart)["layout"]["separators"] == ",."
            assert {"4,0%", "10%", "01/07"} < set(texts(svg(chart)))


class TestWords:
    def test_the_picture_has_a_name_and_a_sentence(self):
        for drawing in (svg(full(), WIDE), svg(full(), NARROW), spark(full())):
            root = parsed(drawing)
            assert (root.get("role"), root.get("aria-label")) == ("img", "Defect rate. It fell.")

    def test_unit_stands_at_the_axis_when_it_is_long(self):
        assert "minutes" in texts(svg(course(40.0, unit="minutes")))
        assert "minutes" in texts(svg(listing(("A", 40.0, 30.0), unit="minutes")))

    def test_short_unit_stands_on_every_label(self):
        assert "5.0\xa0ppm" in texts(svg(course(5.0, unit="ppm")))

    def test_what_happened_is_numbered_and_told_beneath(self):
        drawn = panel(full())
        assert "<li>1 Jul 2020 · A new machine</li><li>1 Jul 2020 · A holiday</li>" in drawn
        assert [text for text in texts(svg(full())) if text in "12"] == ["1", "2"]

    def test_a_small_one_leaves_the_figures_to_the_page(self):
        narrow = panel(full(), small=True).split("</svg>")[1]
        assert "Baseline" in narrow
        assert "4 of 100" not in narrow
        assert "9 of 100" in panel(full()).split("</svg>")[1]

    def test_fewer_days_are_marked_on_a_phone(self):
        layout = figure(course(*range(90)))["layout"]
        on_phone = layout["meta"]["days"]["ticktext"]
        assert 2 <= len(on_phone) < len(layout["xaxis"]["ticktext"])

    def test_heads_keep_their_figures_on_a_phone(self):
        assert {"9.0 %", "9 of 100", "4.0 %", "4 of 100"} <= set(texts(svg(full(), NARROW)))

    @pytest.mark.parametrize("form", [WIDE, NARROW])
    def test_numbers_of_one_day_do_not_lie_on_each_other(self, form):
        flags = [each for each in parsed(svg(full(), form)).iter() if each.get("class") == "flag"]
        first, second = [float(flag.get("cx", "")) for flag in flags]
        assert second - first >= 2 * float(flags[0].get("r", ""))

    def test_hostile_words_stay_words(self):
        chart = listing((HOSTILE, 9.0, 4.0))
        assert "<script" not in svg(chart)
        assert any(HOSTILE in text for text in told(svg(chart)))
        layout = figure(chart)["layout"]
        assert layout["yaxis"]["ticktext"] == [
            "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;Ann &#34;&lt;b&gt;"
        ]
        assert all("<script" not in text and "<b>" not in text for text in hovered(chart))


class TestSoundness:
    @pytest.mark.parametrize("chart", CHARTS)
    @pytest.mark.parametrize("form", [WIDE, NARROW])
    def test_every_place_is_a_number_within_reach(self, chart, form):
        assert all(
            math.isfinite(place) and -5 <= place <= 3000 for place in places(svg(chart, form))
        )

    @pytest.mark.parametrize("chart", CHARTS)
    def test_the_figure_is_json_and_known_to_plotly(self, chart):
        made = figure(chart)
        again = json.loads(json.dumps(made, allow_nan=False))
        assert graph_objects.Figure(again).to_plotly_json() == again

    @pytest.mark.parametrize("chart", CHARTS)
    def test_no_label_brings_an_inline_style(self, chart):
        written = json.dumps(figure(chart))
        assert not [tag for tag in ("<b>", "<i>", "<span", "<a ") if tag in written]

    def test_one_value_has_a_place_in_the_middle_of_its_day(self):
        drawing = parsed(svg(course(5.0)))
        left, _top, width, _height = map(float, drawing.get("data-field", "").split())
        circle = next(drawing.iter("circle"))
        assert float(circle.get("cx", "")) == pytest.approx(left + width / 2, abs=0.11)

    def test_values_all_alike(self):
        assert len(list(parsed(svg(course(0.0, 0.0, 0.0))).iter("circle"))) == 3

    def test_no_rows_is_an_empty_table(self):
        assert table(course())[1] == []

    def test_a_spark_of_nothing(self):
        nothing = Chart(
            Caption("s", "N", "%", 1), Axis(Scale.DAYS, 0, 1), Axis(Scale.NUMBER, 0, 1), ()
        )
        assert parsed(spark(nothing)).get("class") == "drawing spark"


class TestMany:
    def test_sixty_readings_weigh_little(self):
        assert len(svg(course(*(n % 9 for n in range(60)))).encode()) < 15_000

    def test_forty_factories_weigh_little(self):
        rows = [(f"Factory number {n}", 9.0 + n, 4.0) for n in range(40)]
        assert len(svg(listing(*rows)).encode()) < 30_000

    def test_hundreds_of_rows_each_have_their_line(self):
        chart = listing(*((f"F{n}", 9.0, n % 12) for n in range(400)))
        names = [text for text in texts(svg(chart, NARROW)) if text.startswith("F")]
        assert len(names) == len(figure(chart)["layout"]["yaxis"]["ticktext"]) == 400
        assert len(table(chart)[1]) == 400

    def test_end_labels_are_moved_apart(self):
        at = (0.0, 800000.0)
        target = Line("Target", at, (5.0, 5.0), label="Target\n5 %", value=5.0)
        drawing = parsed(svg(course(5.0, 5.0, lines=(target,))))
        levels = {each.text: float(each.get("y", "")) for each in drawing.iter("text")}
        assert abs(levels["5.0\xa0%"] - levels["Target"]) >= 13
        assert abs(levels["Target"] - levels["5 %"]) >= 13
