"""plotly takes over a chart when somebody shows interest, and never before."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from coachtrack.kit.charts.strip import MOST_TOLD
from coachtrack.kit.permissions import Grant, Role, Scope
from tests.bench import generated

LEAD = ("lead@example.org", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "HD2020"))
ADMINISTRATOR = ("admin@example.org", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))
ENGAGEMENT = "/engagements/HD2020-07"
PLOTLY = ("plotly", "chart.json")
REDUCED = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


@pytest.fixture
def visit(demo: Flask, browse: Callable[..., Page]) -> Callable[..., tuple[Page, list[str]]]:
    """`visit(path, **context)`: the lead's page, and what it fetches from then on."""

    def visited(path: str, **options) -> tuple[Page, list[str]]:
        page = browse(*LEAD, **options)
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(path)
        return page, fetched

    return visited


def interest(fetched: list[str]) -> list[str]:
    """What was fetched for somebody who looks closer."""
    return [url for url in fetched if any(name in url for name in PLOTLY)]


def first_chart(page: Page) -> tuple[Locator, Locator]:
    """The first chart and the drawing of it that is shown."""
    chart = page.locator(".chart").first
    return chart, chart.locator(".drawing:visible")


def rest_on(page: Page, drawing: Locator, n: int) -> str:
    """Let the mouse rest on a point of a drawing; what the drawing tells of it."""
    point = drawing.locator("circle:has(title)").nth(n)
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return point.locator("title").text_content() or ""


def test_at_first_there_is_only_the_drawing(visit):
    page, fetched = visit(ENGAGEMENT)
    page.wait_for_load_state("networkidle")
    chart, drawing = first_chart(page)
    expect(drawing).to_have_count(1)
    expect(drawing.locator("circle").first).to_be_visible()
    expect(chart.get_by_role("button", name="Enlarge")).to_be_visible()
    assert interest(fetched) == []


def test_a_mouse_at_rest_is_told_what_the_drawing_says(visit):
    page, _fetched = visit(ENGAGEMENT)
    chart, drawing = first_chart(page)
    said, before = rest_on(page, drawing, 3), drawing.bounding_box()
    label = chart.locator(".hovertext")
    expect(label).to_be_visible(timeout=15_000)
    lines = label.locator("tspan.line").all_text_contents()
    assert " · ".join(lines) == said
    assert drawing.bounding_box() == before


def test_a_mouse_that_passes_asks_for_nothing(visit):
    page, fetched = visit(ENGAGEMENT)
    _chart, drawing = first_chart(page)
    rest_on(page, drawing, 3)
    page.mouse.move(1, 1)
    page.wait_for_timeout(500)
    assert interest(fetched) == []


def test_a_name_still_leads_to_its_page(visit):
    page, _fetched = visit("/programmes/HD2020")
    chart, drawing = first_chart(page)
    rest_on(page, drawing, 0)
    expect(chart.locator(".hovertext")).to_be_visible(timeout=15_000)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/engagements/HD2020-*")


def test_enlarging_works_by_keyboard(visit):
    page, _fetched = visit(ENGAGEMENT, locale="vi")
    button = page.locator(".chart-enlarge").first
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".point").first).to_be_visible(timeout=15_000)
    titles = dialog.locator(".modebar-btn").evaluate_all("all => all.map(e => e.dataset.title)")
    assert "Tải hình (PNG)" in titles
    assert not [title for title in titles if "cloud" in title.lower() or "share" in title.lower()]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


#: A step back is taken a moment after it was asked for.
STEPPED_BACK = """() => new Promise((done) => {
  if (!history.state) done();
  else addEventListener("popstate", () => done(), { once: true });
})"""


def test_on_a_phone_it_fills_the_screen_and_going_back_closes_it(visit):
    page, _fetched = visit(ENGAGEMENT, has_touch=True, viewport={"width": 390, "height": 800})
    page.locator(".chart-enlarge").first.tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Defect rate")
    expect(dialog.locator(".point").first).to_be_visible(timeout=15_000)
    plot = dialog.locator(".main-svg").first.bounding_box()
    assert plot is not None
    assert (plot["width"] > 350, plot["height"] > 650) == (True, True)
    page.go_back()
    expect(dialog).to_have_count(0)
    assert page.url.endswith(ENGAGEMENT)
    page.locator(".chart-enlarge").first.tap()
    page.get_by_role("button", name="Close").tap()
    expect(dialog).to_have_count(0)
    page.evaluate(STEPPED_BACK)
    assert page.evaluate("history.state") is None


@pytest.mark.parametrize("size", [(844, 390), (390, 844), (1280, 800)])
def test_the_labels_beside_an_enlarged_chart_do_not_lie_on_each_other(visit, size):
    page, _fetched = visit(
        "/engagements/HD2020-15", viewport=dict(zip(("width", "height"), size, strict=True))
    )
    page.locator(".chart-enlarge").first.click()
    expect(page.locator("dialog .annotation-text", has_text="Latest")).to_be_visible()
    words = ("Baseline", "Latest", "Target")
    boxes = [
        page.locator("dialog .annotation-text", has_text=word).last.bounding_box() for word in words
    ]
    ends = sorted((box["y"], box["y"] + box["height"]) for box in boxes if box)
    assert len(ends) == len(words)
    assert all(above[1] <= below[0] + 1 for above, below in pairwise(ends))


def test_the_drawing_stays_where_plotly_cannot_come(visit):
    page, _fetched = visit(ENGAGEMENT)
    page.route("**/plotly-basic*", lambda route: route.fulfill(status=404))
    chart, drawing = first_chart(page)
    with page.expect_console_message(lambda said: "stays as it was drawn" in said.text):
        rest_on(page, drawing, 3)
    expect(drawing).to_be_visible()
    assert chart.locator(".chart-layer").count() == 0


def test_who_saves_data_keeps_the_drawing(demo, browse):
    page = browse(*LEAD)
    page.add_init_script(REDUCED)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(ENGAGEMENT)
    rest_on(page, first_chart(page)[1], 3)
    page.locator(".chart-enlarge").first.click()
    expect(page.get_by_role("dialog").locator(".drawing")).to_be_visible()
    assert interest(fetched) == []


def test_on_paper_there_is_the_drawing_alone(visit):
    page, _fetched = visit(ENGAGEMENT)
    chart, drawing = first_chart(page)
    rest_on(page, drawing, 3)
    expect(chart.locator(".hovertext")).to_be_visible(timeout=15_000)
    page.emulate_media(media="print")
    expect(chart.locator(".chart-layer")).to_be_hidden()
    expect(chart.locator(".drawing:visible")).to_have_count(1)


def test_a_finger_that_taps_is_told_and_may_still_scroll(visit):
    page, fetched = visit(ENGAGEMENT, has_touch=True, viewport={"width": 390, "height": 800})
    chart, drawing = first_chart(page)
    drawing.scroll_into_view_if_needed()
    assert interest(fetched) == []
    drawing.locator("circle").nth(3).tap(force=True)
    expect(chart.locator(".hovertext")).to_be_visible(timeout=15_000)
    assert chart.locator(".nsewdrag").evaluate("e => getComputedStyle(e).touchAction") == "auto"


def test_among_hundreds_each_is_told(database: Session, browse):
    generated.fill(300)
    page = browse(*ADMINISTRATOR)
    page.goto("/programmes/BENCH")
    chart, drawing = page.locator("#spread"), page.locator("#spread .drawing:visible")
    assert drawing.locator("title").count() == 0
    drawing.hover()
    points = chart.locator(".chart-layer .point")
    expect(points.nth(MOST_TOLD)).to_be_attached(timeout=15_000)
    points.nth(7).hover(force=True)
    expect(chart.locator(".hovertext")).to_contain_text("%")
