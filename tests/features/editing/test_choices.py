"""Fields of which one picks from a list: what is said where the list does not hold it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill, standing
from tests.reading import VIETNAMESE, text_of

FORMS = {
    "/programmes/new": {"provinces", "partners"},
    "/organisations/new": {"kind"},
    "/factories/new": {"programme", "province", "organisation"},
    "/engagements/new?programme=P1": {"factory", "component", "stage"},
    "/engagements/P1-01/edit": {"factory", "component", "stage"},
    "/engagements/P1-01/measures/new": {"indicator"},
    "/engagements/P1-01/events/new": {"kind"},
    "/engagements/P1-01/visits/new": {"kind"},
    "/indicators/new": {"kind", "better"},
}


@pytest.fixture
def administrator(database, sign_in):
    within = factories.programme()
    factories.component(within)
    factories.programme("P2")
    factories.organisation("O9")
    factories.engagement(within=within)
    return sign_in("admin@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))


def errors(html: str) -> dict[str, str]:
    """What is said at each field of a page."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    found = (each for each in root.iter() if isinstance(each.tag, str))
    return {
        each.get("id", "").removesuffix("-error"): text_of(each)
        for each in found
        if "error" in each.get("class", "").split()
    }


def picked(html: str) -> set[str]:
    """The fields of a page's entry form that have a list."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
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
        "There are several “sao mai”. Choose an organisation from the list."
    )


def test_of_a_list_the_one_that_is_not_there_is_named(administrator):
    factories.organisation("A", name="Sao Mai")
    answer = fill(administrator, "/programmes/new", partners=["Sao Mai", "Nobody <b>"])
    assert errors(answer.text)["partners"] == (
        "There is no “Nobody <b>” here. Choose an organisation from the list."
    )
