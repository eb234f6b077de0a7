"""Whatever a page changes, rolling the journal forward gives what is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from coachtrack.kit.journal import noting
from coachtrack.kit.journal.rolling import differences
from coachtrack.kit.transactions import Door, writing
from tests.sending import token
from tests.site.bodies import BODIES
from tests.site.matrix import ACTORS, READS, nothing_kept, quick, settle_all
from tests.site.place import rules
from tests.site.test_matrix import ask

#: Changes besides those that the matrix makes.
FURTHER: list[tuple[str, dict[str, Any]]] = [
    ("members.edit", {"email": "another@example.vn"}),
    ("editing.edit_event", {"on": "2020-07-02", "kind": "holiday", "text": "a/b"}),
    ("editing.edit_component", {"name": "Called otherwise"}),
]
#: What needs a file that was sent before and kept.
ELSEWHERE = {"exchange.upload", "exchange.save_upload", "exchange.discard_upload"}


@pytest.fixture
def clients(app, sign_in, database) -> Callable[[str], FlaskClient]:
    """Somebody's browser, in a place of which the journal knows everything."""
    with writing(Door.COMMAND):
        settle_all()
    found: dict[str, FlaskClient] = {}
    for name in sorted({body.by for body in BODIES.values()}):
        found[name] = quick(app, sign_in(f"{name}@example.vn", *ACTORS[name].grants))
        found[name].csrf_token = token(found[name])
    database.commit()
    return found.__getitem__


@pytest.fixture
def looked(monkeypatch) -> list[list[str]]:
    """At the end of each write that changed something: what differs from the journal."""
    found: list[list[str]] = []
    finish = noting.finish

    def look(*told: Any) -> None:
        finish(*told)
        found.append([f"{each.subject} {each.row} {each.field}" for each in differences()])

    monkeypatch.setattr(noting, "finish", look)
    return found


@pytest.mark.timeout(300)
def test_whatever_a_page_changes_is_told_as_it_is_stored(app, clients, looked):
    pages = {rule.endpoint: rule for rule in rules(app) if rule.methods - READS}
    n, sent = 0, [(each, {}) for each in pages if each in BODIES]
    with nothing_kept(app):
        for endpoint, typed in [*sent, *FURTHER]:
            body = BODIES[endpoint]
            client, before = clients(body.by), len(looked)
            fields = {**body.fields(client, pages[endpoint]), **typed}
            answer = ask(client, "POST", body.address(pages[endpoint]), fields)
            assert body.answered or answer.status_code < 400 or endpoint in ELSEWHERE, endpoint
            assert [each for each in looked[before:] if each] == [], endpoint
            n += len(looked) - before
    assert n > 40
