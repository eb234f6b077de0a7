"""Adding and changing engagements by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.editing import fill, standing
from tests.reading import read
from tests.sending import ENGLISH

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
NEW = {
    "factory": "Nhựa Đức",
    "component": "C1",
    "stage": "kick-off",
    "start_on": "2026-07-06",
    "team": "Lan\r\nMin-jun; Bình",
}


@pytest.fixture
def place(database):
    """A programme with a component and a factory that nobody coaches yet."""
    within = factories.programme()
    factories.component(within, "C1", 2026)
    within.factories.append(factories.factory("DN-1", name="Nhựa Đức"))
    return within


@pytest.fixture
def lead(place, sign_in):
    return sign_in("lead@example.vn", LEAD)


def stored(database, code="P1-01"):
    return database.scalar(select(Engagement).where(Engagement.code == code))


def test_the_next_free_code_is_suggested(lead, place, database):
    factories.engagement("P1-07", within=place)
    factories.engagement("P1-AB", within=place)
    page = lead.get("/engagements/new?programme=P1&factory=DN-1", headers=ENGLISH).text
    assert standing(page)["code"] == "P1-08"
    assert standing(page)["factory"] == "Nhựa Đức · DN-1"


def test_end_and_windows_follow_from_the_start(lead, database):
    answer = fill(lead, "/engagements/new?programme=P1", **NEW)
    assert (answer.status_code, answer.location) == (302, "/engagements/P1-01")
    made = stored(database)
    assert (made.programme.code, made.factory.code, made.component) == ("P1", "DN-1", "C1")
    assert made.team == ("Lan", "Min-jun", "Bình")
    assert (made.start_on, made.end_on) == (date(2026, 7, 6), date(2026, 9, 27))
    assert (made.baseline_from, made.baseline_to) == (date(2026, 6, 8), date(2026, 7, 5))
    assert (made.follow_up_from, made.follow_up_to) == (date(2026, 8, 31), date(2026, 9, 27))
    page = lead.get("/engagements/P1-01", headers=ENGLISH).text
    assert "Suggested from the start: end 27 Sep 2026" in page


def test_a_start_that_is_known_later_brings_the_end_and_the_windows(lead, database):
    fill(lead, "/engagements/new?programme=P1", **{**NEW, "start_on": ""})
    assert stored(database).baseline_from is None
    fill(lead, "/engagements/P1-01/edit", start_on="2026-07-06", end_on="2026-10-31")
    made = stored(database)
    assert (made.end_on, made.baseline_from) == (date(2026, 10, 31), date(2026, 6, 8))
    assert (made.follow_up_from, made.follow_up_to) == (date(2026, 10, 4), date(2026, 10, 31))
    page = lead.get("/engagements/P1-01", headers=ENGLISH).text
    assert "Suggested from the start: baseline 8 Jun" in page
    # From then on what is left blank is left open.
    fill(lead, "/engagements/P1-01/edit", follow_up_from="", follow_up_to="")
    assert stored(database).follow_up_from is None


@pytest.mark.parametrize(
    ("start", "first", "days"),
    [(20, -8, 28), (5, 5, 14), (0, 0, 14), (-10, 0, 14), (-27, 0, 14), (-28, -56, 28)],
)
def test_the_baseline_of_a_coaching_that_begins_about_now_is_its_first_weeks(
    lead, database, start, first, days
):
    today = today_in("Asia/Ho_Chi_Minh")
    begins = f"{today + timedelta(start):%Y-%m-%d}"
    fill(lead, "/engagements/new?programme=P1", **{**NEW, "start_on": begins})
    made = stored(database)
    assert made.baseline_from == today + timedelta(first)
    assert made.baseline_to == made.baseline_from + timedelta(days - 1)


def test_what_is_suggested_while_typing_is_what_is_saved(lead, database):
    asked = "/engagements/new/dates.json?start_on=2026-07-06"
    suggested = lead.get(asked).json
    assert fill(lead, "/engagements/new", **NEW).status_code == 302
    made = stored(database)
    assert suggested.keys() == {
        "end_on",
        *("baseline_from", "baseline_to"),
        *("follow_up_from", "follow_up_to"),
    }
    assert {name: f"{getattr(made, name):%Y-%m-%d}" for name in suggested} == suggested
    given = lead.get(asked + "&end_on=2026-09-30&baseline_from=2026-06-01").json
    assert given == {"follow_up_from": "2026-09-03", "follow_up_to": "2026-09-30"}


@pytest.mark.parametrize("query", ["", "?start_on=", "?start_on=0202-07-06", "?start_on=x"])
def test_nothing_is_suggested_from_half_a_date(lead, query):
    assert lead.get("/engagements/new/dates.json" + query).json == {}


def test_a_factory_with_an_engagement_is_said_to_have_one(lead, place, database):
    there = "This factory has P1-01 in this programme already; this is one more engagement."
    address = "/engagements/new?programme=P1&factory=DN-1"
    assert there not in lead.get(address, headers=ENGLISH).text
    fill(lead, address, **NEW)
    assert there not in lead.get("/engagements/P1-01", headers=ENGLISH).text
    assert there in lead.get(address, headers=ENGLISH).text
    answer = fill(lead, "/engagements/new?programme=P1", **NEW)
    assert answer.status_code == 302
    assert there in lead.get(answer.location, headers=ENGLISH).text


def test_a_batch_is_written_as_the_programme_has_it(lead, place, database):
    factories.engagement("P1-01", within=place, batch="Đợt 2026")
    assert '<option value="Đợt 2026">' in lead.get("/engagements/new", headers=ENGLISH).text
    for n, (typed, kept) in enumerate(
        [("đợt  2026", "Đợt 2026"), ("ĐỢT 2026", "Đợt 2026"), ("dot 2026", "dot 2026")], start=2
    ):
        assert fill(lead, "/engagements/new", **NEW, batch=typed).status_code == 302
        assert stored(database, f"P1-0{n}").batch == kept


def test_the_only_spelling_of_a_batch_can_be_corrected(lead, place, database):
    factories.engagement("P1-01", within=place, batch="đợt 2026")
    assert fill(lead, "/engagements/P1-01/edit", batch="Đợt 2026").status_code == 302
    assert stored(database).batch == "Đợt 2026"


def test_windows_that_are_given_stay(lead, database):
    given = {"baseline_from": "1/7/2026", "baseline_to": "28/7/2026", "end_on": "30/9/2026"}
    assert fill(lead, "/engagements/new", **NEW, **given).status_code == 302
    made = stored(database)
    assert (made.baseline_from, made.baseline_to) == (date(2026, 7, 1), date(2026, 7, 28))
    assert (made.follow_up_from, made.follow_up_to) == (date(2026, 9, 3), date(2026, 9, 30))


def test_sent_twice_it_is_one_engagement(lead, database):
    page = lead.get("/engagements/new", headers=ENGLISH).text
    for _time in range(2):
        assert fill(lead, "/engagements/new", page=page, **NEW).status_code == 302
    assert len(database.scalars(select(Engagement)).all()) == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("factory", "F-9", "There is no “F-9” here."),
        ("factory", "", "Choose a factory from the list."),
        ("code", "P1 1", "A code has 1 to 40 letters"),
        ("component", "C9", "Choose a component from the list."),
        ("stage", "asleep", "Choose a stage from the list."),
        ("end_on", "2026-07-01", "The engagement ends before it starts."),
        ("start_on", "6,7,2026", "This is not a date."),
        ("stage", "dropped-out", "Say in a few words why the factory dropped out."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(lead, database, field, typed, said):
    answer = fill(lead, "/engagements/new", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="2026-07-06"' in answer.text or field == "start_on"
    assert stored(database) is None


def test_a_lead_of_several_programmes_chooses_one_first(place, database, sign_in):
    factories.programme("P2")
    factories.programme("P3")
    lead = sign_in("lead@example.vn", LEAD, Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    page = lead.get("/engagements/new?factory=DN-1", headers=ENGLISH).text
    assert "/engagements/new?programme=P1&amp;factory=DN-1" in page
    assert "programme=P2" in page
    foreign = lead.get("/engagements/new?programme=P3", headers=ENGLISH).text
    assert "Programme P1" in foreign
    assert "Programme P3" not in foreign


def test_a_consultant_changes_how_it_goes_and_nothing_else(place, database, sign_in):
    factories.engagement(within=place)
    consultant = sign_in("lan@example.vn", CONSULTANT)
    page = consultant.get("/engagements/P1-01/edit", headers=ENGLISH).text
    assert {"code", "programme", "factory", "component", "batch"} & standing(page).keys() == set()
    answer = fill(
        consultant,
        "/engagements/P1-01/edit",
        stage="dropped-out",
        drop_out_reason="An export order",
        factory="DN-1",
        batch="2",
    )
    assert answer.status_code == 302
    made = stored(database)
    assert (made.stage, made.drop_out_reason) == (Stage.DROPPED_OUT, "An export order")
    assert (made.factory.code, made.batch) == ("F-P1-01", "")


def test_the_end_can_be_left_open(place, lead, database):
    factories.engagement(within=place)
    blank = {"end_on": "", "follow_up_from": "", "follow_up_to": ""}
    assert fill(lead, "/engagements/P1-01/edit", **blank).status_code == 302
    assert (stored(database).end_on, stored(database).follow_up_to) == (None, None)


def test_a_change_of_somebody_else_is_shown_and_not_undone(place, lead, database, sign_in):
    factories.engagement(within=place)
    consultant = sign_in("lan@example.vn", CONSULTANT)
    page = consultant.get("/engagements/P1-01/edit", headers=ENGLISH).text
    assert fill(lead, "/engagements/P1-01/edit", team="Lan").status_code == 302
    answer = fill(consultant, "/engagements/P1-01/edit", page=page, team="Bình")
    assert answer.status_code == 409
    assert '"Stored now">Lan</td><td data-label="Typed here">Bình</td>' in answer.text
    assert stored(database).team == ("Lan",)
    database.rollback()
    again = fill(consultant, "/engagements/P1-01/edit", page=answer.text, team="Bình")
    assert again.status_code == 302
    assert stored(database).team == ("Bình",)


#: Notes on days, of which each begins as it is told apart from the others.
LONG, AFTER, OUTSIDE = (
    "is longer than a year. Usual would be an end on 22 Sep 2019 and a follow-up 26 Aug 2019",
    "lies long after the start on 1 Jul 2019. Usual would be 3 Jun 2019 – 30 Jun 2019.",
    "lies outside the programme, 1 Jan 2020 – 31 Dec 2020.",
)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        # Only the start is moved: the windows and the end stay where they are.
        ({"start_on": "2019-07-01"}, (LONG, AFTER, OUTSIDE)),
        ({"start_on": "2020-08-03"}, ()),
        ({"batch": "2"}, ()),
    ],
)
def test_days_that_are_unusual_are_saved_and_said(lead, place, typed, said):
    place.start_on, place.end_on = date(2020, 1, 1), date(2020, 12, 31)
    factories.engagement("P1-01", within=place)
    assert fill(lead, "/engagements/P1-01/edit", **typed).status_code == 302
    page = lead.get("/engagements/P1-01", headers=ENGLISH).text
    assert tuple(note for note in (LONG, AFTER, OUTSIDE) if note in page) == said


@pytest.mark.parametrize(("last", "told"), [("2020-07-11", True), ("2020-07-14", False)])
def test_a_baseline_too_short_for_limits_is_said_in_time(lead, place, last, told):
    """From Wednesday 1 July there are ten working days to Saturday 11, and twelve to Tuesday 14."""
    factories.engagement("P1-01", within=place)
    assert fill(lead, "/engagements/P1-01/edit", baseline_to=last).status_code == 302
    page = lead.get("/engagements/P1-01", headers=ENGLISH).text
    sentence = "The baseline has 10 working days. With a reading a day that is less than the 12"
    assert (sentence in page) is told


def test_windows_that_are_changed_once_results_are_known_are_told_so(lead, place, database):
    coached = factories.engagement("P1-01", within=place)
    measure = factories.measure(coached, main=True, before=factories.MANY_DEFECTS)
    database.commit()
    changed = "The windows before and after were changed on "
    fill(lead, "/engagements/P1-01/edit", baseline_to="2020-07-30")
    assert changed not in read(lead, "/engagements/P1-01").text
    factories.readings(measure, factories.FEW_DEFECTS, coached.follow_up_from)
    database.commit()
    fill(lead, "/engagements/P1-01/edit", batch="2")
    assert changed not in read(lead, "/engagements/P1-01").text
    fill(lead, "/engagements/P1-01/edit", baseline_to="2020-07-29")
    page = read(lead, "/engagements/P1-01").text
    assert "Results were known already" in page
    assert changed in page


def test_those_who_coach_in_the_programme_are_suggested_for_the_team(lead, place, database):
    factories.engagement("P1-01", team=("Trần Đức", "Kim Min-jae"))
    database.commit()
    page = lead.get("/engagements/new?programme=P1").text
    suggested = page.partition('<datalist id="team-list">')[2].partition("</datalist>")[0]
    assert suggested.split('"')[1::2] == ["Kim Min-jae", "Trần Đức"]


def test_one_that_is_closed_without_a_result_is_remarked_on(lead, place, database):
    coached = factories.engagement("P1-01", within=place, stage=Stage.EVALUATION)
    measure = factories.measure(coached, main=True, before=factories.MANY_DEFECTS)
    database.commit()
    fill(lead, "/engagements/P1-01/edit", stage="closed")
    assert "No result is known of it yet" in read(lead, "/engagements/P1-01").text
    fill(lead, "/engagements/P1-01/edit", stage="evaluation")
    factories.readings(measure, factories.FEW_DEFECTS, coached.follow_up_from)
    database.commit()
    fill(lead, "/engagements/P1-01/edit", stage="closed")
    assert "No result is known of it yet" not in read(lead, "/engagements/P1-01").text
