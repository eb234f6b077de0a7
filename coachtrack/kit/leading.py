"""Sentences that lead to the page on which something can be done about what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import Markup, escape


class Leading(str):
    """A sentence that is read like any other, and on a page has a link behind it."""

    label: str
    endpoint: str
    values: dict[str, Any]

    def __new__(cls, sentence: str, label: str, endpoint: str, **values: Any) -> Leading:
        made = super().__new__(cls, sentence)
        made.label, made.endpoint, made.values = label, endpoint, values
        return made


def with_links(sentences: Iterable[str]) -> Markup:
    """Sentences one after the other, each with its link."""
    return Markup(" ").join(map(_with_link, sentences))


def _with_link(sentence: str) -> Markup:
    if not isinstance(sentence, Leading):
        return escape(sentence)
    address = url_for(sentence.endpoint, **sentence.values)
    return Markup('{} <a href="{}">{}</a>').format(str(sentence), address, sentence.label)
