"""Guessing passwords: five wrong ones, then a pause, in every process."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.accounts import passwords, tries
from coachtrack.features.accounts.models import Tried, Try
from coachtrack.features.accounts.tries import Count, Limit
from coachtrack.kit import background
from coachtrack.kit.columns import now
from coachtrack.kit.transactions import Door, writing
from tests import engines
from tests.checking import CheckingClient
from tests.conftest import PASSWORD
from tests.sending import send, token

ACCOUNT = "account lan@example.vn"


def counted(database, subject=ACCOUNT) -> int:
    """How many tries are counted for an account."""
    return database.query(Try).filter_by(subject=subject).count()


@pytest.fixture
def exhausted(app, client, enter):
    """A browser from which every try was used up."""
    for _ in range(app.config["SIGN_IN_TRIES"]):
        assert enter(client, password="wrong").status_code == 401
    return client


@pytest.fixture
def another_process(app, engine_url, tmp_path):
    """The site as another process serves it, on the same database."""
    other = create_app(engines.settings(engine_url, tmp_path))
    other.test_client_class = CheckingClient
    yield other.test_client()
    with other.app_context():
        db.engine.dispose()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(exhausted, enter):
    answer = enter(exhausted)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in answer.text
    assert exhausted.get("/").status_code == 302


def test_another_process_knows_of_it(exhausted, another_process, enter):
    assert enter(another_process).status_code == 429


def test_an_address_that_nobody_has_waits_too(app, client, enter):
    for _ in range(app.config["SIGN_IN_TRIES"]):
        assert enter(client, "nobody@example.vn").status_code == 401
    assert enter(client, "NOBODY@example.vn").status_code == 429


def test_others_sign_in_meanwhile(exhausted, enter, app, sign_in):
    sign_in("an@example.vn")
    assert enter(app.test_client(), "an@example.vn", PASSWORD).status_code == 302


def test_asking_during_the_pause_does_not_prolong_it(app, exhausted, enter, database):
    enter(exhausted)
    assert counted(database) == app.config["SIGN_IN_TRIES"]


def test_after_the_pause_the_right_password_opens_again(app, exhausted, enter, database):
    database.rollback()
    # The alarm is looked at beside the page, and that writes too.
    while background._held:
        time.sleep(0.01)
    for failure in database.query(Try):
        failure.at = now() - app.config["SIGN_IN_PAUSE"]
    assert enter(exhausted).status_code == 302
    assert counted(database) == 0


def test_signing_in_clears_what_failed_before(app, client, enter, database):
    for _ in range(app.config["SIGN_IN_TRIES"] - 1):
        enter(client, password="wrong")
    enter(client)
    assert counted(database) == 0


def test_failures_of_long_ago_are_forgotten(app, client, enter, database):
    long_ago = now() - 2 * app.config["SIGN_IN_PAUSE"]
    database.add(Try(what=Tried.PASSWORD, subject="account nobody@example.vn", at=long_ago))
    enter(client, password="wrong")
    assert counted(database, "account nobody@example.vn") == 0
    assert counted(database) == 1


def test_fifty_wrong_passwords_from_one_address_are_enough(app, client, enter):
    app.config["ADDRESS_TRIES"] = 7
    for number in range(7):
        assert enter(client, f"a{number}@example.vn").status_code == 401
    assert enter(client).status_code == 429


def test_an_account_of_ones_own_buys_no_more_tries(app, client, enter):
    app.config["ADDRESS_TRIES"] = 4
    for number in range(4):
        enter(client, f"a{number}@example.vn")
        if number == 1:
            assert enter(client).status_code == 302
    assert enter(client).status_code == 429


def test_what_a_request_says_of_its_address_is_not_believed(app, client, enter, lan):
    app.config["ADDRESS_TRIES"] = 3
    answers = []
    for number in range(4):
        sent = {
            "email": f"a{number}@example.vn",
            "password": "wrong",
            "csrf_token": token(client),
        }
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        answers.append(client.post("/sign-in", data=sent, headers=headers).status_code)
    assert answers == [401, 401, 401, 429]


def test_behind_a_proxy_of_ones_own_it_is(engine_url, tmp_path):
    settings = {**engines.settings(engine_url, tmp_path), "PROXIES": 1, "ADDRESS_TRIES": 2}
    app = create_app(settings)
    app.test_client_class = CheckingClient
    client = app.test_client()
    answers = []
    for last in (1, 1, 1, 2):
        sent = {"email": f"a{len(answers)}@b.vn", "password": "x", "csrf_token": token(client)}
        headers = {"X-Forwarded-For": f"6.6.6.6, 10.0.0.{last}"}
        answers.append(client.post("/sign-in", data=sent, headers=headers).status_code)
    assert answers == [401, 401, 429, 401]
    with app.app_context():
        db.engine.dispose()


def test_a_stranger_does_not_lock_the_owner_out(app, client, enter):
    enter(client)
    client.get("/")
    send(client, "/sign-out", page="/")
    stranger = app.test_client()
    for _ in range(6):
        last = enter(stranger, password="wrong")
    assert last.status_code == 429
    assert enter(client).status_code == 302


def test_a_known_browser_has_five_tries_too(client, enter):
    enter(client)
    client.get("/")
    send(client, "/sign-out", page="/")
    assert [enter(client, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_browser_is_known_for_its_own_account_only(app, client, enter, sign_in):
    sign_in("an@example.vn")
    enter(client)
    client.get("/")
    for _ in range(5):
        enter(app.test_client(), "an@example.vn", "wrong")
    assert enter(client, "an@example.vn", PASSWORD).status_code == 429


@pytest.mark.parametrize("planted", ["x", "eyJhIjoiYiJ9.AAAA", ""])
def test_a_planted_cookie_makes_no_known_browser(client, enter, planted):
    client.set_cookie("browser", planted)
    assert [enter(client, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]


def test_it_stands_in_the_log_and_breaks_no_line(client, enter, caplog):
    caplog.set_level("INFO", "coachtrack.security")
    enter(client, "a@b.vn\r\nsigned in {}", "a secret that nobody may read")
    told = [record.getMessage() for record in caplog.records if record.name.endswith("security")]
    assert len(told) == 1
    assert told[0].startswith('sign-in failed {"at": ')
    assert "\n" not in told[0]
    assert "secret" not in told[0]


def test_beyond_the_limit_no_password_is_hashed(app, client, enter, monkeypatch):
    app.config["ADDRESS_TRIES"] = 6
    hashed = []
    check = passwords.check_password_hash
    monkeypatch.setattr(
        passwords, "check_password_hash", lambda *both: hashed.append(both) or check(*both)
    )
    answers = [enter(client, f"a{number}@example.vn").status_code for number in range(40)]
    assert answers == [401] * 6 + [429] * 34
    assert len(hashed) == 6


def test_of_many_at_once_no_more_are_tried(app, database):
    """Each is counted before the next one is, on a database of many writers too."""
    count = Count(Tried.CODE, ACCOUNT, Limit(3, timedelta(minutes=15)))
    told = []

    def try_once() -> None:
        try:
            with app.app_context(), writing(Door.COMMAND):
                tries.refuse_beyond(count)
                time.sleep(0.05)
                tries.note(count)
                told.append("tried")
        except tries.TooManyTries:
            told.append("refused")

    threads = [threading.Thread(target=try_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["refused"] * 5 + ["tried"] * 3
