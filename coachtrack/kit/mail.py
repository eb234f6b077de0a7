"""Mail to people: put in a queue with what it tells of, sent once that is saved.

`queue` adds a row in the transaction under way, so a mail tells of nothing that was not saved, and
no mail server keeps a writer waiting. Rows are sent in the background, again and again for a day.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, has_request_context
from sqlalchemy import Integer, String, Text, event, null, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from coachtrack.extensions import Model, db
from coachtrack.kit import background
from coachtrack.kit.columns import Moment, now
from coachtrack.kit.security import is_local
from coachtrack.kit.transactions import Door, let_go, writing

#: How long a mail may take to be handed over; then it is another's turn to try.
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
#: Seconds: how often it is looked whether anything waits, and for how long a mail server is heard.
EVERY, PATIENCE = 20, 30
LINK = re.compile(r"https?://\S+")
#: What a mail server could read as anything but one address is none.
ONE_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\]+")
#: What the library raises where it cannot make a header of something.
UNWRITABLE = (ValueError, IndexError, MessageError)


class OutgoingMail(Model):
    """A mail that waits, was sent or was given up; what it said is kept no longer than it waits."""

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    queued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: When it is tried next; empty: sent or given up.
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=now, index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Why it could not be sent the last time.
    problem: Mapped[str] = mapped_column(String(300), default="")


class Addressed(Protocol):
    """Somebody who has an e-mail address."""

    @property
    def email(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address by itself, such as one that somebody had until now."""

    email: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent."""

    number: int
    address: str
    subject: str
    body: str
    queued_at: datetime
    tries: int


#: What is done before mails are sent, as it may queue some.
_preparing: list[Callable[[], None]] = []


def before_sending(work: Callable[[], None]) -> Callable[[], None]:
    """A feature has something to do that ends in mails, and that no page should wait for."""
    _preparing.append(work)
    return work


def reaches_people() -> bool:
    """Whether mails go anywhere: to a mail server, or for who tries it out to their own console."""
    return bool(current_app.config["MAIL_URL"]) or _is_tried_out()


def _is_tried_out() -> bool:
    site = current_app.config["SITE_URL"]
    return not site or is_local(urlsplit(site).netloc)


def is_address(text: str) -> bool:
    """Whether this is one address, and one that every mail server takes."""
    if not (text.isascii() and ONE_ADDRESS.fullmatch(text)):
        return False
    try:
        Address(addr_spec=text)
    except UNWRITABLE:
        return False
    return True


def queue(to: Addressed, subject: str, body: str) -> None:
    """Send a mail to somebody once this transaction is saved.

    Raises ValueError where the subject or the address would break out of its line. Another address
    that no mail server takes stops nothing: the mail is kept as one that could not be sent.
    """
    if not ONE_ADDRESS.fullmatch(to.email) or len(subject.splitlines()) > 1:
        raise ValueError("A mail goes to one address and has a subject of one line.")
    if is_address(to.email):
        db.session.add(OutgoingMail(address=to.email, subject=subject, body=body))
        soon()
    else:
        refused = OutgoingMail(address=to.email, subject=subject, body="", due_at=null())
        refused.problem = "No mail server takes this address."
        db.session.add(refused)


def soon() -> None:
    """Look for what is to be sent as soon as this transaction is saved."""
    db.session().info["mail"] = True


def given_up(most: int) -> list[OutgoingMail]:
    """The latest mails that could not be sent."""
    wanted = select(OutgoingMail).where(
        OutgoingMail.due_at.is_(None), OutgoingMail.sent_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(OutgoingMail.id.desc()).limit(most)))


def start_sending(app: Flask) -> None:
    """Send what waits, from now on, in a thread of the server."""
    threading.Thread(target=_send_for_ever, args=(app,), name="mail", daemon=True).start()


def send_due() -> None:
    """Send what is due, one after the other."""
    for work in _preparing:
        try:
            work()
        except Exception:
            # What one feature fails at keeps nobody else's mail waiting.
            db.session.rollback()
            current_app.logger.exception("What was to be done before mails are sent failed")
    while (letter := _claimed()) is not None:
        problem = _problem_of(letter)
        with writing(Door.COMMAND):
            _note(letter, problem)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    if session.info.pop("mail", False) and has_request_context():
        # Where no room is left, the thread of the server looks for it soon.
        with suppress(background.Full):
            background.start(_lock(current_app), send_due)


def _lock(app: Flask) -> Path:
    return Path(app.config["INSTANCE"]) / "mail.lock"


def _send_for_ever(app: Flask) -> None:
    while True:
        time.sleep(EVERY)
        try:
            with app.app_context(), background.held(_lock(app)) as ours:
                if ours:
                    send_due()
        except Exception:
            app.logger.exception("Mail could not be sent")


def _claimed() -> Letter | None:
    """The next mail that is due; nobody else sends it meanwhile."""
    due = select(OutgoingMail.id).where(OutgoingMail.due_at <= now()).order_by(OutgoingMail.due_at)
    number = db.session.scalar(due.limit(1))
    let_go()
    if number is None:
        return None
    with writing(Door.COMMAND):
        found = db.session.get(OutgoingMail, number, with_for_update=True)
        if found is None or found.due_at is None or found.due_at > now():
            return None
        found.due_at, found.tries = now() + LEASE, found.tries + 1
        return Letter(
            found.id, found.address, found.subject, found.body, found.queued_at, found.tries
        )


def _note(letter: Letter, problem: str) -> None:
    """What became of it; a link that it held is kept no longer than it is needed."""
    row = update(OutgoingMail).where(OutgoingMail.id == letter.number)
    if not problem:
        db.session.execute(row.values(due_at=None, sent_at=now(), problem="", body=""))
    elif now() - letter.queued_at > GIVEN_UP_AFTER:
        db.session.execute(row.values(due_at=None, problem=problem[:300], body=""))
    else:
        pause = min(FIRST_PAUSE * 2 ** (letter.tries - 1), LONGEST_PAUSE)
        db.session.execute(row.values(due_at=now() + pause, problem=problem[:300]))


def _problem_of(letter: Letter) -> str:
    """Send it; why that did not work, or nothing."""
    try:
        if current_app.config["MAIL_URL"]:
            _hand_over(_message(letter), letter.address)
        else:
            _keep(_message(letter), letter)
    except (OSError, smtplib.SMTPException, *UNWRITABLE) as error:
        current_app.logger.warning("Mail %s could not be sent: %s", letter.number, _told(error))
        return _told(error)
    return ""


def _told(error: Exception) -> str:
    """In one line, whatever a mail server answers."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(addr_spec=_sender())
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = letter.subject
    # Where the library breaks a long subject itself, a space is lost.
    del message["Subject"]
    message.set_raw("Subject", _broken(letter.subject))
    message["Date"] = format_datetime(letter.queued_at)
    message["Message-ID"] = make_msgid(domain=_sender().rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _broken(subject: str) -> str:
    """A subject in lines that every mail server takes."""
    charset = None if subject.isascii() else "utf-8"
    return Header(subject, charset, header_name="Subject").encode()


def _sender() -> str:
    user = unquote(urlsplit(current_app.config["MAIL_URL"]).username or "")
    return current_app.config["MAIL_FROM"] or (user if "@" in user else "coachtrack@localhost")


def _hand_over(message: EmailMessage, address: str) -> None:
    server = urlsplit(current_app.config["MAIL_URL"])
    host, trusted = server.hostname or "", ssl.create_default_context()
    connection: smtplib.SMTP
    if server.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, server.port or 465, timeout=PATIENCE, context=trusted)
    else:
        connection = smtplib.SMTP(host, server.port or 587, timeout=PATIENCE)
    with connection as smtp:
        if server.scheme == "smtp":
            smtp.ehlo()
            # A password never travels in the open.
            if server.username or smtp.has_extn("starttls"):
                smtp.starttls(context=trusted)
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message, to_addrs=[address])


def _keep(message: EmailMessage, letter: Letter) -> None:
    """Without a mail server: as a file; for who tries it out with its link on the console."""
    folder = Path(current_app.config["INSTANCE"]) / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{letter.queued_at:%Y%m%d-%H%M%S}-{letter.number}.eml"
    path.write_bytes(message.as_bytes())
    os.chmod(path, 0o600)
    # The log of a site at work goes to more people than its files, and a link opens an account.
    links = " ".join(LINK.findall(letter.body)) if _is_tried_out() else "there is no mail server"
    current_app.logger.warning("Mail to %s is in %s: %s", letter.address, path, links)
