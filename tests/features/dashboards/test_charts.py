"""Charts over many factories, from plain figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coachtrack.domain.types import Better, Verdict
from coachtrack.features.dashboards.charts import (
    COLUMNS,
    FactoryRow,
    Improvement,
    counted_bars,
    distribution,
    dumbbell,
)
from coachtrack.kit.charts import Caption, Shape, Tone, figure, svg, table
from tests.pages import english_page

CAPTION = Caption("before-after", "Defect rate", "%", 1)
SPREAD = Caption("spread", "Improvement", "%", 0)
ROWS = [
    FactoryRow("A", "−10.4 points", Verdict.IMPROVED, 21.5, 11.1, 4.8, href="/engagements/A"),
    FactoryRow("B", "+1.2 points", Verdict.WORSE, 3.0, 4.2),
    FactoryRow("C", "−0.5 points", Verdict.NO_CLEAR_CHANGE, 2.0, 1.5),
    FactoryRow("D", "Dropped out", None, 4.9),
]


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    with english_page():
        yield


class TestDumbbell:
    def test_before_is_hollow_after_solid_now_a_diamond(self):
        before, after, now = dumbbell(ROWS, Better.LOWER, CAPTION).series
        assert (before.shape, after.shape, now.shape) == (Shape.RING, Shape.DOT, Shape.DIAMOND)
        assert [point.x for point in before.points] == [21.5, 3.0, 2.0, 4.9]
        assert [point.x for point in after.points] == [11.1, 4.2, 1.5]
        assert [(point.x, point.y) for point in now.points] == [(4.8, 0)]

    @pytest.mark.parametrize(
        ("better", "shape"), [(Better.LOWER, Shape.UP), (Better.HIGHER, Shape.DOWN)]
    )
    def test_worse_is_an_orange_triangle_that_points_where_it_went(self, better, shape):
        chart = dumbbell(ROWS, better, CAPTION)
        worse = chart.series[1].points[1]
        assert (worse.shape, worse.tone) == (shape, Tone.CONCERN)
        assert chart.marks[-1] == (shape, Tone.CONCERN, "Worse")

    def test_names_lead_to_their_pages(self):
        assert '<a href="/engagements/A">' in svg(dumbbell(ROWS, Better.LOWER, CAPTION))

    def test_the_table_has_every_factory(self):
        headings, rows = table(dumbbell(ROWS, Better.LOWER, CAPTION))
        assert headings == ["Factory", "Before", "After", "Measured again", "Change"]
        assert rows[0] == ["A", "21.5\xa0%", "11.1\xa0%", "4.8\xa0%", "−10.4 points"]
        assert rows[3] == ["D", "4.9\xa0%", "–", "–", "Dropped out"]

    def test_small_percentages_start_at_zero(self):
        row = FactoryRow("A", "+0.4 points", Verdict.NO_CLEAR_CHANGE, 10.8, 11.2)
        assert dumbbell([row], Better.LOWER, CAPTION).x.low == 0


class TestDistribution:
    def spread(self, *values: float):
        improvements = [
            Improvement(f"F{n}", value, Verdict.IMPROVED) for n, value in enumerate(values)
        ]
        return distribution(improvements, 0.3, (0.2, 0.4), SPREAD)

    def test_a_dot_a_factory_stacked_in_columns(self):
        chart = self.spread(0.31, 0.312, 0.9)
        points = chart.series[0].points
        assert [point.y for point in points] == [0, 1, 0]
        assert chart.x.drawn(points[0].x) == chart.x.drawn(points[1].x)

    def test_one_far_away_is_gathered_at_the_end(self):
        chart = self.spread(0.1, 0.3, -9.0)
        assert (chart.x.low, chart.x.gathers) == (-100, (True, False))
        assert chart.x.drawn(-900) == pytest.approx(-100 + chart.x.column / 2)
        assert "≤ −100\xa0%" in svg(chart)
        assert ["F2", "−900\xa0%"] in [[row[0], row[-1]] for row in table(chart)[1]]

    def test_hundreds_are_all_there(self):
        chart = self.spread(*((n % 97) / 97 for n in range(600)))
        assert len(figure(chart)["data"][0]["x"]) == len(table(chart)[1]) - 1 == 600
        assert len({chart.x.drawn(point.x) for point in chart.series[0].points}) <= COLUMNS
        assert svg(chart).count("h0") == 600

    def test_the_median_and_the_middle_half_are_named(self):
        drawing = svg(self.spread(0.1, 0.3, 0.5))
        assert "Median 30\xa0%" in drawing
        assert "Middle half" in drawing


def test_who_is_counted():
    chart = counted_bars(15, 9, 6, Caption("counted", "Who is counted", "", 0))
    assert [row.note for row in chart.y.rows] == ["15", "9", "6"]
    assert figure(chart)["data"][0]["x"] == [15, 9, 6]
