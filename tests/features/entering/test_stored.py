"""Stored readings: the list, correcting, withdrawing with a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coachtrack.features.indicators.models import Reading
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill, standing
from tests.reading import Page, read
from tests.sending import ENGLISH

LIST = "/engagements/P1-01/readings"


@pytest.fixture
def reading(coached, database):
    """The first of three."""
    made = factories.measure(coached, main=True, before=[(21, 400), (22, 400), (23, 400)])
    found = database.scalars(select(Reading).where(Reading.measure_id == made.id)).all()
    return found[0].uuid


@pytest.fixture
def correct(reading):
    return f"{LIST}/{reading}/correct"


@pytest.fixture
def withdraw(reading):
    return f"{LIST}/{reading}/withdraw"


def send(client, address, page=None, **typed):
    html = page if page is not None else client.get(address, headers=ENGLISH).text
    return client.post(address, data={**standing(html, "one"), **typed}, headers=ENGLISH)


def stored(database, reading):
    return database.scalar(select(Reading).where(Reading.uuid == reading))


def test_the_latest_come_first(consultant, reading):
    days = [row[0] for row in listed(consultant)]
    assert days == ["3 Jul 2020", "2 Jul 2020", "1 Jul 2020"]


def listed(client):
    page = client.get(LIST, headers=ENGLISH).text
    _before, _, table = page.partition("<tbody>")
    rows = table.partition("</tbody>")[0].split("</tr>")[:-1]
    return [[Page(f"<p>{cell}").text for cell in row.split("<td")] for row in rows]


def test_the_list_is_turned_to_its_end_and_back(app, consultant, reading):
    app.config["PAGE_ROWS"] = 2
    following = read(consultant, LIST).links()["Next →"]
    assert "1 Jul 2020" in read(consultant, LIST + following).text
    back = read(consultant, LIST + following).links()["← Previous"]
    assert "3 Jul 2020" in read(consultant, LIST + back).text


def test_a_viewer_is_not_led_where_they_may_not_go(coached, reading, sign_in):
    viewer = sign_in("vy@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert not {"Correct", "Withdraw", "Enter readings"} & set(read(viewer, LIST).links())


def test_a_reading_is_corrected(consultant, correct, reading, database):
    answer = send(consultant, correct, numerator="25", note="Đếm lại")
    assert (answer.status_code, answer.location) == (302, LIST)
    assert (stored(database, reading).numerator, stored(database, reading).note) == (25, "Đếm lại")


def test_a_correction_beside_another_shows_both(consultant, correct, reading, database):
    page = consultant.get(correct, headers=ENGLISH).text
    send(consultant, correct, numerator="25")
    answer = send(consultant, correct, page, numerator="26")
    assert answer.status_code == 409
    assert "Stored now: 6.3 % (25 of 400)" in Page(answer.text).text
    assert stored(database, reading).numerator == 25


def test_withdrawing_asks_for_a_reason(consultant, withdraw, reading, database):
    answer = fill(consultant, withdraw, withdrawn=" ")
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    assert stored(database, reading).withdrawn == ""
    assert fill(consultant, withdraw, withdrawn="x" * 501).status_code == 422


def test_a_withdrawn_reading_stays_in_the_list_and_out_of_the_result(
    consultant, withdraw, reading, database
):
    assert fill(consultant, withdraw, withdrawn="Gõ hai lần").status_code == 302
    assert stored(database, reading).withdrawn == "Gõ hai lần"
    assert "Withdrawn: Gõ hai lần" in read(consultant, LIST).text
    page = read(consultant, "/engagements/P1-01/readings/enter")
    assert "2 of 12 readings. So far: 5.6 % (45 of 800)" in page.text


def test_a_withdrawn_reading_counts_again_when_it_is_saved(
    consultant, withdraw, correct, reading, database
):
    fill(consultant, withdraw, withdrawn="Gõ hai lần")
    assert "Saving it here lets it count again." in read(consultant, correct).text
    assert send(consultant, correct).status_code == 302
    assert stored(database, reading).withdrawn == ""


def test_a_factory_withdraws_what_it_entered_itself_only(manager, withdraw, reading, database):
    database.execute(Reading.__table__.update().values(trust="seen"))
    answer = fill(manager, withdraw, withdrawn="Gõ hai lần")
    assert answer.status_code == 422
    assert "The consultant has checked this reading." in answer.text


def test_a_factory_is_not_led_to_change_what_was_checked(manager, consultant, reading, database):
    database.execute(Reading.__table__.update().values(trust="seen"))
    database.commit()
    page = read(manager, LIST)
    assert not {"Correct", "Withdraw"} & set(page.links())
    assert "Checked by the consultant" in page.text
    assert {"Correct", "Withdraw"} <= set(read(consultant, LIST).links())


def test_a_reading_of_others_is_not_there(consultant, reading, database):
    other = factories.engagement(
        "P2-01", within=factories.programme("P2"), at=factories.factory("F2")
    )
    (theirs,) = factories.readings(factories.measure(other), [(1, 2)])
    for address in (f"{LIST}/{theirs.uuid}", f"/engagements/P2-01/readings/{theirs.uuid}"):
        assert consultant.get(f"{address}/correct").status_code == 404
        assert consultant.get(f"{address}/withdraw").status_code == 404
