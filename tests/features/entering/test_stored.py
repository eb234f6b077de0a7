"""Stored readings: the list, correcting, withdrawing with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from coachtrack.features.accounts.queries import account_of, person_of
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.sheets import reading_entry
from coachtrack.features.intake.forms import plan_entries
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import answer_of, fill, standing
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
    days = [row[0].partition(" History")[0] for row in listed(consultant)]
    assert days == ["3 Jul 2020", "2 Jul 2020", "1 Jul 2020"]


def listed(client):
    return read(client, LIST).rows_of("cards")


def test_the_list_is_turned_to_its_end_and_back(app, consultant, reading):
    app.config["PAGE_ROWS"] = 2
    following = read(consultant, LIST).links()["Older →"]
    assert "1 Jul 2020" in read(consultant, LIST + following).text
    back = read(consultant, LIST + following).links()["← Newer"]
    assert "3 Jul 2020" in read(consultant, LIST + back).text


def test_a_viewer_is_not_led_where_they_may_not_go(coached, reading, sign_in):
    viewer = sign_in("vy@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    page = read(viewer, LIST)
    assert not leads(page)
    assert "Enter readings" not in page.links()


def test_a_reading_is_corrected(consultant, correct, reading, database):
    answer = send(consultant, correct, numerator="25", note="Đếm lại")
    assert (answer.status_code, answer.location) == (302, LIST)
    assert (stored(database, reading).numerator, stored(database, reading).note) == (25, "Đếm lại")


def test_why_it_is_corrected_stands_in_its_history(consultant, correct, reading, database):
    send(consultant, correct, numerator="25", why="A digit \u202ewas\u200b mistyped")
    told = f"/engagements/P1-01/history?row=reading/{reading}"
    assert "Reason: A digit was mistyped" in read(consultant, told).text
    long = send(consultant, correct, numerator="26", why="x" * 501)
    assert (long.status_code, stored(database, reading).numerator) == (422, 25)
    assert 'value="' + "x" * 501 in long.text, "what was typed is kept"


def test_a_correction_beside_another_shows_both(consultant, correct, reading, database):
    page = consultant.get(correct, headers=ENGLISH).text
    send(consultant, correct, numerator="25")
    answer = send(consultant, correct, page, numerator="26")
    assert answer.status_code == 409
    assert "Stored now: 6.3 % (25 of 400)" in Page(answer.text).text
    assert stored(database, reading).numerator == 25


def test_a_day_that_was_mistyped_is_corrected_and_it_stays_the_same_reading(
    consultant, correct, reading, database
):
    page = read(consultant, "/engagements/P1-01")
    assert "(66 of 1,200)" in page.text
    answer = send(consultant, correct, from_on="11/8/2020", to_on="12/8/2020", lot="Ca 1")
    assert (answer.status_code, answer.location) == (302, LIST)
    found = stored(database, reading)
    assert (found.from_on, found.to_on, found.lot) == (date(2020, 8, 11), date(2020, 8, 12), "Ca 1")
    assert (found.numerator, found.version) == (21, 1)
    told = "If you keep a workbook with this reading at 1 Jul 2020, correct it there too."
    assert told in read(consultant, LIST).text
    assert "(45 of 800)" in read(consultant, "/engagements/P1-01").text, "no longer the baseline"


def test_a_reading_of_one_day_has_one_day_to_correct(consultant, correct, reading, database):
    page = consultant.get(correct, headers=ENGLISH).text
    assert ("Day" in Page(page).text, 'name="to_on"' in page) == (True, False)
    assert send(consultant, correct, page, from_on="9/7/2020").status_code == 302
    found = stored(database, reading)
    assert (found.from_on, found.to_on) == (date(2020, 7, 9), date(2020, 7, 9))


def test_one_of_several_days_keeps_both(consultant, correct, reading, database):
    database.execute(
        Reading.__table__.update().where(Reading.uuid == reading).values(from_on=date(2020, 6, 29))
    )
    database.commit()
    assert standing(consultant.get(correct, headers=ENGLISH).text, "one")["to_on"] == "01/07/2020"
    assert send(consultant, correct, from_on="28/6/2020").status_code == 302
    found = stored(database, reading)
    assert (found.from_on, found.to_on) == (date(2020, 6, 28), date(2020, 7, 1))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"from_on": "02/07/2020", "to_on": "02/07/2020"}, "A reading of 2 Jul 2020 is stored"),
        ({"from_on": "", "to_on": ""}, "Write the first day of the period"),
        ({"from_on": ""}, "Write the day on which this was counted."),
        ({"from_on": "31/2/2020"}, "There is no such day."),
        ({"from_on": "1/7/2999", "to_on": ""}, "This date lies in the future."),
        ({"from_on": "09/07/2020", "to_on": "08/07/2020"}, "This period ends before it begins."),
    ],
)
def test_where_it_cannot_be_moved_is_said_and_what_was_typed_stays(
    consultant, correct, reading, database, typed, said
):
    answer = send(consultant, correct, **typed)
    assert answer.status_code == 422
    assert said in Page(answer.text).text
    kept = standing(answer.text, "one")
    assert {name: kept[name] for name in typed} == typed
    assert stored(database, reading).from_on == date(2020, 7, 1)


def test_it_does_not_overlap_with_where_it_stood(consultant, correct, reading, database):
    assert send(consultant, correct, from_on="30/6/2020", to_on="1/7/2020").status_code == 302
    found = stored(database, reading)
    assert (found.from_on, found.to_on) == (date(2020, 6, 30), date(2020, 7, 1))


def test_it_is_not_moved_to_where_a_withdrawn_one_is_kept(
    consultant, correct, reading, coached, database
):
    database.execute(
        Reading.__table__.update().where(Reading.from_on == date(2020, 7, 2)).values(withdrawn="X")
    )
    answer = send(consultant, correct, from_on="2/7/2020", to_on="2/7/2020")
    assert answer.status_code == 422
    assert "A withdrawn reading of 2 Jul 2020 is kept there." in Page(answer.text).text


def test_a_move_beside_another_correction_shows_both(consultant, correct, reading, database):
    page = consultant.get(correct, headers=ENGLISH).text
    send(consultant, correct, numerator="25")
    answer = send(consultant, correct, page, from_on="9/7/2020", to_on="9/7/2020")
    assert answer.status_code == 409
    shown = Page(answer.text).text
    assert "Stored now: 1 Jul 2020, 6.3 % (25 of 400)" in shown
    assert "Typed here: 9 Jul 2020, 5.3 % (21 of 400)" in shown
    assert "You entered this yourself in another window at" in shown
    assert stored(database, reading).from_on == date(2020, 7, 1)
    assert send(consultant, correct, answer.text).status_code == 409
    replace = answer_of(answer.text, "replace")
    assert send(consultant, correct, answer.text, **replace).status_code == 302
    assert stored(database, reading).from_on == date(2020, 7, 9)


def test_what_only_somebody_else_moved_stays_there(consultant, correct, reading, database):
    page = consultant.get(correct, headers=ENGLISH).text
    send(consultant, correct, from_on="9/7/2020", to_on="9/7/2020")
    assert send(consultant, correct, page).status_code == 302
    assert stored(database, reading).from_on == date(2020, 7, 9)


def test_an_old_workbook_does_not_double_a_moved_reading_unsaid(
    consultant, correct, reading, database, sign_in
):
    person = sign_in("lead@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    before = database.scalar(select(Reading).where(Reading.uuid == reading))
    old = reading_entry(before, before.measure)
    send(consultant, correct, from_on="9/7/2020", to_on="9/7/2020")
    database.expire_all()
    lead = person_of(account_of("lead@example.vn").id)
    with person.application.test_request_context(headers=ENGLISH):
        plan = plan_entries([old], lead)
        (note,) = plan.notes
    assert note == (
        "Readings, row 1: the reading of 1 Jul 2020 was moved to 9 Jul 2020. If this is the same"
        " one, remove the row, or it will count twice."
    )


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
    page = read(consultant, LIST).text
    assert "This reading no longer counts: 1 Jul 2020, 5.3 % (21 of 400)" in page
    assert "The reason: Gõ hai lần" in page
    assert "Withdrawn: Gõ hai lần" in page
    page = read(consultant, "/engagements/P1-01/readings/enter")
    assert "Defect rate was 5.6 % (45 of 800) before." in page.text


def test_what_is_withdrawn_already_says_why(consultant, withdraw, reading, database):
    form = consultant.get(withdraw, headers=ENGLISH).text
    fill(consultant, withdraw, withdrawn="Gõ hai lần")
    page = read(consultant, withdraw)
    assert "This reading is already withdrawn, because: Gõ hai lần" in page.text
    assert "1 Jul 2020, 5.3 % (21 of 400)" in page.text
    assert "Reason" not in page.text
    answer = fill(consultant, withdraw, page=form, withdrawn="Cân hỏng")
    assert answer.status_code == 409
    assert stored(database, reading).withdrawn == "Gõ hai lần"


def test_a_withdrawn_reading_counts_again_when_it_is_saved(
    consultant, withdraw, correct, reading, database
):
    fill(consultant, withdraw, withdrawn="Gõ hai lần")
    assert "Saving it here lets it count again." in read(consultant, correct).text
    assert send(consultant, correct).status_code == 302
    assert stored(database, reading).withdrawn == ""


def test_a_factory_withdraws_what_it_entered_itself_only(manager, withdraw, reading, database):
    database.execute(Reading.__table__.update().values(trust="seen"))
    database.commit()
    assert "withdrawn" not in manager.get(withdraw, headers=ENGLISH).text
    answer = send(manager, withdraw, withdrawn="Gõ hai lần")
    assert answer.status_code == 422
    assert "The consultant has checked this reading" in answer.text
    assert stored(database, reading).withdrawn == ""


def test_what_was_checked_is_read_only_for_a_factory_and_says_whom_to_ask(
    manager, correct, coached, reading, database
):
    coached.team = ("Nguyễn Thu Hà",)
    before = manager.get(correct, headers=ENGLISH).text
    assert ("readonly" in before, "Save" in before) == (False, True)
    database.execute(Reading.__table__.update().values(trust="seen"))
    database.commit()
    page = manager.get(correct, headers=ENGLISH).text
    assert page.count('readonly="readonly"') == 2
    assert "Ask Nguyễn Thu Hà to correct it." in Page(page).text
    assert '<button class="button primary">' not in page
    answer = send(manager, correct, before, numerator="25")
    assert answer.status_code == 422
    assert "Typed here, and not saved: 25 / 400." in Page(answer.text).text
    assert stored(database, reading).numerator == 21


def test_a_factory_is_not_led_to_change_what_was_checked(manager, consultant, reading, database):
    database.execute(Reading.__table__.update().values(trust="seen"))
    database.commit()
    page = read(manager, LIST)
    assert not leads(page)
    assert "Checked by the consultant" in page.text
    assert "Correct : 1 Jul 2020, Defect rate" in leads(read(consultant, LIST))
    assert "Withdraw : 1 Jul 2020, Defect rate" in leads(read(consultant, LIST))


def leads(page):
    """What the links to change a reading are called, each by the reading that it is about."""
    return {name for name in page.links() if name.startswith(("Correct", "Withdraw"))}


def test_a_reading_of_others_is_not_there(consultant, reading, database):
    other = factories.engagement(
        "P2-01", within=factories.programme("P2"), at=factories.factory("F2")
    )
    (theirs,) = factories.readings(factories.measure(other), [(1, 2)])
    for address in (f"{LIST}/{theirs.uuid}", f"/engagements/P2-01/readings/{theirs.uuid}"):
        assert consultant.get(f"{address}/correct").status_code == 404
        assert consultant.get(f"{address}/withdraw").status_code == 404


def test_once_coaching_is_over_it_is_said_how_the_result_moved(database, coached, consultant):
    """The engagement is closed; 60 of 2,400 after becomes 67 of 2,400, then 55 of 2,200."""
    figures = {"before": factories.MANY_DEFECTS, "after": [(5, 200)] * 12}
    measure = factories.measure(coached, main=True, **figures)
    database.commit()
    after = select(Reading).where(Reading.measure_id == measure.id, Reading.numerator == 5)
    first = database.scalars(after.order_by(Reading.from_on)).first()
    answer = send(consultant, f"{LIST}/{first.uuid}/correct", numerator="12")
    told = "The result is another one now: 10.0 % → 2.8 % · −7.2 points, Improved. Before: 10.0 %"
    assert told in read(consultant, answer.location).text
    # Saved as it stands, nothing moves.
    answer = send(consultant, f"{LIST}/{first.uuid}/correct")
    assert "The result is another one now" not in read(consultant, answer.location).text
    answer = fill(consultant, f"{LIST}/{first.uuid}/withdraw", withdrawn="Another line")
    assert "The result is another one now: 10.0 % → 2.5 %" in read(consultant, answer.location).text
    coached.stage = Stage.IMPROVEMENT
    database.commit()
    second = database.scalars(after.order_by(Reading.from_on.desc())).first()
    answer = send(consultant, f"{LIST}/{second.uuid}/correct", numerator="11")
    assert "The result is another one now" not in read(consultant, answer.location).text
