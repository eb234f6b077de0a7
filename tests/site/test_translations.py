"""Every text is translated, and what is not would be noticed."""

from __future__ import annotations

import pytest
from babel.messages import Message

from tests.site import translations


@pytest.mark.parametrize("language", translations.languages())
def test_everything_is_translated(language):
    assert list(translations.problems(language, translations.extract())) == []


@pytest.mark.parametrize(
    ("text", "translation", "found"),
    [
        ("Save", Message("Save", "Lưu"), []),
        ("Row %(row)s", Message("Row %(row)s", "Dòng %(row)s"), []),
        (("a row", "%(num)s rows"), Message(("a row", "%(num)s rows"), ("%(num)s dòng",)), []),
        ("Save", None, ["not translated"]),
        ("Save", Message("Save", ""), ["not translated"]),
        ("Save", Message("Save", "Lưu", flags=["fuzzy"]), ["translated with a doubt"]),
        ("%(a)s", Message("%(a)s", "%(b)s"), ["translated with other placeholders"]),
        ("%(a)s", Message("%(a)s", "A"), ["translated with other placeholders"]),
    ],
)
def test_what_is_wrong_is_found(text, translation, found):
    assert list(translations.wrong(Message(text), translation)) == found
