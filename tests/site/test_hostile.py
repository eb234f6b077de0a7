"""What nobody types: into every form, into addresses, headers and methods. Never an error of the
site, never a write of what was refused, never a column that is not asked for.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from coachtrack.domain.types import Trust
from coachtrack.extensions import Base, db, metadata
from coachtrack.features.entering.forms import ReadingForm
from coachtrack.features.indicators.models import Reading
from coachtrack.kit.columns import Moment
from tests.sending import ENGLISH
from tests.site.bodies import BODIES
from tests.site.matrix import READS, nothing_kept, quick
from tests.site.place import READING, address, rules
from tests.site.test_guards import COMMIT_THEMSELVES
from tests.site.test_matrix import ask, asked_for, clients

__all__ = ["clients"]

#: Of other people, of nobody, and of no kind that anybody has thought of.
NASTY = [
    "\0",
    "a\0b",
    "\u202ednuof ton\u202c",
    "\u200b\u200d\ufeff",
    "\u0301" * 50,
    "é" * 3 + "\ud7ff\ue000\U0010ffff",
    "9" * 10_000,
    "-" + "9" * 400,
    "1e309",
    "1e-400",
    "NaN",
    "Infinity",
    "-inf",
    "0x10",
    "1_000",
    "٣٤",
    "１２",
    "½",
    "−5",
    "1,234.5.6",
    "a" * 100_000,
    "line\r\nSet-Cookie: a=b",
    "'; drop table reading; --",
    '" onmouseover="alert(1)',
    "<script>alert(1)</script>",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    "%s%n%(name)s",
    "../../etc/passwd",
    "=1+1",
    "0000-00-00",
    "31/02/2020",
    "99999-12-31",
    "1/1/1",
    "-1",
    "P2-01",
    "F2",
    "P2",
    "no-such-rate",
    "00000000-0000-0000-0000-000000000015",
    "true",
    "[]",
    '{"a": 1}',
    " ",
    "",
]
VALUES = (
    st.sampled_from(NASTY) | st.text(max_size=40) | st.integers().map(str) | st.floats().map(str)
)
SENT = VALUES | st.lists(VALUES, min_size=2, max_size=4)


#: Columns that differ whenever a row is written.
RANDOM = {"uuid", "handle", "digest", "password_hash"}


@contextmanager
def written(app):
    """What every table holds at each commit, before it is forgotten again."""
    states = []

    def note(connection):
        states.append(
            {
                table.name: sorted(
                    str(tuple(row)) for row in connection.execute(select(*_compared(table)))
                )
                for table in metadata.sorted_tables
                if table.name not in {"sign_in", "alembic_version"}
                # The journal tells the time and what differs in the other tables.
                and not table.name.startswith("journal")
            }
        )

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)
    try:
        yield states
    finally:
        event.remove(engine, "commit", note)


def _compared(table):
    """The columns that do not say when it was written, or by which random number it is known."""
    columns = (c for c in table.c if not isinstance(c.type, Moment) and c.name not in RANDOM)
    return list(columns)


def _planted(column):
    """A value that nobody has given a column so far."""
    python = column.type.python_type
    return {int: "77", float: "77", bool: "yes", date: "2019-07-07"}.get(python, "planted")


class TestMassAssignment:
    """Columns that a form does not ask for are sent all the same, and stay as they are."""

    def test_no_column_is_set_that_no_form_asks_for(self, app, clients):
        client = clients["administrator"]
        columns = {}
        for mapper in Base.registry.mappers:
            for column in mapper.columns:
                columns[column.name] = _planted(column)
        columns |= {"role": "administrator", "is_admin": "1", "grants": "administrator"}
        told, n = [], 0
        numbers = _numbers(app)
        with nothing_kept(app), written(app) as states:
            for rule, method, where, fields in list(asked_for(app, clients)):
                if method == "GET" or rule.endpoint.startswith("exchange."):
                    continue
                page = client.get(where, headers=ENGLISH).text if "GET" in rule.methods else ""
                # Which fields of a reading there are is up to its row.
                asked = set(ReadingForm.__dict__) if "entering" in rule.endpoint else set()
                asked |= set(re.findall(r'name="(?:row-\d+-)?([^"]+)"', page)) | set(fields)
                extra = {name: value for name, value in columns.items() if name not in asked}
                rows = {f"row-{i}-{name}": value for name, value in extra.items() for i in (0, 5)}
                del states[:]
                _count_anew(numbers)
                plain = ask(client, method, where, fields)
                usual = list(states)
                del states[:]
                _count_anew(numbers)
                more = ask(client, method, where, {**rows, **extra, **fields})
                n += bool(usual)
                if (plain.status_code, usual) != (more.status_code, list(states)):
                    told.append(f"{where}: {_difference(usual, states)}")
        assert told == []
        assert n > 20


def _numbers(app):
    """What sets each sequence of PostgreSQL back; no transaction that is rolled back does."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return None
        tables = [each for each in metadata.sorted_tables if each.autoincrement_column is not None]
        counted = [
            func.setval(
                func.pg_get_serial_sequence(each.name, each.autoincrement_column.name),
                (db.session.scalar(select(func.max(each.autoincrement_column))) or 0) + 1,
                False,
            )
            for each in tables
        ]
        return db.engine, select(*counted)


def _count_anew(numbers):
    """Number new rows as they were numbered before."""
    if numbers:
        engine, counted = numbers
        with engine.connect() as connection:
            connection.execute(counted)


def _difference(usual, states):
    before, after = (found[-1] if found else {} for found in (usual, states))
    return {
        name: [set(after.get(name, [])) - set(rows), set(rows) - set(after.get(name, []))]
        for name, rows in before.items()
        if rows != after.get(name)
    } or f"{len(usual)} and {len(states)} writes"


@pytest.mark.timeout(300)
def test_looking_changes_nothing_whoever_looks(app, clients, database):
    tables = [each for each in metadata.sorted_tables if each.name != "alembic_version"]

    def state():
        database.rollback()
        return {table.name: database.execute(select(table)).all() for table in tables}

    before = state()
    database.commit()
    for client in clients.values():
        for rule in rules(app):
            if "GET" in rule.methods:
                client.get(address(rule), headers=ENGLISH)
    assert state() == before


class TestForms:
    """A body that would be taken, with something else in one or more of its fields."""

    @pytest.mark.timeout(600)
    def test_nothing_that_is_typed_is_an_error_of_the_site(self, app, clients):
        everything = [each for each in asked_for(app, clients) if each[1] != "GET"]
        client = clients["administrator"]

        @settings(max_examples=400, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def check(data):
            rule, _method, where, fields = data.draw(st.sampled_from(everything))
            names = st.sampled_from(sorted({*fields, "csrf_token", "do", "next", "planted"}))
            changed = data.draw(st.dictionaries(names, SENT, min_size=1, max_size=3))
            _hold(client, states, rule, where, {**fields, **changed})

        with nothing_kept(app), written(app) as states:
            check()

    @pytest.mark.timeout(600)
    def test_each_nasty_text_in_each_field(self, app, clients):
        client = clients["administrator"]
        with nothing_kept(app), written(app) as states:
            for n, (rule, method, where, fields) in enumerate(list(asked_for(app, clients))):
                if method == "GET":
                    continue
                names = [name for name in fields if not re.match(r"row-(?!5)", name)]
                for k, name in enumerate(names):
                    # Each field gets some of the texts, and all of them get all.
                    for text in NASTY[(n + k) % 15 :: 15]:
                        _hold(client, states, rule, where, {**fields, name: text})

    def test_a_text_that_no_database_looks_for_is_refused(self, app, clients):
        fields = {"name": "A", "code": "P77", "time_zone": "Asia/Ho_Chi_Minh", "seen": ""}
        for partners in ("a" * 100_000, "%" * 60_000):
            sent = {**fields, "partners": partners}
            assert ask(clients["administrator"], "POST", "/programmes/new", sent).status_code == 422

    def test_a_manager_vouches_for_nothing(self, app, clients, database):
        told = {"trust": "third-party", "vouched": "yes"}
        before = set(database.scalars(select(Reading.id)))
        database.rollback()
        for endpoint in ("entering.today", "entering.correct"):
            body = BODIES[endpoint]
            (rule,) = (rule for rule in rules(app) if rule.endpoint == endpoint)
            manager = clients["factory-manager"]
            fields = body.fields(manager, rule)
            sent = {**fields, **told}
            assert ask(manager, "POST", body.address(rule), sent).status_code == 302, endpoint
            database.rollback()
        new = database.scalars(select(Reading).where(Reading.id.not_in(before))).all()
        assert {each.trust for each in [*new, *_of(database, READING)]} == {Trust.SELF_REPORTED}
        assert new

    @pytest.mark.timeout(600)
    def test_nor_is_what_is_asked_for_besides(self, app, clients):
        client = clients["administrator"]
        names = "q page sort all lang on lot every indicator scope programme factory kind next also"
        with nothing_kept(app):
            for n, rule in enumerate(rules(app)):
                if "GET" not in rule.methods:
                    continue
                for k, name in enumerate(names.split()):
                    for text in NASTY[(n * 7 + k) % len(NASTY) :: len(NASTY)]:
                        asked = {name: [text[:2000], "again"]}
                        where = address(rule).partition("?")[0]
                        answer = client.get(where, query_string=asked, headers=ENGLISH)
                        assert answer.status_code < 500, (where, asked)


def _hold(client, states, rule, where, fields):
    del states[:]
    answer = ask(client, "POST", where, fields)
    said = f"{where} {fields}"[:2000]
    assert answer.status_code < 500, said
    assert "Traceback" not in answer.text, said
    if answer.status_code >= 400 and rule.endpoint not in COMMIT_THEMSELVES:
        assert states == [], said


def _of(database, uuid):
    return database.scalars(select(Reading).where(Reading.uuid == uuid)).all()


class TestRequests:
    """What no browser sends."""

    METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "GE\u0054X", "OPTIONS")
    PATHS = (
        "/%ff%fe",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//evil.example/",
        "/programmes/%C0%AF",
        "/programmes/" + "A" * 5000,
        "/programmes/P1%0d%0aSet-Cookie:%20a=b",
        "/engagements/P1-01/visits/not-a-uuid",
        "/engagements/P1-01/events/" + "9" * 400 + "/edit",
        "/programmes/P1/components/C1/" + "9" * 40 + "/edit",
        "/assets/../settings.py",
        "/assets/%2e%2e/settings.py",
        "/engagements/\u0660",
        "/import/" + "g" * 40,
        "/?" + "a=b&" * 3000,
    )
    #: What lies beside what is served, lists what is, or belongs to other products.
    NOT_SERVED = (
        "/.git/config",
        "/.env",
        "/assets/",
        "/assets/js/",
        "/assets/../settings.py",
        "/assets/%2e%2e/settings.py",
        "/assets/000000000000/../../settings.py",
        "/static/site.css",
        "/instance/secret-key",
        "/uploads/",
        "/console",
        "/metrics",
        "/docs",
        "/openapi.json",
    )
    HEADERS = (
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "vi;q=nonsense,*;q=-1"},
        {"Cookie": "session=" + "a" * 4000},
        {"Cookie": "session=\u00e9.\u00e9.\u00e9; session=; =; ;;"},
        {"Content-Type": "application/json"},
        {"Content-Type": "multipart/form-data"},
        {"Content-Type": "multipart/form-data; boundary="},
        {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"},
        {"Content-Type": "text/plain; charset=no-such"},
        {"Content-Length": "-1"},
        {"Content-Length": "nonsense"},
        {"Transfer-Encoding": "chunked, nonsense"},
        {"Range": "bytes=5-1"},
        {"If-None-Match": '"' * 50},
        {"If-Modified-Since": "yesterday"},
        {"Accept-Encoding": "br;q=x, gzip;q=2, *"},
        {"Authorization": "Basic \u00ff"},
        {"X-Forwarded-For": "'; drop table"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Referer": "\u00ff://"},
    )

    @pytest.mark.parametrize("method", METHODS)
    def test_an_odd_method_is_refused(self, app, clients, method):
        client = clients["administrator"]
        for rule in rules(app):
            answer = client.open(address(rule), method=method)
            told = {200} if method == "OPTIONS" else {400, 405}
            assert answer.status_code in told, (rule.rule, answer.status)

    @pytest.mark.parametrize("path", PATHS)
    def test_an_odd_address_is_no_error_of_the_site(self, clients, path):
        for name in ("administrator", "anonymous"):
            for method in ("GET", "POST"):
                answer = clients[name].open(path, method=method, headers=ENGLISH)
                assert answer.status_code < 500
                assert not re.search(r"Traceback|root:x:|SECRET", answer.text)
                assert "a=b" not in answer.headers.get("Set-Cookie", "")

    @pytest.mark.parametrize("path", NOT_SERVED)
    def test_only_what_is_meant_is_served(self, clients, path):
        for name in ("administrator", "anonymous"):
            assert clients[name].get(path).status_code == 404

    @pytest.mark.parametrize("headers", HEADERS, ids=lambda each: " ".join(each)[:40])
    def test_an_odd_header_is_no_error_of_the_site(self, app, clients, headers):
        client = quick(app, None)
        for where in ("/", "/sign-in", "/assets/x", "/health", "/find.json", "/language"):
            for method in ("GET", "POST"):
                answer = client.open(where, method=method, headers=headers, data=b"\xff\xfe{")
                assert answer.status_code < 500, (where, method)
                assert b"Traceback" not in answer.data

    @pytest.mark.parametrize(
        "body", [b"", b"\xff", b"csrf_token=%ff%fe", b"&&&=&=", b"a" * 100_000, b"--x\r\n\r\n--x--"]
    )
    @pytest.mark.parametrize(
        "kind",
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
         "application/json", ""],
    )  # fmt: skip
    def test_nor_is_an_odd_body(self, app, clients, body, kind):
        client = clients["administrator"]
        for rule in rules(app):
            if rule.methods - READS:
                answer = client.post(address(rule), data=body, content_type=kind or None)
                assert 400 <= answer.status_code < 500, (rule.rule, answer.status)
