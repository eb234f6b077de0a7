"""One's own account: name, password, and where one is signed in."""

from __future__ import annotations

import pytest

from coachtrack.features.accounts import actions, queries
from coachtrack.features.accounts.models import SignIn
from coachtrack.kit.transactions import Door, writing
from tests.conftest import PASSWORD
from tests.editing import fill
from tests.features.accounts.conftest import EMAIL
from tests.reading import read
from tests.sending import ENGLISH, send, token

NEW = "seven blue umbrellas in the rain"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605.1 Version/17.5 Safari/604.1"


@pytest.fixture
def own(client, enter):
    """Lan's browser."""
    enter(client)
    return client


@pytest.fixture
def other(app, enter):
    """Another browser of Lan."""
    made = app.test_client()
    enter(made)
    return made


def change(client, old=PASSWORD, new=NEW, again=None):
    return send(client, "/account/password", page="/account", old=old, new=new, again=again or new)


def test_of_two_changes_of_a_name_the_later_sees_the_other(own, lan, database):
    page = own.get("/account/name", headers=ENGLISH).text
    with writing(Door.COMMAND):
        actions.rename(queries.account_of(EMAIL), "Lan Trần")
    answer = fill(own, "/account/name", page=page, name="Trần Lan")
    assert (answer.status_code, "Lan Trần" in answer.text) == (409, True)
    assert fill(own, "/account/name", page=answer.text).status_code == 302
    database.expire_all()
    assert lan.name == "Trần Lan"


def test_a_person_changes_what_they_are_called(own, lan, database):
    answer = send(own, "/account/name", page="/account", name=" Lan\u200b\u202e Trần ")
    assert answer.location == "/account"
    database.expire_all()
    assert (lan.name, "lan tran" in lan.search_key) == ("Lan Trần", True)


@pytest.mark.parametrize("name", ["", "\u200b", "a\nb", "x" * 300])
def test_a_name_that_is_none_is_refused(own, lan, name):
    assert send(own, "/account/name", page="/account", name=name).status_code == 422


def test_a_null_character_is_refused(own):
    assert send(own, "/account/name", page="/account", name="a\0b").status_code == 400


def test_another_password_opens_from_now_on(app, own, enter):
    assert change(own).location == "/account"
    assert own.get("/account").status_code == 200
    fresh = app.test_client()
    assert enter(fresh).status_code == 401
    assert enter(fresh, password=NEW).status_code == 302


def test_it_signs_the_other_browsers_out_and_renews_this_one(app, own, other):
    stolen = app.test_client()
    stolen.set_cookie("session", own.get_cookie("session").value)
    change(own)
    assert [each.get("/").status_code for each in (own, other, stolen)] == [200, 302, 302]


def test_it_is_told_by_mail(own, outbox):
    change(own)
    (told,) = outbox()
    assert (told["To"], told["Subject"]) == (EMAIL, "Your password for CoachTrack was changed")


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"old": "wrong"}, 401, "This is not your password. Nothing is changed."),
        ({"new": "short one"}, 422, "at least 15 characters"),
        ({"again": "something else"}, 422, "The two are not the same."),
        ({"new": "passwordpassword"}, 422, "Choose another one"),
        ({"new": "lan@example.vn lan"}, 422, "little more than a name"),
        ({"new": "q" * 64 + "w" * 65}, 422, "at most 128 characters"),
    ],
)
def test_what_will_not_do_changes_nothing(app, own, enter, fields, status, said):
    answer = change(own, **fields)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert enter(app.test_client()).status_code == 302


def test_the_old_password_cannot_be_guessed_there(own):
    for _ in range(5):
        assert change(own, old="wrong").status_code == 401
    answer = change(own)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


def test_the_browsers_are_named(app, client, lan):
    for agent, made in ((CHROME, client), (SAFARI, app.test_client())):
        fields = {"email": EMAIL, "password": PASSWORD, "csrf_token": token(made)}
        made.post("/sign-in", data=fields, headers={"User-Agent": agent})
    told = read(client, "/account").text
    assert "Chrome on Android this browser" in told
    assert "Safari on iPhone" in told


def ends(client) -> list[str]:
    page = client.get("/account").text
    return [line.split('action="')[1].split('"')[0] for line in page.splitlines() if "/end" in line]


def test_one_browser_is_signed_out(own, other):
    addresses = [each for each in ends(own) if each != "/account/browsers/end"]
    assert len(addresses) == 2
    # The one seen last stands first: that is the other.
    assert send(own, addresses[0], page="/account").location == "/account"
    assert [own.get("/").status_code, other.get("/").status_code] == [200, 302]


def test_this_browser_is_signed_out(own, database):
    (address,) = ends(own)
    assert send(own, address, page="/account").location == "/sign-in"
    assert own.get("/").status_code == 302
    assert database.query(SignIn).count() == 0


def test_all_other_browsers_are_signed_out(own, other):
    assert send(own, "/account/browsers/end", page="/account").location == "/account"
    assert [own.get("/").status_code, other.get("/").status_code] == [200, 302]


def test_nobody_signs_another_person_out(own, sign_in):
    stranger = sign_in("an@example.vn")
    (address,) = ends(own)
    assert send(stranger, address, page="/account").status_code == 404
    assert own.get("/").status_code == 200
