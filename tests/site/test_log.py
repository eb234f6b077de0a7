"""Nothing that opens an account stands in the log, whatever becomes of it."""

from __future__ import annotations

import logging
import re
import time

import pyotp
import pytest
from sqlalchemy.exc import StatementError

from coachtrack.extensions import db
from coachtrack.features.accounts import tickets
from coachtrack.kit import background, mail
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.conftest import PASSWORD
from tests.features.accounts.test_second_factor import shown_on
from tests.features.members.inviting import choose, invite, link_on
from tests.sending import ENGLISH, send, token

FIRST, SECOND = "seven blue umbrellas", "eight green umbrellas"
WRONG = "not the password of anybody"
EMAIL = "an@example.vn"
LINK = re.compile(r"/link/([\w-]{43})")
RECOVERY = re.compile(r"\b[a-z2-7]{4}(?:-[a-z2-7]{4}){5}\b")


class Story:
    """Somebody's way in, and every secret that came up on it."""

    def __init__(self, app, sent) -> None:
        self.app, self.sent = app, sent
        self.secrets = {FIRST, SECOND, WRONG, PASSWORD}
        self.guest = app.test_client()

    def send(self, address, page="/sign-in", client=None, **fields):
        """Send a form; its token and the cookies before and after it are secrets."""
        client = client or self.guest
        self.secrets.add(token(client, page))
        self.keep(client)
        answer = send(client, address, page=page, **fields)
        self.keep(client)
        return answer

    def keep(self, client) -> None:
        """The cookies of a browser."""
        found = (client.get_cookie(name) for name in ("session", "browser"))
        self.secrets |= {cookie.value for cookie in found if cookie is not None}

    def mailed(self) -> str:
        """The token of the link in the newest mail."""
        while background._held:
            time.sleep(0.01)
        (found,) = LINK.findall(self.sent[-1].get_content())
        self.secrets.add(found)
        return found

    def code(self, secret, step=0) -> str:
        """A code of the second factor."""
        made = pyotp.TOTP(secret).generate_otp(int(time.time()) // 30 + step)
        self.secrets |= {secret, made}
        return made


@pytest.fixture
def story(app, monkeypatch, database):
    """A site that sends mail."""
    sent = []
    app.config.update(MAIL_URL="smtp://coach:word-of-the-server@mail.example.vn")
    monkeypatch.setattr(mail, "_hand_over", lambda message, _address: sent.append(message))
    made = Story(app, sent)
    made.secrets.add("word-of-the-server")
    return made


def come_in(story, administrator) -> None:
    """Invited by mail, a first password, a second factor."""
    shown = link_on(invite(administrator, EMAIL, "administrator", "", mail="yes"))
    story.keep(administrator)
    assert story.mailed() in shown
    assert choose(story.guest, shown, FIRST).status_code == 302
    assert choose(story.guest, shown, FIRST).status_code == 404
    assert story.send("/sign-in", email=EMAIL, password=WRONG).status_code == 401
    assert story.send("/sign-in", email=EMAIL, password=FIRST).status_code == 302
    secret = shown_on(story.guest.get("/account/second-factor"))
    told = {"page": "/account", "password": FIRST}
    assert story.send("/account/second-factor", code="12", **told).status_code == 422
    answer = story.send("/account/second-factor", code=story.code(secret), **told)
    codes = RECOVERY.findall(answer.text)
    assert len(codes) == 10
    story.secrets |= {*codes}
    assert story.send("/sign-out", page="/account").status_code == 302
    assert story.send("/sign-in", email=EMAIL, password=FIRST).location == "/sign-in/code"
    step = {"page": "/sign-in/code"}
    assert story.send("/sign-in/code", code=codes[0][::-1], **step).status_code == 401
    story.secrets.add(codes[0][::-1])
    assert story.send("/sign-in/code", code=codes[0], **step).status_code == 302


def lose_it(story) -> None:
    """A forgotten password, and another one."""
    assert story.send("/forgotten", page="/forgotten", email=EMAIL).status_code == 200
    link = f"/link/{story.mailed()}"
    assert choose(story.guest, link, SECOND).status_code == 302
    assert story.send("/sign-in", email=EMAIL, password=SECOND).status_code == 302
    with story.guest.session_transaction() as session:
        story.secrets.add(session["step"])
    assert story.guest.get("/", headers=ENGLISH).status_code == 302


def written(caplog, capfd) -> str:
    """All that was logged, with the faults in full."""
    formatter = logging.Formatter("%(name)s %(message)s")
    out, err = capfd.readouterr()
    return "\n".join([*map(formatter.format, caplog.records), out, err])


def test_no_secret_of_a_whole_story_stands_in_it(story, sign_in, caplog, capfd):
    come_in(story, sign_in("huong@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)))
    lose_it(story)
    log = written(caplog, capfd)
    for told in ("link used", "sign-in failed", "signed in", "code refused", "password changed"):
        assert told in log
    assert len(story.secrets) > 30
    assert [secret for secret in story.secrets if secret in log] == []


def test_a_link_that_ends_in_a_fault_is_told_without_its_token(app, client, monkeypatch, caplog):
    def failing(*_args):
        raise RuntimeError

    monkeypatch.setattr(tickets, "living", failing)
    assert client.get("/link/a-token-that-opens").status_code == 500
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "'GET /link/…'" in record.getMessage()
    assert "a-token-that-opens" not in logging.Formatter().format(record).split("Traceback")[0]


def test_an_error_of_the_database_holds_nothing_that_is_stored(database):
    with pytest.raises(StatementError) as failed:
        db.session.execute(db.text("SELECT :word FROM nowhere"), {"word": WRONG})
    database.rollback()
    assert WRONG not in str(failed.value)
