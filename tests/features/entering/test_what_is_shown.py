"""A page that was opened a while ago is saved for the day, shift and columns that it shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coachtrack.features.entering import views
from coachtrack.features.indicators.models import Reading
from coachtrack.kit.times import today_in
from tests import factories
from tests.editing import press, standing
from tests.reading import read
from tests.sending import ENGLISH

TODAYS, GRID = (f"/engagements/P1-01/readings/{page}" for page in ("today", "enter"))
TODAY = today_in("Asia/Ho_Chi_Minh")
FIGURES = {"numerator": "21", "denominator": "400"}


@pytest.fixture
def measure(coached):
    return factories.measure(coached, main=True)


@pytest.fixture
def shifts(measure):
    """Two shifts, of which figures were entered until yesterday."""
    for n in (2, 1):
        for lot in ("Ca 1", "Ca 2"):
            factories.readings(measure, [(20, 400)], TODAY - timedelta(n), lot=lot)


def opened(client, address=TODAYS):
    return client.get(address, headers=ENGLISH).text


def stored(database, since=TODAY):
    found = database.scalars(select(Reading).order_by(Reading.from_on, Reading.lot)).all()
    return [(each.from_on, each.lot, each.numerator) for each in found if each.from_on >= since]


def test_a_shift_sent_twice_is_saved_once(manager, shifts, database):
    page = opened(manager)
    for _time in range(2):
        assert press(manager, page, "one", **FIGURES).status_code == 302
    assert stored(database) == [(TODAY, "Ca 1", 21)]


def test_a_day_that_is_asked_about_is_said_not_to_be_saved_yet(manager, measure, database):
    factories.readings(measure, [(20 + n, 400) for n in range(6)])
    page = opened(manager)
    assert "Not saved yet." not in page
    answer = press(manager, page, "one", numerator="180", denominator="400")
    assert answer.status_code == 422
    assert "Not saved yet." in answer.text
    assert stored(database) == []


def test_a_shift_that_a_colleague_saved_meanwhile_is_not_taken_for_the_next(
    manager, shifts, measure, database
):
    page = opened(manager)
    factories.readings(measure, [(30, 400)], TODAY, lot="Ca 1")
    answer = press(manager, page, "one", **FIGURES)
    assert answer.status_code == 409
    assert stored(database) == [(TODAY, "Ca 1", 30)]


def test_a_day_without_shifts_stays_one_when_a_colleague_begins_with_them(
    manager, measure, database
):
    page = opened(manager)
    for n in (2, 1):
        factories.readings(measure, [(20, 400)], TODAY - timedelta(n), lot="Ca 1")
    press(manager, page, "one", **FIGURES)
    assert stored(database) == [(TODAY, "", 21)]


def test_a_lot_that_was_typed_stays_when_it_has_become_a_shift(manager, measure, database):
    factories.readings(measure, [(20, 400)], TODAY - timedelta(2), lot="L1")
    page = opened(manager)
    factories.readings(measure, [(20, 400)], TODAY - timedelta(1), lot="L1")
    press(manager, page, "one", **FIGURES, lot="L2")
    assert stored(database) == [(TODAY, "L2", 21)]


def test_what_was_opened_before_midnight_is_saved_for_that_day(
    manager, measure, database, monkeypatch
):
    page = opened(manager)
    monkeypatch.setattr(views, "today_in", lambda _zone: TODAY + timedelta(1))
    answer = press(manager, page, "one", **FIGURES)
    assert stored(database) == [(TODAY, "", 21)]
    assert f"on={TODAY}" in answer.location


def test_another_main_measure_meanwhile_does_not_get_the_figures(
    manager, coached, measure, database
):
    page = opened(manager)
    measure.main = False
    database.flush()
    factories.measure(coached, "rework-rate", main=True)
    press(manager, page, "one", **FIGURES)
    assert database.scalar(select(Reading.measure_id)) == measure.id


@pytest.mark.parametrize("lot", ["x" * 300, "Ca 3", "Ca%201%0A"])
def test_a_lot_of_the_address_that_is_not_there_is_not_taken(manager, shifts, database, lot):
    address = f"{TODAYS}?lot={lot}"
    assert "Ca 3" not in read(manager, address).text
    fields = standing(opened(manager, address), "one")
    answer = manager.post(address, data={**fields, **FIGURES}, headers=ENGLISH)
    assert answer.status_code == 302
    assert stored(database) == [(TODAY, "Ca 1", 21)]


def test_the_columns_and_the_lots_of_a_grid_stay_when_a_colleague_begins_with_others(
    manager, coached, database
):
    before = [(20 + n, 400) for n in range(3)]
    measure = factories.measure(coached, main=True, before=before)
    page = opened(manager, GRID)
    factories.readings(measure, [(20, 400)], date(2020, 7, 4), lot="Ca 1")
    (week,) = factories.readings(measure, [(20, 400)], date(2020, 7, 6), lot="Ca 1")
    week.to_on = date(2020, 7, 12)
    database.flush()
    typed = {"row-3-from_on": "13/07/2020", "row-3-numerator": "21", "row-3-denominator": "400"}
    answer = press(manager, page, "grid", **typed)
    assert answer.status_code == 302
    assert stored(database, date(2020, 7, 13)) == [(date(2020, 7, 13), "", 21)]
    assert "every=day" in answer.location
    assert "lots=no" in answer.location


def test_a_lot_typed_into_a_grid_is_saved_when_its_readings_were_withdrawn_meanwhile(
    manager, measure, database
):
    (first,) = factories.readings(measure, [(20, 400)], lot="L1")
    page = opened(manager, GRID)
    first.withdrawn = "Typed twice"
    database.flush()
    typed = {"row-1-lot": "L2", "row-1-numerator": "21", "row-1-denominator": "400"}
    press(manager, page, "grid", **typed)
    assert stored(database, date(2020, 7, 2)) == [(date(2020, 7, 2), "L2", 21)]
