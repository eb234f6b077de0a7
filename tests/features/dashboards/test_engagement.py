"""The page of an engagement: what the demo's story expects, told in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coachtrack.domain.types import Trust
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.indicators.actions import mark_dirty
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.features.exchange.books import table, taken
from tests.reading import VIETNAMESE, read
from tests.sending import ENGLISH

LEAD = (Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"),)
#: By engagement: the verdict, and what the story says of it, in English and in Vietnamese.
STORY = {
    "HD2020-01": ("Improved", "8.3 % (638 of 7,648) to 4.6 % (331 of 7,180)", "Cải thiện rõ rệt"),
    "HD2020-02": ("Improved", "Months later: 1.4 %", "Đã duy trì ít nhất 3 tháng"),
    "HD2020-03": ("Improved", "Months later: 6.8 %", "Không giữ được"),
    "HD2020-04": ("Improved", "5.0 % (297 of 5,940) to 3.3 % (201 of 6,120)", "297/5.940"),
    "HD2020-05": (
        "No clear change",
        "About 11,400 inspected per period",
        "khoảng 11.400 sản phẩm mỗi kỳ",
    ),
    "HD2020-06": ("Worse", "rose from 3.01 % (211 of 7,012) to 4.25 %", "Xấu đi rõ rệt"),
    "HD2020-08": ("Improved", "40.0 minutes (1,840/46) to 23.0 minutes (1,196/52)", "42,5%"),
    "HD2020-09": (
        "Too little data",
        "Too few were inspected: 15 before and 18 after; at least 20 are needed on each side.",
        "Chưa đủ số liệu để kết luận",
    ),
    "HD2020-10": (
        "Not measured after",
        "There are no figures after.",
        "Không có số liệu sau cải tiến.",
    ),
    "HD2020-11": (
        "Not comparable",
        "the way of counting changed on 9 Nov 2020",
        "Cách tính đã đổi ngày 09/11/2020",
    ),
    "HD2020-12": ("Improved", "14.2 units/hour (51,120/3,600) to 16.9", "tức tăng 19,0%"),
    "HD2020-13": (
        "Too little data",
        "is said to have fallen from 12.0 % to 7.0 %: 5.0 percentage points less",
        "Chỉ có tỷ lệ",
    ),
    "HD2020-14": ("Not measured after yet", "There are no figures after", "Chưa có số liệu sau"),
    "HD2020-15": (
        "Improved",
        "Partly sustained, though the interval against before includes 0",
        "Giữ được một phần",
    ),
}


@pytest.fixture
def lead(demo, sign_in):
    return sign_in("lead@demo.example")


@pytest.mark.parametrize("code", STORY)
def test_the_story_is_told_in_both_languages(lead, code):
    verdict, english, vietnamese = STORY[code]
    page = read(lead, f"/engagements/{code}")
    assert page.of("badge")[0] == verdict
    assert english in page.of("sentence")[0]
    assert vietnamese in read(lead, f"/engagements/{code}", VIETNAMESE).of("sentence")[0]


def test_a_change_is_told_in_one_order(lead):
    assert read(lead, "/engagements/HD2020-07").of("sentence")[0] == (
        "Defect rate on Filling line fell from 21.5 % (301 of 1,400) to 11.1 % (133 of 1,200):"
        " 10.4 percentage points less (95 % interval: 6.9 to 13.9 less), that is 48.4 % less than"
        " at first. Improved; a clear signal since 4 Sep 2020, confirmed on 11 Sep 2020."
    )
    vietnamese = read(lead, "/engagements/HD2020-07", VIETNAMESE).of("sentence")[0]
    assert vietnamese.startswith(
        "Tỷ lệ lỗi ở Filling line giảm từ 21,5% (301/1.400) xuống 11,1% (133/1.200): giảm 10,4"
        " điểm phần trăm (khoảng tin cậy 95%: mức giảm từ 6,9 đến 13,9), tức giảm 48,4% so với ban"
        " đầu."
    )


def test_few_events_hide_the_relative_change(lead):
    sentence = read(lead, "/engagements/HD2020-09").of("sentence")[0]
    assert "7.8 percentage points less" in sentence
    assert "less than at first" not in sentence


def test_what_slipped_is_said_beside_the_verdict(lead):
    badges = read(lead, "/engagements/HD2020-03").of("badge")
    assert badges[:2] == ["Improved", "Not sustained"]


def test_who_dropped_out_says_why(lead):
    page = read(lead, "/engagements/HD2020-10")
    assert page.of("banner") == [
        "Dropped out: Đơn hàng xuất khẩu gấp, xưởng không bố trí được người; dừng từ tuần 4."
    ]
    assert page.of("missing") == []


def test_who_dropped_out_before_anything_is_not_told_to_begin(database, sign_in):
    factories.engagement("P1-01", stage=Stage.DROPPED_OUT, drop_out_reason="Moved")
    page = read(sign_in("lan@example.vn", *LEAD), "/engagements/P1-01")
    assert "The factory dropped out before an indicator was chosen." in page.text
    assert "Three steps lead to a result:" not in page.text


def test_a_baseline_under_way_says_how_far_it_is(lead):
    page = read(lead, "/engagements/BN-MAU-02")
    assert "The baseline is being measured: 5 of 12 readings." in page.text
    assert "Look at the evidence: the figures are self-reported." in page.of("missing")[0]


def test_a_baseline_that_is_over_is_not_under_way(database, sign_in):
    factories.measure(main=True, before=[(5, 100)] * 3)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    page = read(lead, "/engagements/P1-01")
    assert "The baseline is being measured" not in page.text
    assert page.of("sentence")[0].startswith("Defect rate was 5.0 % (15 of 300) before.")


def test_a_target_that_was_met_only_at_closing_says_so(lead):
    # 15 has kept a part of its gain, 01 nearly all of it.
    assert (
        "Target 1.5 % By the best estimate: met at closing, not when measured again"
        in read(lead, "/engagements/HD2020-15").text
    )
    assert "Target 5.0 % Met" in read(lead, "/engagements/HD2020-01").text
    assert "not now" not in read(lead, "/engagements/HD2020-01").text


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (8.0, "Target 8.0 % Met"),
        (5.2, "Target 5.2 % Met by the best estimate; the interval includes values that miss it"),
    ],
)
def test_a_target_that_may_be_missed_is_met_by_the_best_estimate_only(
    database, sign_in, target, told
):
    factories.measure(
        main=True, before=factories.MANY_DEFECTS, after=factories.FEW_DEFECTS, target=target
    )
    lead = sign_in("lan@example.vn", *LEAD)
    assert read(lead, "/engagements/P1-01").of("before-after")[0].endswith(told)
    (row,) = table(taken(lead, "/programmes/P1/summary.xlsx"), "Results")
    assert row["Target reached?"] == told.split(" % ")[1]


def test_a_baseline_of_the_first_weeks_of_coaching_is_said_to_be_one(database, sign_in):
    coached = factories.engagement()
    factories.measure(coached, main=True, before=factories.MANY_DEFECTS)
    lead = sign_in("lan@example.vn", *LEAD)
    told = (
        "The baseline was counted from 1 Jul 2020 to 31 Jul 2020, when coaching had begun on"
        " 1 Jul 2020: what it did at once is not seen."
    )

    def where():
        computed = read(lead, "/engagements/P1-01").of("fold")[1]
        (row,) = table(taken(lead, "/programmes/P1/summary.xlsx"), "Results")
        return told in computed, told in (row["What to know besides"] or "")

    assert where() == (True, True)
    coached.start_on = coached.baseline_from + timedelta(1)
    database.commit()
    assert where() == (False, False)


def test_levels_are_named_without_a_difference(database, sign_in):
    measure = factories.measure(indicator="smart-factory-level", main=True, before=[1], after=[2])
    factories.measure(measure.engagement, before=[(5, 100)], after=[(4, 100)])
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    page = read(lead, "/engagements/P1-01")
    assert "Smart-factory level: level 1 before, level 2 after." in page.of("sentence")[0]
    assert "Before level 1 After level 2" in page.text
    assert "level 0–5" not in page.of("before-after")[0]


def test_an_empty_measure_shows_steps_and_no_axes(lead):
    page = read(lead, "/engagements/BN-MAU-01")
    assert "0 of 12 readings" in page.text
    assert "Print the tally sheet" in page.of("first-steps")[0]
    assert page.of("chart") == []


def test_an_engagement_without_measures_says_how_to_begin(lead):
    page = read(lead, "/engagements/BN-MAU-08")
    assert "Choose one to three indicators to track." in page.of("missing")[0]
    assert len(page.of("first-steps")) == 1


def test_the_week_of_coaching_stands_in_the_head(lead):
    assert "Week 7 of 12" in read(lead, "/engagements/BN-MAU-04").text
    assert "Week" not in read(lead, "/engagements/HD2020-01").of("facts-line")[0]


def test_what_is_overdue_is_missing(lead):
    missing = read(lead, "/engagements/BN-MAU-06").of("missing")[0]
    assert "Measure again, to see whether it lasted 3 months: due since" in missing
    assert "Write down the visit that was planned for" in missing


def test_events_stand_once_numbered_as_on_the_chart(lead):
    page = read(lead, "/engagements/HD2020-03")
    assert "17 Feb 2021 · Tổ trưởng dập nghỉ việc sau Tết." in page.of("chart-flags")[0]
    assert "What else happened" not in page.text


def test_other_measures_open_to_their_own_chart(lead):
    measures = read(lead, "/engagements/HD2020-01").of("measure")
    assert [told.partition(" · ")[0] for told in measures] == ["5S score", "Machine stop rate"]
    assert "5S score on Xưởng ép rose from 48 % (142 of 296) to 73 % (220 of 300)" in measures[0]


def test_how_it_was_computed_names_windows_method_and_dispersion(lead):
    page = read(lead, "/engagements/HD2020-07")
    computed = next(fold for fold in page.of("fold") if fold.startswith("How was this computed?"))
    assert "defective units / units inspected (definition version 1)" in computed
    assert "1 Jul 2020 – 28 Jul 2020 · 28 readings" in computed
    assert "Newcombe's hybrid score" in computed
    assert "1.56" in computed


@pytest.mark.parametrize(
    ("before", "wider"),
    [([(2, 200), (30, 200)] * 6, True), ([(14, 200)] * 6 + [(26, 200)] * 6, False)],
    ids=["from-one-to-the-next", "once"],
)
def test_where_lots_vary_it_says_whether_the_limits_are_wider_for_it(
    database, sign_in, before, wider
):
    factories.measure(main=True, before=before, after=factories.FEW_DEFECTS)
    text = read(sign_in("lan@example.vn", *LEAD), "/engagements/P1-01").text
    assert "1 means that lots vary by chance only." in text
    assert ("so its limits are that much wider." in text) == wider
    told = "The limits of the chart are not widened for it (method: p chart)"
    assert (told in text) != wider


def test_a_figure_reads_the_same_with_one_reading(database, sign_in):
    coached = factories.engagement(start_on=date(2020, 8, 1))
    factories.measure(coached, before=[(2, 15)], after=[(1, 18)], main=True)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    computed = read(lead, "/engagements/P1-01").of("fold")[-1]
    assert "· 1 reading Follow-up window" in computed


def test_a_consultant_sees_own_engagements_only(demo, sign_in):
    consultant = sign_in("consultant@demo.example")
    assert consultant.get("/engagements/HD2020-01").status_code == 200
    assert consultant.get("/engagements/HD2020-02").status_code == 404
    assert consultant.get("/engagements/HD2020-02/readings").status_code == 404
    assert consultant.get("/engagements/HD2020-02/visits/").status_code == 404


WAITS = {
    # What is overdue the longest comes first.
    True: "The baseline has 3 of 12 readings",
    False: "Choose one to three indicators to track",
}


@pytest.mark.parametrize("main", WAITS)
def test_the_same_waits_on_both_overviews(database, sign_in, main):
    factories.measure(main=main, before=[(5, 100)] * 3)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    engagement = database.get(Engagement, 1)
    engagement.stage, engagement.start_on, engagement.end_on = Stage.BASELINE, None, None
    missing = read(lead, "/engagements/P1-01").of("missing")[0]
    first = missing.removeprefix("Still missing ").partition(".")[0]
    assert first == WAITS[main]
    assert first in read(lead, "/programmes/P1?show=to-do").text


@pytest.mark.parametrize(
    ("windows", "before", "after", "badge", "sentence"),
    [
        ({}, [(5, 100)], [], "Not measured after yet", "There are no figures after yet."),
        ({}, [], [(5, 100)], "Not measured before", "There are no figures before."),
        ({}, [], [], "Not measured", "Not measured: there are no figures before or after."),
        (
            {"baseline_from": None, "baseline_to": None},
            [],
            [(5, 100)],
            "Not measured before",
            "There are no figures before.",
        ),
    ],
)
def test_the_badge_and_the_sentence_say_the_same_is_missing(
    database, sign_in, windows, before, after, badge, sentence
):
    coached = factories.engagement(**windows)
    measure = factories.measure(coached, main=True)
    factories.readings(measure, before, factories.START)
    factories.readings(measure, after, factories.FOLLOW_UP[0])
    page = read(sign_in("lan@example.vn", *LEAD), "/engagements/P1-01")
    assert page.of("badge")[0] == badge
    assert page.of("sentence")[0].endswith(sentence)
    told = "The baseline window is not set, so no reading counts as before. Change the windows"
    assert (told in page.text) == bool(windows)


def test_a_baseline_window_that_is_over_is_said_with_what_to_do(database, sign_in):
    factories.measure(factories.engagement(stage=Stage.BASELINE), main=True)
    lead = sign_in("lan@example.vn", *LEAD)
    over = "The baseline window, 1 Jul 2020 – 31 Jul 2020, is over with 0 of 12 readings."
    advice = "Make it longer and go on counting, or enter what was counted in it."
    for address in ("", "/readings/enter", "/readings/today"):
        text = read(lead, f"/engagements/P1-01{address}").text
        assert f"{over} {advice} Change the windows" in text
        assert "The baseline is being measured" not in text
    database.get(Engagement, 1).stage = Stage.IMPROVEMENT
    told = read(lead, "/engagements/P1-01").text
    assert f"{over} Enter what was counted in it; later figures cannot stand for it." in told


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DROPPED_OUT])
def test_readings_are_entered_from_every_engagement(database, sign_in, stage):
    factories.measure(factories.engagement(stage=stage), main=True)
    page = read(sign_in("lan@example.vn", *LEAD), "/engagements/P1-01")
    assert page.links()["Enter readings"] == "/engagements/P1-01/readings/enter"


def test_a_measure_is_changed_beside_its_name(database, sign_in):
    factories.measure(main=True, before=[(5, 100)])
    factories.measure(indicator="5s-score", before=[(5, 100)])
    page = read(sign_in("lan@example.vn", *LEAD), "/engagements/P1-01")
    assert page.of("doing") == ["Change this measure", "Enter readings Change this measure"]
    computed = [fold for fold in page.of("fold") if fold.startswith("How was this computed?")]
    assert not any("Change this measure" in fold for fold in computed)
    viewer = sign_in("hoa@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert read(viewer, "/engagements/P1-01").of("doing") == []


def test_a_target_is_shown_before_there_are_figures(database, sign_in):
    coached = factories.engagement(stage=Stage.BASELINE, baseline_from=None, baseline_to=None)
    factories.measure(coached, main=True, target=5.0)
    page = read(sign_in("lan@example.vn", *LEAD), "/engagements/P1-01")
    assert "Target: 5.0 %" in page.text


SIGNALS = {
    "HD2020-01": (
        "The reading of 10 Aug 2020 – 15 Aug 2020 lies on the good side, beyond the limit",
        True,
    ),
    "HD2020-07": (
        "8 readings in a row lie on the good side of the average before: from the one of 4 Sep",
        False,
    ),
}


@pytest.mark.parametrize("code", SIGNALS)
def test_it_says_by_which_readings_there_is_a_signal(lead, code):
    told, early = SIGNALS[code]
    page = read(lead, f"/engagements/{code}")
    computed = next(fold for fold in page.of("fold") if fold.startswith("How was this computed?"))
    assert f"Clear signal {told}" in computed
    assert ("it may begin during coaching, before the follow-up window." in computed) == early


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "HD2020-01",
            "9 points of the baseline are marked themselves, so it was not steady before",
        ),
        ("HD2020-08", "The line in the middle is the plain mean of these readings."),
    ],
)
def test_it_says_how_firm_the_ground_of_the_limits_is(lead, code, told):
    page = read(lead, f"/engagements/{code}")
    assert any(told in note for note in page.of("chart-note"))
    assert any(told in fold for fold in page.of("fold") if fold.startswith("How was this"))
    assert "marked themselves" not in read(lead, "/engagements/HD2020-07").text


def test_a_baseline_that_was_not_steady_is_said_to_be_so_in_the_workbook_too(lead):
    rows = table(taken(lead, "/programmes/HD2020/summary.xlsx"), "Results")
    told = {
        row["Engagement"]: row["What to know besides"] or ""
        for row in rows
        if row["Main measure"] == "Yes"
    }
    assert "9 points of the baseline are marked themselves" in told["HD2020-01"]
    assert "marked" not in told["HD2020-07"]


def test_a_later_figure_that_is_less_verified_says_so(database, sign_in):
    figures = {"trust": Trust.SEEN}
    measure = factories.measure(main=True)
    factories.readings(measure, factories.MANY_DEFECTS, factories.START, **figures)
    factories.readings(measure, factories.FEW_DEFECTS, factories.FOLLOW_UP[0], **figures)
    later = factories.readings(measure, [(9, 200)] * 3, date(2021, 1, 4))
    lead = sign_in("lan@example.vn", *LEAD)
    page = read(lead, "/engagements/P1-01")
    assert "27 of 600 4 Jan – 6 Jan 2021 self-reported" in page.of("before-after")[0]
    assert "Trust, before and after: Evidence seen by the consultant" in page.text
    (row,) = read(lead, "/programmes/P1").rows("table-title")
    assert (row[3], row[9]) == (
        "4.5 % 4 Jan – 6 Jan 2021 self-reported",
        "Evidence seen by the consultant",
    )
    for reading in later:
        reading.trust = Trust.CROSS_CHECKED
    mark_dirty([measure.id])
    database.commit()
    told = read(lead, "/engagements/P1-01").of("before-after")[0]
    assert told.endswith("27 of 600 4 Jan – 6 Jan 2021")
    (row,) = read(lead, "/programmes/P1").rows("table-title")
    assert row[3] == "4.5 % 4 Jan – 6 Jan 2021"


def test_what_does_not_count_is_named_where_the_figure_is_explained(database, sign_in):
    measure = factories.measure(main=True, before=factories.MANY_DEFECTS)
    factories.readings(measure, [(96, 610)], date(2020, 8, 3), withdrawn="Counted twice")
    lead = sign_in("lan@example.vn", *LEAD)
    computed = read(lead, "/engagements/P1-01").of("fold")[1]
    assert "Withdrawn, not counted 3 Aug 2020 (96 of 610): Counted twice" in computed


def test_both_ways_of_counting_are_named_where_one_took_the_place_of_the_other(lead):
    computed = read(lead, "/engagements/HD2020-11").of("fold")[1]
    assert "(definition version 2)" in computed
    assert "(definition version 1)" in computed


@pytest.mark.parametrize("stage", [Stage.SUSTAIN, Stage.EVALUATION])
def test_a_gain_waits_to_be_measured_again_until_there_are_readings_enough(
    database, sign_in, stage
):
    today = today_in("Asia/Ho_Chi_Minh")
    ended = today - timedelta(days=240)
    days = {"start_on": -84, "end_on": 0, "baseline_from": -120, "baseline_to": -90}
    days |= {"follow_up_from": -30, "follow_up_to": 0}
    fields = {name: ended + timedelta(days=n) for name, n in days.items()}
    coached = factories.engagement("P1-01", stage=stage, **fields)
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measure = factories.measure(coached, main=True, **figures)
    factories.readings(measure, factories.FEW_DEFECTS[:3], ended + timedelta(days=100))
    lead = sign_in("lan@example.vn", *LEAD)

    def waits():
        database.commit()
        said = "Measure again, to see whether it lasted 6 months"
        pages = ("/engagements/P1-01", "/programmes/P1?show=to-do")
        return {said in read(lead, page).text for page in pages}

    assert waits() == {True}
    factories.readings(measure, factories.FEW_DEFECTS[:1], today - timedelta(days=20))
    factories.readings(measure, [(0, 0)] * 3, today - timedelta(days=15))
    assert waits() == {True}, "one reading tells nothing, nor do days without work"
    factories.readings(measure, factories.FEW_DEFECTS[:2], today - timedelta(days=10))
    assert waits() == {False}


#: One of seven readings is only a rate.
MIXED = {"before": [(5, 100), (6, 100), (7, 100), (6, 100)], "after": [(3, 100), (2, 100), 2.5]}


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (ENGLISH, "1 of 7 readings is only a rate; therefore the rates were averaged"),
        (VIETNAMESE, "1 trên 7 lần đo chỉ ghi tỷ lệ; vì vậy các tỷ lệ được tính trung bình"),
    ],
)
def test_one_rate_among_counts_is_said_as_it_is(database, sign_in, headers, sentence):
    factories.measure(main=True, **MIXED)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    page = read(lead, "/engagements/P1-01", headers)
    assert sentence in page.of("notes")[0]
    # Beside the chart, and where it says how the figure was computed.
    assert page.text.count(sentence) == 2
    assert "Only rates" not in page.text


#: Coaching has begun, and nothing more is said.
DAYS = ("end_on", "baseline_from", "baseline_to", "follow_up_from", "follow_up_to")
BEGUN = {"stage": Stage.BASELINE, **dict.fromkeys(DAYS)}
#: Which line of what is missing leads where.
LEADS = {
    "Set the window of the baseline.": "/engagements/P1-01/edit#baseline_from",
    "Plan the next visit.": "/engagements/P1-01/visits/new",
    "Choose one to three indicators to track.": "/engagements/P1-01/measures/new",
}


def test_what_is_missing_leads_to_where_it_is_done(database, sign_in):
    factories.engagement("P1-01", **BEGUN)
    coach = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
    page = sign_in("lan@example.vn", coach).get("/engagements/P1-01", headers=ENGLISH).text
    for told, address in LEADS.items():
        assert f'<a href="{address}">{told}</a>' in page
    reads = Grant(Role.VIEWER, Scope.PROGRAMME, "P1")
    page = sign_in("binh@example.vn", reads).get("/engagements/P1-01", headers=ENGLISH).text
    for told, address in LEADS.items():
        assert told in page
        assert f'href="{address}"' not in page


def test_a_window_that_is_not_set_is_not_said_to_lack_readings(database, sign_in):
    of = factories.engagement("P1-01", **BEGUN)
    factories.measure(of, main=True)
    lead = sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))
    missing = read(lead, "/engagements/P1-01").of("missing")[0]
    assert "Set the window of the baseline." in missing
    assert "of 12 readings" not in missing


def test_the_sustain_clock_says_what_was_found_and_what_was_missed(lead):
    page = read(lead, "/engagements/HD2020-03")
    (clock,) = page.of("clock")
    assert clock == (
        "+3 months Not measured again It was due on 26 Dec 2020."
        " +6 months 6.8 % Not kept 22 Feb – 20 Mar 2021 · 374 of 5,500"
        " +12 months Not measured again It was due on 26 Sep 2021."
    )
    assert read(lead, "/engagements/HD2020-06").of("clock") == []
    vietnamese = read(lead, "/engagements/HD2020-15", VIETNAMESE).of("clock")[0]
    assert "+3 tháng 1,8% Giữ được một phần" in vietnamese


def test_another_way_of_counting_has_limits_of_its_own(lead):
    page = read(lead, "/engagements/HD2020-11")
    assert "Centre and limits start anew here." in page.of("chart-flags")[0]
    sides = "Đại diện Nhựa Quả Dưa", "Phạm Thu Hà"
    assert page.of("chart-note") == [
        f"Baseline signed on paper on 4 Oct 2020 by {' (giả định) and '.join(sides)} (giả định)",
        "Thin lines: the limits of chance, from the 24 readings of the baseline (p chart).",
        "Since 9 Nov 2020 centre and limits are new: from the first 12 readings (p chart).",
    ]


def test_a_point_that_chance_seldom_makes_is_explained_in_the_table(lead):
    page = read(lead, "/engagements/HD2020-07")
    assert "Unusual, better: one of 21 in a row on one side of the centre" in page.text
    assert "From one reading to the next the baseline varies 1.47 times as much" in page.text


def test_more_readings_than_can_be_seen_apart_are_drawn_together(database, sign_in):
    measure = factories.measure(main=True)
    for lot in range(40):
        few = factories.readings(measure, factories.MANY_DEFECTS * 3, lot=f"Lô {lot}")
    assert 40 * len(few) > 1000
    html = sign_in("lan@example.vn", *LEAD).get("/engagements/P1-01", headers=ENGLISH).text
    assert f"There are {40 * len(few):,} readings: each point is those of 1 day together." in html
    assert "points of the baseline" in html
    assert "readings of the baseline (" not in html
    assert len(html) < 200_000


def test_a_window_after_that_lies_within_the_coaching_is_said(database, sign_in):
    coached = factories.engagement("P1-01")
    factories.measure(coached, main=True, before=[(20, 400)] * 12, after=[(9, 400)] * 12)
    coach = sign_in("lan@example.vn", Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"))
    for end, said in ((coached.follow_up_to, True), (coached.follow_up_from, False)):
        coached.end_on = end
        database.commit()
        told = "It lies within the coaching" in read(coach, "/engagements/P1-01").text
        assert told is said


def test_what_lasted_has_its_interval_and_says_where_that_holds_no_change(demo, sign_in):
    lead = sign_in("lead@demo.example")
    told = "Months later against before: −0.7 points (95 % interval: −1.4 to 0.0)."
    page = read(lead, "/engagements/HD2020-15").text
    assert (
        told + " The interval includes 0, that is, no change, so it is not clear that any of the"
        " gain lasted." in page
    )
    page = read(lead, "/engagements/HD2020-01").text
    assert "Months later against before: −3.5 points (95 % interval: " in page
    assert "not clear that any of the gain lasted" not in page


def test_what_else_may_stand_behind_a_signal_or_a_score_is_said(lead):
    begins = "It begins as coaching does, when little can have been done yet"
    assert begins in read(lead, "/engagements/HD2020-15").text
    assert begins not in read(lead, "/engagements/HD2020-07").text
    scores = "Whoever gives the scores may know of the coaching."
    assert scores in read(lead, "/engagements/BN-MAU-04").text
    assert scores not in read(lead, "/engagements/HD2020-07").text
