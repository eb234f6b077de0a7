"""The list of engagements."""

from __future__ import annotations

from datetime import date

import pytest
from flask import current_app
from flask.testing import FlaskClient

from coachtrack.cli.story.people import PEOPLE
from coachtrack.features.engagements.models import Stage
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.reading import read

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


def listed(client: FlaskClient, asked: str = "") -> list[str]:
    """The codes of the engagements on a page of the list, in order."""
    urls = read(client, f"/engagements/{asked}").links().values()
    return [url.rpartition("/")[2] for url in urls if url.startswith("/engagements/P")]


def test_an_engagement_is_found_by_its_factory_or_its_code(database, sign_in):
    factories.engagement("P1-01", at=factories.factory("F1", name="Nhựa Trầu Cau"))
    factories.engagement("P1-02", at=factories.factory("F2", name="Cơ khí"))
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "Cơ khí" not in read(lead, "/engagements/?q=trau").links()
    assert "Cơ khí" in read(lead, "/engagements/?q=p1-02").links()
    assert "No engagement fits “zz”." in read(lead, "/engagements/?q=zz").text


@pytest.mark.parametrize("search", ["hai duong", "Hải Dương", "sao mai", "nang cao", "hai phong"])
def test_it_is_found_by_province_organisation_and_programme_too(database, sign_in, search):
    within = factories.programme("P1", name="Nâng cao năng suất")
    owner = factories.organisation("DN-9", name="Tập đoàn Sao Mai")
    made = factories.factory("F1", organisation=owner)
    factories.engagement("P1-01", within=within, at=made)
    elsewhere = factories.factory("F2", province="01")
    factories.engagement("P2-01", within=factories.programme("P2"), at=elsewhere)
    coaching = [Grant(Role.CONSULTANT, Scope.ENGAGEMENT, f"P{n}-01") for n in (1, 2)]
    consultant = sign_in("ha@example.vn", *coaching)
    assert listed(consultant, f"?q={search}") == ["P1-01"]
    assert "P1 1" not in read(consultant, f"/engagements/?q={search}").links()


def test_a_consultant_finds_own_engagements_only(demo, sign_in):
    coached = next(each for each in PEOPLE if each.role is Role.CONSULTANT)
    urls = read(sign_in(coached.email), "/engagements/").links().values()
    found = {url for url in urls if url.startswith(("/engagements/HD", "/engagements/BN"))}
    assert found == {f"/engagements/{grant.code}" for grant in coached.memberships}


def test_one_without_engagements_is_told_whom_to_ask(database, sign_in):
    factories.programme("P1")
    viewer = sign_in("an@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert "No engagement is yours to see." in read(viewer, "/engagements/").text


def test_a_lead_without_engagements_is_told_what_one_needs(database, sign_in):
    factories.programme("P1")
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert "It needs a programme and a factory" in read(lead, "/engagements/").text


def test_engagements_stand_in_the_order_of_their_factories(database, sign_in):
    for n, name in enumerate(("Đại Phát", "Dệt Kim", "An Bình")):
        factories.engagement(f"P1-0{n}", at=factories.factory(f"F{n}", name=name))
    assert listed(sign_in("admin@example.vn", ADMINISTRATOR)) == ["P1-02", "P1-01", "P1-00"]


@pytest.fixture
def many(database) -> None:
    """Two programmes with batches and stages, and a factory that took part in both."""
    factories.programme("P2")
    other = factories.programme("P3")
    for n, (batch, stage) in enumerate(
        [("1", Stage.CLOSED), ("1", Stage.PLAN), ("2", Stage.PLAN), ("2", Stage.DROPPED_OUT)]
    ):
        factories.engagement(f"P1-0{n}", batch=batch, stage=stage)
    factories.engagement("P3-00", within=other, batch="1", stage=Stage.PLAN)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?programme=P3", ["P3-00"]),
        ("?programme=P1&batch=1", ["P1-00", "P1-01"]),
        ("?stage=plan", ["P1-01", "P1-02", "P3-00"]),
        ("?stage=plan&programme=P1&batch=2", ["P1-02"]),
        ("?stage=plan&q=p1", ["P1-01", "P1-02"]),
        ("?stage=&programme=", ["P1-00", "P1-01", "P1-02", "P1-03", "P3-00"]),
        ("?stage=plan&stage=closed", ["P1-01", "P1-02", "P3-00"]),
    ],
)
def test_filters_go_together_and_with_a_search(many, sign_in, asked, found):
    assert listed(sign_in("admin@example.vn", ADMINISTRATOR), asked) == found


@pytest.mark.parametrize(
    "asked", ["stage=zz", "batch=9", "programme=P9", "mine=no", "stage=%F0%9F%98%80", "mine=yes"]
)
def test_a_filter_that_nothing_fits_says_so(many, sign_in, asked):
    page = read(sign_in("admin@example.vn", ADMINISTRATOR), f"/engagements/?{asked}")
    assert "Nothing fits these filters." in page.text
    assert page.links()["Clear the filters"] == "?"


def test_each_filter_says_how_many_it_leaves(many, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    links = read(admin, "/engagements/?programme=P1").links()
    assert {"P1 4", "P3 1", "Closed 1", "Plan 2", "Dropped out 1", "1 2", "2 2"} <= links.keys()
    for chip, url in links.items():
        if chip in {"P3 1", "Plan 2", "1 2"}:
            assert len(listed(admin, url)) == int(chip[-1])


def test_another_programme_forgets_the_batch_but_keeps_the_stage(many, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    links = read(admin, "/engagements/?programme=P1&batch=2&stage=plan").links()
    assert links["P3 1"] == "?programme=P3&stage=plan#filter-2"


def test_batches_of_several_programmes_are_not_offered(many, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert "Batch" not in read(admin, "/engagements/").text


def test_pages_keep_filters_and_search(many, sign_in):
    current_app.config["PAGE_ROWS"] = 1
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    first = read(admin, "/engagements/?programme=P1&stage=plan&q=p1")
    assert listed(admin, first.links()["Next →"]) == ["P1-02"]
    back = read(admin, "/engagements/" + first.links()["Next →"]).links()["← Previous"]
    assert listed(admin, back) == ["P1-01"]


@pytest.fixture
def begun(database) -> None:
    """Engagements that start in no order, two of them on no day yet."""
    days = [date(2020, 5, 1), None, date(2020, 7, 1), date(2020, 5, 1), None]
    for n, (day, name) in enumerate(zip(days, ("An", "Én", "Dũng", "Ba", "Đức"), strict=True)):
        at = factories.factory(f"F{n}", name=name)
        factories.engagement(f"P1-0{n}", at=at, start_on=day)


LATEST_FIRST = ["P1-02", "P1-03", "P1-00", "P1-04", "P1-01"]


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Factory", ["P1-00", "P1-03", "P1-02", "P1-04", "P1-01"]),
        ("Start, latest first", LATEST_FIRST),
        ("Code", ["P1-00", "P1-01", "P1-02", "P1-03", "P1-04"]),
    ],
)
def test_a_list_is_sorted_as_wanted(begun, sign_in, label, found):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert listed(admin, read(admin, "/engagements/").links()[label]) == found


def test_the_order_stays_from_page_to_page_and_with_a_search(begun, sign_in):
    current_app.config["PAGE_ROWS"] = 2
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    seen, address = [], "?sort=start&q=p1"
    while address:
        seen += listed(admin, address)
        last, address = address, read(admin, f"/engagements/{address}").links().get("Next →")
    assert seen == LATEST_FIRST
    back = read(admin, f"/engagements/{last}").links()["← Previous"]
    assert listed(admin, back) == LATEST_FIRST[2:4]


def test_what_is_nearest_comes_first_in_any_order(begun, sign_in):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    factories.engagement("P1-09", at=factories.factory("F9", name="Đực"), start_on=date(2020, 8, 1))
    assert listed(admin, "?sort=start&q=duc") == ["P1-09", "P1-04"]
    assert listed(admin, "?sort=start&q=đức") == ["P1-04", "P1-09"]


@pytest.mark.parametrize("asked", ["?sort=zz", "?sort=start&after=zz", "?sort=start&after=1%1F2"])
def test_an_order_or_a_place_that_is_none_is_the_usual_one(begun, sign_in, asked):
    admin = sign_in("admin@example.vn", ADMINISTRATOR)
    assert listed(admin, asked) == listed(admin, asked.partition("&")[0])


def test_who_coaches_some_and_sees_others_can_ask_for_own(many, sign_in):
    grants = (
        Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P3-00"),
        Grant(Role.VIEWER, Scope.PROGRAMME, "P1"),
    )
    both = sign_in("ha@example.vn", *grants)
    assert len(listed(both)) == 5
    assert listed(both, read(both, "/engagements/").links()["Me"]) == ["P3-00"]


def test_no_filter_tells_of_what_is_not_theirs(many, sign_in):
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P3"))
    assert "P1" not in read(lead, "/engagements/").text
    assert listed(lead, "?programme=P1") == []


def test_a_name_of_two_hundred_signs_keeps_its_place(database, sign_in):
    factories.engagement("P1-01", at=factories.factory("F1", name="W" * 200))
    assert listed(sign_in("admin@example.vn", ADMINISTRATOR), "?q=" + "w" * 80) == ["P1-01"]


def test_who_may_see_nothing_is_refused(database, sign_in):
    assert sign_in("lan@example.vn").get("/engagements/").status_code == 403
