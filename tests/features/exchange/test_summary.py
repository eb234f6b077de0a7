"""The Excel summary: everybody in it, figures as stored, ready to hand on."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import update

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators import queries
from coachtrack.features.indicators.actions import define_indicators, recompute
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.sheets import indicator_entry
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.features.exchange.books import facts, table, taken, texts
from tests.reading import read

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
FEWER = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
ADDRESS = "/programmes/P1/summary.xlsx"
SHEETS = [
    *("Cover", "Results", "Chart", "Over all factories", "Left out"),
    *("Definitions", "Readings", "Method"),
]


@pytest.fixture
def lead(database, sign_in):
    factories.programme()
    return sign_in("lead@example.org", LEAD)


def engaged(code: str, **fields):
    """An engagement of the programme, at a factory of its own."""
    return factories.engagement(f"P1-{code}", **fields)


def test_every_factory_has_a_row_and_none_vanishes(lead):
    factories.measure(engaged("01"), main=True, **FEWER)
    factories.measure(
        engaged("02", stage=Stage.DROPPED_OUT, drop_out_reason="Orders"),
        main=True,
        before=factories.MANY_DEFECTS,
    )
    engaged("03", stage=Stage.SELECTED)
    rows = table(taken(lead, ADDRESS), "Results")

    assert [(row["Engagement"], row["In the figures?"]) for row in rows] == [
        ("P1-01", "Yes"),
        ("P1-02", "No: Dropped out: Orders"),
        ("P1-03", "No: No measure is set yet"),
    ]


def test_figures_stand_as_they_are_stored(lead):
    factories.measure(engaged("01"), main=True, target=4.0, **FEWER)
    told = lead.get("/engagements/P1-01/results.json").json["results"][0]
    (row,) = table(taken(lead, ADDRESS), "Results")

    assert row["Before"] == told["baseline"]["value"]
    assert row["After: numerator"] == told["follow_up"]["numerator"]
    assert row["Change"] == told["change"]["absolute"]
    assert row["Change: low"] == told["change"]["interval"]["low"]
    assert (row["Relative change: low"], row["Target"]) == (None, 4.0)
    assert row["Verdict"] == "Improved"


def test_with_few_events_neither_relative_change_nor_its_interval_stand(lead):
    for n, before in enumerate(((2, 100), (1, 100))):
        few = {"before": [before] * 3, "after": [(9, 100)] * 3}
        factories.measure(engaged(f"0{n}"), "machine-stop-rate", main=True, **few)
    rows = table(taken(lead, ADDRESS), "Results")
    shown = [[row[f"Relative change{end}"] for end in ("", ": low", ": high")] for row in rows]
    assert [None not in cells for cells in shown] == [True, False]
    assert shown[1] == [None, None, None]


def test_what_stands_so_far_says_so(lead):
    today = today_in("Asia/Ho_Chi_Minh")
    for n, ends in enumerate((today, today - timedelta(1))):
        days = {"follow_up_from": today - timedelta(20), "follow_up_to": ends}
        factories.measure(engaged(f"0{n}", **days), main=True, **FEWER)
    told = [row["What to know besides"] or "" for row in table(taken(lead, ADDRESS), "Results")]
    assert ["this is how it stands so far" in each for each in told] == [True, False]


def test_the_cover_has_the_interval_of_the_typical_factory(lead):
    for n in range(6):
        after = [(8 + n, 200)] * 12
        factories.measure(engaged(f"0{n}"), main=True, before=factories.MANY_DEFECTS, after=after)
    cover = facts(taken(lead, ADDRESS), "Cover")
    (told,) = re.findall("By ranks, the improvement of a typical .*", cover["Defect rate"])
    assert told.replace("\u00a0", " ") in read(lead, "/programmes/P1").text
    assert cover["With evidence seen"] == "0 of 6 measured"


def test_numbers_have_the_decimals_of_their_indicator(lead):
    factories.measure(engaged("01"), "energy-per-unit", before=[(21.5, 40)] * 3)
    factories.measure(engaged("02"), "5s-score", before=[(37, 90)] * 3)
    sheet = taken(lead, ADDRESS)["Results"]
    (found,) = sheet.tables.values()
    headings, *rows = sheet[found.ref]
    place = [cell.value for cell in headings].index("Before")

    assert [row[place].number_format for row in rows] == ["#,##0.00", "#,##0"]
    assert rows[0][place + 1].number_format == "#,##0.00"


def test_a_target_has_all_the_decimals_that_were_written(lead):
    for n, target in enumerate((2.45, 2.5, 3)):
        factories.measure(engaged(f"0{n}"), main=True, target=target)
    sheet = taken(lead, ADDRESS)["Results"]
    (found,) = sheet.tables.values()
    headings, *rows = sheet[found.ref]
    place = [cell.value for cell in headings].index("Target")
    shown = [(row[place].value, row[place].number_format) for row in rows]
    assert shown == [(2.45, "#,##0.00"), (2.5, "#,##0.0"), (3, "#,##0.0")]


def test_a_measure_that_does_not_speak_for_its_factory_says_so(lead):
    coached = engaged("01")
    factories.measure(coached, main=True, **FEWER)
    factories.measure(coached, scope="Line 2", **FEWER)
    counted = [row["In the figures?"] for row in table(taken(lead, ADDRESS), "Results")]

    assert counted == ["Yes", "No: another measure speaks for this factory"]


def test_started_is_measured_and_left_out(lead):
    for number in range(4):
        factories.measure(engaged(f"0{number}"), main=True, **FEWER)
    factories.measure(engaged("05"), main=True, before=factories.MANY_DEFECTS)
    book = taken(lead, ADDRESS)
    (cohort,) = table(book, "Over all factories")
    told = lead.get("/programmes/P1/results.json").json["indicators"][0]

    assert (cohort["Started, with those to come"], cohort["Measured"]) == (5, 4)
    assert cohort["Left out: Not measured before and after"] == 1
    assert cohort["Median improvement"] == told["median_improvement"]
    assert cohort["Share of those measured: from"] == told["share_improved"]["low"]
    assert cohort["Weighted by what was counted: change"] == told["pooled"]["absolute"]
    assert [row["Engagement"] for row in table(book, "Left out")] == ["P1-05"]


def test_a_target_missed_since_is_not_said_to_be_met(lead):
    measure = factories.measure(engaged("01"), main=True, target=6.0, **FEWER)
    factories.readings(measure, [(8, 100)] * 3, date(2021, 2, 1))
    (row,) = table(taken(lead, ADDRESS), "Results")

    assert row["Target reached?"] == "Met at closing; by the best estimate not when measured again"
    assert (
        lead.get("/engagements/P1-01/results.json").json["results"][0]["target"]["state"] == "met"
    )


def test_the_cover_leaves_out_what_says_nothing(lead):
    factories.measure(engaged("01", batch="Batch 1"), main=True, **FEWER)
    told = texts(taken(lead, f"{ADDRESS}?batch=Batch+1"), "Cover")

    assert "Shown Only Batch 1" in told
    assert any("1 took part · 1 measured" in line for line in told)
    assert not any("partly" in line or "95 % interval:" in line for line in told)


def test_every_reading_stands_behind_the_figures(lead):
    measure = factories.measure(engaged("01"), before=[(5, 40), (3, 40)])
    factories.readings(measure, [7.5], date(2020, 8, 3), withdrawn="Typed twice")
    rows = table(taken(lead, ADDRESS), "Readings")

    assert [(row["Numerator"], row["Value"]) for row in rows] == [(5, 12.5), (3, 7.5), (None, 7.5)]
    assert rows[2]["Withdrawn because"] == "Typed twice"
    assert rows[0]["From"].date() == date(2020, 7, 1)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_in_the_language_of_the_page(lead, language):
    factories.measure(engaged("01"), main=True, **FEWER)
    book = taken(lead, ADDRESS, language)

    assert (book.sheetnames == SHEETS) is (language == "en")
    assert len(set(book.sheetnames)) == len(SHEETS)
    assert book.properties.language == language


def test_the_cover_says_what_it_is(lead):
    factories.measure(engaged("01"), main=True, **FEWER)
    cover = facts(taken(lead, ADDRESS), "Cover")

    assert cover["Programme"] == "P1"
    assert cover["Made"].endswith("by lead@example.org")
    assert cover["Shown"] == "All factories and all indicators"
    assert cover["Factories"].startswith("1 took part · 1 measured · 1 clearly improved")


def test_filters_narrow_it_and_the_cover_tells(lead):
    factories.measure(engaged("01", batch="One"), main=True, **FEWER)
    factories.measure(engaged("02", batch="Two"), "lead-time", main=True, before=[3.0, 4.0, 5.0])
    factories.measure(engaged("03", batch="Two"), main=True, **FEWER)
    book = taken(lead, ADDRESS + "?batch=Two&indicator=defect-rate")

    assert [(row["Engagement"], row["In the figures?"]) for row in table(book, "Results")] == [
        ("P1-02", "No: Tracks another indicator or none"),
        ("P1-03", "Yes"),
    ]
    assert facts(book, "Cover")["Shown"] == "Only indicator Defect rate; batch Two"


def test_a_province_is_asked_for_as_then_or_as_now(lead):
    engaged("01", at=factories.factory("F1", province="30"))
    engaged("02", at=factories.factory("F2", province="01"))
    then = taken(lead, ADDRESS + "?province=Hải Dương")
    now = taken(lead, ADDRESS + "?province=Hải Phòng&as=now")

    assert [row["Engagement"] for row in table(then, "Results")] == ["P1-01"]
    assert table(now, "Results")[0]["Province now"] == "Hải Phòng"


def test_one_native_chart_shows_the_order_of_the_dashboard(lead):
    for number, after in enumerate([(12, 200), (4, 200), (8, 200)]):
        factories.measure(
            engaged(f"0{number}"), main=True, before=factories.MANY_DEFECTS, after=[after] * 12
        )
    book = taken(lead, ADDRESS)
    (chart,) = book["Chart"]._charts

    assert [row["Factory"][-2:] for row in table(book, "Chart")] == ["01", "02", "00"]
    assert [series.val.numRef.f for series in chart.series] == [
        "'Chart'!$B$3:$B$5",
        "'Chart'!$C$3:$C$5",
    ]
    assert {series.cat.strRef.f for series in chart.series} == {"'Chart'!$A$3:$A$5"}
    assert sum(len(sheet._charts) for sheet in book) == 1


def test_without_anything_measured_there_is_no_chart(lead):
    book = taken(lead, ADDRESS)

    assert book.sheetnames == [name for name in SHEETS if name != "Chart"]
    assert "Chart" not in facts(book, "Cover")


def test_a_level_is_listed_and_never_averaged(lead):
    factories.measure(engaged("01"), "smart-factory-level", main=True, before=[1.0], after=[2.0])
    book = taken(lead, ADDRESS)

    (row,) = table(book, "Results")
    assert (row["Before"], row["In the figures?"]) == (1.0, "No: a level is never averaged")
    assert "Chart" not in book.sheetnames


def test_a_result_under_another_definition_is_not_in_the_figures(lead):
    factories.measure(engaged("01"), main=True, **FEWER)
    factories.measure(engaged("02"), main=True, **FEWER)
    other = factories.measure(engaged("03"), main=True, **FEWER)
    first = queries.definitions([other.indicator_id])[other.indicator_id][1]
    entry = indicator_entry(first)._replace(version=2, unit="ppm", factor=1e6)
    define_indicators([entry])
    db.session.execute(update(Reading).where(Reading.measure_id == other.id).values(version=2))
    recompute([other.id])
    db.session.commit()
    rows = table(taken(lead, ADDRESS), "Results")

    assert [(row["Unit"], row["In the figures?"]) for row in rows] == [
        ("%", "Yes"),
        ("%", "Yes"),
        ("ppm", "No: Not comparable"),
    ]


def test_forty_factories_are_enough_for_a_chart(lead):
    for number in range(41):
        factories.measure(engaged(f"{number:02}"), main=True, **FEWER)
    book = taken(lead, ADDRESS)
    (chart,) = book["Chart"]._charts

    assert chart.series[0].val.numRef.f == "'Chart'!$B$3:$B$42"
    assert "The first 40 of 41 factories" in texts(book, "Chart")[-1]


def test_it_prints_on_a4_with_its_head_on_every_page(lead):
    factories.measure(engaged("01"), main=True, **FEWER)
    book = taken(lead, ADDRESS)

    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
    assert book["Results"].print_title_rows == "$2:$2"
    assert book["Results"].freeze_panes == "C3"


def test_invented_data_cannot_be_mistaken_on_any_sheet(database, sign_in):
    factories.measure(
        factories.engagement(within=factories.programme(demo=True)), main=True, **FEWER
    )
    book = taken(sign_in("lead@example.org", LEAD), ADDRESS)

    for sheet in book:
        assert "INVENTED DATA" in "\n".join(texts(book, sheet.title)[:3]), sheet.title
        assert "INVENTED DATA" in sheet.oddHeader.center.text


def test_real_data_is_not_called_invented(lead):
    book = taken(lead, ADDRESS)

    assert not any("INVENTED" in text for name in book.sheetnames for text in texts(book, name))
    assert book["Cover"].oddHeader.center.text is None


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "＝1"])
def test_a_name_is_never_a_formula(lead, name):
    at = factories.factory("F1", name=name)
    factories.measure(engaged("01", at=at, batch=name), main=True, scope=name, **FEWER)
    answer = lead.get(ADDRESS).data

    assert table(taken(lead, ADDRESS), "Results")[0]["Factory"] == name
    with zipfile.ZipFile(BytesIO(answer)) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in parts.read(sheet) for sheet in sheets)


def test_it_is_a_download_that_nobody_keeps(lead):
    response = lead.get(ADDRESS)

    assert response.mimetype.endswith("spreadsheetml.sheet")
    assert "no-store" in response.headers["Cache-Control"]
    assert "filename=P1-summary-2" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("kind", ["summary", "export"])
@pytest.mark.parametrize(
    ("grant", "status"),
    [
        (LEAD, 200),
        (Grant(Role.VIEWER, Scope.PROGRAMME, "P1"), 200),
        (Grant(Role.VIEWER, Scope.PROVINCE, "30"), 200),
        (Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01"), 404),
        (Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F-P1-01"), 404),
        (Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"), 404),
    ],
)
def test_a_programme_that_is_not_ones_own_is_not_there(lead, sign_in, kind, grant, status):
    engaged("01")
    someone = sign_in("someone@example.org", grant)

    assert someone.get(f"/programmes/P1/{kind}.xlsx").status_code == status
    assert someone.get(f"/programmes/NOPE/{kind}.xlsx").status_code == 404


def test_a_province_shows_only_its_own_factories(lead, sign_in):
    engaged("01", at=factories.factory("F1", province="30"))
    engaged("02", at=factories.factory("F2", province="01"))
    viewer = sign_in("v@example.org", Grant(Role.VIEWER, Scope.PROVINCE, "30"))

    book = taken(viewer, ADDRESS)
    assert [row["Engagement"] for row in table(book, "Results")] == ["P1-01"]
    shown = "Only what this person may see: factories in Hải Dương (now part of Hải Phòng), and"
    assert facts(book, "Cover")["Shown"].startswith(shown)
    assert facts(taken(lead, ADDRESS), "Cover")["Shown"] == "All factories and all indicators"


def test_it_is_said_that_no_baseline_is_signed(lead):
    factories.measure(engaged("01"), main=True, **FEWER)
    told = "No baseline is signed by both sides yet, so each of them may still be corrected."
    book = taken(lead, ADDRESS)
    assert facts(book, "Cover")["Signatures"] == told
    assert told in read(lead, "/programmes/P1").text


def test_whoever_is_not_signed_in_signs_in_first(client):
    assert client.get(ADDRESS).status_code == 302


def test_a_part_is_not_named_as_the_whole(lead):
    whole, part, now = (
        lead.get(ADDRESS + query).headers["Content-Disposition"]
        for query in ("", "?batch=Đợt%201&indicator=defect-rate", "?province=Hải%20Dương&as=now")
    )
    assert "filename=P1-summary-2" in whole
    assert "filename=P1-summary-defect-rate-dot-1-2" in part
    assert "filename=P1-summary-hai-duong-now-2" in now
