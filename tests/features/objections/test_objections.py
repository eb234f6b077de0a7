"""A factory objects to a figure, the consultants answer, and both stay to be read."""

from __future__ import annotations

from uuid import UUID

import pytest

from coachtrack.features.accounts.models import Account
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import Reading
from coachtrack.features.objections.models import Objection, Outcome
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import errors, fill, standing
from tests.reading import parsed, text_of
from tests.sending import ENGLISH

LIST = "/engagements/P1-01/objections/"
NEW = f"{LIST}new"
WHY = "On 1 July 12 pieces were counted twice: see sheet 4."


@pytest.fixture(autouse=True)
def _mail_waits(mails):
    """Nothing is sent in the background while a test writes by itself."""


@pytest.fixture
def measure(database):
    coached = factories.engagement(at=factories.factory("F1"))
    return factories.measure(coached, main=True, scope="Line 1", before=factories.MANY_DEFECTS)


@pytest.fixture
def manager(sign_in, measure):
    return sign_in("thang@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))


@pytest.fixture
def consultant(sign_in, measure):
    return sign_in("lan@example.vn", Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"))


@pytest.fixture
def objection(manager, consultant, database):
    for account in database.query(Account):
        account.language = "en"
    reading = database.query(Reading).order_by(Reading.from_on).first()
    assert fill(manager, f"{NEW}?reading={reading.uuid}", reason=WHY).location == LIST
    return database.query(Objection).one()


def said(client, address=LIST):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


def test_a_manager_objects_to_a_reading_from_the_list(manager, database, measure):
    page = manager.get("/engagements/P1-01/readings", headers=ENGLISH).text
    assert page.count(f"{NEW}?reading=") == len(factories.MANY_DEFECTS)


def test_both_sides_read_what_is_said(objection, manager, consultant):
    for one in (manager, consultant):
        told = said(one)
        assert "Against the reading of 1 Jul 2020, Defect rate · Line 1: 20 of 210" in told
        assert WHY in told
        assert "The factory objects to 1 figure here" in said(one, "/engagements/P1-01")


def test_the_figure_of_then_stands_beside_that_of_now(objection, manager, measure, database):
    assert "It was" not in said(manager)
    objection.reading.numerator = 8
    factories.mark_dirty([measure.id])
    told = said(manager)
    assert "Against the reading of 1 Jul 2020, Defect rate · Line 1: 20 of 210" in told
    assert "It was 20 of 210 then, and is 8 of 210 now." in told
    objection.reading.withdrawn = "Counted twice"
    assert "It was withdrawn since: Counted twice" in said(manager)


def test_a_result_that_was_objected_to_keeps_its_figure_too(manager, measure, database):
    fill(manager, NEW, reason="The model changed in that week.")
    told = said(manager)
    assert "Against the result of Defect rate · Line 1: before 10.0 % (252 of 2,520)" in told
    factories.readings(measure, [(1000, 1000)], factories.BASELINE[1])
    assert "It was before 10.0 % (252 of 2,520) then, and is before" in said(manager)


def test_an_answer_that_it_is_corrected_says_where_nothing_was(
    objection, manager, consultant, measure, database
):
    told = "No figure of this measure was changed since the objection."
    assert told not in said(manager)
    assert told in said(consultant, f"{LIST}{objection.uuid}/answer")
    answer(consultant, objection)
    assert told in said(manager)
    factories.readings(measure, [(1, 100)], factories.END)
    assert told not in said(manager)
    assert "This figure was not changed since the objection; other figures" in said(manager)
    objection.reading.numerator = 8
    factories.mark_dirty([measure.id])
    assert "not changed since" not in said(manager)


def test_an_objection_to_the_result_as_a_whole(manager, database):
    fill(manager, NEW, reason="The model changed in that week.")
    assert "Against the result of Defect rate · Line 1" in said(manager)


def test_it_is_about_the_measure_that_was_chosen(manager, measure, database):
    other = factories.measure(measure.engagement, "rework-rate", before=factories.MANY_DEFECTS)
    database.commit()
    page = manager.get(NEW, headers=ENGLISH).text
    measure.main = False
    database.flush()
    other.main = True
    database.commit()
    assert fill(manager, NEW, page=page, reason=WHY).location == LIST
    assert database.query(Objection).one().measure_id == measure.id


def test_sent_twice_it_is_one(manager, database):
    page = manager.get(NEW, headers=ENGLISH).text
    for reason in (WHY, WHY, "And another thing."):
        assert fill(manager, NEW, page=page, reason=reason).location == LIST
    assert database.query(Objection).one().reason == WHY
    assert "This was sent already, and stays as it was said." in said(manager)


def test_what_somebody_objected_to_is_not_removed(sign_in, measure, database):
    lead = sign_in("huong@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    other = factories.measure(measure.engagement, "rework-rate", scope="Line 2")
    database.commit()
    address = "/engagements/P1-01/measures/remove?indicator=rework-rate&scope=Line+2"
    page = lead.get(address, headers=ENGLISH).text
    factories.objection(other)
    database.commit()
    answer = fill(lead, address, page=page)
    assert answer.status_code == 409
    assert "The factory objected to it, so it stays" in text_of(parsed(answer.text))
    assert database.query(Objection).count() == 1


def test_an_engagement_with_an_objection_has_begun(sign_in, database):
    selected = factories.engagement(stage=Stage.SELECTED)
    tracked = factories.measure(selected, main=True)
    database.commit()
    lead = sign_in("huong@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    page = lead.get("/engagements/P1-01/remove", headers=ENGLISH).text
    factories.objection(tracked)
    database.commit()
    answer = fill(lead, "/engagements/P1-01/remove", page=page)
    assert answer.status_code == 409
    assert "or an objection is recorded of it" in text_of(parsed(answer.text))


def test_it_says_whether_the_reading_was_saved_anew(objection, manager, database):
    assert "saved anew" not in said(manager)
    objection.reading.saved_at = now()
    database.commit()
    assert "The reading was saved anew on" in said(manager)


def test_it_waits_among_the_things_to_do_until_it_is_answered(objection, consultant, database):
    told = "1 objection of the factory waits for an answer."
    assert told in said(consultant, "/engagements/P1-01")
    answer(consultant, objection)
    assert told not in said(consultant, "/engagements/P1-01")


def answer(client, objection, **typed):
    fields = {"outcome": "corrected", "answer": "You are right. It is 8 of 198 now.", **typed}
    return fill(client, f"{LIST}{objection.uuid}/answer", **fields)


def test_the_consultant_answers_and_the_factory_reads_it(objection, consultant, manager, database):
    assert answer(consultant, objection).location == LIST
    told = said(manager)
    assert "The factory is right: it is to be corrected. You are right. It is 8 of 198 now." in told
    database.refresh(objection)
    assert (objection.outcome, objection.answered_by) == (Outcome.CORRECTED, "lan@example.vn")


def test_each_side_is_told_by_mail_of_what_the_other_said(mails, objection, consultant):
    (asked,) = mails()
    assert asked.address == "lan@example.vn"
    told = "the reading of 1 Jul 2020, Defect rate · Line 1: 20 of 210"
    answer(consultant, objection)
    asked, answered = mails()
    assert answered.address == "thang@example.vn"
    assert "You are right. It is 8 of 198 now." in answered.body
    for each in (asked, answered):
        assert each.body.endswith(f"http://localhost{LIST}")
    assert [WHY in asked.body, told in asked.body] == [True, True]


def test_it_is_answered_once(objection, consultant, database):
    page = consultant.get(f"{LIST}{objection.uuid}/answer", headers=ENGLISH).text
    answer(consultant, objection)
    late = fill(
        consultant,
        f"{LIST}{objection.uuid}/answer",
        page=page,
        outcome="stands",
        answer="No, it is not.",
    )
    assert late.status_code == 409
    assert "No, it is not." in text_of(parsed(late.text)), "what was typed is kept"
    database.refresh(objection)
    assert objection.outcome == Outcome.CORRECTED


def test_nothing_is_sent_without_words(manager, consultant, objection, database):
    assert set(errors(fill(manager, NEW, reason=" \u200b").text)) == {"reason"}
    assert set(errors(answer(consultant, objection, outcome="", answer="").text)) == {
        "outcome",
        "answer",
    }
    assert database.query(Objection).count() == 1


def test_a_reading_of_another_factory_is_not_there(manager, database):
    other = factories.engagement("P1-02", at=factories.factory("F2"))
    (reading,) = factories.readings(factories.measure(other, main=True), [(1, 10)])
    for identity in (reading.uuid, UUID(int=0), "nonsense"):
        assert manager.get(f"{NEW}?reading={identity}").status_code == 404


def test_who_speaks_for_no_factory_objects_to_nothing(consultant, sign_in, objection):
    assert consultant.get(NEW).status_code == 403
    viewer = sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert viewer.get(LIST).status_code == 403


def test_a_manager_does_not_answer(manager, objection):
    page = manager.get(NEW, headers=ENGLISH).text
    token = standing(page)["csrf_token"]
    sent = {"csrf_token": token, "outcome": "corrected", "answer": "Yes."}
    assert manager.post(f"{LIST}{objection.uuid}/answer", data=sent).status_code == 403


def test_words_are_searched_and_the_list_has_pages(app, objection, manager):
    app.config["PAGE_ROWS"] = 1
    fill(manager, NEW, reason="Phoi bị trộn.")
    assert "Phoi bị trộn." in said(manager)
    assert WHY not in said(manager)
    assert WHY in said(manager, f"{LIST}?q=sheet+4")
    assert "No objection fits “zz”." in said(manager, f"{LIST}?q=zz")
