"""Being signed in: for how long, what ends it at once, and what the cookie gives away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coachtrack.features.accounts import actions, queries
from coachtrack.features.accounts.models import SignIn
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.conftest import PASSWORD
from tests.sending import send

LATER = timedelta(minutes=1)


@pytest.fixture
def signed_in(client, enter):
    """Lan's browser."""
    enter(client)
    return client


def only_sign_in(database) -> SignIn:
    """The one browser that is signed in."""
    database.rollback()
    return database.query(SignIn).one()


def test_signing_out_ends_it_on_the_server(app, signed_in, database):
    stolen = app.test_client()
    stolen.set_cookie("session", signed_in.get_cookie("session").value)
    assert stolen.get("/").status_code == 200
    answer = send(signed_in, "/sign-out", page="/")
    assert answer.location == "/sign-in"
    assert [browser.get("/").status_code for browser in (signed_in, stolen)] == [302, 302]
    assert database.query(SignIn).count() == 0


def test_signing_in_and_out_stand_in_the_log(client, enter, caplog):
    caplog.set_level("INFO", "coachtrack.security")
    enter(client)
    send(client, "/sign-out", page="/")
    told = [record.getMessage() for record in caplog.records if record.name.endswith("security")]
    assert [line.partition(" {")[0] for line in told] == ["signed in", "signed out"]
    assert all('"account": "lan@example.vn"' in line for line in told)
    assert all(re.search(r'"at": "[^"]+\+00:00"', line) for line in told)


def test_signing_out_in_one_browser_leaves_the_other(app, signed_in, enter):
    other = app.test_client()
    enter(other)
    send(signed_in, "/sign-out", page="/")
    assert other.get("/").status_code == 200


def test_nobody_signs_another_out_with_a_link(signed_in):
    assert signed_in.get("/sign-out").status_code == 405
    assert signed_in.post("/sign-out").status_code == 400
    assert signed_in.get("/").status_code == 200


def test_disabling_an_account_bites_on_the_next_request(signed_in, lan, database):
    lan.disabled_at = now()
    assert signed_in.get("/").status_code == 302


def test_losing_a_role_bites_on_the_next_request(signed_in, lan, database):
    assert signed_in.get("/programmes/").status_code == 200
    lan.memberships.clear()
    assert signed_in.get("/programmes/").status_code == 403


def test_a_new_role_counts_on_the_next_request(signed_in, lan, database):
    lan.memberships.clear()
    database.flush()
    actions.grant(lan, Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert signed_in.get("/programmes/").status_code == 200


def test_it_ends_after_long_idleness(app, signed_in, database):
    only_sign_in(database).seen_at = now() - app.config["SIGN_IN_IDLE"] - LATER
    assert signed_in.get("/").status_code == 302


def test_a_request_now_and_then_keeps_it_alive(app, signed_in, database):
    only_sign_in(database).seen_at = now() - app.config["SIGN_IN_IDLE"] + LATER
    assert signed_in.get("/").status_code == 200
    assert now() - only_sign_in(database).seen_at < LATER


def test_it_ends_some_day_whatever_was_asked_meanwhile(app, signed_in, database):
    only_sign_in(database).created_at = now() - app.config["SIGN_IN_LONGEST"] - LATER
    assert signed_in.get("/").status_code == 302


def test_what_has_ended_is_forgotten_with_the_next_sign_in(app, signed_in, enter, database):
    only_sign_in(database).created_at = now() - app.config["SIGN_IN_LONGEST"] - LATER
    enter(app.test_client())
    assert only_sign_in(database).created_at > now() - LATER


def test_a_copy_of_the_database_signs_nobody_in(app, signed_in, database):
    digest = only_sign_in(database).digest
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["token"] = digest
    assert thief.get("/").status_code == 302
    with signed_in.session_transaction() as session:
        assert digest == queries.digest_of(session["token"])
        assert session["token"] not in digest


@pytest.mark.parametrize("token", ["", "x" * 5000, 7, None, ["a"], {"a": 1}])
def test_a_token_that_is_none_signs_nobody_in(client, lan, token):
    with client.session_transaction() as session:
        session["token"] = token
    assert client.get("/").status_code == 302


def test_the_cookie_stays_with_the_site(client, enter):
    cookie = enter(client).headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_away_from_this_machine_the_cookie_travels_over_tls_only(client):
    client.application.config["SITE_URL"] = "http://coach.example.vn"
    for base in ("http://coach.example.vn", "https://localhost"):
        cookie = client.get("/sign-in", base_url=base).headers["Set-Cookie"]
        assert cookie.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [
        ("http://localhost", "browser", False),
        ("https://coach.example.vn", "__Host-browser", True),
    ],
)
def test_so_does_the_one_of_a_known_browser(client, enter, base, name, secure):
    client.application.config["SITE_URL"] = "https://coach.example.vn"
    sent = {"email": "lan@example.vn", "password": PASSWORD}
    html = client.get("/sign-in", base_url=base).text
    sent["csrf_token"] = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)[1]
    headers = {"Referer": f"{base}/sign-in"}
    assert client.post("/sign-in", base_url=base, data=sent, headers=headers).status_code == 302
    cookies = client.get("/", base_url=base).headers.getlist("Set-Cookie")
    (cookie,) = (each for each in cookies if each.startswith(f"{name}="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure


def test_a_cookie_that_was_changed_means_nothing(client, enter):
    enter(client)
    value = client.get_cookie("session").value
    client.set_cookie("session", value[:-3] + "abc")
    assert client.get("/").status_code == 302
