"""Inviting somebody as a person does it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sending import send

LINK = re.compile(r'id="link" readonly value="http://localhost(/link/[\w-]{43})"')
NEW = "seven blue umbrellas in the rain"


def invite(
    client: FlaskClient,
    email: str = "an@example.vn",
    role: str = "factory-manager",
    place: str = "F1",
    **fields: str,
) -> TestResponse:
    """Send the form for inviting."""
    fields = {"name": "An", "email": email, "role": role, "place": place, **fields}
    return send(client, "/people/new", page="/people/new", **fields)


def link_on(answer: TestResponse) -> str:
    """The link that a page shows."""
    assert answer.status_code == 200, answer.text
    (found,) = LINK.findall(answer.text)
    return str(found)


def choose(client: FlaskClient, link: str, new: str = NEW) -> TestResponse:
    """Choose a password by a link."""
    return send(client, link, new=new, again=new)
