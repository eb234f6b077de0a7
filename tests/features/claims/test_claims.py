"""Published figures: as printed, with their source, and never mixed with results."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coachtrack.cli.story import claims as story
from coachtrack.features.claims.models import Claim
from coachtrack.features.claims.words import REMARKS
from tests.reading import VIETNAMESE, read
from tests.sending import ENGLISH


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
    assert page.links()["All"] == "?q=toyota#filter-1"


def test_what_fits_nothing_says_so_in_both_languages(lead):
    assert "No published figure fits." in read(lead, "/claims/?q=zzzz").text
    assert "No published figure" not in read(lead, "/claims/?q=zzzz", VIETNAMESE).text


def test_all_claims_are_on_the_pages(lead):
    first = read(lead, "/claims/")
    second = read(lead, "/claims/" + first.links()["Next →"])
    assert len(claims(first)) + len(claims(second)) == 78
    assert "Next →" not in second.links()


def test_our_remarks_are_in_the_language_of_the_page_and_quotations_stay(lead):
    found = claims(read(lead, "/claims/?q=P001", VIETNAMESE))[0]
    assert found.startswith("“product defect rate (NG)” Hanpo Vina JSC")
    assert "Bắc Ninh · Việt Nam" in found
    assert "doanh nghiệp tự công bố, qua báo chí; không nói rõ là thay đổi tương đối" in found
    html = lead.get("/claims/?q=P001", headers=VIETNAMESE).text
    assert '<span lang="en">“product defect rate (NG)”</span>' in html
    assert "company statement, press; not said whether" in claims(read(lead, "/claims/?q=P001"))[0]


def test_a_quotation_says_its_language(lead):
    html = lead.get("/claims/", headers=ENGLISH).text
    assert '<span lang="ko">“가공품의 불량률을 58% 개선”</span>' in html
    assert '<span lang="vi">“tỉ lệ hàng tồn kho giảm hơn 60%”</span>' in html


def test_the_remark_of_somebody_else_stays_as_written(lead, database):
    database.scalars(select(Claim)).first().note = "RCT; counted twice"
    database.commit()
    html = lead.get("/claims/?q=P001", headers=VIETNAMESE).text
    assert 'thử nghiệm ngẫu nhiên có đối chứng; <span lang="en">counted twice</span>' in html


@pytest.mark.parametrize("column", ["Note", "Unit", "Qualifier"])
def test_whatever_came_with_the_product_has_words(column):
    parts = {part for row in story() for part in str(row[column]).split("; ") if part}
    assert parts - REMARKS.keys() - {"%", "VND", "m2", "USD"} == set()
