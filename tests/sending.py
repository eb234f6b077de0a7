"""Sending a form as a browser does, with the token of a page that was asked for before."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ENGLISH = {"Accept-Language": "en"}


def token(client: FlaskClient, page: str = "/sign-in") -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def send(
    client: FlaskClient, address: str, /, *, page: str = "/sign-in", **fields: Any
) -> TestResponse:
    """Fill in a form and send it."""
    return client.post(address, data={"csrf_token": token(client, page), **fields}, headers=ENGLISH)
