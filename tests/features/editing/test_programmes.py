"""Adding and changing programmes, their plan, and organisations by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from coachtrack.features.factories.models import Organisation, OrganisationKind
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill, standing
from tests.reading import read
from tests.sending import ENGLISH

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
NEW = {
    "name": "Cải tiến Hải Dương",
    "code": "hd2026",
    "start_on": "2026-01-01",
    "provinces": ["Hải Dương (now part of Hải Phòng)", "Bắc Ninh (since 1 Jul 2025)", ""],
    "partners": ["Lead firm A", "", ""],
}
PLAN = "/programmes/P1/components/"


@pytest.fixture
def administrator(database, sign_in):
    factories.organisation("A", name="Lead firm A")
    return sign_in("admin@example.vn", ADMINISTRATOR)


@pytest.fixture
def lead(database, sign_in):
    factories.programme()
    return sign_in("lead@example.vn", LEAD)


def stored(database, code="HD2026"):
    database.rollback()
    return database.scalar(select(Programme).where(Programme.code == code))


def planned(database):
    database.rollback()
    rows = database.scalars(select(Component).order_by(Component.year))
    return [(row.code, row.name, row.year, row.planned) for row in rows]


def test_a_new_programme_knows_provinces_then_and_now(administrator, database):
    answer = fill(administrator, "/programmes/new", **NEW)
    assert (answer.status_code, answer.location) == (302, "/programmes/HD2026")
    made = stored(database)
    assert [unit.code for unit in made.provinces] == ["24-2025", "30"]
    assert [partner.code for partner in made.partners] == ["A"]
    assert (made.start_on, made.end_on, made.demo) == (date(2026, 1, 1), None, False)
    page = administrator.get("/programmes/HD2026/edit", headers=ENGLISH).text
    assert "Hải Dương (now part of Hải Phòng)" in standing(page)["provinces"]
    assert fill(administrator, "/programmes/HD2026/edit", name="Other").status_code == 302
    assert [unit.code for unit in stored(database).provinces] == ["24-2025", "30"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("provinces", ["Hải Phòng"], "Several fit “Hải Phòng”: "),
        ("provinces", ["Atlantis"], "There is no “Atlantis” here."),
        ("partners", ["Nobody"], "There is no “Nobody” here."),
        ("end_on", "2025-12-31", "The programme ends before it starts."),
        ("time_zone", "Mars", "Write the name of a time zone"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(administrator, database, field, typed, said):
    told = {**NEW, field: typed}
    if field == "provinces":
        told["start_on"] = ""  # without a time a name may mean both
    answer = fill(administrator, "/programmes/new", **told)
    assert answer.status_code == 422
    assert said in answer.text
    assert stored(database) is None


def test_the_lead_adds_and_changes_the_plan(lead, database):
    assert "The programme has no components yet." in lead.get(PLAN, headers=ENGLISH).text
    told = {"name": "Consulting", "code": "c1", "planned": "12"}
    for year in ("2026", "2027", ""):
        answer = fill(lead, PLAN + "new", **told, year=year)
        assert (answer.status_code, answer.location) == (302, PLAN)
    assert fill(lead, PLAN + "C1/2027/edit", planned="15").status_code == 302
    assert fill(lead, PLAN + "C1/0/edit", planned="").status_code == 302
    assert planned(database) == [
        ("C1", "Consulting", 0, None),
        ("C1", "Consulting", 2026, 12),
        ("C1", "Consulting", 2027, 15),
    ]


def test_a_plan_is_of_the_years_of_its_programme_and_is_shown_before_anybody_takes_part(
    lead, database
):
    programme = stored(database, "P1")
    programme.start_on, programme.end_on = date(2026, 3, 1), date(2027, 12, 31)
    database.commit()
    told = {"name": "Consulting", "code": "C1", "planned": "12"}
    for year in ("2025", "2028"):
        answer = fill(lead, PLAN + "new", **told, year=year)
        assert answer.status_code == 422
        assert "Write one of its years." in answer.text
    assert fill(lead, PLAN + "new", **told, year="2027").status_code == 302
    page = read(lead, "/programmes/P1")
    assert "No factory takes part yet." in page.text
    assert page.rows("plan-title")[0][:3] == ["Consulting", "2027", "12"]


def test_another_year_begins_with_what_is_known_and_a_wrong_year_is_put_right(lead, database):
    programme = stored(database, "P1")
    programme.start_on, programme.end_on = date(2026, 3, 1), date(2027, 12, 31)
    database.commit()
    fill(lead, PLAN + "new", name="Consulting", code="C1", year="2026", planned="12")
    page = read(lead, PLAN)
    address = page.links()["Add a year : Consulting"]
    begun = standing(lead.get(address, headers=ENGLISH).text)
    assert (begun["name"], begun["code"], begun["year"]) == ("Consulting", "C1", "2027")
    other = fill(lead, PLAN + "new", name="Other", code="C1", year="2027")
    assert "This code is that of “Consulting”." in other.text
    assert fill(lead, address, planned="20").status_code == 302
    answer = fill(lead, PLAN + "C1/2027/edit", year="2026")
    assert "This component has a plan for that year." in answer.text
    answer = fill(lead, PLAN + "C1/2027/edit", year="2030")
    assert "Write one of its years." in answer.text
    assert fill(lead, PLAN + "C1/2027/edit", year="", name="Coaching").status_code == 302
    # A component has one name, whatever the year.
    assert planned(database) == [("C1", "Coaching", 0, 20), ("C1", "Coaching", 2026, 12)]


def test_a_programme_made_shorter_says_which_years_of_its_plan_it_leaves(administrator, database):
    programme = factories.programme(start_on=date(2026, 3, 1))
    factories.component(programme, "C1", 2027)
    database.commit()
    answer = fill(administrator, "/programmes/P1/edit", end_on="2026-12-31")
    assert (
        "The plan names 2027, which the programme does not reach."
        in read(administrator, answer.location).text
    )
    assert "The programme does not reach this year." in read(administrator, PLAN).text
    factories.engagement(within=programme, end_on=date(2027, 2, 1))
    database.commit()
    answer = fill(administrator, "/programmes/P1/edit", name="Shorter")
    said = "Coaching in it goes on until 1 Feb 2027, after the programme ends."
    assert said in read(administrator, answer.location).text
    # What is there already is not held up by it.
    assert fill(administrator, PLAN + "C1/2027/edit", planned="3").status_code == 302


def test_a_year_that_is_planned_is_not_planned_again(lead, database):
    told = {"name": "Consulting", "code": "C1", "year": "2026"}
    fill(lead, PLAN + "new", **told, planned="12")
    answer = fill(lead, PLAN + "new", **told, planned="13")
    assert answer.status_code == 422
    assert "This component has a plan for that year." in answer.text
    assert planned(database) == [("C1", "Consulting", 2026, 12)]


def test_a_lead_adds_an_organisation_and_no_programme(lead, database):
    told = {"code": "O1", "name": "Nhựa Đức", "tax_code": "0100109106"}
    answer = fill(lead, "/organisations/new", **told)
    assert answer.status_code == 302
    assert "Nhựa Đức" in lead.get("/organisations/?q=nhua+duc", headers=ENGLISH).text
    for address in ("/programmes/new", "/indicators/new"):
        refused = lead.get(address, headers=ENGLISH)
        assert refused.status_code == 403
        assert "Only a system administrator may do this." in refused.text
    assert fill(lead, "/organisations/O1/edit", kind="lead-firm").status_code == 302
    made = database.scalar(select(Organisation))
    assert (made.kind, made.name) == (OrganisationKind.LEAD_FIRM, "Nhựa Đức")


def test_what_takes_an_administrator_says_who_that_is(lead, sign_in):
    sentence = "Only a system administrator may do this. Ask "
    assert f"{sentence}whoever runs this site." in lead.get("/programmes/new", headers=ENGLISH).text
    sign_in("quan@example.vn", ADMINISTRATOR)
    told = lead.get("/programmes/new", headers=ENGLISH).text
    assert f"{sentence}quan@example.vn (quan@example.vn)." in told


def test_a_lead_is_told_when_an_organisation_stops_being_theirs_to_change(lead, sign_in):
    group = factories.organisation("O1", name="Nhựa Đức")
    ahead = "Once another programme uses it too, only a system administrator may change it."
    assert ahead in lead.get("/organisations/O1/edit", headers=ENGLISH).text
    elsewhere = factories.programme("P2")
    elsewhere.factories.append(factories.factory("F2", organisation=group))
    assert (
        "in other programmes too"
        in sign_in("lead@example.vn").get("/organisations/", headers=ENGLISH).text
    )
    refused = lead.get("/organisations/O1/edit", headers=ENGLISH)
    assert refused.status_code == 403
    assert "Other programmes use it too" in refused.text
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert ahead not in admin.get("/organisations/O1/edit", headers=ENGLISH).text


@pytest.mark.parametrize(
    "tax_code",
    ["0100109106", "0100109106-001", "0100109106001", "", "KR 124-81-00998", "abc12"],
)
def test_a_tax_code_of_here_or_of_a_country_that_is_named_is_taken(lead, database, tax_code):
    answer = fill(lead, "/organisations/new", code="O1", name="Nhựa Đức", tax_code=tax_code)
    assert answer.status_code == 302
    assert database.scalar(select(Organisation)).tax_code == tax_code


@pytest.mark.parametrize("tax_code", ["123", "010010910", "0100109106-01", "124-81-00998"])
def test_digits_that_are_no_tax_code_here_are_asked_about_at_the_field(lead, database, tax_code):
    answer = fill(lead, "/organisations/new", code="O1", name="Nhựa Đức", tax_code=tax_code)
    assert answer.status_code == 422
    assert "A Vietnamese tax code has 10 digits" in answer.text
    assert database.scalar(select(Organisation)) is None


def test_organisations_are_found_by_name_and_code_and_paged(lead, app):
    app.config["PAGE_ROWS"] = 2
    for n in range(5):
        factories.organisation(f"ORG-{n}", name=f"Nhựa {n}")
    first = lead.get("/organisations/?q=nhua", headers=ENGLISH).text
    assert "Nhựa 1" in first
    assert "Nhựa 2" not in first
    assert "after=" in first
    assert "Nhựa 4" in lead.get("/organisations/?q=org-4", headers=ENGLISH).text
    assert "No organisation fits" in lead.get("/organisations/?q=xyz", headers=ENGLISH).text
