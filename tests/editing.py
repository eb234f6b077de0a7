"""Filling in a form as a browser does: everything that stands in it is sent, changed or not."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.reading import parsed, text_of
from tests.sending import ENGLISH


def fill(
    client: FlaskClient, address: str, *, page: str | None = None, **typed: Any
) -> TestResponse:
    """Type into the fields of the page's entry form and send it; `page` is one asked for before."""
    html = page if page is not None else client.get(address, headers=ENGLISH).text
    return client.post(address, data={**standing(html), **typed}, headers=ENGLISH)


def press(client: FlaskClient, page: str, kind: str, *, at: str = "", **typed: Any) -> TestResponse:
    """Send the form of this class of a page to where it says that it goes, else to the page."""
    address = _form(page, kind).get("action", at)
    return client.post(address, data={**standing(page, kind), **typed}, headers=ENGLISH)


def standing(html: str, kind: str = "entry") -> dict[str, Any]:
    """What a form of this class would send as it stands; a list where a name stands twice."""
    form = _form(html, kind)
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


def answer_of(html: str, name: str) -> dict[str, str]:
    """What a button of this name sends beside the fields."""
    root = parsed(html)
    button = next(each for each in root.iter("button") if each.get("name") == name)
    return {name: button.get("value", "")}


def errors(html: str) -> dict[str, str]:
    """What is said at each field of a page."""
    root = parsed(html)
    found = (each for each in root.iter() if isinstance(each.tag, str))
    return {
        each.get("id", "").removesuffix("-error"): text_of(each)
        for each in found
        if "error" in each.get("class", "").split()
    }


def _form(html: str, kind: str) -> Element:
    root = parsed(html)
    return next(f for f in root.iter("form") if kind in f.get("class", "").split())
