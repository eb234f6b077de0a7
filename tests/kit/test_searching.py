"""What is stored beside a text to find it and to put it in order."""

from __future__ import annotations

import unicodedata

import pytest

from coachtrack.kit.searching import LONGEST_SORT_KEY, search_key, sort_key, toned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ĐỨC", "đức"),
        ("Ðức", "đức"),
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("quý", "qúy"),
        ("Thuỷ", "thủy"),
        ("Đức", unicodedata.normalize("NFD", "Đức")),
    ],
)
def test_the_same_tones_however_they_are_typed(one, other):
    assert toned(one) == toned(other)


@pytest.mark.parametrize(("one", "other"), [("Đức", "Đực"), ("Đức", "Duc"), ("ô", "ơ"), ("a", "á")])
def test_other_tones_stay_others(one, other):
    assert toned(one) != toned(other)


def test_a_key_holds_a_text_without_and_with_its_tones_and_as_it_sounds():
    assert search_key("BN-MAU-04 Hà").splitlines()[2] == "bn-mau-04 ha bnmau04"
    assert search_key("F1 Điện Tý") == "f1 dien ty\nf1 điện tý\nf1 d\u0131en t\u0131"


def test_the_longest_name_has_a_key_that_fits_its_column():
    assert len(sort_key("Đ₫" * 100)) == LONGEST_SORT_KEY
