"""A code besides the password: set up, asked for, used once, and turned off."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pyotp
import pytest

from coachtrack.features.accounts import actions, second_factor, tickets
from coachtrack.features.accounts.models import RecoveryCode, TicketKind
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests.conftest import PASSWORD
from tests.features.accounts.conftest import EMAIL
from tests.reading import read
from tests.sending import ENGLISH, send, token

RECOVERY = re.compile(r"\b[a-z2-7]{4}(?:-[a-z2-7]{4}){5}\b")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ASKED = "Protect it with a second factor"


def code_at(step: int = 0, secret: str = SECRET) -> str:
    """The code that an app shows now, or some steps of 30 seconds from now."""
    return pyotp.TOTP(secret).generate_otp(int(time.time()) // 30 + step)


def shown_on(page) -> str:
    """The secret that a page shows, in its groups of four."""
    found = re.search(r'<p class="secret">(.*?)</p>', page.text)
    return re.sub(r"<[^>]*>|\s", "", found[1])


@pytest.fixture
def codes(lan, monkeypatch) -> list[str]:
    """Lan's recovery codes: a second factor is set up, and its step is of long ago."""
    with writing(Door.COMMAND):
        made = second_factor.set_up(lan, SECRET, code_at())
        lan.last_step = 0
    return made


def answer_with(client, code, **fields):
    return send(client, "/sign-in/code", page="/sign-in/code", code=code, **fields)


def test_it_is_set_up_with_a_picture_and_a_code(client, enter, lan, outbox, database):
    enter(client)
    page = client.get("/account/second-factor", headers=ENGLISH)
    secret = shown_on(page)
    assert "<svg" in page.text
    assert shown_on(client.get("/account/second-factor")) == secret
    with client.session_transaction() as session:
        assert secret not in str(dict(session))
    fields = {"page": "/account", "password": PASSWORD}
    wrong = send(client, "/account/second-factor", code="000000", **fields)
    assert (wrong.status_code, "does not fit" in wrong.text) == (422, True)
    fields["code"] = code_at(secret=secret)
    shown = send(client, "/account/second-factor", **fields)
    assert len(set(RECOVERY.findall(shown.text))) == 10
    assert "it is on" in outbox()[0].get_content().casefold()
    database.expire_all()
    assert lan.second_factor == secret
    stored = {code.digest for code in database.query(RecoveryCode)}
    assert stored.isdisjoint(RECOVERY.findall(shown.text))


def test_setting_it_up_needs_the_password(client, enter, lan, database):
    enter(client)
    code = code_at(secret=shown_on(client.get("/account/second-factor")))
    answer = send(client, "/account/second-factor", page="/account", password="wrong", code=code)
    assert answer.status_code == 401
    database.expire_all()
    assert lan.second_factor == ""


def test_after_the_password_the_code_is_asked_for(client, enter, codes):
    answer = enter(client, next="/factories/")
    assert answer.location == "/sign-in/code?next=/factories/"
    assert client.get("/").status_code == 302
    opened = answer_with(client, code_at(), next="/factories/")
    assert (opened.status_code, opened.location) == (302, "/factories/")
    assert client.get("/").status_code == 200


def test_half_a_sign_in_opens_nothing_and_ends_soon(client, enter, codes, database):
    enter(client)
    with client.session_transaction() as session:
        assert set(session) == {"step", "csrf_token"} or set(session) == {"step"}
    for page in ("/account", "/programmes/", "/account/second-factor"):
        assert client.get(page).status_code == 302
    database.execute(actions.update(actions.tickets.Ticket).values(expires_at=now()))
    assert client.get("/sign-in/code").location.startswith("/sign-in")


def test_a_code_is_used_once(app, client, enter, codes):
    enter(client)
    code = code_at()
    assert answer_with(client, code).status_code == 302
    other = app.test_client()
    enter(other)
    assert answer_with(other, code).status_code == 401
    assert answer_with(other, code_at(1)).status_code == 302


@pytest.mark.parametrize("wrong", ["000000", "abc", "1" * 50, "١٢٣٤٥٦"])
def test_a_wrong_code_opens_nothing(client, enter, codes, wrong):
    enter(client)
    answer = answer_with(client, wrong)
    assert (answer.status_code, "This code does not fit." in answer.text) == (401, True)
    assert client.get("/").status_code == 302


def test_an_old_code_opens_nothing(client, enter, codes):
    enter(client)
    assert answer_with(client, code_at(-2)).status_code == 401


def test_five_wrong_codes_are_enough(client, enter, codes):
    enter(client)
    assert [answer_with(client, "000000").status_code for _ in range(5)] == [401] * 5
    assert answer_with(client, code_at()).status_code == 429


def test_of_wrong_codes_after_the_password_its_owner_is_told(
    client, enter, codes, lan, outbox, database
):
    lan.language = "en"
    database.commit()
    enter(client)
    assert [answer_with(client, "000000").status_code for _ in range(7)] == [401] * 5 + [429] * 2
    (mail,) = outbox()
    assert "so they know your password" in mail.get_content()


def test_a_recovery_code_opens_once(app, client, enter, codes):
    enter(client)
    assert answer_with(client, codes[3].upper().replace("-", " ")).status_code == 302
    assert "9 recovery codes left" in read(client, "/account").text
    other = app.test_client()
    enter(other)
    assert answer_with(other, codes[3]).status_code == 401


def test_new_recovery_codes_take_the_place_of_the_old(app, client, enter, codes):
    enter(client)
    answer_with(client, code_at())
    address = "/account/second-factor/codes"
    assert send(client, address, page="/account", password="wrong").status_code == 401
    shown = send(client, address, page="/account", password=PASSWORD)
    assert len(set(RECOVERY.findall(shown.text))) == 10
    other = app.test_client()
    enter(other)
    assert answer_with(other, codes[0]).status_code == 401


def test_a_short_password_will_do_with_it(client, enter, codes):
    enter(client)
    answer_with(client, code_at())
    fields = {"old": PASSWORD, "new": "x7!kq92z", "again": "x7!kq92z"}
    assert send(client, "/account/password", page="/account", **fields).location == "/account"
    off = send(client, "/account/second-factor/off", page="/account", password="x7!kq92z")
    assert off.location == "/account/password"
    assert "needs 15 characters" in read(client, "/account/password").text
    assert "on · 10 recovery codes left" in read(client, "/account").text


def test_it_is_turned_off_with_the_password(app, client, enter, codes, lan, database):
    enter(client)
    answer_with(client, code_at())
    address = "/account/second-factor/off"
    assert send(client, address, page="/account", password="wrong").status_code == 401
    assert send(client, address, page="/account", password=PASSWORD).location == "/account"
    assert enter(app.test_client()).location == "/"
    assert database.query(RecoveryCode).count() == 0


def test_who_can_change_what_others_rely_on_is_asked_for_it(client, enter, sign_in):
    enter(client)
    assert ASKED in read(client, "/").text
    assert ASKED in read(client, "/account").text
    viewer = sign_in("an@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert ASKED not in read(viewer, "/").text


def test_where_it_is_a_must_nothing_else_opens(app, client, enter, sign_in, codes):
    app.config["SECOND_FACTOR"] = "required"
    lead = sign_in("an@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert lead.get("/programmes/").location == "/account/second-factor"
    assert lead.get("/find.json").status_code == 403
    assert lead.post("/language", data={"csrf_token": token(lead, "/account"), "language": "en"})
    assert lead.get("/account").status_code == 200
    viewer = sign_in("be@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert viewer.get("/programmes/").status_code == 200
    enter(client)
    answer_with(client, code_at())
    assert client.get("/programmes/").status_code == 200


def test_the_demo_needs_none(app, demo, sign_in):
    app.config["SECOND_FACTOR"] = "required"
    administrator = sign_in("admin@demo.example")
    assert administrator.get("/programmes/").status_code == 200
    assert ASKED not in read(administrator, "/").text


def test_a_link_for_a_new_password_keeps_it(client, enter, codes, lan):
    with writing(Door.COMMAND):
        link = "/link/" + tickets.make(TicketKind.RESET, lan, timedelta(hours=1))
    send(client, link, page="/sign-in", new="x7!kq92z", again="x7!kq92z")
    assert client.get("/").status_code == 302
    assert enter(client, EMAIL, "x7!kq92z").location == "/sign-in/code"
