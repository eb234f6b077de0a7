"""What each answer is made of: no text becomes markup, and the answer says what it is."""

from __future__ import annotations

import json

import pytest

from coachtrack.kit.assets import STATIC, asset
from tests.checking import complaints
from tests.sending import ENGLISH
from tests.site import canaries
from tests.site.canaries import MARKS
from tests.site.place import address, rules
from tests.site.test_canaries import followed
from tests.site.test_matrix import clients

__all__ = ["clients"]
#: Ends an attribute and begins an element, where nothing stands between a text and the page.
MARKUP = "<b id=x>\"'&"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINS = {SHEET: b"PK", "application/pdf": b"%PDF-", "text/html": b"<!doctype html>"}


def got(app, client):
    """Every answer to somebody who only looks."""
    for rule in rules(app):
        if "GET" in rule.methods:
            where = address(rule)
            yield where, client.get(where, headers=ENGLISH)
    for _method, where, answer, _sent in followed(client):
        yield where, answer


@pytest.mark.timeout(300)
def test_no_text_becomes_markup(app, clients, monkeypatch):
    monkeypatch.setattr(canaries, "mark", lambda code: f"{MARKS[code][0]}{MARKUP}")
    canaries.plant()
    seen = 0
    for where, answer in got(app, clients["administrator"]):
        if answer.mimetype == "text/html":
            assert "<b id" not in answer.text, where
            assert list(complaints(answer.text)) == [], where
            seen += "&lt;b id=x&gt;&#34;&#39;&amp;" in answer.text
    assert seen > 30


@pytest.mark.timeout(300)
def test_an_answer_is_what_it_says(app, clients):
    seen = set()
    for where, answer in got(app, clients["administrator"]):
        seen.add(answer.mimetype)
        if answer.mimetype == "application/json":
            json.loads(answer.data)
            continue
        if answer.mimetype == "text/html":
            assert answer.content_type == "text/html; charset=utf-8", where
        if answer.status_code == 200:
            assert answer.data.startswith(BEGINS[answer.mimetype]), where
    assert seen == {"application/json", *BEGINS}


def test_so_is_an_asset(app, client):
    with app.test_request_context():
        addresses = [asset(path.relative_to(STATIC).as_posix()) for path in STATIC.rglob("*.*")]
    for where in addresses:
        answer = client.get(where)
        if answer.mimetype.startswith("text/"):
            assert answer.content_type.endswith("; charset=utf-8"), where
            answer.data.decode()
