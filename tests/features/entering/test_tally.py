"""The sheet of paper on which a shop floor counts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from coachtrack.domain.types import Better
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.kit.times import today_in
from tests import factories
from tests.reading import VIETNAMESE, read

ADDRESS = "/engagements/P1-01/tally"
TODAY = today_in("Asia/Ho_Chi_Minh")


def test_it_says_what_is_counted_in_words(manager, coached):
    factories.measure(coached, main=True, scope="Line 2")
    page = read(manager, ADDRESS)
    assert "Tally sheet: Defect rate · Line 2" in page.text
    assert "Write 0 where nothing was found" in page.text
    assert "sản phẩm lỗi" in read(manager, ADDRESS, VIETNAMESE).text


def test_it_has_a_line_for_each_shift(manager, coached):
    made = factories.measure(coached, main=True)
    for n in (2, 1):
        for lot in ("Ca 1", "Ca 2", "Ca 3"):
            factories.readings(made, [(20, 400)], TODAY - timedelta(days=n), lot=lot)
    assert read(manager, ADDRESS).text.count("Ca 3") == 4


def test_a_number_as_such_has_one_box(manager, coached):
    factories.measure(coached, "lead-time", main=True)
    page = read(manager, f"{ADDRESS}?every=week")
    assert "Among what" not in page.text


def test_three_steps_lead_there_from_an_engagement_without_figures(consultant, coached):
    coached.stage, coached.baseline_from, coached.baseline_to = Stage.BASELINE, None, None
    factories.measure(coached, main=True)
    links = read(consultant, "/engagements/P1-01").links()
    for step in ("Print the tally sheet", "Enter what was counted"):
        (link,) = [url for name, url in links.items() if name.startswith(step)]
        assert consultant.get(link).status_code == 200


def test_what_is_wanted_is_written_as_a_number_and_not_by_strokes(manager, coached, database):
    made = factories.measure(coached, main=True)
    assert "A stroke for each" in read(manager, ADDRESS).text
    version = database.scalars(select(IndicatorVersion).filter_by(indicator=made.indicator)).one()
    version.better = Better.HIGHER
    database.commit()
    assert "A stroke for each" not in read(manager, ADDRESS).text


def test_minutes_are_not_sought_before_something_is_sorted_out(manager, coached):
    factories.measure(coached, "changeover-time", main=True)
    assert "An empty box means that nobody measured." in read(manager, ADDRESS).text
