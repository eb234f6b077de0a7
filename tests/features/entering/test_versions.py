"""Readings under an older definition are shown, corrected and compared in its unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from coachtrack.domain.types import Better, Kind
from coachtrack.features.entering import rows
from coachtrack.features.indicators.models import Indicator, IndicatorVersion, Reading
from coachtrack.kit.times import today_in
from tests import factories
from tests.editing import press
from tests.reading import Page, read
from tests.sending import ENGLISH

READINGS = "/engagements/P1-01/readings"
GRID = f"{READINGS}/enter"
TODAY = today_in("Asia/Ho_Chi_Minh")


@pytest.fixture
def anew(database):
    """An indicator in percent of parts, which is in ppm of pieces once it is called."""
    own = Indicator(code="own-rate")
    words = {"name": "Own rate", "kind": Kind.PROPORTION, "better": Better.LOWER}
    old = {"unit": "%", "factor": 100, "numerator": "bad parts", "denominator": "parts"}
    new = {"unit": "ppm", "factor": 1e6, "decimals": 0}
    new |= {"numerator": "bad pieces", "denominator": "pieces"}
    database.add(IndicatorVersion(indicator=own, version=1, **words, **old))
    database.add(IndicatorVersion(indicator=own, version=2, **words, **new))
    database.flush()

    def called():
        own.current_version = 2
        database.flush()

    return called


@pytest.fixture
def measure(coached, anew):
    """Six readings in percent, and none in ppm."""
    before = [(20 + n, 400) for n in range(6)]
    made = factories.measure(coached, "own-rate", main=True, before=before)
    anew()
    return made


def opened(client, address):
    return client.get(address, headers=ENGLISH).text


def first(database):
    return database.scalar(select(Reading).order_by(Reading.from_on).limit(1))


@pytest.fixture
def settled(coached, measure, database):
    """Compared in ppm since the first reading of the follow-up."""
    factories.readings(measure, [(300, 400)], factories.FOLLOW_UP[0])
    database.commit()


def test_the_rows_above_a_grid_keep_their_unit_and_their_words(consultant, settled):
    html = opened(consultant, GRID)
    page = Page(html)
    (above, *_more) = page.rows_of("grid")
    assert "Version 1 · %" in above[1]
    assert above[4] == "5.5 %"
    assert 'aria-label="bad parts, row 1"' in html
    assert 'aria-label="bad pieces, row 5"' in html
    assert 'class="kept" data-factor="100.0"' in html


def test_new_readings_are_counted_as_those_that_they_are_compared_with(
    consultant, measure, database
):
    page = read(consultant, GRID).text
    assert "Counted under version 1 of the definition" in page
    assert "Version 2 is in force" in page
    typed = {"row-5-numerator": "22", "row-5-denominator": "400"}
    assert press(consultant, opened(consultant, GRID), "grid", **typed).status_code == 302
    assert set(database.scalars(select(Reading.version))) == {1}


def test_the_first_reading_is_counted_under_the_definition_in_force(
    consultant, coached, anew, database
):
    factories.measure(coached, "own-rate", main=True)
    database.commit()
    anew()
    assert "Counted under version" not in read(consultant, GRID).text
    typed = {"row-0-numerator": "22", "row-0-denominator": "400"}
    assert press(consultant, opened(consultant, GRID), "grid", **typed).status_code == 302
    assert set(database.scalars(select(Reading.version))) == {2}


def test_a_correction_is_read_and_asked_about_in_the_unit_of_then(consultant, settled, database):
    address = f"{READINGS}/{first(database).uuid}/correct"
    page = read(consultant, address).text
    assert "Taken under version 1 of the definition, and kept in its unit: %." in page
    assert "Bad parts" in page
    assert "5.0 %" in page
    answer = press(consultant, opened(consultant, address), "one", numerator="180", at=address)
    said = "45.0 % is far from the others, which lie from 5.3 % to 6.3 %. Is it right?"
    assert said in Page(answer.text).text


def test_withdrawing_says_the_figure_in_its_unit(consultant, measure, database):
    page = read(consultant, f"{READINGS}/{first(database).uuid}/withdraw").text
    assert "5.0 % (20 of 400)" in page


def test_a_new_figure_is_not_held_against_those_of_another_definition(
    consultant, settled, database
):
    typed = {"row-5-numerator": "30", "row-5-denominator": "400"}
    assert press(consultant, opened(consultant, GRID), "grid", **typed).status_code == 302
    assert database.scalars(select(Reading.version).order_by(Reading.from_on)).all()[-1] == 2


def test_yesterday_under_another_definition_is_not_shown_beside_today(
    consultant, coached, anew, database
):
    made = factories.measure(coached, "own-rate", main=True)
    factories.readings(made, [(19, 1390)], TODAY - timedelta(1))
    address = f"{READINGS}/today"
    assert "the day before: 19" in read(consultant, address).text
    anew()
    factories.readings(made, [(20, 400)], factories.FOLLOW_UP[0])
    database.commit()
    assert "the day before" not in read(consultant, address).text


def test_a_full_grid_is_looked_through_once(consultant, coached, monkeypatch):
    factories.measure(coached, main=True, before=[(20 + n % 5, 400) for n in range(30)])
    page = opened(consultant, GRID)
    looked = []
    real = rows.reading_of
    monkeypatch.setattr(rows, "reading_of", lambda entry: (looked.append(entry), real(entry))[1])
    typed = {"rows": "100"}
    for n in range(5, 100):
        day = factories.FOLLOW_UP[0] + timedelta(n)
        typed |= {
            f"row-{n}-from_on": f"{day:%d/%m/%Y}",
            f"row-{n}-numerator": str(20 + n % 5),
            f"row-{n}-denominator": "400",
        }
    assert press(consultant, page, "grid", **typed).status_code == 302
    assert len(looked) < 3 * 100
