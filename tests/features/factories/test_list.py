"""The list of factories."""

from __future__ import annotations

from flask import current_app

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


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
