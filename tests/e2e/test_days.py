"""A visit of each of three people in a real browser, on a phone and on a screen.

They sign in by card, find their figure and look closer; no page scrolls sideways, and axe finds
nothing to complain of.
"""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1280, "height": 900}
BOTH = pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
#: A visit of the demo.
CLOSING = "ecebab00-4c9c-5412-a560-14ddf882b9aa"
NOWHERE = "/nix"
#: Which measure of an engagement.
TAMCAM = "?indicator=first-pass-yield&scope=Chuy%E1%BB%81n+SMT+1"
#: What those who see the most may open, a page of every kind and state.
ADDRESSES = (
    *("/", "/programmes/", "/programmes/HD2020", "/programmes/HD2020?show=to-do"),
    *("/programmes/HD2020?indicator=changeover-time", "/programmes/BN-MAU", "/engagements/"),
    *("/engagements/?q=zz", "/factories/", "/factories/HD-TRAUCAU", "/claims/", "/help", NOWHERE),
    *(f"/engagements/HD2020-{n:02}" for n in (1, 3, 6, 9, 10, 11, 13)),
    *(f"/engagements/BN-MAU-{n:02}" for n in (1, 2, 8)),
    *("/engagements/HD2020-07/readings", "/engagements/HD2020-01/visits/"),
    *(f"/engagements/HD2020-01/visits/{page}" for page in ("new?copy=last", CLOSING)),
    f"/engagements/HD2020-01/visits/{CLOSING}/print",
    *(f"/engagements/BN-MAU-03/signatures{page}" for page in ("", "/baseline/print")),
    "/engagements/HD2020-04/signatures/baseline/paper",
    *("/programmes/HD2020/consents", "/factories/HD-SACH/consent", "/factories/HD-TRAUCAU/consent"),
)

#: What a factory's manager opens besides.
OWN = (
    *("/", "/factories/HD-TRAUCAU/consent", "/engagements/HD2020-01/comparison"),
    *("/engagements/HD2020-01/objections/", "/engagements/HD2020-01/signatures"),
)

#: Where an administrator adds and changes.
BY_HAND = (
    *("/programmes/new", "/programmes/BN-MAU/edit", "/programmes/BN-MAU/components/new"),
    *("/organisations/", "/organisations/new", "/factories/new", "/factories/HD-TRAUCAU/edit"),
    *(
        "/programmes/HD2020/components/",
        "/programmes/HD2020/remove",
        "/factories/HD-TRAUCAU/remove",
    ),
    *("/engagements/new?programme=BN-MAU", "/engagements/BN-MAU-02/edit", "/import/"),
    *("/engagements/BN-MAU-02/remove", "/engagements/BN-MAU-08/remove"),
    *("/engagements/BN-MAU-02/measures/new", "/engagements/BN-MAU-02/events/new"),
    *("/engagements/HD2020-11/events/", "/indicators/", "/indicators/defect-rate"),
    *(
        "/indicators/new",
        "/indicators/new?kind=proportion",
        "/indicators/defect-rate/edit",
        "/find?q=duc",
    ),
    f"/engagements/HD2020-01/visits/{CLOSING}/withdraw",
    *("/engagements/HD2020-11/events/1/withdraw", "/engagements/HD2020-11/events/1/edit"),
    *(f"/engagements/BN-MAU-02/measures/{page}{TAMCAM}" for page in ("remove", "scope", "edit")),
)


def sideways(page: Page) -> int:
    """By how many pixels a page is wider than its window, once it is there."""
    expect(page.locator("body")).to_be_visible()
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def faults(page: Page) -> list[str]:
    """What axe complains of on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {each['id']} {each['nodes'][0]['html']}" for each in found]


def enter(page: Page, role: str) -> None:
    """Sign in by the card of a role."""
    page.goto("/sign-in")
    page.get_by_role("button", name=f"Sign in as {role}").click()


@BOTH
def test_a_lead_finds_who_did_not_keep_it_and_why(demo, browse, viewport):
    page = browse(viewport=viewport)
    enter(page, "Programme lead")
    page.get_by_role("link", name="Chương trình tư vấn cải tiến (giả định)").click()
    page.get_by_role("link", name="1 not sustained").click()
    expect(page.get_by_role("heading", name="Not sustained 1")).to_be_visible()
    page.get_by_role("link", name="Cơ khí Thạch Sanh (giả định)").click()
    expect(page.get_by_text("Not sustained").first).to_be_visible()
    expect(page.locator(".chart-flags").first).to_contain_text("Tổ trưởng dập nghỉ việc sau Tết.")
    assert sideways(page) == 0


@BOTH
def test_a_consultant_finds_what_is_missing_and_looks_at_the_readings(demo, browse, viewport):
    page = browse(viewport=viewport)
    enter(page, "Consultant")
    expect(page.get_by_text("The baseline has 5 of 12 readings.")).to_be_visible()
    page.get_by_role("link", name="Điện tử Tấm Cám (giả định)").click()
    page.get_by_role("link", name="Readings", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(6)
    assert sideways(page) == 0


@BOTH
def test_a_factory_manager_asks_why_and_enlarges_the_chart(demo, browse, viewport):
    page = browse(viewport=viewport)
    enter(page, "Factory manager")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhựa Trầu Cau (giả định)")
    page.get_by_text("Why?").click()
    expect(page.get_by_text(re.compile("95 % interval: 2.9 to 4.6 less"))).to_be_visible()
    page.get_by_role("button", name="Enlarge").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All about this engagement").click()
    expect(page.get_by_role("heading", name="Defect rate · Xưởng ép")).to_be_visible()
    assert sideways(page) == 0


def test_the_first_screen_of_a_phone_holds_the_main_measure(demo, browse):
    page = browse("factory@demo.example", viewport=PHONE)
    page.goto("/")
    box = page.get_by_text(
        "Clearly better, and it had lasted when it was measured again."
    ).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]


@BOTH
@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    ("who", "addresses"),
    [("lead", ADDRESSES), ("admin", BY_HAND), ("factory", OWN)],
    ids=["seen", "by hand", "own"],
)
def test_no_page_scrolls_sideways_or_has_a_fault(demo, browse, viewport, language, who, addresses):
    page = browse(f"{who}@demo.example", viewport=viewport, locale=language)
    wide, found = [], []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok or address == NOWHERE, address
        wide += [address] if sideways(page) else []
        found += faults(page)
    assert (wide, found) == ([], [])


def test_signing_in_has_no_fault(demo, browse):
    page = browse(viewport=PHONE)
    page.goto("/sign-in")
    assert faults(page) == []
    assert sideways(page) == 0


def test_a_keyboard_skips_to_the_content(demo, browse):
    page = browse("lead@demo.example", viewport=SCREEN)
    page.goto("/programmes/HD2020")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def test_the_first_view_of_a_dashboard_is_light(demo, browse):
    page = browse("lead@demo.example", viewport=SCREEN)
    sizes = {}
    page.on("requestfinished", lambda request: sizes.update({request: request.sizes()}))
    page.goto("/programmes/HD2020", wait_until="networkidle")
    assert len(sizes) <= 6
    assert sum(size["responseBodySize"] for size in sizes.values()) <= 60 * 1024
