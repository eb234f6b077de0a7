"""What both sides signed cannot be moved, through whichever door; a correction takes a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coachtrack.features.accounts.actions import end_role
from coachtrack.features.accounts.queries import account_of
from coachtrack.features.indicators import actions as indicators
from coachtrack.features.indicators.entries import MeasureEntry
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.sheets import reading_entry
from coachtrack.features.intake import frozen
from coachtrack.features.signing.models import Cause, Statement
from coachtrack.kit.journal.tables import Action, Entry, Write
from coachtrack.kit.mail import OutgoingMail
from coachtrack.kit.permissions import OPERATOR
from coachtrack.kit.transactions import Door, Refused, writing
from tests import factories
from tests.conftest import PASSWORD
from tests.editing import errors, fill, standing
from tests.features.signing.conftest import PAGE, SIGN, SIGN_CLOSING
from tests.features.signing.test_paper import attach
from tests.reading import parsed, text_of
from tests.sending import ENGLISH

STAYS = "so this stays as it is. To correct it, first open it under “Signatures” of P1-01"
REFUSED = "was signed by both sides on"
SAID_TO_A_COMMAND = "đã được hai bên ký ngày"
TRACKED = "indicator=defect-rate&scope=Line+1"


def said(client, address=PAGE):
    return text_of(parsed(client.get(address, headers=ENGLISH).text))


@pytest.fixture
def kept(signed, measure, database):
    """That what was signed is still there, and stands."""
    before = figures(database)
    yield
    database.rollback()
    assert figures(database) == before
    assert all(row.stands for row in database.query(Statement))


def figures(database):
    rows = database.query(Reading).order_by(Reading.id)
    return [(row.from_on, row.numerator, row.denominator, row.withdrawn) for row in rows]


def enter(client, address, **typed):
    """Type into a form of one reading."""
    html = client.get(address, headers=ENGLISH).text
    return client.post(address, data={**standing(html, "one"), **typed}, headers=ENGLISH)


def first(database):
    return database.query(Reading).order_by(Reading.from_on).first()


# Forms


def test_a_reading_is_not_corrected_in_its_form(kept, consultant, database):
    address = f"/engagements/P1-01/readings/{first(database).uuid}/correct"
    answer = enter(consultant, address, numerator="22")
    assert (answer.status_code, STAYS in text_of(parsed(answer.text))) == (422, True)
    assert answer.text.count(f'href="{PAGE}"') == 2, "the refusal leads to where it is opened"


def test_a_reading_is_not_withdrawn(kept, consultant, database):
    address = f"/engagements/P1-01/readings/{first(database).uuid}/withdraw"
    answer = fill(consultant, address, withdrawn="It was a test run")
    assert (answer.status_code, STAYS in errors(answer.text)["withdrawn"]) == (422, True)


def test_nothing_is_added_inside_the_window(kept, consultant):
    address = f"/engagements/P1-01/readings/today?{TRACKED}&on=2020-07-30"
    answer = enter(consultant, address, numerator="20", denominator="200")
    assert answer.status_code == 422
    assert STAYS in text_of(parsed(answer.text))


def test_the_window_is_not_moved(kept, consultant):
    answer = fill(consultant, "/engagements/P1-01/edit", baseline_to="20/7/2020")
    assert (answer.status_code, STAYS in errors(answer.text)["baseline_to"]) == (422, True)


def test_the_line_is_not_called_otherwise(kept, consultant):
    answer = fill(consultant, f"/engagements/P1-01/measures/scope?{TRACKED}", scope="Line 2")
    assert (answer.status_code, STAYS in errors(answer.text)["scope"]) == (422, True)
    assert standing(answer.text)["scope"] == "Line 2", "what was typed is kept"


def test_what_is_missed_at_the_form_is_refused_once_and_by_name(kept, consultant, monkeypatch):
    monkeypatch.setattr(frozen, "of_scope", lambda *_key: "")
    answer = fill(consultant, f"/engagements/P1-01/measures/scope?{TRACKED}", scope="Line 2")
    told = text_of(parsed(answer.text))
    assert (answer.status_code, REFUSED in told) == (409, True)
    assert "of Defect rate · Line 1 was signed by both sides" in told
    assert "Saved." not in told
    assert f'href="{PAGE}"' in answer.text


def test_another_measure_does_not_become_the_main_one(kept, consultant):
    address = "/engagements/P1-01/measures/new"
    answer = fill(consultant, address, indicator="rework-rate", main="yes")
    assert (answer.status_code, STAYS in errors(answer.text)["main"]) == (422, True)


# What may still be done


def test_what_came_after_is_still_entered(signed, consultant, database):
    address = f"/engagements/P1-01/readings/today?{TRACKED}&on=2020-09-29"
    assert enter(consultant, address, numerator="9", denominator="200").status_code == 302


def test_how_far_a_reading_was_checked_may_grow(signed, consultant, database):
    address = f"/engagements/P1-01/readings/{first(database).uuid}/correct"
    assert enter(consultant, address, trust="seen", note="Seen").status_code == 302


def test_a_later_version_of_the_indicator_does_not_touch_it(signed, measure, database):
    factories.readings(measure, [(1, 100)], factories.END, version=1)
    database.commit()
    assert all(row.stands for row in database.query(Statement))


# Commands and whatever else writes


@pytest.mark.parametrize("door", [Door.COMMAND, Door.API, Door.PHONE])
def test_no_door_saves_a_changed_figure(kept, database, door):
    row = first(database)
    before = reading_entry(row, row.measure)
    database.rollback()
    with pytest.raises(Refused, match=SAID_TO_A_COMMAND), writing(door, OPERATOR):
        indicators.correct_readings([(before, before._replace(numerator=1.0))])


def test_no_door_saves_another_main_measure(kept, database):
    database.rollback()
    with pytest.raises(Refused, match=SAID_TO_A_COMMAND), writing(Door.COMMAND):
        indicators.track_measures(
            [
                MeasureEntry("P1-01", "defect-rate", "Line 1", main=False),
                MeasureEntry("P1-01", "rework-rate", main=True),
            ]
        )


# Before both have signed, and afterwards


def test_what_one_side_signed_falls_with_a_change(consultant, manager, database):
    fill(consultant, SIGN, password=PASSWORD)
    address = f"/engagements/P1-01/readings/{first(database).uuid}/correct"
    assert enter(manager, address, numerator="22").status_code == 302
    told = "lan@example.vn had signed “Figures before the improvement” of Defect rate · Line 1."
    assert told in said(manager, "/engagements/P1-01/readings")
    row = database.query(Statement).one()
    assert (row.stands, row.cause) == (False, Cause.CHANGED_BEFORE)
    assert "The figures were changed before both sides had signed" in said(manager)
    (noted,) = database.query(Entry).filter_by(subject="statement", action=Action.CHANGED)
    assert Cause.CHANGED_BEFORE in noted.changes
    assert "Baseline not signed" in said(manager)


def open_again(client, database, **typed):
    row = database.query(Statement).filter(Statement.voided_at.is_(None)).first()
    fields = {"cause": "mistyped", "reason": "20 was written as 200.", **typed}
    return fill(client, f"{PAGE}/{row.uuid}/reopen", **fields)


def test_a_correction_takes_a_reason(signed, consultant, database):
    answer = open_again(consultant, database, cause="", reason="")
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {"cause", "reason"}
    assert database.query(Statement).one().stands


@pytest.mark.parametrize("reason", ["   ", "\u200b\u202e"])
def test_a_reason_is_something_that_can_be_read(signed, consultant, database, reason):
    answer = open_again(consultant, database, cause="other", reason=reason)
    assert (answer.status_code, set(errors(answer.text))) == (422, {"reason"})


def test_a_correction_voids_the_signatures_for_all_to_see(signed, consultant, manager, database):
    assert open_again(consultant, database).location == PAGE
    told = said(manager)
    assert "Baseline not signed" in told
    assert "by lan@example.vn: A figure was mistyped: 20 was written as 200." in told
    results = manager.get("/engagements/P1-01/results.json").json["results"]
    assert results[0]["baseline"]["signed"] is False


def test_both_sides_are_told_of_a_correction_and_the_journal_why(signed, consultant, database):
    open_again(consultant, database)
    told = mails(database)
    assert set(told) == {"lan@example.vn", "thang@example.vn"}
    assert all("20 was written as 200." in body for body in told.values())
    write = database.query(Write).order_by(Write.id.desc()).first()
    assert write.reason == "20 was written as 200."
    (noted,) = database.query(Entry).filter_by(subject="statement", action=Action.CHANGED)
    assert Cause.MISTYPED in noted.changes


def mails(database):
    return {row.address: row.body for row in database.query(OutgoingMail)}


def test_one_mail_tells_of_a_closing_result_too(signed, consultant, manager, database):
    for one in (consultant, manager):
        fill(one, SIGN_CLOSING, password=PASSWORD)
    asked = database.query(OutgoingMail).count()
    open_again(consultant, database)
    assert database.query(OutgoingMail).count() - asked == 2
    assert all(body.count("Line 1") == 2 for body in mails(database).values())


def test_both_sides_are_told_when_what_one_signed_falls(consultant, manager, database):
    fill(manager, SIGN, password=PASSWORD)
    enter(consultant, f"/engagements/P1-01/readings/{first(database).uuid}/correct", numerator="22")
    assert set(mails(database)) == {"lan@example.vn", "thang@example.vn"}


def test_who_signed_and_has_no_part_in_it_now_is_told_without_the_reason(signed, lead, database):
    end_role(account_of("lan@example.vn").memberships[0])
    database.commit()
    open_again(lead, database)
    told = mails(database)
    assert set(told) == {"lan@example.vn", "thang@example.vn"}
    assert "20 was written as 200." in told["thang@example.vn"]
    assert "20 was written as 200." not in told["lan@example.vn"]


def test_who_attached_the_paper_is_told(lead, manager, database):
    attach(lead)
    open_again(lead, database)
    assert set(mails(database)) == {"huong@example.vn", "thang@example.vn"}


def test_it_is_corrected_and_signed_again(signed, consultant, manager, database):
    open_again(consultant, database)
    address = f"/engagements/P1-01/readings/{first(database).uuid}/correct"
    assert enter(consultant, address, numerator="22").status_code == 302
    for one in (consultant, manager):
        assert fill(one, SIGN, password=PASSWORD).status_code == 302
    rows = database.query(Statement).order_by(Statement.number).all()
    assert [(row.number, row.stands) for row in rows] == [(1, False), (2, True)]
    assert rows[0].digest != rows[1].digest


def test_a_closing_result_falls_with_its_baseline(signed, consultant, manager, database):
    for one in (consultant, manager):
        assert fill(one, SIGN_CLOSING, password=PASSWORD).status_code == 302
    open_again(consultant, database)
    causes = {row.part: row.cause for row in database.query(Statement)}
    assert causes == {"baseline": Cause.MISTYPED, "closing": Cause.BASELINE_REOPENED}


def test_a_signed_closing_result_freezes_what_came_after(signed, consultant, manager, database):
    for one in (consultant, manager):
        fill(one, SIGN_CLOSING, password=PASSWORD)
    address = f"/engagements/P1-01/readings/today?{TRACKED}&on=2020-09-29"
    answer = enter(consultant, address, numerator="9", denominator="200")
    assert STAYS in text_of(parsed(answer.text))


def test_a_manager_or_viewer_opens_nothing(signed, manager, database):
    row = database.query(Statement).one()
    assert manager.get(f"{PAGE}/{row.uuid}/reopen").status_code == 403


def test_what_was_measured_months_later_is_free(signed, consultant, manager, measure, database):
    for one in (consultant, manager):
        fill(one, SIGN_CLOSING, password=PASSWORD)
    factories.readings(measure, [(3, 100)] * 3, date(2021, 1, 10))
    database.commit()
    assert all(row.stands for row in database.query(Statement))
    assert factories.END + timedelta(90) < date(2021, 1, 10)
