"""The list of an engagement's readings, and finding some among them."""

from __future__ import annotations

import pytest

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import VIETNAMESE, read

ADDRESS = "/engagements/P1-01/readings"


@pytest.fixture
def viewer(database, sign_in):
    of = factories.engagement()
    factories.measure(of, "defect-rate", scope="Xưởng ép", before=[(1, 10)])
    factories.measure(of, "changeover-time", scope="Đúc 2", before=[20])
    return sign_in("viewer@test.example", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Đúc 2", "Xưởng ép"]),
        ("Xưởng ép", ["Xưởng ép"]),
        ("xuong ep", ["Xưởng ép"]),
        ("ép xưởng", ["Xưởng ép"]),
        ("duc 2", ["Đúc 2"]),
        ("Tỷ lệ lỗi", ["Xưởng ép"]),
        ("ty le loi ep", ["Xưởng ép"]),
        ("Defect rate", ["Xưởng ép"]),
        ("changeover", ["Đúc 2"]),
        ("changeover-time", ["Đúc 2"]),
    ],
)
def test_scope_and_indicator_are_found_in_either_language(viewer, search, found):
    page = read(viewer, f"{ADDRESS}?q={search}")

    assert [scope for scope in page.of("under") if scope in ("Xưởng ép", "Đúc 2")] == found


def test_a_measure_is_chosen_with_a_tap(viewer):
    links = read(viewer, ADDRESS).links()
    chip = next(url for label, url in links.items() if label.startswith("Defect rate · Xưởng ép"))
    page = read(viewer, f"{ADDRESS}{chip}")
    assert [scope for scope in page.of("under") if scope in ("Xưởng ép", "Đúc 2")] == ["Xưởng ép"]
    assert "All" in page.links()


def test_a_search_and_a_measure_can_leave_nothing(viewer):
    page = read(viewer, f"{ADDRESS}?measure=defect-rate+Xưởng+ép&q=duc")
    assert "Nothing fits these filters." in page.text
    assert page.links()["Clear the filters"] == "?q=duc"


def test_one_measure_needs_no_choice(database, sign_in):
    factories.measure(factories.engagement(), before=[(1, 10)])
    viewer = sign_in("viewer@test.example", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "All" not in read(viewer, ADDRESS).links()


@pytest.mark.parametrize("search", ["%25", "_", "nowhere", "ep duc"])
def test_where_nothing_fits_all_are_offered(viewer, search):
    page = read(viewer, f"{ADDRESS}?q={search}", VIETNAMESE)

    assert "Không có lần đo nào khớp với" in page.text
    assert page.links()["Hiện tất cả"] == "?"


def test_where_there_are_none_that_is_said(database, sign_in):
    factories.engagement()
    viewer = sign_in("viewer@test.example", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))

    assert (
        "No readings here. Enter what was counted, or import the sheet Readings."
        in read(viewer, ADDRESS).text
    )
