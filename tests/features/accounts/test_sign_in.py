"""Signing in at the door: who gets in, what the others are told, where one goes afterwards."""

from __future__ import annotations

import html
import re
import unicodedata
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest

from coachtrack.features.accounts import actions, passwords
from coachtrack.features.accounts.models import SignIn
from coachtrack.kit.assets import STATIC
from coachtrack.kit.columns import now
from coachtrack.kit.journal.tables import Entry
from coachtrack.kit.transactions import Door, writing
from tests.conftest import PASSWORD
from tests.reading import parsed, read
from tests.sending import ENGLISH, token

WRONG = "This address and password do not belong together."


def test_the_right_password_opens_the_home_page(client, enter):
    answer = enter(client)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("/programmes/P1/summary.xlsx?batch=1", "/programmes/P1?batch=1"),
        ("/programmes/P1/export.xlsx", "/programmes/P1"),
        ("/programmes/P1.XLSX", "/programmes/P1.XLSX"),
    ],
)
def test_a_file_leads_to_the_page_above_it(client, enter, wanted, page):
    assert enter(client, next=wanted).location == page


@pytest.mark.parametrize("typed", ["LAN@example.VN", " lan@example.vn ", "lan@example.vn\u200b"])
def test_an_address_is_the_same_however_it_is_typed(client, enter, typed):
    assert enter(client, typed).status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, enter):
    answers = [enter(client, password="wrong"), enter(client, "nobody@example.vn")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert all(WRONG in answer.text for answer in answers)
    lines = [
        {line.strip() for line in answer.text.splitlines() if "value=" not in line}
        for answer in answers
    ]
    assert lines[0] == lines[1]
    assert client.get("/").status_code == 302


def test_a_disabled_account_is_told_no_more(client, enter, lan, database):
    lan.disabled_at = now()
    answer = enter(client)
    assert (answer.status_code, WRONG in answer.text) == (401, True)


def test_hashing_takes_place_whether_or_not_there_is_an_account(client, enter, monkeypatch):
    checked = []
    check = passwords.check_password_hash
    monkeypatch.setattr(
        passwords, "check_password_hash", lambda *both: checked.append(both) or check(*both)
    )
    enter(client, password="wrong")
    enter(client, "nobody@example.vn", "wrong")
    assert len(checked) == 2


def test_a_password_that_was_hashed_more_weakly_is_hashed_anew(
    client, enter, lan, database, monkeypatch
):
    old, told = lan.password_hash, database.query(Entry).count()
    database.commit()
    enter(client)
    database.expire_all()
    assert lan.password_hash == old
    monkeypatch.setattr(passwords, "HASH_METHOD", "pbkdf2:sha256:2")
    database.commit()
    assert enter(client, password="wrong").status_code == 401
    database.expire_all()
    assert lan.password_hash == old
    database.commit()
    for _ in range(2):
        assert enter(client).status_code == 302
    database.expire_all()
    assert lan.password_hash.startswith("pbkdf2:sha256:2$")
    assert database.query(Entry).count() == told


def test_a_password_is_the_same_in_composed_and_decomposed_characters(client, enter, lan, database):
    spoken = "đo hai lần, cắt một lần"
    with writing(Door.COMMAND):
        actions.add_account(actions.NewAccount("an@example.vn", "An", spoken))
    decomposed = unicodedata.normalize("NFD", spoken)
    assert decomposed != spoken
    assert enter(client, "an@example.vn", decomposed).status_code == 302


def test_the_longest_password_may_come_in_decomposed_characters(client, enter, lan):
    spoken = "ẵợệ" * 36 + "một hai ba bốn năm 6"
    with writing(Door.COMMAND):
        actions.add_account(actions.NewAccount("an@example.vn", "An", spoken))
    assert len(spoken) == passwords.LONGEST
    decomposed = unicodedata.normalize("NFD", spoken)
    assert enter(client, "an@example.vn", decomposed).status_code == 302


def test_a_password_is_masked_and_may_be_pasted(client, enter):
    pages = [client.get("/sign-in")]
    enter(client)
    addresses = ("/account/password", "/account/second-factor")
    pages += [client.get(address) for address in addresses]
    fields = [
        field
        for page in pages
        for field in parsed(page.text).iter("input")
        if field.get("name") in {"password", "old", "new", "again"}
    ]
    assert len(fields) == 5
    for field in fields:
        assert field.get("type") == "password"
        assert field.get("autocomplete") in {"current-password", "new-password"}
        assert not field.get("value")
    scripts = {path.name for path in STATIC.glob("js/*.js") if '"paste"' in path.read_text()}
    assert scripts == {"grid.js"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "", "Enter your e-mail address."),
        ("password", "", "Enter your password."),
        ("email", "a" * 300, "longer than 254"),
        ("password", "a" * 1001, "longer than 1000"),
    ],
)
def test_what_is_missing_or_too_long_is_said_at_the_field(client, enter, field, value, said):
    answer = enter(client, **{field: value})
    assert (answer.status_code, said in answer.text) == (422, True)


@pytest.mark.parametrize("typed", ["ß" * 254, "x@" + "é" * 252, "a\x00b@example.vn", "%", "\ud800"])
def test_no_address_is_an_error_of_the_site(client, enter, typed):
    assert enter(client, typed.encode("utf-8", "surrogatepass")).status_code in {400, 401}


def test_a_page_that_was_asked_for_is_shown_after_signing_in(client, enter):
    sent_away = client.get("/factories/?q=h%E1%BA%A3i&after=x")
    page = client.get(sent_away.location).text
    (asked_for,) = re.findall(r'name="next" type="hidden" value="(/factories/[^"]+)"', page)
    back = urlsplit(enter(client, next=html.unescape(asked_for)).location)
    assert (back.path, parse_qs(back.query)) == ("/factories/", {"q": ["hải"], "after": ["x"]})


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "http://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "//[",
        "http://[",
        "",
        " /",
        "/a\x7f",
    ],
)
def test_nobody_is_sent_to_another_site(client, enter, elsewhere):
    answer = enter(client, next=elsewhere)
    assert (answer.status_code, answer.location) == (302, "/")


def test_a_form_without_the_token_of_this_browser_is_refused(app, client, lan):
    right = {"email": lan.email, "password": PASSWORD}
    foreign = token(app.test_client())
    for sent in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        answer = client.post("/sign-in", data={**right, **sent}, headers=ENGLISH)
        assert (answer.status_code, "out of date" in answer.text) == (400, True)
    assert client.get("/").status_code == 302


def test_what_was_planted_before_signing_in_means_nothing_after(client, enter):
    with client.session_transaction() as session:
        session["token"] = "planted"
        session["planted"] = "yes"
    planted = token(client)
    enter(client)
    with client.session_transaction() as session:
        assert set(session) == {"token"}
        assert session["token"] != "planted"
    answer = client.post("/sign-out", data={"csrf_token": planted})
    assert answer.status_code == 400


def test_signing_in_again_ends_the_sign_in_before(app, client, enter, database):
    enter(client)
    stolen = app.test_client()
    stolen.set_cookie("session", client.get_cookie("session").value)
    assert stolen.get("/").status_code == 200
    enter(client)
    assert stolen.get("/").status_code == 302
    assert database.query(SignIn).count() == 1


def test_asking_for_the_head_of_the_page_is_no_try(client):
    assert client.head("/sign-in").status_code == 200


def test_only_who_was_interrupted_is_told_what_became_of_it(client, enter):
    ended = "Your session has ended."
    assert ended not in read(client, "/sign-in").text
    assert ended not in read(client, client.get("/factories/").location).text
    sent_away = client.post("/factories/new", data={"name": "Nhựa"}, headers=ENGLISH)
    assert f"{ended} What you typed is kept on this device" in read(client, sent_away.location).text
    assert ended not in read(client, sent_away.location).text
    upload = {"workbook": (BytesIO(b"x"), "a.xlsx")}
    sent_away = client.post("/import/", data=upload, headers=ENGLISH)
    assert f"{ended} Sign in, then choose the file" in read(client, sent_away.location).text
