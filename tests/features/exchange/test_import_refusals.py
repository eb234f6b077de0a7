"""What is refused: each bad cell is named with what to do, all in one go, and nothing is saved."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import func, select

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.indicators.models import Reading
from tests.features.exchange.import_books import planned, said, saved, sheets, write

NO_NUMBER = (
    "This is not a number. Use digits and one decimal sign only, without a unit, such as 8.25."
)
NO_DATE = "This is not a date. Write day/month/year, such as 31/7/2020."
NO_PERIOD = "This is neither a date nor a month. Write 31/7/2020 for a day or 2020-07 for a month."
FUTURE = "This date lies in the future. Check the month and the year."
BEFORE_2000 = "This date lies before the year 2000. Check the year."
NO_YEAR = "The year is missing. Write day/month/year, such as 31/7/2020."
NO_DAY = "There is no such day. Check the day and the month."
NO_CODE = (
    "A code has 1 to 40 letters without marks, digits, dots, hyphens and underscores, and starts"
    " with a letter or digit, such as HD2020-07."
)
BLANK = "This cell must not be blank. Fill it in."
FORMULA = (
    "This formula was never calculated. Open the workbook in Excel, save it and import it again,"
    " or type the value."
)
AMBIGUOUS = (
    "“1.234” may mean 1,234 (more than a thousand) or 1.234 (with decimals). It is stored as text:"
    " format the cell as a number and type it again."
)
NOT_TRACKED = (
    "This engagement does not track the indicator at this scope. Correct it, or add it to the sheet"
    " “Measures”."
)
NEGATIVE = "This number is negative. Write zero or more."
SWAPPED = "The numerator is larger than the denominator. Check both, they may be swapped."
BOTH = "Give numerator and denominator or a value, not both. Clear one of them."
TOO_LARGE = "This number is too large. Check it, or use a larger unit."
NO_REASON = "This says yes, not why. Write the reason, or leave this blank."
NOT_DROPPED_OUT = (
    "A reason is given, but the stage is not “Dropped out”. Correct the stage, or clear the reason."
)
MORE_THAN_ALL = "This is more than the whole, which is 100\u00a0%. Check the value and its unit."
PAGE_WORD = "NEW and EDIT stand for pages and cannot be codes. Choose another."
NO_ORGANISATION = (
    "There is no organisation DN-8. Correct it, or add it to the sheet “Organisations”."
)
NO_COMPONENT = "The programme has no component XX. Correct it, or add it to the sheet “Components”."
NO_INDICATOR = "There is no indicator nope. Correct it, or add it to the sheet “Indicators”."
NO_ENGAGEMENT = "There is no engagement P9-99. Correct it, or add it to the sheet “Engagements”."

READINGS = [
    ("Numerator", -1, "E2", NEGATIVE),
    ("Numerator", 200, "E2", SWAPPED),
    ("Numerator", 1e16, "E2", TOO_LARGE),
    ("Numerator", "8,25 kg", "E2", NO_NUMBER),
    ("Numerator", "1e5", "E2", NO_NUMBER),
    ("Numerator", "NaN", "E2", NO_NUMBER),
    ("Numerator", "1.234", "E2", AMBIGUOUS),
    ("Numerator", True, "E2", NO_NUMBER),
    ("Numerator", date(2020, 7, 1), "E2", NO_NUMBER),
    ("Numerator", "=1+1", "E2", FORMULA),
    ("Numerator", "#DIV/0!", "E2", "This cell holds #DIV/0!, which is no value. Type one."),
    ("Numerator", None, "E2", "Numerator and denominator belong together. Add this figure."),
    (
        "Denominator",
        0,
        "F2",
        "Nothing can be counted among 0. Enter how many there were altogether.",
    ),
    (
        "Denominator",
        1e-300,
        "F2",
        "Divided by so little the figure is too large to compute with. Check both figures.",
    ),
    ("Value", 20, "G2", BOTH),
    ("From", "31/2/2020", "D2", NO_DAY),
    ("From", "2020-13", "D2", NO_DAY),
    ("From", "5/7", "D2", NO_YEAR),
    ("From", "5.7", "D2", NO_YEAR),
    ("To", "5-7", "G2", NO_YEAR),
    ("From", "1/7/1999", "D2", BEFORE_2000),
    ("From", date(2027, 1, 1), "D2", FUTURE),
    ("From", 44013, "D2", NO_DATE),
    ("From", time(8), "D2", NO_DATE),
    (
        "From",
        "July",
        "D2",
        "This is neither a date nor a month. Write 31/7/2020 for a day or 2020-07 for a month.",
    ),
    ("From", None, "D2", BLANK),
    ("To", date(2020, 6, 1), "G2", "This period ends before it begins. Check both dates."),
    ("From", date(2020, 7, 2), "D3", "Row 2 is about the same. Remove one of them."),
    (
        "From",
        "2020-07",
        "D3",
        "This period overlaps with that of row 2. Correct the dates, or tell the two apart by lot.",
    ),
    ("Engagement", "P9-99", "A2", NO_ENGAGEMENT),
    ("Engagement", "mã số 1", "A2", NO_CODE),
    ("Indicator", "nope", "B2", NO_INDICATOR),
    ("Scope", "Line 9", "C2", NOT_TRACKED),
    (
        "Scope",
        "LÍNE 1",
        "C2",
        "This engagement does not track the indicator at this scope. Did you mean “Line 1”?",
    ),
    ("Withdrawn", "yes", "G2", NO_REASON),
    ("Withdrawn", "Có", "G2", NO_REASON),
    ("Withdrawn", "x", "G2", NO_REASON),
    ("Withdrawn", 1, "G2", NO_REASON),
    ("Withdrawn", True, "G2", NO_REASON),
    (
        "Version",
        7,
        "G2",
        "The indicator has no version 7. Correct it, or add it to the sheet “Indicators”.",
    ),
    ("Version", 1.5, "G2", "This must be a whole number. Leave out the decimals."),
    ("Note", "x" * 10_000, "G2", "This text has 10,000 characters. Shorten it to 5,000 at most."),
]

OTHERS = [
    (
        "Factories",
        "Name",
        "x" * 10_000,
        "B2",
        "This text has 10,000 characters. Shorten it to 200 at most.",
    ),
    (
        "Factories",
        "Province",
        "Atlantis",
        "D2",
        "There is no province “Atlantis” at that time. Write its name or code.",
    ),
    (
        "Factories",
        "Organisation",
        "DN-9",
        "C2",
        "There is no organisation DN-9. Correct it, or add it to the sheet “Organisations”.",
    ),
    ("Factories", "Headcount", -4, "E2", "Write a whole number from 0 to 1000000."),
    (
        "Engagements",
        "End",
        date(2020, 1, 1),
        "F2",
        "The engagement ends before it starts. Check both dates.",
    ),
    (
        "Engagements",
        "Baseline to",
        None,
        "H2",
        "A window needs a first and a last day. Add this date.",
    ),
    (
        "Engagements",
        "Baseline to",
        date(2020, 6, 1),
        "H2",
        "This window ends before it begins. Check both dates.",
    ),
    (
        "Engagements",
        "Follow-up from",
        date(2020, 7, 15),
        "I2",
        "The follow-up must begin after the baseline has ended. Check both dates.",
    ),
    ("Engagements", "Component", "XX", "D2", NO_COMPONENT),
    (
        "Measures",
        "Covers",
        60,
        "E2",
        "Write a share above 0 and at most 1, such as 0.6 for 60 percent.",
    ),
    ("Measures", "Target", -5, "D2", NEGATIVE),
    ("Measures", "Target", 500, "D2", MORE_THAN_ALL),
    ("Engagements", "Drop-out reason", "They moved", "L2", NOT_DROPPED_OUT),
    ("Factories", "Code", "New", "A2", PAGE_WORD),
    ("Organisations", "Code", "EDIT", "A2", PAGE_WORD),
    ("Components", "Year", 20, "D2", "Write a whole number from 2000 to 2100."),
    (
        "Visits",
        "ID",
        "abc",
        "D2",
        "This is not an identity made by CoachTrack. Leave the cell blank.",
    ),
    (
        "Visits",
        "Next visit",
        date(2020, 1, 1),
        "D2",
        "The next visit must come after this one. Check both dates.",
    ),
    (
        "Programmes",
        "Time zone",
        "Mars",
        "D2",
        "Write the name of a time zone such as Asia/Ho_Chi_Minh.",
    ),
    ("Programmes", "Demo", "maybe", "D2", "Write yes or no."),
    ("Programmes", "Partners", "DN-1; DN-8", "D2", NO_ORGANISATION),
    ("Organisations", "Code", "Đ 1", "A2", NO_CODE),
]


@pytest.fixture
def told():
    return sheets()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "import.xlsx"


@pytest.mark.parametrize(("column", "value", "cell", "sentence"), READINGS)
def test_a_reading_that_cannot_be(database, told, path, column, value, cell, sentence):
    told["Readings"][0][column] = value

    assert said(planned(write(path, told))) == [f"Readings!{cell}: {sentence}"]


@pytest.mark.parametrize(("sheet", "column", "value", "cell", "sentence"), OTHERS)
def test_another_cell_that_cannot_be(database, told, path, sheet, column, value, cell, sentence):
    told[sheet][0][column] = value

    assert said(planned(write(path, told))) == [f"{sheet}!{cell}: {sentence}"]


def test_a_claim_links_to_a_page_and_nothing_else(database, told, path):
    claim = {"Code": "C1", "Metric as printed": "-53 %", "Grade": "E", "Source": "Press"}
    told["Claims"] = [{**claim, "URL": "javascript:alert(1)"}]

    assert said(planned(write(path, told))) == [
        "Claims!E2: This is not an address of a page. Start it with https:// or http://."
    ]


def test_words_that_may_stand_in_a_cell_are_listed(database, told, path):
    told["Events"][0]["Kind"] = "party"

    (problem,) = said(planned(write(path, told)))
    assert problem.startswith("Events!C2: Write one of these: other-change (Another change")


def test_problems_of_all_sheets_come_in_one_go_and_nothing_is_saved(database, told, path):
    told["Factories"][0]["Headcount"] = -1
    told["Readings"][0]["Numerator"] = -1
    told["Readings"][2]["From"] = None

    assert said(saved(write(path, told))) == [
        "Factories!E2: Write a whole number from 0 to 1000000.",
        f"Readings!E2: {NEGATIVE}",
        f"Readings!D4: {BLANK}",
    ]
    assert database.scalar(select(func.count(Reading.id))) == 0
    assert database.scalar(select(func.count(Engagement.id))) == 0


def test_a_row_is_checked_as_far_as_it_can_be_read(database, told, path):
    told["Programmes"][0] |= {"Start": "soon", "Partners": "DN-8"}
    told["Factories"][0] |= {"Headcount": -1, "Province": "Atlantis"}
    told["Engagements"][0] |= {"Start": "soon", "Component": "XX"}
    told["Readings"][0] |= {"Numerator": -1, "Engagement": "P9-99"}
    told["Readings"][1] |= {"Numerator": -1, "Scope": "Line 9"}
    told["Readings"][2] |= {"From": None, "Indicator": "nope"}

    assert said(planned(write(path, told))) == [
        f"Programmes!D2: {NO_DATE}",
        f"Programmes!E2: {NO_ORGANISATION}",
        "Factories!D2: There is no province “Atlantis” at that time. Write its name or code.",
        "Factories!E2: Write a whole number from 0 to 1000000.",
        f"Engagements!D2: {NO_COMPONENT}",
        f"Engagements!E2: {NO_DATE}",
        f"Readings!A2: {NO_ENGAGEMENT}",
        f"Readings!E2–E3: {NEGATIVE}",
        f"Readings!C3: {NOT_TRACKED}",
        f"Readings!B4: {NO_INDICATOR}",
        f"Readings!D4: {BLANK}",
    ]


def test_a_cell_that_cannot_be_read_hides_nothing_else_of_its_row(database, told, path):
    told["Engagements"][0] |= {"Start": "soon", "Baseline to": date(2020, 6, 30)}
    told["Readings"][0] |= {"To": "soon", "Denominator": None, "Value": None}
    told["Readings"][1] |= {"To": "soon", "Numerator": 900}
    told["Readings"][2] |= {"Indicator": "nope", "Numerator": 900}

    assert said(planned(write(path, told))) == [
        f"Engagements!E2: {NO_DATE}",
        "Engagements!H2: This window ends before it begins. Check both dates.",
        "Readings!F2: Numerator and denominator belong together. Add this figure.",
        f"Readings!G2–G3: {NO_PERIOD}",
        f"Readings!E3: {SWAPPED}",
        f"Readings!B4: {NO_INDICATOR}",
    ]


def test_a_row_is_told_all_that_is_wrong_in_one_go(database, told, path):
    told["Factories"][0] |= {"Organisation": "DN-8", "Province": "Atlantis"}
    told["Factories"].append({**told["Factories"][0], "Headcount": "many"})
    told["Engagements"][0] |= {"Factory": "F9", "Component": "XX"}
    told["Engagements"].append({**told["Engagements"][0], "Programme": "P9"})
    no_province = "There is no province “Atlantis” at that time. Write its name or code."
    no_factory = "There is no factory F9. Correct it, or add it to the sheet “Factories”."
    no_programme = "There is no programme P9. Correct it, or add it to the sheet “Programmes”."

    del told["Readings"]
    assert said(planned(write(path, told))) == [
        f"Factories!C2–C3: {NO_ORGANISATION}",
        f"Factories!D2–D3: {no_province}",
        "Factories!E3: This is not a number. Use digits only, such as 14.",
        f"Engagements!C2–C3: {no_factory}",
        f"Engagements!D2: {NO_COMPONENT}",
        "Engagements!A3: Row 2 is about the same. Remove one of them.",
        f"Engagements!B3: {no_programme}",
    ]


def test_what_is_missing_is_named_as_the_file_names_its_sheets(database, told, path):
    vietnamese = {"Programmes": "Chương trình", "Engagements": "Hồ sơ tư vấn"}
    rows = {vietnamese[name]: told[name] for name in vietnamese}
    problems = said(planned(write(path, rows)))
    assert [problem.split(" Correct it, or add it to the sheet ") for problem in problems] == [
        ["Hồ sơ tư vấn!C2: There is no factory F1.", "“Doanh nghiệp”."],
        ["Hồ sơ tư vấn!D2: The programme has no component TV.", "“Nội dung (hợp phần)”."],
    ]


def test_a_row_may_be_wrong_in_itself_and_in_what_it_refers_to(database, told, path):
    told["Readings"][0] |= {"Engagement": "P9-99", "Denominator": 0}

    assert said(planned(write(path, told))) == [
        f"Readings!A2: {NO_ENGAGEMENT}",
        "Readings!F2: Nothing can be counted among 0. Enter how many there were altogether.",
    ]


def test_problems_come_in_the_order_of_the_file(database, told, path):
    told["Readings"][0]["Engagement"] = "P9-99"
    told["Factories"][0]["Headcount"] = -1
    told["Events"][0]["Date"] = None
    turned = dict(reversed(told.items()))

    assert [problem.sheet for problem in planned(write(path, turned)).problems] == [
        "Events",
        "Readings",
        "Factories",
    ]


def test_an_engagement_with_a_problem_still_says_when_it_began(database, told, path):
    told["Factories"][0]["Province"] = "Hải Phòng"
    told["Engagements"][0]["End"] = "soon"

    assert said(planned(write(path, told))) == [f"Engagements!F2: {NO_DATE}"]


def test_a_target_is_held_against_a_definition_of_the_same_workbook(database, told, path):
    own = {"Code": "own", "Name": "Own", "Kind": "score", "Unit": "points", "Factor": 20}
    told["Indicators"] = [{**own, "Better": "higher"}]
    told["Measures"].append({**told["Measures"][0], "Indicator": "own", "Target": 21})

    (problem,) = said(planned(write(path, told)))
    assert problem.startswith("Measures!D3: This is more than the whole, which is 20\u00a0points.")


def test_invented_data_does_not_become_a_record(database, told, path):
    told["Programmes"][0]["Demo"] = "yes"
    saved(write(path, told))
    told["Programmes"][0]["Demo"] = "no"

    (problem,) = said(planned(write(path, {"Programmes": told["Programmes"]})))
    assert problem == (
        "Programmes!D2: A programme with invented data stays one. Put real figures into a"
        " programme of their own."
    )
    del told["Programmes"][0]["Demo"]
    assert said(planned(write(path, {"Programmes": told["Programmes"]}))) == []


def test_who_dropped_out_may_say_why(database, told, path):
    told["Engagements"][0] |= {"Stage": "dropped-out", "Drop-out reason": "They moved"}

    assert said(planned(write(path, told))) == []


def test_ten_equal_problems_are_one_line(database, told, path):
    first = told["Readings"][0]
    told["Readings"] = [
        {**first, "From": date(2020, 7, day), "Numerator": -1 if day < 11 or day == 20 else 1}
        for day in range(1, 31)
    ]
    plan = planned(write(path, told))

    assert said(plan) == [f"Readings!E2–E11, E21: {NEGATIVE}"]
    assert plan.total == 11


def test_many_spans_are_counted_instead_of_named(database, told, path):
    first = told["Readings"][0]
    told["Readings"] = [
        {**first, "From": date(2020, 7, day), "Numerator": -1 if day % 2 else 1}
        for day in range(1, 31)
    ]

    assert said(planned(write(path, told))) == [
        f"Readings!E2, E4, E6, E8, E10 … (15 cells): {NEGATIVE}"
    ]


def test_a_row_with_a_problem_has_no_consequences(database, told, path):
    told["Engagements"][0]["Start"] = "soon"

    assert said(planned(write(path, told))) == [f"Engagements!E2: {NO_DATE}"]


def test_a_blank_code_has_no_consequences(database, told, path):
    told["Engagements"][0]["Code"] = None

    assert said(planned(write(path, told))) == [f"Engagements!A2: {BLANK}"]


def test_no_main_measure(database, told, path):
    (first,) = told["Measures"]
    saved(write(path, told))
    told["Measures"] = [{**first, "Main": "no"}, {**first, "Scope": "Line 2", "Main": "no"}]

    (problem,) = said(planned(write(path, told)))
    assert problem == (
        "Measures!F2–F3: An engagement has one main measure, and this would leave none. Make this"
        " one or another one main."
    )
    told["Measures"][1]["Main"] = "maybe"
    (problem,) = said(planned(write(path, told)))
    assert problem.startswith("Measures!F3: Write yes or no.")
    told["Measures"][1]["Main"] = "yes"
    assert said(planned(write(path, told))) == []


def test_two_main_measures(database, told, path):
    (first,) = told["Measures"]
    told["Measures"] = [{**first, "Main": "yes"}, {**first, "Scope": "Line 2", "Main": "yes"}]

    (problem,) = said(planned(write(path, told)))
    assert problem == (
        "Measures!F3: defect-rate · Line 1 is the main measure of this engagement. Write no in one"
        " of them."
    )


def test_an_overlap_with_what_is_stored(database, told, path):
    saved(write(path, told))
    told["Readings"] = [{**told["Readings"][0], "From": "2020-07"}]

    (problem,) = said(planned(write(path, {"Readings": told["Readings"]})))
    assert problem == (
        "Readings!D2: A reading of 1 Jul 2020 is stored, which overlaps. Correct the dates, tell"
        " the two apart by lot, or withdraw the stored one."
    )


def test_withdrawn_readings_and_other_lots_do_not_overlap(database, told, path):
    saved(write(path, told))
    first = told["Readings"][0]
    told["Readings"] = [
        {**first, "From": "2020-07", "Lot": "Whole month"},
        {**first, "Withdrawn": "Typed twice"},
        {**first, "From": first["From"], "To": date(2020, 7, 1), "Lot": "Morning"},
    ]

    assert said(planned(write(path, {"Readings": told["Readings"]}))) == []


def test_a_province_that_may_mean_two_units_is_asked_about(database, told, path):
    told["Engagements"] = []
    told["Factories"][0]["Province"] = "Hải Phòng"
    only = {name: told[name] for name in ("Organisations", "Programmes", "Factories")}

    (problem,) = said(planned(write(path, only)))
    assert problem == (
        "Factories!D2: “Hải Phòng” may mean two units. Write one with the year: “Hải Phòng 2024”:"
        " Hải Phòng (until 30 Jun 2025); “Hải Phòng 2025”: Hải Phòng (since 1 Jul 2025)."
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Hải Phòng 2024", "31"),
        ("hai phong (2020)", "31"),
        ("Hải Phòng 2025", "31-2025"),
        ("Thành phố Hải Phòng 2026", None),
        ("31 2024", "31"),
        ("31-2024", "31"),
        ("31-2025", "31-2025"),
        ("24-2024", "24"),
        ("Bắc Ninh 2024", "27"),
        ("Bắc Ninh 2025", "24-2025"),
        ("Bắc Giang 2026", "24"),
        ("2024", None),
    ],
)
def test_a_year_behind_a_province_says_which_one_is_meant(database, told, path, typed, code):
    told["Factories"][0]["Province"] = typed
    only = {name: told[name] for name in ("Organisations", "Programmes", "Factories")}
    plan = planned(write(path, only))
    if code is None:
        assert said(plan) == [
            f"Factories!D2: There is no province “{typed}” at that time. Write its name or code."
        ]
    else:
        assert [said(plan), plan.sheets[FactoryEntry].new[0].province] == [[], code]


def test_what_a_definition_counts_does_not_change(database, told, path):
    definition = {
        "Code": "defect-rate",
        "Version": 1,
        "Name": "Defect rate",
        "Kind": "ratio",
        "Unit": "%",
        "Better": "lower",
    }

    sentence = (
        "This version is in use and differs here. Give the new definition a version number of its"
        " own."
    )
    assert said(planned(write(path, {"Indicators": [definition]}))) == [
        f"Indicators!D2: {sentence}",
    ]
