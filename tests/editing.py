"""Filling in a form as a browser does: everything that stands in it is sent, changed or not."""

from __future__ import annotations

from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sending import ENGLISH


def fill(
    client: FlaskClient, address: str, *, page: str | None = None, **typed: Any
) -> TestResponse:
    """Type into the fields of the page's entry form and send it; `page` is one asked for before."""
    html = page if page is not None else client.get(address, headers=ENGLISH).text
    return client.post(address, data={**standing(html), **typed}, headers=ENGLISH)


def standing(html: str, kind: str = "entry") -> dict[str, Any]:
    """What a form of this class would send as it stands; a list where a name stands twice."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    form = next(f for f in root.iter("form") if kind in f.get("class", "").split())
    found: dict[str, Any] = {}
    for field in form.iter():
        name = field.get("name") if isinstance(field.tag, str) else None
        box = field.get("type") in ("checkbox", "radio")
        if not name or (box and "checked" not in field.attrib):
            continue
        if field.tag == "input":
            value = field.get("value", "")
            several = [found[name], value] if name in found else value
            found[name] = [*found[name], value] if isinstance(found.get(name), list) else several
        elif field.tag == "textarea":
            found[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((o for o in options if "selected" in o.attrib), options[0])
            found[name] = chosen.get("value", "")
    return found
