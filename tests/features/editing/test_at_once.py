"""Two people who save the same thing at one moment: one is told what the other one saved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import select

from coachtrack.features.editing import flow
from coachtrack.features.engagements.models import Event
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.programmes.models import Component
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill
from tests.sending import ENGLISH

EVENTS = "/engagements/P1-01/events/"
FORMS = [
    (EVENTS + "1/edit", "scope", ("Line 1", "Line 2"), Event.scope),
    ("/programmes/P1/components/C1/0/edit", "planned", ("11", "12"), Component.planned),
    ("/indicators/own/edit", "name", ("One", "Two"), IndicatorVersion.name),
]


@pytest.fixture
def administrator(database, sign_in):
    factories.component(factories.programme())
    coached = factories.engagement()
    for scope in ("Line 1", "Line 2"):
        factories.measure(coached, scope=scope)
    factories.event(coached, date(2020, 8, 1), text="A new mould")
    factories.event(coached, date(2020, 8, 1), text="A holiday")
    client = sign_in("ha@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))
    told = {
        "code": "own",
        "name": "Own",
        "numerator": "bad",
        "denominator": "all",
        "better": "lower",
    }
    assert fill(client, "/indicators/new?kind=proportion", **told).status_code == 302
    return client


@pytest.fixture
def together(monkeypatch):
    """Nobody saves before both have looked, where two can look at once."""
    both, look = Barrier(2), flow.plan_entries

    def looking(*args):
        plan = look(*args)
        with suppress(BrokenBarrierError):
            both.wait(1)
        return plan

    monkeypatch.setattr(flow, "plan_entries", looking)


def sent(client, database, address, typed):
    """The statuses of a form sent twice at one moment, each time with other words."""
    page = client.get(address, headers=ENGLISH).text
    database.commit()
    with ThreadPoolExecutor() as threads:
        sending = [threads.submit(fill, client, address, page=page, **one) for one in typed]
    database.rollback()
    return sorted(one.result().status_code for one in sending)


@pytest.mark.parametrize(("address", "field", "values", "column"), FORMS)
def test_nobody_is_overwritten_unseen(
    administrator, database, together, address, field, values, column
):
    typed = [{field: value} for value in values]
    assert sent(administrator, database, address, typed) == [302, 409]
    stored = {str(value) for value in database.scalars(select(column))}
    assert len(stored & set(values)) == 1


def test_two_events_do_not_become_the_same(administrator, database, together):
    addresses = [EVENTS + "1/edit", EVENTS + "2/edit"]
    pages = [administrator.get(address, headers=ENGLISH).text for address in addresses]
    database.commit()
    with ThreadPoolExecutor() as threads:
        sending = [
            threads.submit(fill, administrator, address, page=page, text="Same")
            for address, page in zip(addresses, pages, strict=True)
        ]
    answers = sorted((one.result() for one in sending), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "This is noted already." in answers[1].text
