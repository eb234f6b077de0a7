"""Forgotten passwords, and links that let somebody choose one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coachtrack.features.accounts import actions, passwords, resets, tickets
from coachtrack.features.accounts.models import ResetRequest, Ticket, TicketKind
from coachtrack.features.accounts.queries import digest_of
from coachtrack.kit import mail
from coachtrack.kit.columns import now
from coachtrack.kit.transactions import Door, writing
from tests.conftest import PASSWORD
from tests.features.accounts.conftest import EMAIL
from tests.sending import ENGLISH, send, token

NEW = "seven blue umbrellas in the rain"
LINK = re.compile(r"http\S+(/link/\S+)")


def make(account, kind=TicketKind.RESET, lasting=timedelta(hours=1)) -> str:
    with writing(Door.COMMAND):
        return "/link/" + tickets.make(kind, account, lasting)


def ask(client, email=EMAIL):
    return send(client, "/forgotten", page="/forgotten", email=email)


def choose(client, link, new=NEW, page="/sign-in"):
    return send(client, link, page=page, new=new, again=new)


def essence(answer) -> list[str]:
    return [line.strip() for line in answer.text.splitlines() if "value=" not in line]


def test_a_link_comes_by_mail_and_opens_once(client, lan, enter, outbox):
    assert "is on its way" in ask(client).text
    (told,) = outbox()
    assert told["To"] == EMAIL
    (link,) = LINK.findall(told.get_content())
    answer = choose(client, link)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert "Your password is set. Sign in with it." in client.get("/sign-in", headers=ENGLISH).text
    assert client.get("/").status_code == 302
    assert enter(client, password=NEW).status_code == 302
    assert choose(client, link, page="/").status_code == 404


def test_whoever_has_the_link_does_not_wait_for_what_others_tried(client, lan, enter, outbox):
    for _try in range(6):
        enter(client, password="not the password")
    ask(client)
    (link,) = (found for mail in outbox() for found in LINK.findall(mail.get_content()))
    assert choose(client, link).location == "/sign-in"
    assert enter(client, password=NEW).status_code == 302


@pytest.mark.parametrize("email", ["LAN@example.VN", " lan@example.vn\u200b", "ｌａｎ@example.vn"])
def test_an_address_is_the_same_however_it_is_typed(client, lan, outbox, email):
    ask(client, email)
    assert [mail["To"] for mail in outbox()] == [EMAIL]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, lan, outbox, database):
    lan.disabled_at = now()
    answers = [ask(client, email) for email in ("nobody@example.vn", EMAIL)]
    assert outbox() == []
    lan.disabled_at = None
    answers.append(ask(client))
    assert {answer.status_code for answer in answers} == {200}
    assert essence(answers[0]) == essence(answers[1]) == essence(answers[2])
    assert len(outbox()) == 1


@pytest.mark.parametrize("odd", ["lỗi@firm.vn", "a..b@firm.vn", "lan@firm.vn."])
def test_an_odd_address_keeps_nobody_waiting(client, lan, outbox, odd):
    with writing(Door.COMMAND):
        actions.add_account(actions.NewAccount(odd, "An", PASSWORD))
    for email in (odd, EMAIL):
        ask(client, email)
    assert [mail["To"] for mail in outbox()] == [EMAIL]


def test_a_request_that_fails_keeps_nobody_waiting(client, lan, outbox, database, monkeypatch):
    answered = resets._send

    def failing(account, site):
        if account.email == "an@example.vn":
            raise ZeroDivisionError
        answered(account, site)

    with writing(Door.COMMAND):
        actions.add_account(actions.NewAccount("an@example.vn", "An", PASSWORD))
    monkeypatch.setattr(resets, "_send", failing)
    for email in ("an@example.vn", EMAIL):
        ask(client, email)
    assert [mail["To"] for mail in outbox()] == [EMAIL]
    assert database.query(ResetRequest).count() == 0


def test_asking_looks_no_account_up(client, lan, monkeypatch):
    monkeypatch.setattr("coachtrack.features.accounts.resets.answer", lambda: None)
    looked = []
    monkeypatch.setattr("coachtrack.features.accounts.queries.account_of", looked.append)
    ask(client)
    assert looked == []


def test_five_requests_are_enough(client, lan):
    assert [ask(client).status_code for _ in range(6)] == [200] * 5 + [429]
    assert ask(client, "an@example.vn").status_code == 200


def test_a_request_does_not_say_where_the_site_is(app, client, lan, outbox, monkeypatch):
    app.config["SITE_URL"] = "https://coach.example.vn"
    app.config["MAIL_URL"] = "smtp://mail.example.vn"
    handed = []
    monkeypatch.setattr(mail, "_hand_over", lambda message, _address: handed.append(message))
    sent = {"csrf_token": token(client), "email": EMAIL}
    client.post("/forgotten", data=sent, headers={"X-Forwarded-Host": "evil.example"})
    outbox()
    (told,) = (message.get_content() for message in handed)
    assert "https://coach.example.vn/link/" in told
    assert "evil.example" not in told


def test_a_site_at_work_without_a_mail_server_promises_no_mail(app, client, lan, database):
    app.config["SITE_URL"] = "https://coach.example.vn"
    for page in (client.get("/forgotten", headers=ENGLISH), ask_blindly(client)):
        assert "This site sends no e-mail." in page.text
    assert database.query(ResetRequest).count() == 0


def ask_blindly(client):
    """Ask where no page shows a form for it."""
    fields = {"csrf_token": token(client), "email": EMAIL}
    return client.post("/forgotten", data=fields, headers=ENGLISH)


def test_away_from_this_machine_a_setting_says_where_the_site_is(client, lan, outbox):
    answer = client.get("/forgotten", base_url="http://10.0.0.7", headers=ENGLISH)
    assert "COACHTRACK_SITE_URL" in answer.text
    assert outbox() == []


def test_looking_at_a_link_uses_nothing(client, lan):
    link = make(lan)
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert choose(client, link).status_code == 302


def test_what_is_no_link_any_more_gets_one_answer(client, lan, database):
    used = make(lan)
    choose(client, used)
    client.get("/sign-in")
    replaced, expired = make(lan), make(lan)
    database.query(Ticket).filter_by(used_at=None).update({"expires_at": now()})
    database.commit()
    step = make(lan, TicketKind.SECOND_STEP)
    answers = [
        client.get(link, headers=ENGLISH)
        for link in (used, replaced, expired, step, "/link/" + "x" * 43, "/link/x" + "%F0" * 30)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({tuple(essence(answer)) for answer in answers}) == 1
    assert "This link does not work" in answers[0].text


def test_a_newer_link_takes_the_place_of_the_older(client, lan):
    older, newer = make(lan), make(lan)
    assert [client.get(link).status_code for link in (older, newer)] == [404, 200]


def test_another_password_voids_what_was_sent(client, lan, database):
    link = make(lan)
    with writing(Door.COMMAND):
        actions.set_password(lan, passwords.hashed(NEW))
    assert client.get(link).status_code == 404


def test_it_signs_out_everywhere(app, client, lan, enter):
    enter(client)
    choose(app.test_client(), make(lan))
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("new", ["short", "passwordpassword", "lan@example.vn lan"])
def test_a_password_that_will_not_do_uses_nothing(client, lan, new):
    link = make(lan)
    assert choose(client, link, new).status_code == 422
    assert choose(client, link).status_code == 302


def test_only_a_digest_is_stored(lan, database):
    link = make(lan).removeprefix("/link/")
    (ticket,) = database.query(Ticket)
    assert (ticket.digest, len(link)) == (digest_of(link), 43)


def test_a_disabled_account_is_opened_by_no_link(client, lan, database):
    link = make(lan)
    lan.disabled_at = now()
    assert choose(client, link).status_code == 404


def test_a_link_is_told_in_the_log_without_its_token(client, lan, outbox, caplog):
    caplog.set_level("INFO", "coachtrack.security")
    link = make(lan)
    choose(client, link)
    choose(client, "/link/" + "x" * 43)
    told = [record.getMessage() for record in caplog.records if record.name.endswith("security")]
    assert [line.partition(" {")[0] for line in told] == [
        "link used",
        "password changed",
        "link refused",
    ]
    assert not any(link[-20:] in line or NEW in line for line in told)


def test_an_invitation_of_who_has_a_password_leads_to_signing_in(client, lan, enter):
    link = make(lan, TicketKind.INVITATION)
    page = client.get(link, headers=ENGLISH)
    assert "has an account already" in page.text
    choose(client, link)
    assert enter(client).status_code == 302


def test_of_two_at_the_same_moment_one_uses_it(lan, database):
    with writing(Door.COMMAND):
        tickets.make(TicketKind.RESET, lan, timedelta(hours=1))
        ticket = database.query(Ticket).one()
        tickets.use(ticket)
        with pytest.raises(tickets.NoTicket):
            tickets.use(ticket)
