"""People hear of it when somebody guesses at their account, or is in on a new browser."""

from __future__ import annotations

import pytest

from coachtrack.features.accounts import alarms
from coachtrack.features.accounts.models import Try
from coachtrack.kit.columns import now
from tests.features.accounts.conftest import EMAIL
from tests.sending import send

GUESSED = "Somebody tried to open your account in CoachTrack"
ARRIVED = "Your account in CoachTrack was opened on a new browser"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def english(app, lan, database):
    """Lan reads English."""
    lan.language = "en"
    database.commit()


def guess(app, enter, times, email=EMAIL):
    client = app.test_client()
    return [enter(client, email, "wrong").status_code for _ in range(times)]


def later(database, pause):
    """Let so much time pass for what was tried."""
    database.rollback()
    for each in database.query(Try):
        each.at -= pause
    database.commit()


def test_whoever_is_guessed_at_is_told_once_a_spell(app, enter, outbox, english, database):
    assert guess(app, enter, 4) == [401] * 4
    assert outbox() == []
    assert guess(app, enter, 3) == [401, 429, 429]
    (mail,) = outbox()
    assert (mail["To"], mail["Subject"]) == (EMAIL, GUESSED)
    assert "several wrong passwords" in mail.get_content()
    for _ in range(3):
        later(database, app.config["SIGN_IN_PAUSE"])
        assert guess(app, enter, 6) == [401] * 5 + [429]
    assert len(outbox()) == 1
    later(database, alarms.SPELL)
    guess(app, enter, 5)
    assert len(outbox()) == 2


def test_it_is_told_in_the_language_of_its_reader(app, enter, outbox, lan, database):
    lan.language = "vi"
    database.commit()
    guess(app, enter, 5)
    (mail,) = outbox()
    assert mail["Subject"] != GUESSED


def test_who_guesses_learns_nothing_of_it(app, enter, outbox, english, database):
    seen = []
    for email in (EMAIL, "nobody@example.vn"):
        client = app.test_client()
        answers = [enter(client, email, "wrong") for _ in range(6)]
        seen.append([(each.status_code, len(each.data) - len(email)) for each in answers])
        raised = database.query(Try).filter(Try.subject.endswith(f" {email}")).count()
        assert raised == 6
    assert seen[0] == seen[1]
    assert [mail["To"] for mail in outbox()] == [EMAIL]


def test_a_disabled_account_hears_nothing(app, enter, outbox, lan, database):
    lan.disabled_at = now()
    database.commit()
    guess(app, enter, 6)
    assert outbox() == []


def test_a_new_browser_is_told_of_and_a_known_one_is_not(app, client, enter, outbox, english):
    enter(client)
    client.get("/")
    send(client, "/sign-out", page="/")
    assert enter(client).status_code == 302
    assert outbox() == [], "neither of the first time nor of the same browser"
    stranger = app.test_client()
    stranger.environ_base["HTTP_USER_AGENT"] = CHROME
    assert enter(stranger).status_code == 302
    (mail,) = outbox()
    assert (mail["To"], mail["Subject"]) == (EMAIL, ARRIVED)
    assert "Chrome on Android" in mail.get_content()


def test_wrong_passwords_alone_tell_of_no_browser(app, client, enter, outbox, english):
    enter(client)
    guess(app, enter, 2)
    assert outbox() == []
