"""Adding and changing a factory by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coachtrack.features.editing.choices import SUGGESTED
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.text import fold
from tests import factories
from tests.editing import fill, standing
from tests.reading import read
from tests.sending import ENGLISH

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
NEW = {"code": "dn-1", "name": "Nhựa Đức", "province": "Hải Dương", "headcount": "1.200"}


@pytest.fixture
def lead(database, sign_in):
    factories.programme()
    return sign_in("lead@example.vn", LEAD)


def stored(database):
    return database.scalar(select(Factory).where(Factory.code == "DN-1"))


def test_a_new_factory_is_listed_by_the_programme_of_its_lead(lead, database):
    answer = fill(lead, "/factories/new", **NEW)
    assert (answer.status_code, answer.location) == (302, "/factories/DN-1")
    assert (stored(database).name, stored(database).headcount) == ("Nhựa Đức", 1200)
    assert lead.get("/factories/DN-1").status_code == 200


def test_sent_twice_it_is_one_factory(lead, database):
    for _time in range(2):
        assert fill(lead, "/factories/new", **NEW).status_code == 302
    assert len(database.scalars(select(Factory)).all()) == 1


def test_a_code_that_is_taken_is_said_at_its_field_and_what_was_typed_stays(lead):
    fill(lead, "/factories/new", **NEW)
    answer = fill(lead, "/factories/new", **{**NEW, "name": "Another <one>"})
    assert answer.status_code == 422
    assert "This code is taken." in answer.text
    assert "Another &lt;one&gt;" in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "DN 1", "A code has 1 to 40 letters"),
        ("name", "  ", "Fill this in."),
        ("name", "x" * 10_000, "This text has 10,000 characters."),
        ("province", "Atlantis", "There is no “Atlantis” here."),
        ("headcount", "-3", "Write a whole number from 0"),
        ("headcount", "many", "is not a number"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(lead, database, field, typed, said):
    answer = fill(lead, "/factories/new", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert stored(database) is None


def test_a_change_of_somebody_else_is_shown_and_not_undone(lead, database):
    fill(lead, "/factories/new", **NEW)
    page = lead.get("/factories/DN-1/edit").text
    fill(lead, "/factories/DN-1/edit", name="Nhựa Minh Đức")
    answer = fill(lead, "/factories/DN-1/edit", page=page, name="Nhựa Đức 2")
    assert answer.status_code == 409
    assert "Nhựa Minh Đức" in answer.text
    assert "Nhựa Đức 2" in answer.text
    assert stored(database).name == "Nhựa Minh Đức"
    again = fill(lead, "/factories/DN-1/edit", page=answer.text, name="Nhựa Đức 2")
    assert again.status_code == 302
    assert stored(database).name == "Nhựa Đức 2"


def test_what_was_not_touched_is_not_undone(lead, database):
    fill(lead, "/factories/new", **NEW)
    pages = [lead.get("/factories/DN-1/edit", headers=ENGLISH).text for _person in range(2)]
    fill(lead, "/factories/DN-1/edit", page=pages[0], headcount="50")
    late = fill(lead, "/factories/DN-1/edit", page=pages[1], sector="Nhựa")
    assert late.status_code == 409
    assert "What you did not touch shows what is stored now: Headcount: 50." in late.text
    assert standing(late.text)["headcount"] == "50"
    assert "Typed here" in late.text
    assert fill(lead, "/factories/DN-1/edit", page=late.text).status_code == 302
    database.rollback()
    assert (stored(database).headcount, stored(database).sector) == (50, "Nhựa")


def test_where_both_changed_one_field_both_are_shown_and_the_typed_one_stays(lead, database):
    fill(lead, "/factories/new", **NEW)
    pages = [lead.get("/factories/DN-1/edit", headers=ENGLISH).text for _person in range(2)]
    fill(lead, "/factories/DN-1/edit", page=pages[0], headcount="50")
    late = fill(lead, "/factories/DN-1/edit", page=pages[1], headcount="60")
    assert (late.status_code, standing(late.text)["headcount"]) == (409, "60")
    assert "What you did not touch" not in late.text


def test_a_factory_of_others_is_not_there(lead, database):
    factories.factory("F9")
    assert lead.get("/factories/F9/edit").status_code == 404


def test_a_lead_of_several_programmes_says_which_lists_it(lead, database, sign_in):
    factories.programme("P2")
    factories.programme("P3")
    both = sign_in("lead@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"))
    asked = fill(both, "/factories/new", **NEW)
    assert asked.status_code == 422
    assert fill(both, "/factories/new", **NEW, programme="P3").status_code == 422
    assert fill(both, "/factories/new", **NEW, programme="P2").status_code == 302
    listing = [row.code for row in database.scalars(select(Programme)) if row.factories]
    assert listing == ["P2"]
    assert both.get("/factories/DN-1").status_code == 200


def test_the_organisation_is_found_by_its_name(lead, database):
    factories.organisation("TD", name="Thạch Sanh")
    answer = fill(lead, "/factories/new", **NEW, organisation="thạch sanh")
    assert answer.status_code == 302
    assert stored(database).organisation.code == "TD"
    page = lead.get("/factories/DN-1/edit").text
    assert 'value="Thạch Sanh · TD"' in page
    unknown = fill(lead, "/factories/DN-1/edit", organisation="TD-2")
    assert unknown.status_code == 422
    assert "There is no “TD-2” here." in unknown.text


@pytest.mark.parametrize(
    ("typed", "meant"), [("cong ti li mi", "O1"), ("ly", "O1"), ("li", "O2"), ("Ly An", "O2")]
)
def test_a_name_is_found_with_i_for_y_behind_what_is_spelled_so(lead, database, typed, meant):
    for code, name in (("O1", "Công ty Lý Mỹ"), ("O2", "Công ty Lí An")):
        factories.organisation(code, name=name)
    assert fill(lead, "/factories/new", **NEW, organisation=typed).status_code == 302
    assert stored(database).organisation.code == meant


def test_of_many_organisations_some_are_suggested_and_any_is_found(lead, database):
    for n in range(SUGGESTED + 20):
        factories.organisation(f"O-{n:03d}", name=f"Xưởng {n:03d}")
    page = lead.get("/factories/new", headers=ENGLISH).text
    assert page.count("Xưởng ") == SUGGESTED
    assert "Of many the first are suggested; letters of a name, or a code, find any." in page
    assert "Not among the first of them; saving looks among all." in page
    for typed in ("xuong 215", "o-215", "Xưởng 215 · O-215"):
        answer = fill(lead, "/factories/new", page=page, **NEW, organisation=typed)
        assert answer.status_code == 302
        assert stored(database).organisation.code == "O-215"
    assert 'value="Xưởng 215 · O-215"' in lead.get("/factories/DN-1/edit").text
    assert fill(lead, "/factories/new", **NEW, organisation="Xưởng 21").status_code == 422


def test_forms_carry_the_ribbon_where_anything_is_invented(lead, database):
    assert "INVENTED DATA" not in lead.get("/factories/new", headers=ENGLISH).text
    factories.programme("P2", demo=True)
    assert "INVENTED DATA" in lead.get("/factories/new", headers=ENGLISH).text


def test_the_code_stands_behind_the_name(lead):
    assert list(standing(lead.get("/factories/new").text))[2:4] == ["name", "code"]


def test_another_factory_of_the_name_is_remarked_on(lead, database):
    fill(lead, "/factories/new", **NEW)
    told = {**NEW, "code": "DN-2", "name": fold(NEW["name"])}
    answer = fill(lead, "/factories/new", **told)
    said = "This name stands in the list already: DN-1."
    assert said in read(lead, answer.location).text
