"""Guessing passwords: five wrong ones, then a pause, in every process."""

from __future__ import annotations

import pytest

from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.accounts.models import Tried, Try
from coachtrack.kit.columns import now
from tests import engines
from tests.checking import CheckingClient
from tests.conftest import PASSWORD

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
