"""Reading a page as people do: what stands on it, where its links lead, what a list holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient

from tests.sending import ENGLISH

VIETNAMESE = {"Accept-Language": "vi"}


@lru_cache(maxsize=4)
def parsed(html: str) -> Element:
    """The tree of a page, which nobody changes; raises ParseError where it is not well-formed.

    Each page is looked at by the client that gets it and again by its test.
    """
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root


class Page:
    """A page that answered 200."""

    def __init__(self, html: str) -> None:
        self._root = parsed(html)

    @property
    def text(self) -> str:
        """Everything that is read, in one line."""
        return text_of(self._root.find("body"))

    def part(self, name: str) -> str:
        """What is read of the element with an id, or of the section that it heads."""
        sections = (each for each in self._all() if each.get("aria-labelledby") == name)
        found = next(sections, None)
        if found is None:
            found = next(each for each in self._all() if each.get("id") == name)
        return text_of(found)

    def part_labelled(self, label: str) -> str:
        """What is read of the element with this label of its own."""
        return text_of(next(each for each in self._all() if each.get("aria-label") == label))

    def of(self, kind: str) -> list[str]:
        """What is read of every element of a class."""
        return [text_of(each) for each in self._all() if kind in each.get("class", "").split()]

    def links(self) -> dict[str, str]:
        """Where each link leads, by what it says; the last one of those that say the same."""
        return {text_of(each): each.get("href", "") for each in self._all() if each.tag == "a"}

    def rows(self, name: str) -> list[list[str]]:
        """The cells of the table in a section, row by row, without its heads."""
        section = next(e for e in self._all() if e.get("aria-labelledby") == name)
        bodies = section.iter("tbody")
        return [[text_of(cell) for cell in row] for body in bodies for row in body.findall("tr")]

    def rows_of(self, kind: str) -> list[list[str]]:
        """The cells of the table of a class, row by row, without its heads."""
        found = next(e for e in self._all() if kind in e.get("class", "").split())
        return [[text_of(cell) for cell in row] for body in found.iter("tbody") for row in body]

    def _all(self) -> Iterator[Element]:
        return (each for each in self._root.iter() if isinstance(each.tag, str))


def read(client: FlaskClient, address: str, headers: dict[str, str] = ENGLISH) -> Page:
    """The page at an address, in English unless told otherwise."""
    answer = client.get(address.partition("#")[0], headers=headers)
    assert answer.status_code == 200, f"{address}: {answer.status}"
    return Page(answer.text)


def text_of(element: Element | None) -> str:
    """What is read of an element, in one line, with plain spaces."""
    assert element is not None
    whole = "".join(_texts(element)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", whole).strip()


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in {"script", "title"}:
        return
    yield element.text or ""
    for child in element:
        # Blocks stand apart on a page, so their texts do too.
        apart = "" if child.tag in {"a", "b", "i", "strong"} else " "
        yield from (apart, *_texts(child), apart, child.tail or "")
