"""Inviting people: by a link into a chat, by mail, and never more than one may give."""

from __future__ import annotations

import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from coachtrack.features.accounts import actions, queries
from coachtrack.kit import background, mail
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.conftest import PASSWORD
from tests.features.members.conftest import ADMINISTRATOR, CONSULTANT, ELSEWHERE, MANAGER
from tests.features.members.inviting import NEW, choose, invite, link_on
from tests.reading import parsed, read
from tests.sending import ENGLISH, send


def roles_of(email) -> set[Grant]:
    return set(queries.account_of(email).person().grants)


def opened(app, link) -> str:
    """What a link leads to."""
    answer = app.test_client().get(link, headers=ENGLISH)
    known = "has an account already" in answer.text
    return "gone" if answer.status_code == 404 else "known" if known else "choose"


def test_a_lead_invites_a_factory_manager_by_link(app, lead):
    answer = invite(lead)
    assert "<svg" in answer.text
    assert "Hello An, here is your way into CoachTrack." in answer.text
    guest = app.test_client()
    assert choose(guest, link_on(answer)).location == "/sign-in"
    entered = send(guest, "/sign-in", email="an@example.vn", password=NEW)
    assert entered.status_code == 302
    assert guest.get("/factories/F1").status_code == 200
    assert guest.get("/programmes/P1").status_code == 404
    assert roles_of("an@example.vn") == {MANAGER}


def test_an_invitation_works_once(app, lead):
    link = link_on(invite(lead))
    assert choose(app.test_client(), link).status_code == 302
    assert choose(app.test_client(), link).status_code == 404
    assert opened(app, link) == "gone"


def test_a_newer_invitation_takes_the_place_of_the_older(app, lead):
    older, newer = link_on(invite(lead)), link_on(invite(lead))
    assert [opened(app, link) for link in (older, newer)] == ["gone", "choose"]


def test_it_is_sent_by_mail_where_that_is_wanted(app, lead, database):
    invite(lead)
    link = link_on(invite(lead, "be@example.vn", mail="yes"))
    while background._held:
        time.sleep(0.01)
    mail.send_due()
    (path,) = (Path(app.config["INSTANCE"]) / "mail").glob("*.eml")
    sent = message_from_bytes(path.read_bytes(), policy=default)
    assert sent["To"] == "be@example.vn"
    assert link in sent.get_content()


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        ("programme-lead", "P1", True),
        ("viewer", "p1", True),
        ("consultant", "Factory F1 (engagement) · P1-01", True),
        ("factory-manager", "F1", True),
        ("programme-lead", "P2", False),
        ("viewer", "P2", False),
        ("viewer", "30", False),
        ("consultant", "P2-01", False),
        ("consultant", "F1", False),
        ("factory-manager", "F2", False),
        ("factory-manager", "", False),
        ("factory-manager", "NOWHERE", False),
        ("administrator", "", False),
        ("boss", "P1", False),
        ("", "P1", False),
    ],
)
def test_a_lead_gives_roles_in_their_programmes_only(lead, role, place, allowed):
    assert invite(lead, role=role, place=place).status_code == (200 if allowed else 422)
    assert (queries.account_of("an@example.vn") is not None) == allowed


@pytest.mark.parametrize(
    ("role", "place"),
    [("administrator", ""), ("viewer", "30"), ("viewer", "P2"), ("factory-manager", "F2")],
)
def test_an_administrator_gives_all_of_them(admin, role, place):
    link_on(invite(admin, role=role, place=place))


def test_a_refused_form_keeps_what_was_typed(lead):
    page = invite(lead, "an@example.vn", place="NOWHERE").text
    assert all(f'value="{typed}"' in page for typed in ("An", "an@example.vn", "NOWHERE"))
    assert '<option selected value="factory-manager">' in page


@pytest.mark.parametrize(
    "email",
    [
        "an",
        "an@",
        "@b.vn",
        "a b@c.vn",
        "a@b.vn,c@d.vn",
        "a@b.vn\nBcc: c@d.vn",
        "<a@b.vn>",
        "a" * 250 + "@b.vn",
        "",
        "lỗi@firm.vn",
        "a..b@firm.vn",
        "lan@firm.vn.",
    ],
)
def test_what_is_no_single_address_is_refused(lead, email):
    assert invite(lead, email).status_code == 422
    assert invite(lead, email, mail="yes").status_code == 422


@pytest.mark.parametrize("name", ["", "\u200b\u202e", "An\nBcc: x", "x" * 201])
def test_a_name_that_is_none_is_refused(lead, name):
    assert invite(lead, name=name).status_code == 422


def test_names_lose_what_nobody_sees(lead):
    invite(lead, name="\u202eAn\u200b Nguye\u0302\u0303n ")
    assert queries.account_of("an@example.vn").name == "An Nguyễn"


@pytest.mark.parametrize(
    "email",
    [
        "AN@Example.vn",
        " an@example.vn\u200b",
        "an@EXAMPLE.VN ",
        "ａｎ@example.vn",
        "an@exa\u00admple.vn",
    ],
)
def test_an_address_is_one_account_however_it_is_typed(lead, email):
    invite(lead)
    invite(lead, email, "consultant", "P1-01")
    assert roles_of("an@example.vn") == {MANAGER, CONSULTANT}


def test_a_null_character_is_refused(lead):
    assert invite(lead, name="a\0b").status_code == 400


def test_who_has_an_account_gets_the_role_and_the_page_says_the_same(app, lead, known):
    known("be@example.vn", ELSEWHERE)
    pages = []
    for email in ("an@example.vn", "be@example.vn"):
        page, link = invite(lead, email), link_on(invite(lead, email))
        told = page.text.replace(email, "").partition("<main")[2]
        pages.append([line for line in told.splitlines() if "/link/" not in line])
        assert opened(app, link) == ("known" if email.startswith("be") else "choose")
    stripped = [
        [line for line in page if "svg" not in line and "/people/" not in line] for page in pages
    ]
    assert stripped[0] == stripped[1]
    assert roles_of("be@example.vn") == {ELSEWHERE, MANAGER}


def test_inviting_opens_no_account_that_holds_roles_elsewhere(lead, known, database):
    account = known("be@example.vn", ADMINISTRATOR, password=None)
    answer = invite(lead, "be@example.vn")
    assert (answer.status_code, answer.location) == (302, f"/people/{account.handle}")
    assert "a system administrator makes the link" in read(lead, answer.location).text
    assert roles_of("be@example.vn") == {ADMINISTRATOR, MANAGER}
    assert database.query(actions.tickets.Ticket).count() == 0


def test_of_two_who_invite_the_same_person_neither_opens_what_the_other_gave(
    app, lead, admin, known, sign_in, database
):
    other = sign_in("other@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    first = link_on(invite(lead))
    answer = invite(other, place="F2")
    assert (answer.status_code, opened(app, first)) == (302, "gone")
    handle = queries.account_of("an@example.vn").handle
    link = link_on(send(admin, f"/people/{handle}/link", page=f"/people/{handle}"))
    choose(app.test_client(), link)
    assert not queries.account_of("an@example.vn").invited


def test_a_link_that_opens_nothing_says_so(app, known, lead, database):
    """Made while there was a password, which an administrator took away since."""
    account = known("be@example.vn", ELSEWHERE)
    link = link_on(invite(lead, "be@example.vn"))
    account.password_hash = ""
    database.commit()
    assert opened(app, link) == "gone"


def test_a_role_that_is_given_later_voids_the_link(app, lead, admin):
    link = link_on(invite(lead))
    link_on(invite(admin, role="administrator", place=""))
    assert opened(app, link) == "gone"


def test_the_password_of_who_has_one_stays(app, lead, known):
    known("be@example.vn", CONSULTANT)
    choose(app.test_client(), link_on(invite(lead, "be@example.vn")))
    entered = send(app.test_client(), "/sign-in", email="be@example.vn", password=PASSWORD)
    assert entered.status_code == 302


def test_the_name_of_who_has_an_account_is_not_told(lead, known):
    known("be@example.vn", ELSEWHERE)
    page = invite(lead, "be@example.vn", name="Somebody").text
    assert "Somebody" in page
    assert queries.account_of("be@example.vn").name == "be"


def test_an_invitation_ends_after_a_fortnight(app, lead, database):
    link = link_on(invite(lead))
    ticket = database.query(actions.tickets.Ticket).one()
    assert (ticket.expires_at - ticket.created_at).total_seconds() == pytest.approx(14 * 86400, 5)
    ticket.expires_at = ticket.created_at
    database.commit()
    assert opened(app, link) == "gone"


def test_away_from_this_machine_a_setting_says_where_the_site_is(app, admin, monkeypatch):
    monkeypatch.setattr("coachtrack.kit.sites.is_local", lambda _host: False)
    page = invite(admin)
    assert "COACHTRACK_SITE_URL" in page.text
    assert queries.account_of("an@example.vn") is None
    app.config["SITE_URL"] = "https://coach.example.vn"
    assert "Send the link by e-mail too" not in read(admin, "/people/new").text
    assert "https://coach.example.vn/link/" in invite(admin, mail="yes").text
    app.config["MAIL_URL"] = "smtp://mail.example.vn"
    assert "Send the link by e-mail too" in read(admin, "/people/new").text


def test_others_may_not_invite(two_programmes, sign_in):
    for held in (CONSULTANT, MANAGER, Grant(Role.VIEWER, Scope.PROGRAMME, "P1")):
        client = sign_in(f"{held.role}@example.vn", held)
        assert [client.get(page).status_code for page in ("/people/", "/people/new")] == [403] * 2


def test_the_places_are_suggested(lead):
    page = read(lead, "/people/new")
    root = parsed(lead.get("/people/new", headers=ENGLISH).text)
    offered = [each.get("value", "") for each in root.iter("option")]
    assert "Factory F1 (engagement) · P1-01" in offered
    assert "Factory F1 (factory) · F1" in offered
    # Not in the whole page, for a token in it may hold any letters.
    assert not any(code in told for told in (page.text, *offered) for code in ("P2", "F2"))
