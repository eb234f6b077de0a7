"""How cells are understood: headings, languages, numbers, months, codes and words."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from flask_babel import force_locale

from coachtrack.domain.types import Trust
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.models import Stage
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.indicators.entries import MeasureEntry, ReadingEntry
from coachtrack.kit.workbooks.reading import UnusableWorkbook
from tests.features.exchange.import_books import counted, planned, said, sheets, write


@pytest.fixture
def told():
    return sheets()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "import.xlsx"


def reading(path, told, language="en", **cells):
    """The first reading with these cells, as it would be stored."""
    told["Readings"] = [{**told["Readings"][0], **cells}]
    plan = planned(write(path, told), language)
    assert said(plan) == []
    return plan.sheets[ReadingEntry].new[0]


class TestNumbers:
    @pytest.mark.parametrize(
        ("language", "typed", "meant"),
        [
            ("vi", "8,25", 8.25),
            ("en", "8.25", 8.25),
            ("vi", "8.25", 8.25),
            ("vi", "1.234,5", 1234.5),
            ("en", "1,234.5", 1234.5),
            ("en", " 12 ", 12),
            ("en", 1.234, 1.234),
        ],
    )
    def test_text_is_read_in_the_language_of_the_person(
        self, database, told, path, language, typed, meant
    ):
        cells = {"Numerator": typed, "Denominator": 5000}

        assert reading(path, told, language, **cells).numerator == meant

    def test_a_percentage_is_points_where_the_unit_is_percent(self, database, told, path):
        told["Readings"] = told["Readings"][:1]
        told["Readings"][0].update({"Numerator": None, "Denominator": None, "Value": 0.215})
        book = openpyxl.load_workbook(write(path, told))
        book["Readings"]["G2"].number_format = "0.0%"
        book["Measures"]["D2"] = 0.1
        book["Measures"]["D2"].number_format = "0%"
        book.save(path)
        plan = planned(path)

        assert plan.sheets[ReadingEntry].new[0].value == 21.5
        assert plan.sheets[MeasureEntry].new[0].target == 10

    def test_a_percentage_is_no_count(self, database, told, path):
        book = openpyxl.load_workbook(write(path, told))
        book["Readings"]["E2"].number_format = "0%"
        book.save(path)

        (problem,) = said(planned(path))
        assert problem.startswith("Readings!E2: This is a percentage; a count is needed.")

    def test_more_than_the_whole(self, database, told, path):
        told["Readings"] = [{**told["Readings"][0], "Numerator": None, "Denominator": None}]
        told["Readings"][0]["Value"] = 215

        (problem,) = said(planned(write(path, told)))
        assert problem.startswith("Readings!G2: This is more than the whole, which is 100\u00a0%.")


class TestPeriods:
    @pytest.mark.parametrize("month", ["2020-07", "7/2020", "07/2020"])
    def test_a_month_is_its_first_to_its_last_day(self, database, told, path, month):
        found = reading(path, told, From=month)

        assert (found.from_on, found.to_on) == (date(2020, 7, 1), date(2020, 7, 31))

    @pytest.mark.parametrize("shown", ["mmm-yy", "yyyy-mm", "mm/yyyy", "[$-42A]mmmm yyyy"])
    def test_a_month_that_excel_made_a_date_of(self, database, told, path, shown):
        told["Readings"] = [{**told["Readings"][0], "From": date(2020, 7, 1)}]
        book = openpyxl.load_workbook(write(path, told))
        book["Readings"]["D2"].number_format = shown
        book.save(path)

        assert planned(path).sheets[ReadingEntry].new[0].to_on == date(2020, 7, 31)

    @pytest.mark.parametrize(
        "day",
        [
            *("5/7/2020", "5/7/20", "05-07-2020", "5.7.2020", "5.7.20", "05072020"),
            *("2020-07-05", date(2020, 7, 5)),
        ],
    )
    def test_a_day_is_itself(self, database, told, path, day):
        found = reading(path, told, From=day)

        assert (found.from_on, found.to_on) == (date(2020, 7, 5), date(2020, 7, 5))

    def test_the_running_month_may_be_meant(self, database, told, path):
        assert reading(path, told, From="2026-11").to_on == date(2026, 11, 30)


class TestWords:
    @pytest.mark.parametrize(
        "typed", ["seen", "SEEN", "Evidence seen by the consultant", "chuyen gia da xem bang chung"]
    )
    def test_a_code_or_a_label_in_either_language(self, database, told, path, typed):
        assert reading(path, told, Trust=typed).trust == Trust.SEEN

    @pytest.mark.parametrize("typed", ["no", "Không", "khong", "0", "false", 0, False, None])
    def test_a_word_for_no_is_no_reason_to_withdraw(self, database, told, path, typed):
        assert reading(path, told, Withdrawn=typed).withdrawn == ""

    def test_a_reason_withdraws(self, database, told, path):
        assert reading(path, told, Withdrawn="Không đo").withdrawn == "Không đo"

    def test_codes_are_stored_in_their_case(self, database, told, path):
        found = reading(path, told, Engagement="p1-01", Indicator="Defect-Rate")

        assert (found.engagement, found.indicator) == ("P1-01", "defect-rate")

    def test_text_is_stored_as_it_looks(self, database, told, path):
        decomposed, zero_width = "Chuye\u0302\u0300n 2", "\u200bChuyền\u00a0 2\u200b"
        told["Measures"].append({**told["Measures"][0], "Scope": decomposed})

        assert reading(path, told, Scope=zero_width).scope == "Chuyền 2"

    def test_a_number_may_be_a_code_or_a_name(self, database, told, path):
        assert reading(path, told, Lot=12, Source=2020.5)[4::7] == ("12", "2020.5")

    def test_the_factorys_province_is_that_of_its_first_engagement(self, database, told, path):
        told["Factories"][0]["Province"] = "hai phong"
        later = {"Code": "P1-02", "Programme": "P1", "Factory": "F1", "Start": date(2025, 8, 1)}
        told["Engagements"].append(later)

        assert planned(write(path, told)).sheets[FactoryEntry].new[0].province == "31"


class TestHeadings:
    def test_any_order_case_and_space(self, database, told, path):
        told["Readings"] = [
            {f" {heading.upper()} ": row[heading] for heading in reversed(row)}
            for row in told["Readings"]
        ]

        assert counted(planned(write(path, told)))["Readings"] == (4, 0, 0)

    def test_in_the_other_language(self, database, told, path):
        engagement = {
            "Mã": "P1-01",
            "Chương trình": "P1",
            "Doanh nghiệp": "F1",
            "Giai đoạn": "Kết thúc tư vấn",
        }
        told["Hồ sơ tư vấn"] = [engagement]
        del told["Engagements"]
        plan = planned(write(path, told))

        assert said(plan) == []
        assert plan.sheets[EngagementEntry].new[0].stage == Stage.CLOSED

    def test_what_is_not_known_is_said_and_left_out(self, database, told, path):
        told["Readings"][0]["Colour"] = "red"
        told["Sheet1"] = [{"A": 1}]
        plan = planned(write(path, told))

        assert plan.problems == []
        assert plan.notes == [
            "Readings: the column “Colour” is not known and was left out.",
            "The sheet “Sheet1” is not known and was left out.",
        ]

    def test_a_column_that_is_missing(self, database, told, path):
        for row in told["Readings"]:
            del row["From"]

        assert said(planned(write(path, told))) == [
            "Readings: The column “From” is missing. Add it."
        ]

    def test_a_column_that_is_missing_is_named_as_files_of_both_languages_have_it(
        self, database, told, path
    ):
        for row in told["Readings"]:
            del row["From"]

        (problem,) = planned(write(path, told), "vi").problems
        assert "“Từ ngày (From)”" in problem.sentence

    @pytest.mark.parametrize("above", [1, 2, 9])
    def test_what_stands_above_the_headings_is_to_be_removed(self, database, told, path, above):
        book = openpyxl.load_workbook(write(path, told))
        book["Readings"].insert_rows(1, above)
        for row in range(1, above + 1):
            book["Readings"].cell(row, 1, "BẢNG SỐ LIỆU")
        book["Readings"].cell(above + 2, 5, -1)
        book.save(path)

        assert said(planned(path)) == [
            f"Readings: Put the headings into the first row; they stand in row {above + 1}.",
            f"Readings!E{above + 2}: This number is negative. Write zero or more.",
        ]

    def test_a_column_that_stands_there_twice(self, database, told, path):
        for row in told["Readings"]:
            row["from"] = row["From"]

        assert said(planned(write(path, told))) == [
            "Readings!G1: This column stands here twice. Keep one."
        ]

    def test_a_sheet_in_both_languages(self, database, told, path):
        told["các  lần đo"] = told["Readings"]

        assert said(planned(write(path, told))) == [
            "các  lần đo: The sheet “Readings” says the same. Keep one of them."
        ]

    def test_no_sheet_is_known(self, database, path):
        with pytest.raises(UnusableWorkbook) as refusal:
            planned(write(path, {"Sheet1": [{"A": 1}]}))
        with force_locale("en"):
            assert str(refusal.value).startswith("No sheet is known. Name the sheets: Organisat")

    def test_sheets_may_be_missing_and_empty(self, database, told, path):
        del told["Events"]
        told["Visits"] = []

        assert said(planned(write(path, told))) == []
