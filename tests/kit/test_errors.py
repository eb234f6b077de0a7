"""Errors: what happened and what to do, in words, on a page of the site or as JSON."""

from __future__ import annotations

import logging
import re

import pytest
from flask.logging import default_handler
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import BadRequest

from coachtrack.app import create_app
from coachtrack.extensions import db
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Grant, Role, Scope, public
from tests import engines, factories
from tests.checking import CheckingClient
from tests.reading import Page
from tests.sending import ENGLISH

pytestmark = pytest.mark.own_app


def fails(app, error: Exception, address: str = "/probe") -> None:
    """A page that fails like this."""

    @public
    def view():
        raise error

    app.add_url_rule(address, "probe", view)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nothing", 404, "There is no such page."),
        ("/sign-out", 405, "This cannot be done here."),
        ("/sign-in?next=%00", 400, "This did not work."),
        ("/%00", 400, "This did not work."),
    ],
)
def test_a_page_says_what_happened(client, address, status, words):
    answer = client.get(address, headers=ENGLISH)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert f"<h1>{words}</h1>" in answer.text


def test_it_says_so_in_the_language_of_the_page(client):
    answer = client.get("/nothing", headers={"Accept-Language": "vi"})
    assert '<html lang="vi">' in answer.text
    assert "There is no such page." not in answer.text


def test_it_has_the_frame_of_the_person(sign_in):
    answer = sign_in("lan@example.vn").get("/nothing", headers=ENGLISH)
    assert "Sign out" in answer.text
    assert "lan@example.vn" in answer.text


@pytest.mark.parametrize("address", ["/nothing.json", "/api/v1/nothing"])
def test_json_is_answered_in_json(client, address):
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == 404
    assert answer.json == {
        "error": 404,
        "title": "There is no such page.",
        "detail": "It may not exist, or it may not be yours to see. Start again from the home"
        " page.",
        "reference": None,
    }


def test_a_fault_has_a_number_that_is_in_the_log(app, client, caplog):
    fails(app, RuntimeError("the secret of the inside"))
    answer = client.get("/probe", headers=ENGLISH)
    (number,) = re.findall(r"Reference number: ([0-9a-f]{8})<", answer.text)
    assert answer.status_code == 500
    assert "secret of the inside" not in answer.text
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert number in record.getMessage()
    assert "the secret of the inside" in record.exc_text


def test_a_fault_of_json_has_its_number_too(app, client):
    fails(app, RuntimeError(), "/probe.json")
    answer = client.get("/probe.json")
    assert (answer.status_code, len(answer.json["reference"])) == (500, 8)


def test_nobody_forges_a_line_of_the_log(app, client, caplog):
    fails(app, RuntimeError(), "/probe/<path:rest>")

    @public
    def view(rest):
        raise RuntimeError

    app.view_functions["probe"] = view
    client.get("/probe/a%0AIncident%200")
    assert not any("\n" in each.getMessage() for each in caplog.records)


def test_a_line_of_the_log_has_its_time_in_utc():
    record = logging.makeLogRecord({"msg": "x", "created": 0.0, "module": "m"})
    assert default_handler.format(record).startswith("[1970-01-01T00:00:00+00:00] ")


def test_a_token_of_an_address_is_in_no_log(app, client, caplog):
    caplog.set_level("DEBUG")

    @public
    def fail(token):
        raise ZeroDivisionError

    @public
    def refuse(token):
        raise BadRequest

    for address, view in (("fail", fail), ("refuse", refuse)):
        app.add_url_rule(f"/{address}/<token>", address, view)
    for address in ("fail", "refuse"):
        client.get(f"/{address}/what-opens")
    told = [each.getMessage() for each in caplog.records]
    assert len(told) == 2
    assert not any("what-opens" in line for line in told)
    assert "GET /fail/…" in told[0]


def test_what_was_sent_to_the_database_is_in_no_log(app, client, caplog):
    typed = "what nobody reads"

    @public
    def view():
        db.session.execute(text("select no_such_column, :typed"), {"typed": typed})

    app.add_url_rule("/probe", "probe", view)
    assert client.get("/probe").status_code >= 500
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "no_such_column" in record.exc_text
    assert typed not in record.exc_text


def test_what_somebody_else_saved_first_is_a_conflict(app, client, database):
    factories.programme("P1")

    @public
    def view():
        db.session.add(Programme(code="P1", name="again", search_key="", sort_key=""))
        db.session.flush()

    app.add_url_rule("/probe", "probe", view)
    answer = client.get("/probe", headers=ENGLISH)
    assert answer.status_code == 409
    assert "Somebody else was faster." in answer.text


def test_a_conflict_tells_nothing_of_the_table(app, client):
    fails(app, IntegrityError("insert into secret", {"a": 1}, ValueError("uq_secret")))
    assert "secret" not in client.get("/probe").text


URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
FIELD = '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n{}\r\n'


def test_who_sends_too_much_is_told_the_limit_and_stays_signed_in(sign_in):
    client = sign_in("lan@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))
    answer = client.post("/factories/new", data={"name": "a" * 2_000_000}, headers=ENGLISH)
    page = Page(answer.text)
    assert answer.status_code == 413
    assert "At most 1 MB can be sent here, and nothing of this was saved." in page.text
    assert {"Engagements", "My account"} <= page.links().keys()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (URLENCODED, "email=" + "a" * 2_000_000),
        (MULTIPART, FIELD.format("a" * 600_000) + "--x--"),
        (MULTIPART, FIELD.format("a") * 2000 + "--x--"),
    ],
)
def test_a_form_that_is_too_large_is_refused_in_words(client, kind, body):
    answer = client.post("/sign-in", data=body, content_type=kind, headers=ENGLISH)
    assert (answer.status_code, "That is too large." in answer.text) == (413, True)


@pytest.mark.parametrize(
    "nowhere", ["sqlite:////no/such/folder/database", "postgresql://nobody@127.0.0.1:1/nowhere"]
)
def test_a_database_that_does_not_answer_is_said_in_words(tmp_path, nowhere):
    app = create_app(engines.settings(nowhere, tmp_path))
    app.test_client_class = CheckingClient
    answer = app.test_client().get("/sign-in", headers=ENGLISH)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "The database does not answer." in answer.text
    with app.app_context():
        db.engine.dispose()


def test_a_refusal_stands_in_the_log_with_who_was_refused(sign_in, database, caplog):
    caplog.set_level("INFO", "coachtrack.security")
    viewer = sign_in("vy@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert viewer.get("/programmes/new").status_code == 403
    (told,) = (r.getMessage() for r in caplog.records if r.name == "coachtrack.security")
    assert told.startswith("refused {")
    assert '"by": "vy@example.vn"' in told
    assert '"asked": "GET /programmes/new"' in told


@pytest.mark.parametrize("address", ["/programmes/P2", "/programmes/P9"])
def test_so_does_asking_for_what_is_of_others_or_not_there(sign_in, database, caplog, address):
    factories.programme("P2")
    caplog.set_level("INFO", "coachtrack.security")
    viewer = sign_in("vy@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert viewer.get(address).status_code == 404
    (told,) = (r.getMessage() for r in caplog.records if r.name == "coachtrack.security")
    assert told.startswith("not theirs or not there {")
    assert f'"asked": "GET {address}"' in told


def test_so_does_a_form_that_somebody_else_made(sign_in, caplog):
    caplog.set_level("INFO", "coachtrack.security")
    assert sign_in("vy@example.vn").post("/tour/end").status_code == 400
    (told,) = (r.getMessage() for r in caplog.records if r.name == "coachtrack.security")
    assert told.startswith("refused {")
    assert '"status": "400"' in told
