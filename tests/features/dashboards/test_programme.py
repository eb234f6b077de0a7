"""The programme dashboard: every number leads to a list of exactly so many."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coachtrack.domain.types import Better, Kind
from coachtrack.features.dashboards.plan import PlanRow, totals
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.factories import FEW_DEFECTS, MANY_DEFECTS
from tests.features.exchange.books import table, taken, texts
from tests.reading import VIETNAMESE, read
from tests.sending import ENGLISH

HD2020 = "/programmes/HD2020"
#: The demo's story: the main measures of 01–15, whatever their indicator.
NUMBERS = {
    "15 took part": 15,
    "10 measured": 10,  # 01–08, 12 and 15
    "8 clearly improved": 8,  # of these not 05 (unclear) and 06 (worse)
    "1 worse": 1,  # 06
    "1 no clear change": 1,  # 05
    "2 sustained": 2,  # 01 and 02
    "1 partly": 1,  # 15
    "1 not sustained": 1,  # 03
    "4 not measured again": 4,  # 04, 07, 08 and 12
}
#: Units in an hour: 10 at first, 8 in the end.
HOURLY = [(100, 10), (102, 10), (98, 10), (100, 10)]
WORSE = [(80, 10), (82, 10), (78, 10), (80, 10)]
FROM_TO = ("from", "to")
ENDS = ("", ": low", ": high")


@pytest.fixture
def lead(demo, sign_in):
    return sign_in("lead@demo.example")


@pytest.mark.parametrize(("told", "n"), NUMBERS.items())
def test_a_number_of_the_headline_leads_to_a_list_of_so_many(lead, told, n):
    links = read(lead, HD2020).links()
    assert told in links
    listed = read(lead, HD2020 + links[told]).rows("list-title")
    assert len(listed) == n


def test_the_tiles_lead_to_their_lists(lead):
    page = read(lead, HD2020)
    # Of those measured, everyone but 04 and 07, whose figures are self-reported.
    assert "With evidence seen 8 of 10 measured" in page.text
    assert len(read(lead, f"{HD2020}?show=with-evidence").rows("list-title")) == 8
    assert "Coaching done, of planned up to this year 13 of 16" in page.text
    done = read(lead, f"{HD2020}?show=coaching-done")
    assert len(done.rows("list-title")) == 13
    assert page.links()["13"] == "?show=coaching-done#list"


def test_a_list_shows_each_factory_by_its_main_measure(lead):
    rows = read(lead, f"{HD2020}?show=improved").rows("list-title")
    moulds = next(row for row in rows if "HD2020-08" in row[0])
    assert moulds[8] == "Evidence seen by the consultant"
    assert moulds[1:4] == ["Changeover time", "40.0 minutes 1,840/46", "23.0 minutes 1,196/52"]
    assert [row[7] for row in rows if "HD2020-03" in row[0]] == ["Not sustained"]


def test_a_figure_has_the_same_decimals_wherever_it_stands(lead):
    # At one decimal, 3.0 and 4.3 would seem to differ by 1.3.
    before, after, change = "3.01 % 211 of 7,012", "4.25 % 289 of 6,795", "+1.24 points"
    for asked, section, places in (
        ("", "table-title", (1, 2, 4)),
        ("?show=worse", "list-title", (2, 3, 5)),
    ):
        rows = read(lead, HD2020 + asked).rows(section)
        row = next(row for row in rows if "HD2020-06" in row[0])
        assert [row[n] for n in places] == [before, after, change]
    drawn = lead.get(HD2020, headers=ENGLISH).text
    assert "3.01\u00a0% (211 of 7,012)" in drawn
    assert "3.0\u00a0% (211 of 7,012)" not in drawn
    page = read(lead, "/engagements/HD2020-06")
    assert page.of("before-after")[0].startswith(f"Before {before} After {after}")
    sheet = taken(lead, f"{HD2020}/summary.xlsx")["Results"]
    (cell,) = (cell for row in sheet for cell in row if cell.value == 211 / 7012 * 100)
    assert cell.number_format == "#,##0.00"
    # The ends of the interval have as many as the change.
    shown = next(row for row in read(lead, HD2020).rows("table-title") if "HD2020-06" in row[0])
    low, high = re.findall(r"\+[0-9]\.[0-9]{2}\b", shown[5])
    assert f"(95 % interval: {low[1:]} to {high[1:]} more)" in page.text
    (found,) = sheet.tables.values()
    headings = [head.value for head in sheet[found.ref][0]]
    formats = {sheet[cell.row][headings.index(f"Change{end}")].number_format for end in ENDS}
    assert len(formats) == 1
    assert "0.00" in formats.pop()


def test_a_line_is_said_to_be_one_with_its_share_of_the_output(lead):
    told = "HD2020-14 · Chuyền 1 · 50 % of output"
    assert any(told in row[0] for row in read(lead, HD2020).rows("table-title"))
    (row,) = (
        row
        for row in read(lead, f"{HD2020}?show=started").rows("list-title")
        if "HD2020-14" in row[0]
    )
    assert row[1] == "Defect rate Chuyền 1 · 50 % of output"
    lines = table(taken(lead, f"{HD2020}/summary.xlsx"), "Results")
    shares = {(row["Engagement"], row["Scope"]): row["Share of output"] for row in lines}
    assert shares["HD2020-14", "Chuyền 1"] == 0.5
    assert shares["HD2020-07", "Filling line"] is None


def test_those_left_out_stand_with_the_reason(lead):
    left_out = read(lead, HD2020).part("factories-title")
    assert "Mạ Giếng Ngọc (giả định) Too little data" in left_out
    assert "Cơ khí Núi Tản (giả định) Dropped out: Đơn hàng xuất khẩu gấp" in left_out
    assert "Nhựa Quả Dưa (giả định) Not comparable" in left_out
    assert "Lắp ráp Đồng Xanh (giả định) Not measured" in left_out
    assert "Linh kiện Nàng Út (giả định) Tracks another indicator, or none yet" in left_out
    assert "Not in this figure 7" in left_out


def test_the_counts_beside_the_figure_add_up(lead):
    counts = read(lead, HD2020).part("counts-title")
    assert "Left out: Dropped out 1, Not measured after yet 1, Not comparable 1" in counts
    assert re.search(r"Track this indicator 13 .*measured 8 .*left out 5 ", counts)
    assert "2 more engagements track another indicator, or none yet." in counts
    assert "Clearly improved, of measured 6 of 8" in counts
    assert "Of the 13 that track this indicator, 6 clearly improved (46 %)" in counts


def test_the_averages_disagree_and_say_why(lead):
    counts = read(lead, HD2020).part("counts-title")
    names = "Median|Arithmetic mean|Geometric mean|Weighted by what was counted"
    shown = dict(re.findall(rf"({names}) \+([0-9.]+) %", counts))
    assert len(set(shown.values())) == len(shown) == 4
    assert "For comparison with older reports" in counts


def test_of_one_factory_nothing_is_averaged_and_its_figure_has_the_interval(lan, database):
    factories.measure(main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    counts = read(lan, "/programmes/P1").part("counts-title")
    assert (
        "Improvement of the one factory 50.0 %"
        " Improved; 95 % interval of the change: −6.5 to −3.5 points"
        " Clearly improved, of measured 1 of 1 Of the 1 that track this indicator, 1 clearly"
        " improved; whoever is left out counts as not improved." in counts
    )
    assert "Why are there several averages?" not in counts
    (row,) = table(taken(lan, "/programmes/P1/summary.xlsx"), "Over all factories")
    assert row["Improvement of the one factory"] == pytest.approx(0.5)
    assert row["Median improvement"] is row["Geometric mean improvement"] is None
    cover = texts(taken(lan, "/programmes/P1/summary.xlsx"), "Cover")
    told = "measured (Improved; 95 % interval of the change: −6.5 to −3.5 points)"
    assert any(told in line.replace("\u00a0", " ") for line in cover)


def test_the_interval_of_one_ratio_is_that_of_the_improvement(lan, database):
    factories.measure(None, "changeover-time", main=True, before=HOURLY, after=WORSE)
    counts = read(lan, "/programmes/P1").part("counts-title")
    assert (
        "Improvement of the one factory 20.0 % Improved; 95 % interval: +17.4 % to +22.5 %"
        in counts
    )


@pytest.mark.parametrize(("measured", "shown"), [(0, False), (2, False), (3, True)])
def test_a_share_has_an_interval_from_three_factories_on(lan, database, measured, shown):
    for n in range(4):
        after = FEW_DEFECTS if n < measured else ()
        coached = factories.engagement(f"P1-{n}")
        factories.measure(coached, main=True, before=MANY_DEFECTS, after=after)
    (row,) = table(taken(lan, "/programmes/P1/summary.xlsx"), "Over all factories")
    ends = [row[f"Share of those {of}: {end}"] for of in ("measured", "started") for end in FROM_TO]
    assert [end is not None for end in ends] == [shown] * 4
    counts = read(lan, "/programmes/P1").part("counts-title")
    assert (f"{measured} of {measured} 95 % interval" in counts) is shown


def test_more_is_better_in_every_average(database, sign_in):
    figures = {"before": HOURLY, "after": WORSE}
    for n in (1, 2):
        coached = factories.engagement(f"P1-0{n}", at=factories.factory(f"F{n}"))
        factories.measure(coached, "labour-productivity", main=True, **figures)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    counts = read(lead, "/programmes/P1").part("counts-title")
    assert "Geometric mean −20.0 %" in counts
    (row,) = table(taken(lead, "/programmes/P1/summary.xlsx"), "Over all factories")
    assert row["Geometric mean improvement"] == pytest.approx(-0.2)


def test_the_table_has_the_columns_of_the_sheet(lead):
    rows = read(lead, HD2020).rows("table-title")
    textbook = next(row for row in rows if "HD2020-07" in row[0])
    assert textbook[1:3] == ["21.5 % 301 of 1,400", "11.1 % 133 of 1,200"]
    assert textbook[4:8] == ["−10.4 points", "−13.9 to −6.9", "+48.4 %", "Improved"]
    assert textbook[8:] == ["Clear signal", "Self-reported", "10.0 %"]
    assert len(rows) == 13


def test_that_something_else_changed_stands_under_the_factory(lead):
    told = "Something else changed in the same period"
    for asked, section in (("", "table-title"), ("?show=worse", "list-title")):
        rows = read(lead, HD2020 + asked).rows(section)
        changed = [row[0] for row in rows if told in row[0]]
        assert len(changed) == 1, asked
        assert "HD2020-06" in changed[0]


def test_what_may_still_move_is_so_far(lan, database):
    today = today_in("Asia/Ho_Chi_Minh")
    for n, ends in enumerate((today, today - timedelta(1))):
        days = {"follow_up_from": today - timedelta(20), "follow_up_to": ends}
        coached = factories.engagement(f"P1-{n}", **days)
        factories.measure(coached, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    for asked, section, place in (("", "table-title", 7), ("?show=improved", "list-title", 6)):
        rows = read(lan, "/programmes/P1" + asked).rows(section)
        told = {row[0][-1:]: row[place] for row in rows}
        assert told == {"0": "Improved so far", "1": "Improved"}, asked


def test_the_figure_is_of_the_indicator_asked_for(lead):
    page = read(lead, f"{HD2020}?indicator=changeover-time")
    assert "Changeover time before and after" in page.text
    assert len(page.rows("table-title")) == 2
    assert (
        read(lead, f"{HD2020}?indicator=nonsense")
        .part("factories-title")
        .startswith("Defect rate before and after")
    )


def test_the_figure_is_named_as_most_of_its_results_were_counted(lead):
    # HD2020-11 counts by a second version since week 6; the other twelve do not.
    assert read(lead, HD2020).part("factories-title").startswith("Defect rate before and after")


@pytest.fixture
def lan(database, sign_in):
    """Leads a programme that is made in the test."""
    return sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))


def test_each_number_leads_to_who_they_are(lead):
    html = lead.get(HD2020, headers=ENGLISH).text
    hrefs = re.findall(r'href="#([a-z0-9-]+)"', html[html.index("counts-title") :])
    assert {"table-title", "factories", "left-out", "left-out-1", "left-out-4"} <= set(hrefs)
    assert all(f'id="{name}"' in html for name in hrefs)
    first = html[html.index('id="left-out-4"') :]
    assert "Mạ Giếng Ngọc (giả định)" in first[: first.index("Too little data")]


def test_what_was_measured_again_stands_at_closing_beside_now(lead):
    counts = read(lead, HD2020).part("counts-title")
    assert "At closing 44.7 % median of the 4 measured again Months later 28.9 %" in counts
    # Changeover time was measured again nowhere.
    other = read(lead, HD2020 + "?indicator=changeover-time").part("counts-title")
    assert "At closing" not in other


def test_the_test_across_factories_is_said_or_why_there_is_none(lead):
    counts = read(lead, HD2020).part("counts-title")
    assert "by chance with a probability of 2.3 %" in counts
    few = read(lead, HD2020 + "?indicator=changeover-time").part("counts-title")
    assert "These factories are too few for a test to tell them from chance" in few


def test_what_is_not_measured_is_that_whatever_version_comes(lan, database):
    counted = factories.engagement("P1-01")
    measure = factories.measure(counted, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    words = {"name": "Defects", "kind": Kind.PROPORTION, "better": Better.LOWER, "unit": "%"}
    database.add(IndicatorVersion(indicator=measure.indicator, version=2, factor=100, **words))
    measure.indicator.current_version = 2
    for code in ("P1-02", "P1-03"):
        factories.measure(factories.engagement(code), main=True)
    database.commit()
    assert "Left out: Not measured 2." in read(lan, "/programmes/P1").part("counts-title")
    (told,) = lan.get("/programmes/P1/results.json").json["indicators"]
    assert (told["measured"], told["left_out"]) == (1, {"not-measured": 2})
    rows = read(lan, "/programmes/P1?show=started").rows("list-title")
    assert [row[6] for row in rows] == ["Improved", "Not measured", "Not measured"]
    (cohort,) = table(taken(lan, "/programmes/P1/summary.xlsx"), "Over all factories")
    assert cohort["Left out: Not measured before and after"] == 2


def test_a_factory_that_takes_part_twice_is_one_factory(lan, database):
    once, twice = factories.factory("F1"), factories.factory("F2")
    factories.engagement("P1-01", at=once)
    factories.engagement("P1-02", at=twice)
    assert "2 took part" in read(lan, "/programmes/P1").links()
    factories.engagement("P1-03", at=twice)
    told = "3 engagements at 2 factories"
    assert told in read(lan, "/programmes/P1").links()
    assert "Took part 3 at 2 factories" in read(lan, "/").text
    cover = taken(lan, "/programmes/P1/summary.xlsx").worksheets[0]
    assert any(told in str(cell.value) for row in cover.iter_rows() for cell in row)


def test_who_begins_later_is_to_come_and_has_not_taken_part(lan, database):
    today = today_in("Asia/Ho_Chi_Minh")
    begins = {"P1-01": today - timedelta(1), "P1-02": today, "P1-03": today + timedelta(1)}
    for code, start_on in begins.items():
        days = {"start_on": start_on, "end_on": today + timedelta(84)}
        factories.engagement(code, stage=Stage.SELECTED, **days)
    factories.engagement("P1-04", stage=Stage.SELECTED, start_on=None, end_on=None)
    later = {"start_on": today + timedelta(9), "end_on": today + timedelta(84)}
    factories.engagement("P1-05", stage=Stage.KICK_OFF, **later)
    links = read(lan, "/programmes/P1").links()
    for told, codes in (("3 took part", "125"), ("2 to come", "34")):
        rows = read(lan, "/programmes/P1" + links[told]).rows("list-title")
        assert [row[0][-1] for row in rows] == [*codes], told
    assert read(lan, "/").links()["2 to come"] == "/programmes/P1?show=to-come#list"
    cover = texts(taken(lan, "/programmes/P1/summary.xlsx"), "Cover")
    assert any("3 took part (2 to come) · 0 measured" in line for line in cover)


def test_a_programme_that_is_all_to_come_is_not_an_empty_one(lan, database):
    factories.engagement("P1-01", stage=Stage.SELECTED, start_on=None, end_on=None, batch="a")
    for asked in ("", "?batch=a"):
        page = read(lan, f"/programmes/P1{asked}")
        assert "0 took part" in page.links()
        assert "Nothing fits these filters." not in page.text
    assert "No factory takes part yet." not in read(lan, "/").text


def test_who_may_still_be_measured_is_told_apart_from_who_did_not_improve(lan, database):
    today = today_in("Asia/Ho_Chi_Minh")
    figures = {"before": MANY_DEFECTS, "after": FEW_DEFECTS}
    factories.measure(factories.engagement("P1-01"), main=True, **figures)
    factories.measure(factories.engagement("P1-02"), main=True, before=MANY_DEFECTS)
    told = "Of the 2 that track this indicator, 1 clearly improved; whoever"
    assert told in read(lan, "/programmes/P1").part("counts-title")
    assert "may still be measured" not in read(lan, "/programmes/P1").text
    for n, ends in ((3, today), (4, today - timedelta(1))):
        days = {"follow_up_from": today - timedelta(20), "follow_up_to": ends}
        coached = factories.engagement(f"P1-0{n}", **days)
        factories.measure(coached, main=True, before=MANY_DEFECTS)
    told = "1 of them may still be measured, for its time after is not over yet"
    # One factory measured stands for no others.
    assert f"{told}." in read(lan, "/programmes/P1").part("counts-title")
    for n in range(5, 9):
        factories.measure(factories.engagement(f"P1-0{n}"), main=True, **figures)
    counts = read(lan, "/programmes/P1").part("counts-title")
    assert (
        "5 clearly improved (63 %); whoever is left out counts as not improved."
        f" {told}: without it the share is 71 %." in counts
    )


@pytest.mark.parametrize(
    ("before", "days", "may"),
    [
        (MANY_DEFECTS, {}, True),
        # Nobody counted before, and that time is over.
        ((), {}, False),
        ((), {"baseline_to": 0, "follow_up_from": None}, True),
        # Without days, coaching that is over brings no more figures.
        (MANY_DEFECTS, {"follow_up_to": None, "end_on": None}, False),
        (MANY_DEFECTS, {"follow_up_to": None, "end_on": None, "stage": Stage.EVALUATION}, True),
    ],
)
def test_who_may_still_be_measured(lan, database, before, days, may):
    today = today_in("Asia/Ho_Chi_Minh")
    usual = {"follow_up_from": today, "follow_up_to": today + timedelta(9)}
    given = {name: today if value == 0 else value for name, value in days.items()}
    factories.measure(main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    coached = factories.engagement("P1-02", **{**usual, **given})
    factories.measure(coached, main=True, before=before)
    assert ("may still be measured" in read(lan, "/programmes/P1").text) is may


@pytest.mark.parametrize("asked", ["batch=foo", "province=foo", "batch=foo&show=improved"])
def test_a_filter_that_nothing_fits_can_be_cleared(lan, asked):
    for batch in ("a", "b"):
        factories.engagement(f"P1-{batch}", batch=batch)
    page = read(lan, f"/programmes/P1?{asked}")
    assert "Nothing fits these filters." in page.text
    assert "No indicator is tracked yet." not in page.text
    assert not [label for label in page.links() if "foo" in label]
    cleared = page.links()["Clear the filters"]
    assert "Nothing fits" not in read(lan, f"/programmes/P1{cleared}").text


def test_what_is_due_sooner_comes_first(lan, database):
    today = today_in("Asia/Ho_Chi_Minh")
    usual = {"stage": Stage.BASELINE, "start_on": None, "end_on": None}
    for code, days in (("P1-A", 11), ("P1-B", 39), ("P1-C", -2), ("P1-D", 7), ("P1-E", None)):
        ends = {"baseline_from": today - timedelta(20), "baseline_to": today + timedelta(days or 0)}
        windows = ends if days else {"baseline_from": None, "baseline_to": None}
        later = {"follow_up_from": None, "follow_up_to": None}
        coached = factories.engagement(code, **usual, **windows, **later)
        factories.measure(coached, main=True)
    database.commit()
    first = read(lan, "/programmes/P1").part("doing-title")
    assert re.findall("Factory F-P1-([A-E])", first) == [*"CDABE"]
    waiting = [row[0] for row in read(lan, "/programmes/P1?show=to-do").rows("list-title")]
    assert [re.search("P1-[A-E]", row).group() for row in waiting] == [f"P1-{c}" for c in "CDABE"]


def test_a_filter_narrows_the_headline_too(lead):
    links = read(lead, HD2020).links()
    second = next(url for told, url in links.items() if told.startswith("Đợt 2"))
    page = read(lead, HD2020 + second)
    assert "7 took part" in page.links()
    started = page.links()["7 took part"]
    assert len(read(lead, HD2020 + started).rows("list-title")) == 7


def test_what_needs_doing_names_a_person(lead):
    doing = read(lead, HD2020).part("doing-title")
    assert doing.count("Measure again") == 4
    assert "Measure after the improvement: due since 26 Dec 2020. Overdue:" in doing
    assert "Đỗ Quang Vinh (giả định)" in doing
    assert "All 7" in doing


def test_the_plan_of_the_whole_is_not_set_against_a_part(lead):
    page = read(lead, f"{HD2020}?batch=Đợt 2 (tháng 10–12/2020)")
    assert "7 took part" in page.links()
    assert "of planned" not in page.text
    assert page.part("plan-title").endswith("it is shown without a filter.")


def test_the_tile_counts_the_plan_up_to_this_year():
    rows = (PlanRow("A", 2026, 10, 3, 1, 0, 0), PlanRow("A", 2027, 20, 0, 0, 0, 0))
    assert totals(rows, 2026) == (10, 3)
    assert totals(rows, 2027) == (30, 3)


def test_the_plan_stands_beside_what_was_done(lead):
    assert read(lead, HD2020).rows("plan-title") == [
        ["Tư vấn cải tiến", "2020", "16", "13", "1", "1"]
    ]


def test_the_strip_says_where_then_and_now(lead):
    assert "HD2020 Hải Dương (now Hải Phòng) 1 Jun 2020 – 30 Jun 2021" in read(lead, HD2020).text


def test_a_level_is_not_averaged(lead):
    assert "Smart-factory level" not in read(lead, "/programmes/BN-MAU").links()


def test_the_headline_in_vietnamese(lead):
    page = read(lead, HD2020, VIETNAMESE)
    headline = page.of("headline")[0]
    assert re.search(r"\b15\b.*\b10\b.*\b8\b.*\b2\b", headline)
    assert "took part" not in page.text


def test_workbooks_are_offered_narrowed_as_the_page_is(lead):
    links = read(lead, f"{HD2020}?indicator=changeover-time").links()
    assert links["Excel summary"] == "/programmes/HD2020/summary.xlsx?indicator=changeover-time"
    assert links["Full export"] == "/programmes/HD2020/export.xlsx"


def test_a_foreign_programme_is_not_there(demo, sign_in):
    stranger = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "OTHER"))
    assert stranger.get(HD2020).status_code == 404
    assert sign_in("consultant@demo.example").get(HD2020).status_code == 404
    assert sign_in("nobody@example.vn").get(HD2020).status_code == 404


def test_a_programme_without_factories_says_so(database, sign_in):
    factories.programme("NEW")
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "NEW"))
    assert "No factory takes part yet." in read(lead, "/programmes/NEW").text


def test_a_factory_that_takes_part_twice_stands_with_its_codes(database, sign_in):
    at = factories.factory("F1", name="Nhựa Đức")
    for code in ("P1-01", "P1-02"):
        of = factories.engagement(code, at=at)
        factories.measure(of, main=True, before=[(5, 100)] * 3)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    left_out = read(lead, "/programmes/P1").part("factories-title")
    assert "Nhựa Đức · P1-01" in left_out
    assert "Nhựa Đức · P1-02" in left_out


def test_a_stage_leads_to_those_that_are_in_it(lead):
    page = read(lead, HD2020)
    (link,) = [url for name, url in page.links().items() if name == "9 Closed"]
    listed = {url for url in read(lead, link).links().values() if "/engagements/HD2020-" in url}
    assert len(listed) == 9


def test_over_trial_limits_a_signal_is_provisional_wherever_it_stands(database, sign_in):
    factories.measure(
        factories.engagement("P1-01"), main=True, before=MANY_DEFECTS[:9], after=FEW_DEFECTS
    )
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    for show, section in (("", "table-title"), ("started", "list-title")):
        (row,) = read(lead, f"/programmes/P1?show={show}").rows(section)
        assert "Provisional signal" in row, show
    assert "Provisional signal" in read(lead, "/engagements/P1-01").text
    (line,) = table(taken(lead, "/programmes/P1/summary.xlsx"), "Results")
    assert "Provisional signal" in line.values()


def test_the_plan_is_no_link_where_it_is_not_shown(database, sign_in):
    coached = factories.engagement("P1-01")
    factories.component(coached.programme, "C1", 2020, planned=4)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    told = [name for name, url in read(lead, "/programmes/P1").links().items() if "#plan" in url]
    assert told == []
    factories.measure(coached, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    (link,) = {u for u in read(lead, "/programmes/P1").links().values() if "#plan" in u}
    assert 'id="plan-title"' in lead.get(f"/programmes/P1{link}").text


def test_who_improved_too_lately_to_be_measured_again_is_counted_as_such(database, sign_in):
    today = today_in("Asia/Ho_Chi_Minh")
    coached = factories.engagement("P1-01", end_on=today - timedelta(20))
    coached.baseline_from, coached.baseline_to = today - timedelta(90), today - timedelta(70)
    coached.follow_up_from, coached.follow_up_to = today - timedelta(40), today - timedelta(21)
    factories.measure(coached, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    links = read(lead, "/programmes/P1").links()
    assert len(read(lead, "/programmes/P1" + links["1 not due yet"]).rows("list-title")) == 1
    assert "1 not measured again" not in links


def test_who_sees_a_part_is_told_of_which_provinces_it_is(database, sign_in):
    programme = factories.programme()
    for n, province in enumerate(("30", "01")):
        at = factories.factory(f"F{n}", province=province)
        factories.engagement(f"P1-0{n}", within=programme, at=at)
    told = "Only factories in Hải Dương (now part of Hải Phòng) are counted here"
    viewer = sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROVINCE, "30"))
    page = read(viewer, "/programmes/P1")
    assert told in page.text
    assert "1 took part" in page.text
    for address in ("/", "/programmes/", "/engagements/", "/factories/"):
        limits = "You see what concerns factories in Hải Dương (now part of Hải Phòng)"
        assert limits in read(viewer, address).text, address
    coach = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
    more = sign_in("m@example.vn", Grant(Role.VIEWER, Scope.PROVINCE, "30"), coach)
    seen = read(more, "/programmes/P1").text
    assert "2 took part" in seen
    assert f"{told}, and those in which you have a part yourself." in seen
    whole = Grant(Role.VIEWER, Scope.PROGRAMME, "P1")
    both = sign_in("b@example.vn", Grant(Role.VIEWER, Scope.PROVINCE, "30"), whole)
    assert told not in read(both, "/programmes/P1").text


def test_who_only_reads_is_told_that_others_see_to_what_is_open(demo, sign_in):
    told = "Those who coach or lead here see to it; you see what is open."
    addresses = (HD2020, f"{HD2020}?show=to-do", "/engagements/HD2020-07")
    viewer, lead = sign_in("viewer@demo.example"), sign_in("lead@demo.example")
    for address in addresses:
        assert told in read(viewer, address).text
        assert told not in read(lead, address).text


def test_who_was_compared_took_part_whatever_the_stage_says(database, sign_in):
    coached = factories.engagement("P1-01", stage=Stage.SELECTED, start_on=None)
    factories.measure(coached, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    page = read(
        sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")),
        "/programmes/P1",
    )
    assert {"1 took part", "1 measured", "1 clearly improved"} <= page.links().keys()
    assert "to come" not in page.text
    assert (
        len(read(sign_in("lan@example.vn"), "/programmes/P1?show=started").rows("list-title")) == 1
    )


def test_the_plan_tells_who_is_still_to_come(database, sign_in):
    within = factories.programme()
    factories.component(within, "C1", 2020)
    begun = factories.engagement("P1-01", component="C1", stage=Stage.BASELINE)
    factories.measure(begun, main=True)
    tomorrow = today_in("Asia/Ho_Chi_Minh") + timedelta(1)
    coming = {"stage": Stage.SELECTED, "start_on": tomorrow, "end_on": tomorrow}
    factories.engagement("P1-02", component="C1", **coming)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    rows = read(lead, "/programmes/P1").rows("plan-title")
    assert rows == [
        ["Component C1", "2020", "10", "0", "1", "0"],
        ["Component C1", str(tomorrow.year), "–", "0", "0", "1"],
    ]


def test_the_plan_of_the_whole_is_not_set_against_the_part_that_a_person_sees(database, sign_in):
    within = factories.programme()
    factories.component(within, "C1", 2020)
    for n, province in enumerate(("30", "01"), start=1):
        at = factories.factory(f"F{n}", province=province)
        coached = factories.engagement(f"P1-0{n}", within=within, at=at, component="C1")
        factories.measure(coached, main=True, before=MANY_DEFECTS, after=FEW_DEFECTS)
    viewer = sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROVINCE, "30"))
    page = read(viewer, "/programmes/P1")
    assert "of planned" not in page.text
    assert "The plan is made for the whole programme, of which you see a part." in page.text
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    assert read(lead, "/programmes/P1").rows("plan-title") == [
        ["Component C1", "2020", "10", "2", "0"]
    ]


def test_what_else_may_explain_a_change_stands_under_the_factory(lead):
    row = next(r for r in read(lead, HD2020).rows("table-title") if "HD2020-01" in r[0])
    assert row[0].endswith("The baseline was not steady.")
    row = next(r for r in read(lead, f"{HD2020}?show=worse").rows("list-title"))
    assert row[0].endswith("Something else changed in the same period: see the events.")
