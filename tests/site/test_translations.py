"""Every text is translated, and what is not would be noticed."""

from __future__ import annotations

import re

import pytest
from babel.messages import Message

from coachtrack.features.history.words import FIELDS, SUBJECTS
from coachtrack.kit.words import WORDS
from tests.site import translations
from tests.site.templates import PATHS

#: Single words that mean the same in every feature that says them: one translation serves them.
#: One that is added was read in each of its places, in every language; else it needs a context.
ALIKE = {
    *("Back", "Cancel", "Close", "Coaching", "Components", "Counted", "Dispersion", "Done"),
    *("Edit", "Engagements", "Events", "Field", "Find", "Help", "History", "Home"),
    *("Indicators", "Measures", "Median", "No", "Objections", "Organisations", "People"),
    *("Print", "Programmes", "Readings", "Remove", "Roles", "Save", "Search", "Signatures"),
    *("State", "Strength", "Verdict", "Visits", "When", "Where", "Withdraw", "Yes", "days"),
    "minutes",
}
#: Words that are translated more narrowly, such as "before improvement", and who says them so.
NARROW = {
    "Before": {"dashboards", "exchange", "indicators", "kit", "signing"},
    "After": {"dashboards", "exchange", "indicators", "kit", "signing"},
    "Later": {"dashboards", "kit"},
    "Next": {"dashboards", "kit"},
    "Previous": {"dashboards", "kit"},
    "Improved": {"dashboards", "exchange", "kit"},
    "Worse": {"dashboards", "kit"},
    "Sustained": {"dashboards", "home"},
}


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


def test_a_single_word_of_several_features_means_the_same_or_has_a_context():
    """English has one word where another language has several: before a day, before improvement."""
    names = {str(each) for each in (*FIELDS.values(), *SUBJECTS.values())}
    said = translations.features(translations.extract())
    shared = {text for text, those in said.items() if len(those) > 1 and text.isalpha()}
    # Fields are called as the columns of the workbook are.
    assert shared - names - ALIKE - NARROW.keys() == set()
    assert {word: said.get(word, set()) - those for word, those in NARROW.items()} == {
        word: set() for word in NARROW
    }


def test_what_a_button_does_is_not_called_as_what_it_leads_to():
    """In English alone "shut out" is an order and a state."""
    button = re.compile(r'<button[^>]*>{{ _\("([^"]+)"\)|act\([^()]*_\("([^"]+)"\)')
    orders = {a or b for path in PATHS for a, b in button.findall(path.read_text("utf-8"))}
    assert "Sign out everywhere" in orders
    states = {word._args[0] for word in WORDS.values() if len(word._args) == 1}
    assert orders & states == set()
