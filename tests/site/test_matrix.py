"""Every page, with every method, for everybody, of every place: as docs/permissions.md says.

A page that is added is in it by itself. It needs a row of docs/permissions.md, what stands for
the arguments of its address in tests/site/place.py and, where it writes, what is sent in
tests/site/bodies.py.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from coachtrack.features.accounts.queries import account_of
from coachtrack.kit.permissions import Permission, requires
from coachtrack.kit.transactions import commits
from tests.sending import ENGLISH, token
from tests.site.bodies import BODIES, Body
from tests.site.matrix import (
    ACTORS,
    READS,
    Relation,
    as_if_absent,
    as_theirs,
    expected,
    moved,
    nothing_kept,
    quick,
    settle_all,
    wrong_with,
)
from tests.site.place import address, rules
from tests.site.test_permissions import table

#: What differs in a page from one answer to the next.
CHANGING = re.compile(r'value="[^"]*"')


@pytest.fixture
def clients(app, sign_in, database) -> dict[str, FlaskClient]:
    """Everybody's browser, in a place that is settled."""
    settle_all()
    found = {}
    for n, (name, actor) in enumerate(ACTORS.items()):
        email = f"person{n}@example.vn"
        known = sign_in(email, *actor.grants) if actor.signed_in else None
        found[name] = quick(app, known)
        found[name].csrf_token = token(found[name])
        if actor.disabled:
            account_of(email).disabled_at = datetime.now(UTC)
    database.commit()
    return found


def bodies_of(app, clients) -> dict[str, tuple[Body, dict]]:
    """What is sent to each page that writes."""
    writing = [rule for rule in rules(app) if rule.methods - READS]
    missing = sorted({rule.endpoint for rule in writing} - set(BODIES))
    assert missing == [], "say in tests/site/bodies.py what is sent to each of these"
    return {
        rule.endpoint: (body := BODIES[rule.endpoint], body.fields(clients[body.by], rule))
        for rule in writing
    }


def mismatches(app, clients, asked):
    """Where an answer is not the one of the matrix, and how many answers were looked at."""
    documented = table("Page by page")
    absent = sorted({rule.rule for rule in rules(app)} - set(documented))
    assert absent == [], "write a row of docs/permissions.md for each of these pages"
    found, n = [], 0
    for rule, method, usual, fields in asked_for(app, clients):
        where = moved(usual, asked)
        if asked is not Relation.OWN and where == usual:
            continue
        for name, client in clients.items():
            told = expected(ACTORS[name], rule, documented[rule.rule], asked, method)
            if told is None:
                continue
            sent = (where, fields) if rule.arguments else as_theirs(ACTORS[name], where, fields)
            by_name = BODIES[rule.endpoint].answered if method == "POST" else {}
            instead = by_name.get(name, by_name.get("", 0)) if told != "302" else 0
            wrong = wrong_with(ask(client, method, *sent), told, instead)
            found += [f"{method} {where}, {name}: {wrong}"] if wrong else []
            n += 1
    return found, n


def asked_for(app, clients):
    """Every page with every method: where it is asked for, and what is sent there."""
    bodies = bodies_of(app, clients)
    for rule in rules(app):
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            if method == "GET":
                yield rule, method, address(rule), None
            else:
                body, fields = bodies[rule.endpoint]
                yield rule, method, body.address(rule), fields


def ask(client, method, where, fields):
    """Ask as a browser does, with the token of its session where something is sent."""
    data = None if fields is None else {"csrf_token": client.csrf_token}
    for name, typed in (fields or {}).items():
        data[name] = (BytesIO(typed), "book.xlsx") if isinstance(typed, bytes) else typed
    # A password that is changed signs in anew, which nothing is kept of here.
    kept = {**client._cookies}
    answer = client.open(where, method=method, data=data, headers=ENGLISH)
    if method == "POST":
        client._cookies = kept
    return answer


# Some thousand answers, one after the other.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("asked", Relation)
def test_everybody_is_told_what_the_document_says(app, clients, asked):
    with nothing_kept(app):
        found, n = mismatches(app, clients, asked)
    assert found == []
    assert n > 400


@pytest.mark.timeout(600)
@pytest.mark.parametrize("asked", [Relation.BESIDE, Relation.ELSEWHERE])
def test_what_is_not_yours_answers_as_what_is_not_there(app, clients, asked):
    documented = table("Page by page")
    told, n = [], 0
    with nothing_kept(app):
        for rule, method, usual, fields in asked_for(app, clients):
            where, absent = moved(usual, asked), moved(usual, Relation.ABSENT)
            if where == usual:
                continue
            for name, client in clients.items():
                if expected(ACTORS[name], rule, documented[rule.rule], asked, method) != "404":
                    continue
                foreign, gone = (ask(client, method, each, fields) for each in (where, absent))
                n += 1
                if said(foreign, asked) != said(gone, Relation.ABSENT):
                    told.append(f"{method} {where}, {name}")
    assert told == []
    assert n > 100


def said(answer, asked):
    """An answer without what differs each time, as if its place was not there."""
    headers = {
        name: value for name, value in answer.headers.items() if name not in {"Set-Cookie", "Date"}
    }
    text = CHANGING.sub("", answer.text)
    return answer.status_code, headers, as_if_absent(text, asked)


def test_an_upload_is_its_owners_alone(app, clients):
    owner = clients["programme-lead"]
    fields = {"workbook": owner.get("/import/template.xlsx").data}
    uploaded = ask(owner, "POST", "/import/", fields).location
    mine = [("GET", ""), ("GET", "/state.json"), ("POST", ""), ("POST", "/save")]
    for method, path in [*mine, ("POST", "/discard")]:
        where = f"{uploaded}{path}"
        others = {
            name for name in clients if name not in {"programme-lead", "anonymous", "disabled"}
        }
        fields = None if method == "GET" else {}
        for name in others:
            may = Permission.WORKBOOK_IMPORT in ACTORS[name].permissions
            told = 404 if may or not ACTORS[name].grants else 403
            assert ask(clients[name], method, where, fields).status_code == told, (where, name)
        assert ask(owner, method, where, fields).status_code < 400, where


@pytest.mark.own_app
class TestTheTest:
    """What the tests above are for, planted."""

    @pytest.fixture(autouse=True)
    def _may_add_pages(self, app, clients):
        app._got_first_request = False

    def test_a_page_without_a_row_is_found(self, app, clients):
        app.add_url_rule("/new-page", "new", requires(Permission.DASHBOARD_SEE)(lambda: "Hello"))
        with pytest.raises(
            AssertionError, match=r"write a row of docs/permissions.md.*\n.*new-page"
        ):
            mismatches(app, clients, Relation.OWN)

    def test_a_page_that_writes_and_has_no_body_is_found(self, app, clients):
        view = requires(Permission.DASHBOARD_SEE)(commits(lambda: "Hello"))
        app.add_url_rule("/new-page", "new", view, methods=["POST"])
        with pytest.raises(AssertionError, match=r"say in tests/site/bodies.py.*\n.*new"):
            bodies_of(app, clients)

    def test_a_page_that_forgets_whose_it_is_is_found(self, app, clients, monkeypatch):
        shown = app.view_functions["dashboards.engagement"]
        leaky = requires(Permission.DASHBOARD_SEE)(lambda code: f"All about {code}")
        monkeypatch.setitem(app.view_functions, "dashboards.engagement", leaky)
        with nothing_kept(app):
            found, _n = mismatches(app, clients, Relation.BESIDE)
        assert shown.guard == leaky.guard
        assert "GET /engagements/P1-02, consultant: 200 instead of 404" in found

    def test_a_page_without_a_guard_answers_nobody(self, app, clients):
        app.add_url_rule("/new-page", "new", lambda: "Hello")
        assert {client.get("/new-page").status_code for client in clients.values()} == {404}
