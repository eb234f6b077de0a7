"""The whole day of each of the three people, in a real browser, with the keyboard alone.

What a day consists of is what the demo asks of them; each is walked on a phone and on a screen.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_days import BOTH

#: A day has hundreds of keys, each pressed for itself.
pytestmark = pytest.mark.timeout(240)

TODAY = today_in("Asia/Ho_Chi_Minh")
SECONDS = 30_000


@pytest.fixture
def begin(browse, sign_in):
    """`begin(role, viewport, *grants)`: somebody signed in by card, who skips the tour for good."""

    def begun(role: str, viewport, *grants: Grant) -> Keyboard:
        if grants:
            sign_in(f"{role.split()[-1].lower()}@demo.example", *grants)
        keys = Keyboard(browse(viewport=viewport, locale="en-GB"))
        keys.page.goto("/sign-in")
        keys.push(f"Sign in as {role}")
        tour = keys.page.get_by_text("First time here?")
        expect(tour).to_be_visible()
        if not keys.page.get_by_role("button", name="Skip for good").is_visible():
            keys.unfold("First time here?")
        keys.push("Skip for good")
        expect(tour).to_be_hidden()
        return keys

    return begun


@BOTH
def test_a_consultant_coaches_two_factories(demo, begin, viewport):
    lo_xo = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "BN-MAU-08")
    keys = begin("Consultant", viewport, lo_xo)
    page = keys.page

    # What is missing, and the figure that was counted this morning.
    expect(page.get_by_text("The baseline has 5 of 12 readings.")).to_be_visible()
    keys.find("tam cam", "Điện tử Tấm Cám")
    keys.follow("Enter readings")
    figure = page.locator("[name=row-5-numerator]")
    keys.type(figure, "300")
    keys.type(page.locator("[name=row-5-denominator]"), "330")
    keys.push("Save")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    expect(page.get_by_text("6 of 12 readings").first).to_be_visible()

    # A slip of the pen is put right, and what should not be there withdrawn.
    keys.find("tam cam", "Điện tử Tấm Cám")
    keys.follow("Readings", exact=True)
    expect(page.get_by_role("row")).to_have_count(7)
    keys.follow("Correct")
    keys.type(page.locator("[name$=numerator]").first, "301")
    keys.push("Save")
    expect(page.get_by_role("row").nth(1)).to_contain_text("301")
    keys.follow("Withdraw")
    keys.type(page.get_by_label("Reason"), "Counted twice")
    keys.push("Withdraw")
    expect(page.get_by_text("Counted twice").first).to_be_visible()

    # A visit, as the last one with what is new, and its minutes for both to sign.
    keys.find("tam cam", "Điện tử Tấm Cám")
    keys.follow("Log a visit")
    keys.follow("Copy from the visit of")
    keys.type(page.get_by_label("Observations"), "Tổ chiều đã ghi riêng từng ca.")
    keys.type(page.get_by_label("Agreed"), "Dán phiếu ở cuối chuyền: chị Hoa, thứ Hai.")
    keys.set_day(page.get_by_label("Next visit"), TODAY + timedelta(days=7))
    keys.push("Save")
    expect(page.get_by_text("Tổ chiều đã ghi riêng từng ca.")).to_be_visible()
    keys.follow("Minutes")
    expect(page.get_by_text("Dán phiếu ở cuối chuyền: chị Hoa, thứ Hai.")).to_be_visible()

    # A factory without figures: what to track, the sheet to count on, the first reading.
    page.go_back()
    keys.find("au co", "Lò xo Âu Cơ")
    keys.follow("Choose one to three indicators")
    keys.pick("Indicator", "defect r", "Defect rate")
    keys.type(page.get_by_label("Scope"), "Máy cuốn 2")
    keys.type(page.get_by_label("Or: percent better than before"), "30")
    keys.type(page.get_by_label("Value before"), "4,5 %")
    keys.push("Save")
    keys.follow("Print the tally sheet")
    expect(page.get_by_text("Máy cuốn 2").first).to_be_visible()
    page.go_back()
    keys.follow("Enter what was counted")
    keys.type(page.locator("[name=row-0-numerator]"), "12")
    keys.type(page.locator("[name=row-0-denominator]"), "400")
    keys.press("Control+Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    expect(page.get_by_text("The baseline window is not set")).to_be_visible()
    keys.follow("Change the windows")
    keys.set_day(page.get_by_label("Baseline from"), TODAY - timedelta(days=6))
    keys.set_day(page.get_by_label("Baseline to"), TODAY + timedelta(days=7))
    keys.push("Save")
    expect(page.get_by_text("1 of 12 readings").first).to_be_visible()


@BOTH
def test_a_factory_manager_looks_for_ten_seconds_and_enters_today_s(demo, begin, viewport):
    keys = begin("Factory manager", viewport)
    page = keys.page

    # Better or not, by how much, why, and the chart.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nhựa Trầu Cau (giả định)")
    keys.unfold("Why?")
    expect(page.get_by_text(re.compile("95 % interval: 2.9 to 4.6 less"))).to_be_visible()
    keys.push("Enlarge")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    # Two fields, and a slip of the finger.
    keys.follow("Enter today's figures")
    first, second = (page.locator(f"input[data-part={n}]") for n in ("numerator", "denominator"))
    keys.type(first, "9")
    keys.press("Enter")
    keys.type(second, "8")
    keys.press("Enter")
    expect(page.locator(".error, [role=alert]").first).to_be_visible()
    expect(first).to_have_value("9")
    keys.type(second, "180")
    keys.press("Enter")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()

    # It was another figure after all; what was entered by mistake is withdrawn.
    keys.type(first, "8")
    keys.push("Save")
    expect(page.get_by_text("Saved: 1 reading.")).to_be_visible()
    expect(first).to_have_value("8")
    keys.follow("HD2020-01")
    keys.follow("Readings", exact=True)
    keys.follow("Withdraw")
    keys.type(page.get_by_label("Reason"), "Nhầm máy")
    keys.push("Withdraw")
    expect(page.get_by_text("Nhầm máy").first).to_be_visible()

    # What the consultant wrote, what a word means, and out.
    keys.follow("HD2020-01")
    keys.follow("All visits")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Visits")
    keys.follow("Help")
    expect(page.get_by_text("Baseline", exact=True).first).to_be_visible()
    keys.push("Sign out")
    expect(page.get_by_role("button", name="Sign in as Factory manager")).to_be_visible()


@BOTH
def test_a_lead_adds_a_factory_imports_its_figures_and_reports(demo, begin, viewport, tmp_path):
    keys = begin("Programme lead", viewport)
    page = keys.page

    # Who has to do what, and the list behind a number.
    expect(page.get_by_role("heading", name="What needs doing, by person").first).to_be_visible()
    keys.follow("Chương trình hỗ trợ doanh nghiệp mẫu Bắc Ninh (giả định)")
    keys.follow("4 measured")
    expect(page.get_by_role("heading", name=re.compile("Measured.* 4"))).to_be_visible()

    # A new factory, with its enterprise, and its engagement with dates that are suggested.
    keys.follow("New engagement")
    keys.set_day(page.get_by_label("Start"), TODAY + timedelta(days=14))
    keys.follow("The factory is missing? Add it.")
    keys.type(page.get_by_label("Name", exact=True), "Nhựa Hồ Gươm (giả định)")
    keys.follow("The organisation is missing? Add it.")
    keys.type(page.get_by_label("Name", exact=True), "Công ty Hồ Gươm (giả định)")
    keys.type(page.get_by_label("Code", exact=True), "hoguom")
    keys.push("Save")
    # Each form that was left half-filled comes back with what it lacked.
    factory = page.get_by_role("combobox", name="Organisation")
    expect(factory).to_have_value("Công ty Hồ Gươm (giả định) · HOGUOM")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nhựa Hồ Gươm (giả định)")
    keys.type(page.get_by_label("Code", exact=True), "bn-hoguom")
    keys.pick("Province", "bac ni", "Bắc Ninh (until")
    keys.push("Save")
    factory = page.get_by_role("combobox", name="Factory")
    expect(factory).to_have_value("Nhựa Hồ Gươm (giả định) · BN-HOGUOM")
    expect(page.get_by_label("Start")).to_have_value(f"{TODAY + timedelta(days=14):%d/%m/%Y}")
    keys.type(page.locator("#team"), "Phạm Thu Hà (giả định)")
    keys.push("Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nhựa Hồ Gươm (giả định)")
    code = page.url.rsplit("/", 1)[-1].partition("?")[0]

    # What it is to be measured by.
    keys.follow("Choose one to three indicators")
    keys.pick("Indicator", "defect r", "Defect rate")
    keys.push("Save")
    expect(page.get_by_role("heading", name="Defect rate")).to_be_visible()

    # Its readings come in a workbook made for it.
    keys.find("import", "Import")
    keys.pick("Engagement", f"guom {code[-2:]}", "Nhựa Hồ Gươm (giả định)")
    with page.expect_download() as got:
        keys.push("Template for its readings")
    filled = tmp_path / "filled.xlsx"
    got.value.save_as(filled)
    book = load_workbook(filled)
    rows = book["Readings"]
    heads = {cell.value: cell.column for cell in rows[1]}
    for n in range(2, 5):
        rows.cell(n, heads["Numerator"], 10 + n)
        rows.cell(n, heads["Denominator"], 400)
    book.save(filled)
    keys.choose_file(page.get_by_label("Excel workbook (.xlsx)"), filled)
    keys.push("Check it")
    expect(page.get_by_role("button", name="Save all of this")).to_be_visible(timeout=SECONDS)
    keys.push("Save all of this")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible(timeout=SECONDS)

    # The summary that the ministry reads counts one factory more, which begins in two weeks.
    keys.find("bn-mau", "Chương trình hỗ trợ doanh nghiệp mẫu Bắc Ninh")
    expect(page.get_by_role("link", name="2 to come")).to_be_visible()
    with page.expect_download() as got:
        keys.follow("Excel summary")
    summary = tmp_path / "summary.xlsx"
    got.value.save_as(summary)
    told = [
        str(cell)
        for sheet in load_workbook(summary)
        for row in sheet.values
        for cell in row
        if cell
    ]
    assert any("Nhựa Hồ Gươm (giả định)" in cell for cell in told)
    keys.push("Sign out")
    expect(page.get_by_role("button", name="Sign in as Programme lead")).to_be_visible()
