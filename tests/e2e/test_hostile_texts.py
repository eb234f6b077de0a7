"""What people type is shown as they typed it, and nothing of it becomes a part of a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Enum, String

from coachtrack.extensions import db
from coachtrack.features.claims.models import Claim
from coachtrack.kit.mail import OutgoingMail
from coachtrack.kit.transactions import Door, writing
from tests.e2e.test_charts import STEPPED_BACK, first_chart, rest_on
from tests.e2e.test_policy import LISTEN
from tests.site.place import MEMBER, OBJECTION, PEOPLE, READING, VISIT, settle

#: Out of an attribute, out of an element, and what plotly makes of a text by itself.
HOSTILE = (
    "\"'><script data-planted>alert(1)</script><img data-planted src=x onerror=alert(1)>"
    '<a data-planted href="javascript:alert(1)">a</a><b>planted</b> x="" onmouseover="alert(1)'
)
#: For columns of few characters.
SHORT = "<b data-planted>"
#: What is no text of people: keys, codes, and what says that a row is withdrawn.
KEYS = {
    *("code", "component", "email", "handle", "language", "made_by", "media_type", "time_zone"),
    *("digest", "password_hash", "search_key", "second_factor", "sort_key", "tax_code"),
    *("address", "grade", "url", "withdrawn"),
}
#: Tables of which no text of people is a part, or whose texts are those of the others.
ELSEWHERE = {"Entry", "Seal", "Write", "Try", "Ticket", "ResetRequest", "SignIn", "RecoveryCode"}
ENGAGEMENT, PROGRAMME = "/engagements/P1-01", "/programmes/P1"
PAGES = (
    "/",
    "/claims/",
    "/engagements/",
    f"{ENGAGEMENT}/edit",
    f"{ENGAGEMENT}/events/",
    f"{ENGAGEMENT}/history",
    f"{ENGAGEMENT}/objections/",
    f"{ENGAGEMENT}/objections/{OBJECTION}/answer",
    f"{ENGAGEMENT}/readings",
    f"{ENGAGEMENT}/readings/{READING}/correct",
    f"{ENGAGEMENT}/readings/enter",
    f"{ENGAGEMENT}/signatures",
    f"{ENGAGEMENT}/visits/{VISIT}",
    f"{ENGAGEMENT}/visits/{VISIT}/edit",
    f"{ENGAGEMENT}/visits/{VISIT}/print",
    "/factories/",
    "/factories/F1",
    "/find?q=p1",
    "/history",
    "/indicators/",
    "/indicators/defect-rate",
    "/organisations/",
    "/people/",
    f"/people/{MEMBER}",
    "/programmes/",
    f"{PROGRAMME}/components/",
    f"{PROGRAMME}/edit",
)
#: Elements that a text became, and the bold letters that plotly makes of a tag.
GROWN = """() => [
  ...document.querySelectorAll(
    "[data-planted], [onerror], [onmouseover], [href^='javascript'], [src='x'], .js-plotly-plot a"),
  ...[...document.querySelectorAll("b, tspan")].filter((each) =>
    each.textContent === "planted" && (each.tagName === "B" || /bold/.test(each.style.cssText))),
].map((each) => each.outerHTML)"""


def plant() -> None:
    """A small place in which every text is hostile."""
    settle()
    claim = Claim(code="C1", grade="A", url="https://example.vn/", metric_as_printed="", source="")
    db.session.add(claim)
    db.session.add(OutgoingMail(address="an@example.vn", subject="", body="", due_at=None))
    db.session.flush()
    for mapper in db.Model.registry.mappers:
        if mapper.class_.__name__ in ELSEWHERE:
            continue
        texts = [
            each
            for each in mapper.columns
            if isinstance(each.type, String)
            and not isinstance(each.type, Enum)
            and each.key not in KEYS
        ]
        for row in db.session.query(mapper.class_):
            for each in texts:
                room = each.type.length or len(HOSTILE)
                setattr(row, each.key, HOSTILE if room >= len(HOSTILE) else SHORT)


def look(page: Page, where: str) -> list[str]:
    """What is wrong with a page once it is loaded."""
    page.goto(where, wait_until="load")
    assert "&lt;b data-planted" in page.content() or "planted&lt;/b" in page.content(), where
    return [f"{where}: {each}" for each in grown(page)]


def grown(page: Page) -> list[str]:
    """What became of texts, and what the policy had to refuse."""
    return [*page.evaluate(GROWN), *page.evaluate("window.refused")]


@pytest.mark.timeout(180)
def test_no_text_becomes_a_part_of_a_page(browse, database, complaints):
    with writing(Door.COMMAND):
        plant()
    page = browse("lan@example.vn", *PEOPLE["administrator"])
    page.add_init_script(LISTEN)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(page.url) or dialog.dismiss())
    found = [each for where in PAGES for each in look(page, where)]
    for where in (PROGRAMME, ENGAGEMENT):
        found += look(page, where)
        chart, drawing = first_chart(page)
        rest_on(page, drawing, 0)
        expect(chart.locator(".chart-layer svg").first).to_be_attached(timeout=30_000)
        # The layer over it may have come after the mouse: to the next point, then.
        rest_on(page, drawing, 1)
        expect(chart.locator(".hovertext")).to_be_visible(timeout=15_000)
        found += grown(page)
        page.locator(".chart-enlarge").first.click()
        expect(page.get_by_role("dialog").locator(".point").first).to_be_visible(timeout=15_000)
        found += grown(page)
        page.keyboard.press("Escape")
        page.evaluate(STEPPED_BACK)
    page.keyboard.press("Control+k")
    page.locator("#find [role=combobox]").fill("p1")
    expect(page.locator("#find [role=option]", has_text="planted").first).to_be_visible()
    assert (found + grown(page), asked) == ([], [])
