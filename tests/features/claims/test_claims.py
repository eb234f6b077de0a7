"""Published figures: as printed, with their source, and never mixed with results."""

from __future__ import annotations

import pytest

from tests.reading import VIETNAMESE, read


@pytest.fixture
def lead(demo, sign_in):
    return sign_in("lead@demo.example")


def claims(page) -> list[str]:
    """The claims on a page, as read."""
    return page.of("row")


def test_each_claim_stands_as_printed_with_its_source(lead):
    found = claims(read(lead, "/claims/?q=Hanpo"))
    assert found[0].startswith("“product defect rate (NG)” Hanpo Vina JSC")
    assert "Source: Samsung Vietnam helps local firms join global supply chain (VNA)" in found[0]


def test_a_grade_shows_as_many_as_it_says(lead):
    links = read(lead, "/claims/").links()
    for told, url in links.items():
        grade, _, n = told.partition(" ")
        if grade in {"A", "D"}:
            assert len(claims(read(lead, f"/claims/{url}"))) == int(n)


def test_a_search_within_a_grade_keeps_both(lead):
    page = read(lead, "/claims/?grade=D&q=toyota")
    assert all("Grade D" in claim for claim in claims(page))
    assert page.links()["All"] == "?q=toyota"


def test_what_fits_nothing_says_so_in_both_languages(lead):
    assert "No published figure fits." in read(lead, "/claims/?q=zzzz").text
    assert "No published figure" not in read(lead, "/claims/?q=zzzz", VIETNAMESE).text


def test_all_claims_are_on_the_pages(lead):
    first = read(lead, "/claims/")
    second = read(lead, "/claims/" + first.links()["Next →"])
    assert len(claims(first)) + len(claims(second)) == 78
    assert "Next →" not in second.links()
