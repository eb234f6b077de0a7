"""The list of factories."""

from __future__ import annotations

import pytest
from flask import current_app
from flask.testing import FlaskClient

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


def listed(client: FlaskClient, asked: str = "") -> list[str]:
    """The codes of the factories on a page of the list, in order."""
    urls = read(client, f"/factories/{asked}").links().values()
    return [url.rpartition("/")[2] for url in urls if url.startswith("/factories/F")]


def test_factories_stand_in_vietnamese_order(database, sign_in):
    for code, name in (("F1", "Đại Phát"), ("F2", "Dệt Kim"), ("F3", "An Bình")):
        factories.factory(code, name=name)
    links = read(sign_in("admin@example.vn", ADMINISTRATOR), "/factories/").links()
    names = [name for name, url in links.items() if url.startswith("/factories/F")]
    assert names == ["An Bình", "Dệt Kim", "Đại Phát"]


def test_pages_of_a_search_keep_the_search(database, sign_in):
    current_app.config["PAGE_ROWS"] = 2
    for n in range(5):
        factories.factory(f"F{n}", name=f"Nhựa {n}")
    factories.factory("G1", name="Cơ khí")
    client = sign_in("admin@example.vn", ADMINISTRATOR)
    first = read(client, "/factories/?q=nhua")
    second = read(client, "/factories/" + first.links()["Next →"])
    assert [name for name in second.links() if name.startswith("Nhựa")] == ["Nhựa 2", "Nhựa 3"]
    assert "q=nhua" in second.links()["← Previous"]


def test_a_manager_finds_own_factory_only(database, sign_in):
    factories.factory("F1")
    factories.factory("F2")
    manager = sign_in("binh@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))
    links = read(manager, "/factories/").links()
    assert "Factory F1" in links
    assert "Factory F2" not in links


@pytest.fixture
def placed(database) -> None:
    """Factories in Hải Dương and Hải Phòng as then, both Hải Phòng now, and in Hà Nội."""
    for code, province, sector in (
        ("F1", "30", "Plastics"),
        ("F2", "31", "Plastics"),
        ("F3", "31", "Textiles"),
        ("F4", "01", ""),
    ):
        factories.factory(code, province=province, sector=sector)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?province=H%E1%BA%A3i+D%C6%B0%C6%A1ng", ["F1"]),
        ("?province=H%E1%BA%A3i+Ph%C3%B2ng", ["F2", "F3"]),
        ("?province=H%E1%BA%A3i+Ph%C3%B2ng&as=now", ["F1", "F2", "F3"]),
        ("?province=H%E1%BA%A3i+D%C6%B0%C6%A1ng&as=now", []),
        ("?sector=Plastics", ["F1", "F2"]),
        ("?sector=Plastics&province=H%E1%BA%A3i+Ph%C3%B2ng", ["F2"]),
        ("?sector=Plastics&q=f1", ["F1"]),
        ("?sector=plastics", []),
        ("?province=%25", []),
    ],
)
def test_provinces_as_then_or_as_now_and_sectors_go_together(placed, sign_in, asked, found):
    assert listed(sign_in("admin@example.vn", ADMINISTRATOR), asked) == found


def test_each_filter_says_how_many_it_leaves(placed, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    then = read(admin, "/factories/").links()
    assert {"Hà Nội 1", "Hải Dương 1", "Hải Phòng 2", "Plastics 2", "Textiles 1"} <= then.keys()
    assert listed(admin, then["Hải Phòng 2"]) == ["F2", "F3"]
    now = read(admin, "/factories/" + then["Show provinces as they are now"]).links()
    assert listed(admin, now["Hải Phòng 3"]) == ["F1", "F2", "F3"]
    assert now["Show provinces as they were then"] == "?"


def test_a_province_counts_what_the_search_and_the_sector_leave(placed, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    links = read(admin, "/factories/?q=factory&sector=Plastics").links()
    assert {"Hải Dương 1", "Hải Phòng 1"} <= links.keys()
    assert "Hà Nội 1" not in links


def test_a_filter_that_nothing_fits_can_be_cleared(placed, sign_in):
    page = read(sign_in("admin@example.vn", ADMINISTRATOR), "/factories/?province=Atlantis&q=f1")
    assert "Nothing fits these filters." in page.text
    assert "Clear the filters, or try fewer letters." in page.text
    assert not [label for label in page.links() if "Atlantis" in label]
    assert (page.links()["Clear the filters"], page.links()["Show all"]) == ("?q=f1", "?")
    typed = read(sign_in("admin@example.vn", ADMINISTRATOR), "/factories/?province=Atlantis").text
    assert "fewer letters" not in typed


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Hải Dương (now Hải Phòng)"),
        ("?as=now", "Hải Phòng (formerly Hải Dương)"),
        ("?as=now&province=Hải Phòng", "Hải Phòng (formerly Hải Dương)"),
    ],
)
def test_a_row_shows_the_province_that_was_asked_for(database, sign_in, address, told):
    factories.factory("F1", province="30")
    factories.factory("F2", province="01")
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert any(told in row for row in read(admin, f"/factories/{address}").of("facts"))


def test_filters_tell_nothing_of_what_is_not_theirs(placed, sign_in):
    manager = sign_in("binh@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))
    assert not {"Hà Nội", "Hải Phòng"} & set(read(manager, "/factories/").text.split(" · "))
    assert listed(manager, "?sector=Textiles") == []


def test_who_may_add_a_factory_is_told_so_where_there_is_none(database, sign_in):
    page = read(sign_in("admin@example.vn", ADMINISTRATOR), "/factories/")
    assert "There is no factory yet." in page.text
    assert page.links()["New factory"] == "/factories/new"
    factories.programme("P1")
    viewer = sign_in("an@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "No factory is yours to see." in read(viewer, "/factories/").text


@pytest.fixture
def many_sectors(database) -> None:
    """Thirty sectors; the last in the alphabet has the most factories."""
    for n in range(30):
        factories.factory(f"F{n}", sector=f"Ngành {n:02}")
    factories.factory("F30", sector="Ngành 29")


def test_every_sector_can_be_chosen_and_the_frequent_ones_stand_in_sight(many_sectors, sign_in):
    client = sign_in("admin@example.vn", ADMINISTRATOR)
    page = read(client, "/factories/")
    offered = [label for label in page.links() if label.startswith("Ngành")]
    assert len(offered) == 30
    (more,) = page.of("rarer")
    assert more.startswith("18 more")
    assert "Ngành 28" in more
    assert "Ngành 29" not in more
    assert listed(client, page.links()["Ngành 28 1"]) == ["F28"]


def test_the_one_that_is_chosen_stands_in_sight(many_sectors, sign_in):
    page = read(sign_in("admin@example.vn", ADMINISTRATOR), "/factories/?sector=Ng%C3%A0nh+28")
    assert "Ngành 28" not in page.of("rarer")[0]
    assert "Ngành 28" in page.part_labelled("Sector")
