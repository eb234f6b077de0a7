"""Fields of which one picks from a list: what is said where the list does not hold it."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from coachtrack.features.factories.models import Factory, Province
from coachtrack.features.indicators.models import Measure
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import errors, fill, standing
from tests.reading import VIETNAMESE, parsed
from tests.sending import ENGLISH

FORMS = {
    "/programmes/new": {"provinces", "partners"},
    "/organisations/new": {"kind"},
    "/factories/new": {"programme", "province", "organisation"},
    "/engagements/new?programme=P1": {"factory", "component", "stage"},
    "/engagements/P1-01/edit": {"factory", "component", "stage"},
    "/engagements/P1-01/measures/new": {"indicator"},
    "/engagements/P1-01/events/new": {"kind"},
    "/engagements/P1-01/visits/new": {"kind"},
    "/indicators/new?kind=proportion": {"better"},
    "/indicators/defect-rate/edit": {"kind", "better"},
}


@pytest.fixture
def administrator(database, sign_in):
    within = factories.programme()
    factories.component(within)
    factories.programme("P2")
    factories.organisation("O9")
    factories.engagement(within=within)
    return sign_in("admin@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))


def picked(html: str) -> set[str]:
    """The fields of a page's entry form that have a list."""
    root = parsed(html)
    form: Element = next(f for f in root.iter("form") if "entry" in f.get("class", "").split())
    listed = [field for field in form.iter("input") if field.get("list")]
    return {field.get("name", "") for field in [*form.iter("select"), *listed]}


@pytest.mark.parametrize("typed", ["Nothing of the kind", "x" * 5000, "ZZ-9"])
@pytest.mark.parametrize("address", FORMS)
def test_what_the_list_does_not_hold_is_to_be_chosen_from_it(administrator, address, typed):
    page = administrator.get(address, headers={"Accept-Language": "en"}).text
    assert picked(page) == FORMS[address]
    nonsense = dict.fromkeys(FORMS[address], typed)
    answer = fill(administrator, address, page=page, **nonsense)
    assert answer.status_code == 422
    said = errors(answer.text)
    assert {name for name in FORMS[address] if "Choose" in said.get(name, "")} == FORMS[address]
    assert "from the list" in said[min(FORMS[address])]
    assert all(typed in kept for kept in map(str, map(standing(answer.text).get, nonsense)))
    vietnamese = administrator.post(
        address, data={**standing(page), **nonsense}, headers=VIETNAMESE
    )
    told = errors(vietnamese.text)
    assert {name for name in FORMS[address] if "danh sách" in told.get(name, "")} == FORMS[address]


@pytest.mark.parametrize(
    ("address", "field", "said"),
    [
        ("/factories/new", "programme", "Choose a programme from the list."),
        ("/factories/new", "province", "Choose a province from the list."),
        ("/engagements/new?programme=P1", "factory", "Choose a factory from the list."),
        ("/engagements/P1-01/measures/new", "indicator", "Choose an indicator from the list."),
        ("/engagements/P1-01/events/new", "kind", "Choose the kind of event from the list."),
    ],
)
def test_where_something_must_be_chosen_the_thing_is_named(administrator, address, field, said):
    answer = fill(administrator, address, **{field: ""})
    assert errors(answer.text)[field] == said


def test_one_name_of_several_is_told_from_one_of_none(administrator):
    for code in ("A", "B"):
        factories.organisation(code, name="Sao Mai")
    answer = fill(administrator, "/factories/new", organisation="sao mai")
    assert errors(answer.text)["organisation"] == (
        "Several fit “sao mai”: Sao Mai · A; Sao Mai · B. Choose an organisation from the list."
    )


def test_of_a_list_the_one_that_is_not_there_is_named(administrator):
    factories.organisation("A", name="Sao Mai")
    answer = fill(administrator, "/programmes/new", partners=["Sao Mai", "Nobody <b>"])
    assert errors(answer.text)["partners"] == (
        "There is no “Nobody <b>” here. Choose an organisation from the list."
    )


@pytest.mark.parametrize("typed", ["hung vuong", "HÙNG VƯƠNG", "  vuong\u200b  hung ", "hv-0"])
def test_letters_that_fit_one_thing_only_are_taken_without_tone_marks(
    administrator, database, typed
):
    factories.organisation("HV-01", name="Công ty Hùng Vương")
    new = {"code": "DN-1", "name": "Nhựa Đức", "province": "Hải Dương", "programme": "P1"}
    answer = fill(administrator, "/factories/new", **new, organisation=typed)
    assert answer.status_code == 302
    database.rollback()
    made = database.scalar(select(Factory).where(Factory.code == "DN-1"))
    assert made.organisation.code == "HV-01"


def test_of_many_that_fit_five_are_named(administrator):
    for n in range(8):
        factories.organisation(f"S{n}", name=f"Sao {n}")
    told = errors(fill(administrator, "/factories/new", organisation="sao").text)["organisation"]
    assert told.startswith("Several fit “sao”: Sao 0 · S0; ")
    assert "Sao 4 · S4 …. Choose an organisation" in told


def test_an_indicator_is_found_by_letters_in_either_language(administrator, database):
    fill(administrator, "/engagements/P1-01/measures/new", indicator="phe pham")
    database.rollback()
    assert [row.indicator.code for row in database.scalars(select(Measure))] == ["scrap-rate"]


def test_of_several_only_the_wrong_one_is_marked(administrator):
    factories.organisation("A", name="Sao Mai")
    typed = ["Sao Mai", "Nobody", "Ghost; sao mai"]
    answer = fill(administrator, "/programmes/new", partners=typed)
    root = parsed(answer.text)
    places = [each for each in root.iter("input") if each.get("name") == "partners"]
    marked = [each.get("value") for each in places if each.get("aria-invalid")]
    assert marked == typed[1:]
    told = errors(answer.text)["partners"]
    assert told.count("Choose an organisation") == 1
    assert "There is no “Nobody” here. There is no “Ghost” here." in told
    assert 'href="#partners-2"' in answer.text


def test_a_refused_form_takes_the_keyboard_to_what_is_wrong(administrator):
    answer = fill(administrator, "/factories/new", name="")
    assert '<div class="banner concern" role="alert" tabindex="-1" autofocus="">' in answer.text


def units_offered(client, address, headers):
    """What is read for each unit that the field of a province suggests."""
    root = parsed(client.get(address, headers=headers).text)
    lists = {each.get("id"): each for each in root.iter("datalist")}
    field = next(f for f in root.iter("input") if f.get("name", "").startswith("province"))
    return [each.get("value") for each in lists[field.get("list")].iter("option")]


@pytest.fixture
def units(database):
    """Every unit by code, with a programme and a factory of after they were joined."""
    within = factories.programme("P3", start_on=date(2026, 1, 5))
    times = dict.fromkeys(("end_on", "baseline_from", "baseline_to"))
    times |= dict.fromkeys(("follow_up_from", "follow_up_to"))
    at = factories.factory("F3")
    factories.engagement("P3-01", within=within, at=at, **times, start_on=date(2026, 1, 5))
    database.commit()
    return database.scalars(select(Province).order_by(Province.code)).all()


@pytest.mark.parametrize("headers", [ENGLISH, VIETNAMESE], ids=["en", "vi"])
def test_the_units_that_are_picked_are_stored(administrator, database, units, headers):
    address = "/programmes/P3/edit"
    offered = units_offered(administrator, address, headers)
    assert len(units) == len(offered) == len(set(offered)) == 63 + 34
    for typed in ({"provinces": offered}, {"name": "Renamed"}):
        assert fill(administrator, address, **typed).status_code == 302
        within = database.scalar(select(Programme).where(Programme.code == "P3"))
        database.refresh(within)
        assert within.provinces == units


def test_the_unit_that_stands_there_is_the_one_that_is_stored(administrator, database, units):
    address = "/factories/F3/edit"
    found = database.scalar(select(Factory).where(Factory.code == "F3"))
    offered = units_offered(administrator, address, ENGLISH)
    for unit, told in zip(units, offered, strict=True):
        if unit.code[:2] not in ("01", "15", "24", "31", "80", "91"):
            continue  # the list of a programme's holds the others
        found.province = unit
        database.commit()
        page = administrator.get(address, headers=ENGLISH).text
        assert standing(page)["province"] == told
        typed = {"province": told, "sector": f"near {unit.code}"}
        assert fill(administrator, address, page=page, **typed).status_code == 302
        database.refresh(found)
        assert (found.province, found.sector) == (unit, typed["sector"])


@pytest.mark.parametrize(
    "told", ["Bắc Giang (now part of Bắc Ninh)", "Bắc Ninh (since 1 Jul 2025)"]
)
def test_a_new_factory_lies_where_was_picked(administrator, database, told):
    new = {"code": "DN-1", "name": "Nhựa Đức", "programme": "P1"}
    assert told in units_offered(administrator, "/factories/new", ENGLISH)
    assert fill(administrator, "/factories/new", **new, province=told).status_code == 302
    made = database.scalar(select(Factory).where(Factory.code == "DN-1"))
    assert made.province.name == told.partition(" (")[0]


def test_a_number_that_two_units_have_is_not_taken_as_either(administrator):
    said = errors(fill(administrator, "/factories/new", province="24").text)["province"]
    assert said == (
        "Several fit “24”: Bắc Giang (now part of Bắc Ninh); Bắc Ninh (since 1 Jul 2025)."
        " Choose a province from the list."
    )
