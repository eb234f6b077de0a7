"""Text as it is stored, searched, sorted and used as a code."""

from __future__ import annotations

import random
import unicodedata

import pytest

from coachtrack.kit import text
from coachtrack.kit.text import BadCode, NulCharacter, PageWord, UnusableText

#: In the order of ICU's collation for `vi`, as Chromium's Intl.Collator gives it.
DICTIONARY = """@x|#1|1|9a|A B|A_B|A-B|A.B|A(B)|AB|ă|â|BỶT|Chíng|Công ty 1|Công ty 10
Công ty TNHH A&B|Công ty-2|CUYM Xùych|da|dA|DÃON Chýng Iạn|Dũng|đa|Đa|Đức|f|ghiàng Mèt ngưỡc
ghuc ngân NỦ|Gỡm|hoà|HOÀ|hòa|HÝN Nã Kaịn|j|Lác|Muller|Müller|MÙYT|Nể|NGHING Đuým|Nguyen|Nguyên
nguyễn|Nguyễn|Nhẵ|Nhuỵp PHÀINH xãc|ô|ơ|PHŨYC Xắng|Quòet sứm|Rứơn|Samsung|Señor|sưt|SỲNG Mốm Coen
Thùch|TRỔP ĐỸP BỴM|tuỳnh Nháit doé|ư|w|XỈC Cot|XỪM GHUYCH|z""".replace("\n", "|").split("|")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Hòa  ", "Hòa"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Điện"), "Nguyễn Thị Điện"),
        ("a\u200bb\u200d\ufeff", "ab"),
        ("\u202ecba\u202c", "cba"),
        ("a\u00adb", "ab"),
        ("Chuyền\u00a02", "Chuyền 2"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("a\tb\x07\x1b", "a\tb"),
        ("\ud800x", "x"),
        ("👩‍🏭 ガ 한국", "👩🏭 ガ 한국"),
    ],
)
def test_clean_text_is_composed_and_visible(typed, stored):
    assert text.clean(typed) == stored
    assert text.clean(stored) == stored


def test_a_null_character_is_refused():
    with pytest.raises(NulCharacter, match="Type it again"):
        text.clean("a\0b")


@pytest.mark.parametrize(
    ("shown", "key"),
    [
        ("Điện Quân", "dien quan"),
        ("ĐÔNG ĐÀO", "dong dao"),
        ("\u00d0ông", "dong"),
        (unicodedata.normalize("NFD", "Tấn Ưng"), "tan ung"),
        ("Straße", "strasse"),
        ("ガス 한국", "ガス 한국"),
        ("", ""),
    ],
)
def test_the_search_key_has_no_tones(shown, key):
    assert text.fold(shown) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Công ty Mỹ Lý", "công ti mĩ lí"), ("Quy", "QUI"), ("Thúy", "Thuý")],
)
def test_i_and_y_sound_alike(one, other):
    assert text.heard(one) == text.heard(other)


@pytest.mark.parametrize(("one", "other"), [("tai", "ta"), ("e", "i"), ("ti", "tj")])
def test_other_letters_sound_otherwise(one, other):
    assert text.heard(one) != text.heard(other)


def test_words_sort_as_in_the_dictionary():
    shuffled = random.Random(7).sample(DICTIONARY, len(DICTIONARY))

    assert sorted(shuffled, key=text.vietnamese_key) == DICTIONARY


def test_tones_sort_in_vietnamese_order():
    assert sorted("ạáãảàa", key=text.vietnamese_key) == list("aàảãáạ")


def test_decomposed_text_sorts_like_composed_text():
    for word in DICTIONARY:
        decomposed = unicodedata.normalize("NFD", word)
        assert text.vietnamese_key(decomposed) == text.vietnamese_key(word)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("hd2020-07", "HD2020-07"), (" A.b_c-9 ", "A.B_C-9"), ("7", "7"), ("x" * 40, "X" * 40)],
)
def test_a_code_is_upper_case(typed, kept):
    assert text.code(typed) == kept


@pytest.mark.parametrize("typed", ["new", "NEW", "Edit"])
def test_words_of_addresses_are_no_codes(typed):
    with pytest.raises(PageWord, match="Choose another"):
        text.code(typed)


@pytest.mark.parametrize("typed", ["", "-A", ".A", "A B", "HĐ1", "A/B", "x" * 41, "ﬁ", "ß", "A\nB"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(BadCode, match="such as HD2020-07") as refusal:
        text.code(typed)
    assert isinstance(refusal.value, UnusableText)


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("product defect rate (NG)", "en"),
        ("tỉ lệ hàng tồn kho giảm hơn 60%", "vi"),
        ("190 doanh nghiệp Việt nằm trong chuỗi cung ứng Samsung", "vi"),
        ("Thịnh Vượng Manufacturing Services Trading Co Ltd", "en"),
        ("가공품의 불량률을 58% 개선 (InsideVina)", "ko"),
        ("5Sチェックリスト", "ja"),
        ("Bắc Ninh", "vi"),
        ("-53 %", ""),
        ("", ""),
    ],
)
def test_a_text_shows_which_language_it_is_printed_in(printed, language):
    assert text.language_of(printed) == language
