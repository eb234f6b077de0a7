"""Lists: searching without tone marks, and paging by key in both directions."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest

from coachtrack.features.factories.queries import listed
from coachtrack.features.indicators.queries import readings_listed
from coachtrack.kit.lists import Asked, row_id
from coachtrack.kit.permissions import OPERATOR
from tests import factories

NAMES = ["An Phát", "Ânh Sáng", "Bình Minh", "Dũng Tiến", "Đại Đồng", "Đức Việt", "Én Bạc"]


@pytest.fixture
def seven(database) -> None:
    """Factories, made in no order."""
    for number in (3, 0, 6, 2, 5, 1, 4):
        factories.factory(f"F{number}", name=NAMES[number])


def names(asked: Asked, size: int = 3) -> list[str]:
    """The factories on a page."""
    return [row.name for row in listed(OPERATOR, asked, size).rows]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("duc viet", ["Đức Việt"]),
        ("ĐỨC", ["Đức Việt"]),
        ("viet duc", ["Đức Việt"]),
        ("d", ["Dũng Tiến", "Đại Đồng", "Đức Việt"]),
        ("f3", ["Dũng Tiến"]),
        ("anh", ["Ânh Sáng"]),
        ("  dai\u200b  ", ["Đại Đồng"]),
        ("nowhere", []),
    ],
)
def test_tone_marks_and_order_of_words_do_not_matter(seven, search, found):
    assert names(Asked.read({"q": search})) == found


@pytest.mark.parametrize("sign", ["%", "_", "\\", "/", "'", '"', "*", "[a-z]"])
def test_signs_that_databases_know_are_signs(seven, database, sign):
    assert names(Asked(search=sign)) == []
    factories.factory("F9", name=f"A{sign}Z")
    assert names(Asked(search=f"a{sign}z")) == [f"A{sign}Z"]


def test_a_long_search_is_cut(seven):
    assert names(Asked.read({"q": "duc" + " " * 100 + "x" * 10_000})) == ["Đức Việt"]


def test_pages_follow_one_another_in_vietnamese_order(seven):
    seen, asked = [], Asked()
    while asked is not None:
        page = listed(OPERATOR, asked, 3)
        seen.append([row.name for row in page.rows])
        asked = Asked(after=page.following) if page.following else None
    assert seen == [NAMES[:3], NAMES[3:6], NAMES[6:]]


def test_and_go_back_the_same_way(seven):
    last = listed(OPERATOR, Asked(after=listed(OPERATOR, Asked(), 6).following), 3)
    middle = listed(OPERATOR, Asked(before=last.preceding), 3)
    first = listed(OPERATOR, Asked(before=middle.preceding), 3)
    assert [row.name for row in middle.rows] == NAMES[3:6]
    assert [row.name for row in first.rows] == NAMES[:3]
    assert (first.preceding, last.following) == (None, None)
    assert names(Asked(after=first.following)) == NAMES[3:6]


def test_a_list_that_fits_on_a_page_has_no_neighbours(seven):
    page = listed(OPERATOR, Asked(), 7)
    assert (page.following, page.preceding) == (None, None)


#: Names that are one without marks, in Vietnamese order.
ALIKE = ["Duc", "DUC", "Dục", "Đúc", "đức", "Đức", "Đực", "Đức Đức"]
EXACT = ["đức", "Đức", "Đức Đức"]
OTHERS = [name for name in ALIKE if name not in EXACT]


@pytest.fixture
def alike(database) -> None:
    """Factories of these names, made in no order."""
    for number in (3, 0, 6, 2, 7, 5, 1, 4):
        factories.factory(f"F{number}", name=ALIKE[number])


@pytest.mark.parametrize("search", ["Đức", "ĐỨC", "Ðức", unicodedata.normalize("NFD", "Đ\u200bức")])
def test_the_very_marks_come_first_and_each_part_in_vietnamese_order(alike, search):
    assert names(Asked.read({"q": search}), 9) == EXACT + OTHERS


def test_without_marks_all_are_equally_near(alike):
    assert names(Asked.read({"q": "duc"}), 9) == ALIKE


def test_a_code_comes_before_names_that_hold_it(alike):
    factories.factory("G1", name="An F5 Đức")
    assert names(Asked(search="f5"), 9) == ["Đức", "An F5 Đức"]


def test_words_side_by_side_come_before_words_apart(database):
    for number, name in enumerate(["Cơ khí Sáu", "Co Au", "Lò xo Âu Cơ", "An Cau Con"]):
        factories.factory(f"MAU{number}", name=name)
    assert names(Asked(search="au co"), 9)[:2] == ["An Cau Con", "Lò xo Âu Cơ"]
    assert sorted(names(Asked(search="au co"), 9)[2:]) == ["Co Au", "Cơ khí Sáu"]


SPELLED = ["Công ti An Mĩ", "Công ti Mỹ An", "Công ty An Mỹ", "Công ty Mĩ Lý"]


@pytest.fixture
def spelled(database) -> None:
    """Factories of these names, some with y where others have i."""
    for number in (2, 0, 3, 1):
        factories.factory(f"F{number}", name=SPELLED[number])


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("cong ti", SPELLED),
        ("cong ty", [*SPELLED[2:], *SPELLED[:2]]),
        ("mỹ", [SPELLED[1], SPELLED[2], SPELLED[0], SPELLED[3]]),
        ("Mĩ", [SPELLED[0], SPELLED[3], SPELLED[1], SPELLED[2]]),
        ("ti an mi", [SPELLED[0], SPELLED[2], SPELLED[1]]),
        ("li", [SPELLED[3]]),
        ("cong tj", []),
    ],
)
def test_i_is_found_as_y_behind_what_is_spelled_as_it_was_typed(spelled, search, found):
    assert names(Asked.read({"q": search}), 9) == found
    first = listed(OPERATOR, Asked(search), 1)
    behind = Asked(search, after=first.following or "")
    assert not first.following or names(behind, 9) == found[1:]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_by_nearness_go_on_and_back(alike, size):
    pages, asked = [], Asked(search="đức")
    while asked is not None:
        pages.append(page := listed(OPERATOR, asked, size))
        asked = Asked("đức", after=page.following) if page.following else None
    assert [row.name for page in pages for row in page.rows] == EXACT + OTHERS
    for earlier, later in pairwise(pages):
        assert names(Asked("đức", before=later.preceding), size) == [r.name for r in earlier.rows]


@pytest.mark.parametrize(
    "key", ["9\x1fx\x1fF1", "x\x1fF1", "-1\x1fx\x1fF1", f"{10**30}\x1fx\x1fF1"]
)
def test_a_nearness_that_is_none_is_the_first_page(alike, key):
    assert names(Asked("đức", after=key), 3) == EXACT


@pytest.mark.parametrize("search", ["😀", "\u0301", "đ%", "đ_", "'đ", '"đ"', "đ\\", "đ" * 10_000])
def test_what_nobody_would_type_is_found_or_not_but_fails_nowhere(alike, search):
    asked = Asked.read({"q": search})
    assert names(asked, 9) == (ALIKE if search == "\u0301" else [])
    factories.factory("G1", name=f"A{asked.search}Z")
    assert f"A{asked.search}Z" in names(asked, 9)


def test_rows_that_sort_alike_are_told_apart_by_their_code(database):
    for number in range(5):
        factories.factory(f"F{number}", name="An")
    page = listed(OPERATOR, Asked(after=listed(OPERATOR, Asked(), 2).following), 2)
    assert [row.code for row in page.rows] == ["F2", "F3"]


def test_any_name_can_stand_at_the_edge_of_a_page(database):
    odd = sorted("\\&%#`^+=<>|~¤$£¥@*/(){}[]!?.;:")
    for number, sign in enumerate(odd):
        factories.factory(f"F{number:02}", name=f"A {sign} {sign}")
    seen, asked = [], Asked()
    while asked is not None:
        page = listed(OPERATOR, asked, 1)
        seen += [row.code for row in page.rows]
        asked = Asked.read({"after": page.following}) if page.following else None
    assert sorted(seen) == [f"F{number:02}" for number in range(len(odd))]


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("nonsense", ["x", "\x1f", "\x1f" * 700, "é" * 5000, "1\x1f", "'; --"])
def test_nonsense_in_the_address_is_the_first_page(seven, side, nonsense):
    page = listed(OPERATOR, Asked.read({side: nonsense}), 3)
    assert [row.name for row in page.rows] == NAMES[:3]
    assert page.following is not None


def test_behind_the_last_row_is_the_first_page(seven):
    assert names(Asked(after="\x7f\x1fZ")) == NAMES[:3]
    assert names(Asked(before="\x01\x1fA")) == NAMES[:3]


@pytest.mark.parametrize("key", ["2020-07-01\x1f", "today\x1f1", f"2020-07-01\x1f{10**30}", "\x1f"])
def test_keys_of_readings_that_are_none_are_the_first_page(database, key):
    of = factories.engagement()
    factories.measure(of, before=[(1, 10)] * 5)
    page = readings_listed(of, Asked(after=key), 3)
    assert [row.from_on.day for row in page.rows] == [5, 4, 3]


@pytest.mark.parametrize("text", ["", "x", "0", "-1", str(2**31), "1.5", "9" * 5000])
def test_what_is_no_identity_of_a_row_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - said to nobody
        row_id(text)
