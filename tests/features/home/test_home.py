"""Home: what this person has to do next, by role."""

from __future__ import annotations

import pytest

from tests.reading import read


def test_a_lead_sees_programmes_and_what_needs_doing(demo, sign_in):
    page = read(sign_in("lead@demo.example"), "/")
    assert "Took part 15 Measured before and after 10 Clearly improved 8" in page.text
    assert "Measure after the improvement: due since 26 Dec 2020." in page.of("task")
    assert page.links()["All 7"] == "/programmes/HD2020?show=to-do#list"


def test_a_consultant_sees_own_engagements_with_what_is_missing(demo, sign_in):
    page = read(sign_in("consultant@demo.example"), "/")
    coached = [url for url in page.links().values() if url.startswith("/engagements/")]
    assert len([url for url in coached if len(url) > len("/engagements/")]) == 9
    assert "The baseline has 5 of 12 readings." in page.of("task")


def test_a_factory_manager_sees_the_main_measure_first(demo, sign_in):
    page = read(sign_in("factory@demo.example"), "/")
    assert "Defect rate Improved Sustained for at least 3 months Before 8.3 %" in page.text
    assert page.part("tally-title") == "3 measures Better 3 Unclear 0 Worse 0"
    assert "No other factory sees them." in page.text
    assert "Programmes" not in page.links()
    assert "Sọ Dừa" not in page.text


def test_a_viewer_sees_the_programmes_at_work_in_the_province(demo, sign_in):
    text = read(sign_in("viewer@demo.example"), "/").text
    assert "HD2020" in text
    assert "BN-MAU" not in text


def test_somebody_without_a_role_is_told_whom_to_ask(database, sign_in):
    page = read(sign_in("lan@example.vn"), "/")
    assert "There is nothing for you here yet." in page.text


@pytest.mark.parametrize("address", ["/", "/engagements/", "/factories/", "/programmes/", "/nix"])
def test_the_ribbon_stands_on_every_page_of_a_demo(demo, sign_in, address):
    html = sign_in("lead@demo.example").get(address, headers={"Accept-Language": "en"}).text
    assert "INVENTED DATA" in html


def test_the_ribbon_stands_where_one_signs_in_but_not_on_published_figures(demo, sign_in, client):
    assert "INVENTED DATA" in read(client, "/sign-in").text
    assert "INVENTED DATA" not in read(sign_in("lead@demo.example"), "/claims/").text


def test_no_ribbon_stands_where_nothing_is_invented(database, sign_in):
    assert "INVENTED DATA" not in read(sign_in("lan@example.vn"), "/").text
