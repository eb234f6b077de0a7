"""Fields of which one chooses from a list, with the keyboard and with a finger."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories

PHONE = {"width": 390, "height": 844}
LEAD = "lead@demo.example"


def typed(page: Page, letters: str) -> None:
    page.goto("/factories/new")
    page.get_by_role("combobox", name="Organisation").press_sequentially(letters)


def test_letters_without_tone_marks_find_and_enter_takes(demo, browse):
    page = browse(LEAD, viewport=PHONE)
    typed(page, "trau cau")
    field = page.get_by_role("combobox", name="Organisation")
    option = page.get_by_role("listbox").get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Enter")
    expect(field).to_have_value("Công ty Nhựa Trầu Cau (giả định) · DN-TRAUCAU")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(option.and_(page.get_by_role("option", selected=True))).to_contain_text("Trầu Cau")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_y_is_found_by_i_and_what_is_spelled_as_typed_comes_first(database, browse):
    factories.programme()
    for code, name in (("A", "Mỹ An"), ("B", "Mĩ Lộc"), ("C", "Nhựa Đức")):
        factories.organisation(code, name=name)
    database.commit()
    page = browse("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    page.goto("/factories/new")
    for letters, found in (("mi", ["Mĩ Lộc B", "Mỹ An A"]), ("my", ["Mỹ An A", "Mĩ Lộc B"])):
        page.get_by_role("combobox", name="Organisation").fill(letters)
        expect(page.get_by_role("listbox").get_by_role("option")).to_have_text(found)


def test_enter_sends_the_form_where_nothing_is_left_to_take(demo, browse):
    page = browse(LEAD, viewport=PHONE)
    typed(page, "trau cau")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()


def test_ctrl_enter_saves_a_form_from_a_field_of_several_lines(demo, browse):
    page = browse(LEAD, viewport=PHONE)
    page.goto("/engagements/HD2020-07/visits/new")
    seen = page.get_by_label("Observations")
    seen.fill("Kệ khuôn đã dán nhãn.")
    seen.press("Enter")
    page.keyboard.type("Còn ba khuôn.")
    seen.press("Control+Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_text("Còn ba khuôn.").first).to_be_visible()


def test_enter_goes_on_to_the_next_line_of_several(demo, browse):
    page = browse(LEAD, viewport={"width": 1280, "height": 900})
    page.goto("/engagements/HD2020-07/edit")
    page.get_by_role("combobox", name="Team 3").focus()
    page.keyboard.type("Kim Min-jun (giả định)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Team 4")).to_be_focused()
    page.keyboard.type("đỗ quang v")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Team 4")).to_have_value("Đỗ Quang Vinh (giả định)")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    told = "Kim Min-jun (giả định), Đỗ Quang Vinh (giả định)"
    expect(page.get_by_text(told).first).to_be_visible()


def test_after_a_filter_or_another_page_the_keyboard_goes_on_from_there(demo, browse):
    page = browse(LEAD, viewport={"width": 1280, "height": 900})
    page.goto("/engagements/")
    page.get_by_role("link", name="Closed").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**stage=closed**")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[aria-label=Stage]') !== null")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    page.get_by_role("searchbox").fill("nhua")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=nhua**")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#list') !== null")
    page.goto("/claims/")
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**after=**")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#list, .pager') !== null")


def test_a_table_is_a_stop_only_where_it_scrolls(demo, browse):
    page = browse(LEAD, viewport={"width": 1280, "height": 900})
    page.goto("/engagements/HD2020-07/readings")
    table = page.get_by_role("group", name="Readings")
    expect(table).to_have_attribute("tabindex", "-1")
    page.set_viewport_size({"width": 780, "height": 900})
    expect(table).to_have_attribute("tabindex", "0")


def test_a_finger_takes_and_what_fits_nothing_is_said(demo, browse):
    page = browse(LEAD, viewport=PHONE, has_touch=True)
    typed(page, "zzz")
    expect(page.get_by_text("Nothing in the list fits.")).to_be_visible()
    field = page.get_by_role("combobox", name="Organisation")
    field.fill("cay khe")
    page.get_by_role("listbox").get_by_role("option").tap()
    expect(field).to_have_value("Công ty Bao bì Cây Khế (giả định) · DN-CAYKHE")
    expect(field).to_be_focused()


def test_after_a_refusal_the_keyboard_stands_at_what_is_wrong(demo, browse):
    page = browse(LEAD, viewport=PHONE)
    page.goto("/factories/new")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_a_draft_says_what_it_would_change(demo, browse):
    page = browse(LEAD, viewport=PHONE)
    page.goto("/factories/HD-TRAUCAU/edit")
    page.get_by_label("Headcount").fill("77")
    expect(page.get_by_text("Kept on this device at")).to_be_visible()
    page.reload()
    mark = page.get_by_text("From the draft; stored: 120")
    expect(mark).to_be_visible()
    expect(page.get_by_text("From the draft; stored:")).to_have_count(1)
    page.get_by_label("Headcount").fill("120")
    expect(mark).to_be_hidden()


def test_what_fits_nothing_is_added_by_the_first_tap_and_under_its_name(demo, browse):
    page = browse(LEAD, viewport=PHONE, has_touch=True)
    typed(page, "Công ty Xyz")
    expect(page.get_by_text("Nothing in the list fits.")).to_be_visible()
    page.get_by_role("link", name="The organisation is missing? Add it.").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("New organisation")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Công ty Xyz")


def test_enter_takes_the_only_name_of_a_team_that_fits(demo, browse):
    page = browse(LEAD, viewport={"width": 1280, "height": 900})
    page.goto("/engagements/HD2020-07/edit")
    field = page.get_by_role("combobox", name="Team 3")
    field.focus()
    page.keyboard.type("do quang v")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Đỗ Quang Vinh (giả định)")
    expect(field).to_be_focused()


def test_what_is_typed_in_full_offers_itself_alone(demo, browse):
    page = browse(LEAD, viewport={"width": 1280, "height": 900})
    page.goto("/factories/new")
    field = page.get_by_role("combobox", name="Province")
    field.press_sequentially("Hải Phòng")
    told = page.get_by_role("listbox").get_by_role("option").all_inner_texts()
    assert told
    assert all("Hải Phòng" in each for each in told)


def test_a_form_begins_in_its_first_field_where_there_is_room(demo, browse):
    page = browse(LEAD, viewport={"width": 1280, "height": 900})
    page.goto("/factories/new")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.set_viewport_size(PHONE)
    page.goto("/factories/new")
    expect(page.locator("form.entry :focus")).to_have_count(0)


def test_a_partner_added_on_the_way_stands_beside_those_chosen_before(demo, browse):
    page = browse("admin@demo.example", viewport=PHONE, has_touch=True)
    page.goto("/programmes/new")
    page.get_by_label("Name", exact=True).fill("Chương trình thử")
    names = ["Bắc Giang", "Hải Dương", "Hà Nam", "Thái Bình"]
    for n, name in enumerate(names, start=1):
        page.locator("#provinces" if n == 1 else f"#provinces-{n}").fill(name)
    # However many there are, there is a blank one.
    expect(page.get_by_role("combobox", name="Provinces 5")).to_have_value("")
    page.locator("#partners").fill("Công ty Nhựa Trầu Cau (giả định) · DN-TRAUCAU")
    page.locator("#partners-2").press_sequentially("Sở Thử Nghiệm")
    page.get_by_role("link", name="A partner is missing? Add it.").tap()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Sở Thử Nghiệm")
    page.get_by_label("Name", exact=True).fill("Sở Thử Nghiệm Bắc Ninh")
    page.locator("#code").fill("SO-THU")
    page.locator("#kind").select_option("department")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Chương trình thử")
    partners = page.locator("input[name=partners]").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    first = "Công ty Nhựa Trầu Cau (giả định) · DN-TRAUCAU"
    assert partners == [first, "Sở Thử Nghiệm Bắc Ninh · SO-THU", ""]
    typed = page.locator("input[name=provinces]").evaluate_all("all => all.map((one) => one.value)")
    assert typed == [*names, ""]
    page.locator("#code").fill("THU-1")
    page.get_by_label("Start").fill("01/03/2026")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_text("Sở Thử Nghiệm Bắc Ninh")).to_be_visible()
