"""Both sides sign what was counted; pages and files say so, and nobody signs for another."""

from __future__ import annotations

import re

import pytest

from coachtrack.features.accounts.actions import end_role, grant
from coachtrack.features.accounts.models import Account
from coachtrack.features.accounts.queries import account_of
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import Reading
from coachtrack.features.signing import actions
from coachtrack.features.signing.models import Cause, Part, Party, Statement
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.conftest import PASSWORD
from tests.editing import fill
from tests.features.signing.conftest import CONSULTANT, MANAGER, PAGE, SIGN, SIGN_CLOSING
from tests.reading import parsed, read, text_of
from tests.sending import ENGLISH


def said(client, address=PAGE):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


def test_one_side_signs_and_the_other_is_waited_for(consultant, manager, database):
    assert "Baseline not signed" in said(manager)
    assert fill(consultant, SIGN, password=PASSWORD).location == PAGE
    for one in (consultant, manager):
        assert "Baseline signed by lan@example.vn on" in said(one)
        assert "not yet by the factory" in said(one)
    assert "There is nothing for you to sign." in said(consultant, SIGN)


def test_the_other_side_is_asked_by_mail_once_and_in_its_language(
    mails, consultant, manager, database
):
    out = database.query(Account).filter_by(email="thang@example.vn").one()
    out.language = "en"
    fill(consultant, SIGN, password=PASSWORD)
    (row,) = mails()
    assert row.address == "thang@example.vn"
    assert row.subject == "P1-01: “Figures before the improvement” waits for your signature"
    assert "lan@example.vn signed" in row.body
    assert "- Defect rate · Line 1" in row.body
    assert row.body.endswith("http://localhost/engagements/P1-01/signatures")
    fill(manager, SIGN, password=PASSWORD)
    assert len(mails()) == 1, "nothing waits any more"


def test_who_is_shut_out_is_not_asked(mails, consultant, manager, database):
    database.query(Account).filter_by(email="thang@example.vn").one().disabled_at = now()
    fill(consultant, SIGN, password=PASSWORD)
    assert mails() == []


def test_both_sides_sign_the_baseline(signed, manager, database):
    assert re.search(
        r"Baseline signed on \d+ \w+ \d{4} by thang@example.vn and lan@example.vn", said(manager)
    )
    row = database.query(Statement).one()
    assert {each.party for each in row.signatures} == {*Party}
    assert row.digest in said(manager)


def test_an_address_tells_who_of_that_name_it_was(signed, consultant, sign_in, database):
    account_of("lan@example.vn").name = "Giám đốc Vũ Đức Thắng"
    database.commit()
    assert "You, Giám đốc Vũ Đức Thắng (lan@example.vn), confirm" in said(consultant, SIGN_CLOSING)
    fill(consultant, SIGN_CLOSING, password=PASSWORD)
    assert "Giám đốc Vũ Đức Thắng (lan@example.vn)," in said(consultant)
    viewer = sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "(lan@example.vn)" not in said(viewer)


def test_the_second_side_reads_that_the_figures_stay_and_how_they_are_corrected(
    consultant, manager
):
    told = "From now on these figures stay as they are; for a correction, the consultants open them"
    for one, whole in ((consultant, False), (manager, True)):
        fill(one, SIGN, password=PASSWORD)
        assert (told in said(one)) is whole


def test_signed_readings_are_marked_where_they_are_listed_and_changed(
    signed, consultant, measure, database
):
    listed = read(consultant, "/engagements/P1-01/readings")
    assert listed.text.count("Signed by both sides on") == len(factories.MANY_DEFECTS)
    assert listed.links()["Signatures"] == PAGE
    first = database.query(Reading).order_by(Reading.from_on).first()
    for what in ("correct", "withdraw"):
        page = read(consultant, f"/engagements/P1-01/readings/{first.uuid}/{what}")
        assert "Both sides signed this figure (Figures before the improvement," in page.text
        assert page.links()["Signatures"] == PAGE
    later = database.query(Reading).order_by(Reading.from_on.desc()).first()
    page = read(consultant, f"/engagements/P1-01/readings/{later.uuid}/correct")
    assert "Both sides signed" not in page.text


def test_no_advice_is_given_that_a_signature_forbids(database, sign_in):
    coached = factories.engagement(at=factories.factory("F1"), stage=Stage.BASELINE)
    measure = factories.measure(coached, main=True, before=factories.MANY_DEFECTS[:3])
    consultant = sign_in("lan@example.vn", CONSULTANT)
    enter, whole = "/engagements/P1-01/readings/enter", "/engagements/P1-01"
    for page in (enter, whole):
        assert "Make it longer and go on counting" in said(consultant, page)
    factories.signed(measure)
    for page in (enter, whole):
        assert "Make it longer" not in said(consultant, page)
    assert "there they stay as they are." in said(consultant, enter)


def test_a_wrong_password_signs_nothing(consultant, database):
    answer = fill(consultant, SIGN, password="something else entirely")
    assert answer.status_code == 401
    assert "This is not your password. Nothing is changed." in text_of(parsed(answer.text))
    assert database.query(Statement).count() == 0


def test_wrong_passwords_are_counted_like_those_at_the_door(app, consultant, database):
    for _try in range(app.config["SIGN_IN_TRIES"]):
        fill(consultant, SIGN, password="something else entirely")
    answer = fill(consultant, SIGN, password=PASSWORD)
    assert "Too many wrong passwords." in text_of(parsed(answer.text))
    assert answer.status_code == 429
    assert database.query(Statement).count() == 0


def test_nobody_signs_what_they_did_not_read(consultant, manager, measure, database):
    page = consultant.get(SIGN, headers=ENGLISH).text
    factories.readings(measure, [(3, 100)], factories.BASELINE[1])
    answer = fill(consultant, SIGN, page=page, password=PASSWORD)
    assert answer.status_code == 422
    assert "Read them again." in text_of(parsed(answer.text))
    assert database.query(Statement).count() == 0


@pytest.mark.parametrize(
    "grant",
    [
        Grant(Role.ADMINISTRATOR, Scope.EVERYTHING),
        Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"),
        Grant(Role.VIEWER, Scope.PROGRAMME, "P1"),
    ],
)
def test_who_is_neither_side_signs_for_nobody(sign_in, measure, grant):
    other = sign_in("other@example.vn", grant)
    assert other.get(SIGN).status_code == 403
    assert "Sign for" not in said(other)


def test_a_manager_of_another_factory_does_not_find_it(sign_in, measure):
    other = sign_in("other@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F2"))
    assert [other.get(address).status_code for address in (PAGE, SIGN)] == [404, 404]


def test_who_is_both_signs_for_one_side_only(sign_in, measure, database):
    both = sign_in("both@example.vn", CONSULTANT, MANAGER)
    fill(both, SIGN, password=PASSWORD)
    assert "There is nothing for you to sign." in said(both, SIGN)
    assert [each.party for each in database.query(Statement).one().signatures] == [Party.CONSULTANT]


def test_what_is_still_being_counted_is_signed_later(consultant, database, measure):
    measure.engagement.follow_up_to = factories.date(2999, 1, 1)
    assert "Still being counted until 1 Jan 2999" in said(consultant)
    assert "There is nothing for you to sign." in said(consultant, SIGN_CLOSING)


def test_it_is_said_over_the_button_that_a_figure_is_disputed(consultant, manager, measure):
    told = (
        "1 objection of the factory waits for an answer. What both sides have signed is corrected"
    )
    assert told not in said(consultant, SIGN)
    row = factories.objection(measure)
    for one in (consultant, manager):
        assert told in said(one, SIGN)
    assert told in said(consultant, f"{PAGE}/baseline/paper")
    row.answered_at = now()
    assert told not in said(consultant, SIGN)


def test_a_target_said_as_a_gain_follows_a_corrected_baseline(
    consultant, manager, measure, database
):
    measure.gain = 50.0
    factories.mark_dirty([measure.id])
    for one in (consultant, manager):
        fill(one, SIGN, password=PASSWORD)
    assert target(manager) == pytest.approx(5.0)
    actions.reopen(database.query(Statement).one(), Cause.MISTYPED, "Half of them", "Lan")
    for row in database.query(Reading).filter(Reading.from_on < factories.FOLLOW_UP[0]):
        row.numerator *= 2
    factories.mark_dirty([measure.id])
    database.commit()
    for one in (consultant, manager):
        fill(one, SIGN, password=PASSWORD)
    assert target(manager) == pytest.approx(10.0)


def target(client):
    results = client.get("/engagements/P1-01/results.json").json["results"]
    return results[0]["target"]["value"]


def test_an_account_signs_for_one_side_only(consultant, measure, database):
    fill(consultant, SIGN, password=PASSWORD)
    account = account_of("lan@example.vn")
    end_role(account.memberships[0])
    grant(account, MANAGER)
    database.commit()
    told = said(consultant, SIGN)
    assert "It is signed already, for the other side by you too, or still being counted." in told
    row = database.query(Statement).one()
    signer = actions.Signer(Party.FACTORY, "Lan", account.id)
    with pytest.raises(actions.SignedForTheOther):
        actions.sign(Part.BASELINE, {measure.id: row.digest}, [signer])
    database.rollback()
    assert not database.query(Statement).one().signed


def test_a_closing_result_is_told_where_the_baseline_is(signed, consultant, manager, lead):
    for one in (consultant, manager):
        fill(one, SIGN_CLOSING, password=PASSWORD)
    told = "Closing result signed on"
    page = lead.get("/engagements/P1-01", headers=ENGLISH).text
    assert page.count(told) >= 2, "beside the stages, and under the chart"
    programme = said(lead, "/programmes/P1")
    assert told in programme
    assert "1 of 1 closing results are signed by both sides." in programme
    given = lead.get("/engagements/P1-01/results.json").json["results"][0]["signatures"]
    assert set(given) == {"baseline", "closing"}
    for each in given.values():
        assert (each["factory"], each["consultant"]) == ("thang@example.vn", "lan@example.vn")
        assert (each["on"], each["on_paper"]) == (today_in("Asia/Ho_Chi_Minh").isoformat(), False)


def test_a_closing_result_that_nobody_signed_is_not_told(signed, lead):
    # Beyond that it waits, which stands among the things to do.
    waits = "The closing result waits to be signed by both sides."
    assert said(lead, "/engagements/P1-01").replace(waits, "").count("losing result") == 0
    assert "losing result" not in said(lead, "/programmes/P1")
    given = lead.get("/engagements/P1-01/results.json").json["results"][0]["signatures"]
    assert given["closing"] is None


def test_figures_say_who_signed(signed, lead):
    results = lead.get("/engagements/P1-01/results.json").json["results"]
    assert results[0]["baseline"]["signed"] is True
    page = said(lead, "/engagements/P1-01")
    assert "Baseline signed on" in page
