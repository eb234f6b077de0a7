"""A signature says with which address it was given, and whose link had opened the account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coachtrack.features.accounts import tickets
from coachtrack.features.accounts.models import Ticket, TicketKind
from coachtrack.features.accounts.queries import account_of
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests.conftest import PASSWORD
from tests.editing import fill
from tests.features.members.inviting import NEW, choose, link_on
from tests.features.signing.conftest import PAGE, SIGN
from tests.reading import parsed, text_of
from tests.sending import ENGLISH, send

MANAGER = "thang@example.vn"
BY_THE_LEAD = "The password was chosen shortly before, by a link that huong@example.vn had made"
SHORTLY_BEFORE = BY_THE_LEAD.partition(",")[0]


def said(client):
    return text_of(parsed(client.get(PAGE, headers=ENGLISH).text))


def enter_and_sign(app, link):
    browser = app.test_client()
    assert choose(browser, link).status_code == 302
    assert send(browser, "/sign-in", email=MANAGER, password=NEW).status_code == 302
    assert fill(browser, SIGN, password=NEW).status_code == 302


@pytest.fixture
def link(lead, manager) -> str:
    """What the lead makes for the factory's manager."""
    page = f"/people/{account_of(MANAGER).handle}"
    return link_on(send(lead, f"{page}/link", page=page))


def test_it_is_told_whose_link_opened_the_account(app, lead, consultant, sign_in, link):
    assert fill(consultant, SIGN, password=PASSWORD).status_code == 302
    enter_and_sign(app, link)
    viewer = sign_in("vu@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    for one in (lead, consultant, viewer):
        assert said(one).count(BY_THE_LEAD) == 1


def test_it_is_kept_when_nobody_can_use_the_link_any_more(app, lead, database, link):
    enter_and_sign(app, link)
    database.query(Ticket).update({"expires_at": now() - timedelta(days=400)})
    database.commit()
    with writing(Door.COMMAND):
        tickets.make(TicketKind.RESET, account_of(MANAGER), timedelta(hours=1))
    assert BY_THE_LEAD in said(lead)


def test_after_a_day_nothing_is_told(app, lead, database, link):
    choose(app.test_client(), link)
    database.query(Ticket).update({"used_at": now() - timedelta(hours=25)})
    database.commit()
    browser = app.test_client()
    send(browser, "/sign-in", email=MANAGER, password=NEW)
    assert fill(browser, SIGN, password=NEW).status_code == 302
    assert SHORTLY_BEFORE not in said(lead)


@pytest.mark.parametrize("made_by", ["", MANAGER])
def test_a_link_of_ones_own_is_nobody_elses_business(app, lead, manager, made_by):
    with writing(Door.COMMAND):
        token = tickets.make(
            TicketKind.RESET, account_of(MANAGER), timedelta(hours=1), made_by=made_by
        )
    enter_and_sign(app, f"/link/{token}")
    assert SHORTLY_BEFORE not in said(lead)


def test_the_address_stands_beside_the_name(consultant, lead, sign_in):
    """Anybody calls themselves what they like; with an address they sign in."""
    fill(consultant, "/account/name", name="Giám đốc Vũ Đức Thắng")
    fill(consultant, SIGN, password=PASSWORD)
    assert "Giám đốc Vũ Đức Thắng (lan@example.vn)," in said(lead)
    viewer = sign_in("vu@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "lan@example.vn" not in said(viewer)
