"""Importing a workbook in a browser: problems, the corrected file, a preview, saved, looked at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from coachtrack.kit.permissions import Grant, Role, Scope
from tests.e2e.test_days import BOTH, PHONE, faults, sideways
from tests.features.exchange.import_books import sheets, write

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
SECONDS = 30_000


@pytest.fixture
def books(tmp_path):
    """A file with problems, and the same corrected."""
    told = sheets()
    good = write(tmp_path / "good.xlsx", told)
    for row in told["Readings"]:
        row["Numerator"] = -1
    told["Factories"][0]["Province"] = "Atlantis"
    return write(tmp_path / "bad.xlsx", told), good


def choose(page: Page, path) -> None:
    """Choose a file and send it."""
    page.get_by_label("Excel workbook (.xlsx)").set_input_files(path)
    expect(page.get_by_text(re.compile(rf"{path.name} · 0"))).to_be_visible()
    page.get_by_role("button", name="Check it").click()


@BOTH
def test_from_a_file_with_problems_to_the_dashboard(browse, books, viewport):
    bad, good = books
    page = browse("admin@example.vn", ADMINISTRATOR, viewport=viewport)
    page.goto("/")
    page.get_by_role("link", name="Import", exact=True).click()
    expect(page.get_by_label("Excel workbook (.xlsx)")).to_be_visible()
    assert (sideways(page), faults(page)) == (0, [])
    choose(page, bad)
    expect(page.get_by_text("Cells to put right: 5.")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("This number is negative.")).to_have_count(1)
    assert (sideways(page), faults(page)) == (0, [])
    choose(page, good)
    save = page.get_by_role("button", name="Save all of this")
    expect(save).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("The workbook can be imported.")).to_be_focused()
    page.locator("summary", has_text="Readings").click()
    expect(page.get_by_text("Numerator: 20").first).to_be_visible()
    assert (sideways(page), faults(page)) == (0, [])
    save.dblclick()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible(timeout=SECONDS)
    page.reload()
    expect(page.get_by_text("Sending it once more changes nothing.")).to_be_visible()
    assert (sideways(page), faults(page)) == (0, [])
    page.get_by_role("link", name="P1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programme")


def test_without_a_script(browse, books):
    page = browse("admin@example.vn", ADMINISTRATOR, viewport=PHONE, java_script_enabled=False)
    page.goto("/import/")
    page.get_by_label("Excel workbook (.xlsx)").set_input_files(books[1])
    page.get_by_role("button", name="Check it").click()
    save = page.get_by_role("button", name="Save all of this")
    expect(save).to_be_visible(timeout=SECONDS)
    save.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible(timeout=SECONDS)


def test_one_that_is_too_large_is_not_even_sent(browse, tmp_path):
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"\0" * 20_000_001)
    page = browse("admin@example.vn", ADMINISTRATOR)
    page.goto("/import/")
    page.get_by_label("Excel workbook (.xlsx)").set_input_files(large)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("The file is too large.")).to_be_visible()
    assert page.url.endswith("/import/")


def test_without_a_signal_the_page_stays_and_says_so(browse, books):
    page = browse("admin@example.vn", ADMINISTRATOR, viewport=PHONE)
    page.goto("/import/")
    page.context.set_offline(True)
    choose(page, books[1])
    expect(page.get_by_text("No signal: nothing was sent.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("button", name="Save all of this")).to_be_visible(timeout=SECONDS)
