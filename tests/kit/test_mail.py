"""Mail: queued with what it tells of, sent afterwards, tried again, and given up after a day."""

from __future__ import annotations

import smtplib
import ssl
from datetime import timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachtrack.kit import mail
from coachtrack.kit.columns import now
from coachtrack.kit.mail import OutgoingMail, Recipient
from coachtrack.kit.transactions import Door, writing

LAN = Recipient("lan@example.vn")
LINK = "https://coach.example.vn/link/abc"


class Server:
    """A mail server that takes what it is given, unless it is told to fail."""

    sent: list[Any]
    fails: Exception | None = None
    did: list[str]
    starttls_offered = True

    def __init__(self, host: str, port: int, **options: Any) -> None:
        assert "context" not in options or options["context"].verify_mode == ssl.CERT_REQUIRED
        Server.did.append(f"{host}:{port}")

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_error: Any) -> None:
        Server.did.append("quit")

    def ehlo(self) -> None: ...

    def has_extn(self, _name: str) -> bool:
        return self.starttls_offered

    def starttls(self, *, context: ssl.SSLContext) -> None:
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
        Server.did.append("starttls")

    def login(self, user: str, password: str) -> None:
        Server.did.append(f"login {user} {password}")

    def send_message(self, message: Any, to_addrs: list[str]) -> None:
        if Server.fails:
            raise Server.fails
        Server.sent.append((message, to_addrs))


@pytest.fixture
def server(app, monkeypatch):
    """A mail server that the settings name."""
    Server.sent, Server.did, Server.fails = [], [], None
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    app.config["MAIL_URL"] = "smtp://coach%40example.vn:p%3Aw@mail.example.vn:587"
    return Server


def queue(subject="Xin chào", body=f"Đây là đường dẫn: {LINK}", to=LAN) -> None:
    with writing(Door.COMMAND):
        mail.queue(to, subject, body)


def only(database) -> OutgoingMail:
    database.rollback()
    return database.query(OutgoingMail).one()


def test_it_goes_to_the_server_that_the_settings_name(server, database):
    queue()
    mail.send_due()
    ((message, to),) = server.sent
    assert server.did == [
        "mail.example.vn:587",
        "starttls",
        "login coach@example.vn p:w",
        "quit",
    ]
    assert (to, message["From"], message["Subject"]) == (
        ["lan@example.vn"],
        "coach@example.vn",
        "Xin chào",
    )
    assert LINK in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_long_subject_arrives_word_by_word(app, database):
    subject = "HD2020-01: nội dung đã ký được mở lại để sửa, chờ doanh nghiệp ký lại"
    queue(subject)
    mail.send_due()
    (path,) = (Path(app.config["INSTANCE"]) / "mail").iterdir()
    content = path.read_bytes()
    assert message_from_bytes(content, policy=default)["Subject"] == subject
    assert max(map(len, content.splitlines())) < 79


def test_it_is_sent_once_and_what_it_said_is_forgotten(server, database):
    queue()
    mail.send_due()
    mail.send_due()
    assert len(server.sent) == 1
    row = only(database)
    assert (row.body, row.due_at, row.sent_at is None) == ("", None, False)


def test_what_is_not_saved_is_not_told(server, database):
    def fail() -> None:
        with writing(Door.COMMAND):
            mail.queue(LAN, "a", "b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    mail.send_due()
    assert server.sent == []


def test_no_writer_waits_for_the_server(server, database, monkeypatch):
    monkeypatch.setattr(
        Server, "send_message", lambda *_args, **_more: queue("From within", "another one")
    )
    queue()
    mail._claimed()
    letter = mail._claimed()
    assert letter is None
    database.query(OutgoingMail).update({"due_at": now()})
    database.commit()
    monkeypatch.setattr(mail, "_claimed", iter([mail._claimed(), None]).__next__)
    mail.send_due()
    assert database.query(OutgoingMail).count() == 2


def test_it_is_tried_again_later_and_later(server, database, caplog):
    server.fails = smtplib.SMTPServerDisconnected("gone\r\nforged line")
    queue()
    pauses = []
    for _ in range(3):
        database.query(OutgoingMail).update({"due_at": now()})
        database.commit()
        mail.send_due()
        pauses.append(round((only(database).due_at - now()).total_seconds() / 60))
    assert pauses == [1, 2, 4]
    assert only(database).problem == "SMTPServerDisconnected: gone forged line"
    assert LINK not in caplog.text
    server.fails = None
    database.query(OutgoingMail).update({"due_at": now()})
    database.commit()
    mail.send_due()
    assert len(server.sent) == 1


def test_after_a_day_it_is_given_up_and_shown(server, database, sign_in):
    server.fails = OSError("no route")
    queue()
    database.query(OutgoingMail).update({"queued_at": now() - timedelta(hours=25)})
    database.commit()
    mail.send_due()
    row = only(database)
    assert (row.due_at, row.sent_at, row.body) == (None, None, "")
    assert [each.problem for each in mail.given_up(5)] == ["OSError: no route"]


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("lan@example.vn", "Hello\nBcc: evil@example.com"),
        ("lan@example.vn", "Hello\r\n\r\nbody"),
        ("lan@example.vn\nBcc: evil@example.com", "Hello"),
        ("lan@example.vn, evil@example.com", "Hello"),
        ("no address", "Hello"),
    ],
)
def test_nothing_breaks_out_of_its_line(database, address, subject):
    with pytest.raises((ValueError, IndexError)), writing(Door.COMMAND):
        mail.queue(Recipient(address), subject, "body")
    assert database.query(OutgoingMail).count() == 0


#: Single addresses that not every mail server takes.
ODD = ["lỗi@firm.vn", "a..b@firm.vn", "lan@firm.vn.", "an@công-ty.vn", ".a@b.vn"]


@pytest.mark.parametrize("address", ODD)
def test_an_address_that_no_server_takes_keeps_nothing_waiting(server, database, address):
    queue(to=Recipient(address))
    queue()
    mail.send_due()
    assert [to for _message, to in server.sent] == [["lan@example.vn"]]
    (refused,) = mail.given_up(5)
    assert (refused.address, refused.body) == (address, "")


@given(
    st.one_of(
        st.emails(),
        st.from_regex(r"[a-z.+'-]{1,6}@[a-z.-]{1,8}", fullmatch=True),
        st.text(st.sampled_from("ab.@-_+'[]ẵ 1"), max_size=12),
    )
)
def test_every_address_that_is_one_can_be_written_on_a_mail(address):
    if mail.is_address(address):
        message = EmailMessage(policy=SMTP)
        message["To"] = Address(addr_spec=address)
        assert address.encode() in message.as_bytes().replace(b"\r\n ", b"")


def test_what_a_feature_fails_at_keeps_no_mail_waiting(server, database, monkeypatch, caplog):
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(mail, "_preparing", [fail])
    queue()
    mail.send_due()
    assert len(server.sent) == 1
    assert "ZeroDivisionError" in caplog.text


def test_a_row_that_cannot_be_written_keeps_no_mail_waiting(server, database):
    with writing(Door.COMMAND):
        database.add(OutgoingMail(address="lan@firm.vn.", subject="a", body="b"))
    queue()
    mail.send_due()
    assert len(server.sent) == 1


def test_without_a_server_it_becomes_a_file_that_others_cannot_read(app, database, caplog):
    queue()
    mail.send_due()
    (path,) = (Path(app.config["INSTANCE"]) / "mail").glob("*.eml")
    assert path.stat().st_mode & 0o777 == 0o600
    sent = message_from_bytes(path.read_bytes(), policy=default)
    assert (sent["Subject"], LINK in sent.get_content()) == ("Xin chào", True)
    assert LINK in caplog.text


def test_the_log_of_a_site_at_work_has_no_link(app, database, caplog):
    app.config["SITE_URL"] = "https://coach.example.vn"
    queue()
    mail.send_due()
    assert LINK not in caplog.text
    assert len([*(Path(app.config["INSTANCE"]) / "mail").glob("*.eml")]) == 1


def test_with_a_server_no_link_is_logged(server, database, caplog):
    caplog.set_level("DEBUG")
    queue()
    mail.send_due()
    assert LINK not in caplog.text


def test_a_password_never_travels_in_the_open(server, database, monkeypatch):
    monkeypatch.setattr(Server, "starttls_offered", False)
    queue()
    mail.send_due()
    assert server.did.index("starttls") < server.did.index("login coach@example.vn p:w")


def test_over_tls_from_the_start(app, server, database):
    app.config["MAIL_URL"] = "smtps://mail.example.vn"
    app.config["MAIL_FROM"] = "coachtrack@example.vn"
    queue()
    mail.send_due()
    assert server.did == ["mail.example.vn:465", "quit"]
    assert server.sent[0][0]["From"] == "coachtrack@example.vn"
