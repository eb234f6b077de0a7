"""The page of a factory: its engagements, each with what it measured."""

from __future__ import annotations

from tests.reading import read


def test_a_factory_shows_what_its_engagements_measured(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/factories/HD-TRAUCAU")
    assert "HD-TRAUCAU Ép nhựa 120 people Hải Dương (now Hải Phòng)" in page.text
    assert "Defect rate · Xưởng ép main measure" in page.text
    assert "Sustained for at least 3 months" in page.of("badge")


def test_a_factory_without_figures_says_so(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/factories/BN-AUCO")
    assert "Nothing is measured yet." in page.text


def test_a_factory_manager_sees_no_other_factory(demo, sign_in):
    manager = sign_in("factory@demo.example")
    assert manager.get("/factories/HD-TRAUCAU").status_code == 200
    assert manager.get("/factories/HD-SODUA").status_code == 404
