"""A client that reads every page it gets, so that each test of a page tests its markup too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextvars import Context
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

from coachtrack.extensions import db
from coachtrack.kit.assets import STATIC
from tests.reading import parsed

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
CLASS = re.compile(r"\.([a-z][a-z-]*)")
FETCHING = {"src", "srcset", "action", "formaction", "poster", "data"}


class CheckingClient(FlaskClient):
    """Asks as a browser does, and refuses a page that is not well made."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Save what the test has prepared, then ask in a context of its own, as a server does."""
        if has_app_context():
            db.session.commit()
        response = Context().run(super().open, *args, **kwargs)
        page = response.mimetype == "text/html" and response.request.method != "HEAD"
        if page and not 300 <= response.status_code < 400:
            found = list(complaints(response.text))
            assert not found, f"{response.request.path}: {'; '.join(found)}"
        return response


def complaints(html: str) -> Iterator[str]:
    """What is wrong with a page, in words; nothing when it is well made."""
    try:
        page = parsed(html)
    except ParseError as error:
        parser = html5lib.HTMLParser()
        parser.parse(html)
        line, _column = parser.errors[0][0]
        yield f"not well-formed HTML: {error} at {html.splitlines()[line - 1].strip()!r}"
        return
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    yield from _frame(page)
    if "%%" in html:
        yield f"a percent sign written twice at {html[: html.index('%%')][-60:]!r}"
    yield from _identities(elements)
    yield from _unlabelled(page, elements)
    yield from _unstyled(page, elements)
    for element in elements:
        yield from _inline(element)
        yield from _foreign(element)
        yield from _cut_off(element)


def _frame(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "no language"
    if not "".join(page.findtext("head/title") or "").strip():
        yield "no title"
    if (n := len(page.findall(".//h1"))) != 1:
        yield f"{n} main headings"


def _identities(elements: list[Element]) -> Iterator[str]:
    present = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"id {name!r} {n} times" for name, n in present.items() if n > 1)
    for element in elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for name in element.get(attribute, "").split():
                if name not in present:
                    yield f"{attribute}={name!r} names nothing"


def _unlabelled(page: Element, elements: list[Element]) -> Iterator[str]:
    named = {label.get("for") for label in page.iter("label")}
    within = {id(field) for label in page.iter("label") for field in label.iter()}
    for field in elements:
        if field.tag not in {"input", "select", "textarea"} or field.get("type") in UNLABELLED:
            continue
        by_itself = field.get("aria-label") or field.get("aria-labelledby")
        if not (by_itself or field.get("id") in named or id(field) in within):
            yield f"a {field.tag} {field.get('name')!r} without a label"


def _unstyled(page: Element, elements: list[Element]) -> Iterator[str]:
    """What only the style sheet of pages on which something is done knows, where it is left out."""
    sheets = [link.get("href", "") for link in page.iterfind("head/link")]
    if any("/site.css" in each for each in sheets) and not any("/work.css" in e for e in sheets):
        found = {name for element in elements for name in element.get("class", "").split()}
        for name in sorted(found & _only_at_work()):
            yield f"the class {name!r} without work.css"


@cache
def _only_at_work() -> frozenset[str]:
    shown, work = (
        {name for sheet in folder.glob("*.css") for name in CLASS.findall(sheet.read_text())}
        for folder in (STATIC / "css", STATIC / "css" / "work")
    )
    return frozenset(work - shown)


def _inline(element: Element) -> Iterator[str]:
    if element.tag == "style" or (element.tag == "script" and not _is_from_a_file(element)):
        yield f"an inline {element.tag}"
    for attribute in element.attrib:
        if attribute == "style" or attribute.startswith("on"):
            yield f"an inline {attribute} of a {element.tag}"


def _is_from_a_file(script: Element) -> bool:
    return bool(script.get("src")) or script.get("type") == "application/json"


def _cut_off(table: Element) -> Iterator[str]:
    """What a phone, which shows each row as a card, would cut off or leave without its heading."""
    if table.tag != "table" or table.find(".//input") is not None:
        return
    looks = set(table.get("class", "").split())
    if not looks & {"cards", "tally"}:
        yield f"a table {table.get('class', '')!r} that a phone would cut off"
    if "cards" not in looks:
        return
    for row in table.iterfind("tbody/tr"):
        for cell in list(row)[1:]:
            told = cell.get("data-label") or cell.get("colspan") or cell.get("class") == "changing"
            if not told and "".join(cell.itertext()).strip():
                yield f"a cell {''.join(cell.itertext()).strip()!r} without its heading"


def _foreign(element: Element) -> Iterator[str]:
    fetched = FETCHING | ({"href"} if element.tag == "link" else set())
    for attribute in fetched & set(element.attrib):
        if element.get(attribute, "").startswith(("http:", "https:", "//")):
            yield f"a {element.tag} from another host"
