"""Workbooks to fill in: blank ones, and one for the readings of an engagement."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from flask_babel import force_locale
from markupsafe import escape
from openpyxl.utils import get_column_letter
from sqlalchemy import select

from coachtrack.domain.types import Better, Kind
from coachtrack.domain.windows import months_after
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.intake.layout import SHEETS
from coachtrack.kit.cells import Context
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.times import today_in
from tests import factories
from tests.features.exchange.books import taken
from tests.features.exchange.import_books import counted, planned, said, saved
from tests.features.exchange.uploading import press, settled, uploaded
from tests.reading import read

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
ADDRESS = "/import/template.xlsx"
USUAL = Context("en", date(2026, 11, 24))


@pytest.fixture
def admin(sign_in, database):
    return sign_in("admin@example.vn", ADMINISTRATOR)


def kept(client, address, tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(client.get(address).data)
    return path


def taken_over(measure, first, last):
    (reading,) = factories.readings(measure, [(2, 100)], first)
    reading.to_on = last


def changed(path, cells, drop=()):
    """The file with these cells typed over: sheet and address → value."""
    book = openpyxl.load_workbook(path)
    for (name, address), value in cells.items():
        book[name][address] = value
    for name in drop:
        del book[name]
    book.save(path)
    return path


def own(path):
    """The worked rows with codes of one's own."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
            if isinstance(cell.value, str) and sheet.sheet_state == "visible":
                for code in ("EXAMPLE", "VI-DU", "example-share"):
                    cell.value = cell.value.replace(code, "own")
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["vi", "en"])
class TestWorkedRows:
    def test_are_left_out_as_long_as_nobody_touches_them(self, admin, database, tmp_path, language):
        plan = saved(kept(admin, f"{ADDRESS}?lang={language}", tmp_path))
        assert said(plan) == []
        assert counted(plan) == {sheet.english: (0, 0, 0) for sheet in SHEETS}
        assert plan.notes == ["Example rows of the template were left out: 11."]
        assert plan.holds_nothing

    def test_are_left_out_without_columns_that_were_deleted(
        self, admin, database, tmp_path, language
    ):
        path = kept(admin, f"{ADDRESS}?lang={language}", tmp_path)
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets[:3]:
            sheet.delete_cols(4, 5)
        book.save(path)
        assert planned(path).holds_nothing

    def test_are_sound_together_with_codes_of_ones_own(self, admin, database, tmp_path, language):
        path = own(kept(admin, f"{ADDRESS}?lang={language}", tmp_path))
        plan = saved(path)
        assert said(plan) == []
        assert counted(plan) == {sheet.english: (1, 0, 0) for sheet in SHEETS}
        assert plan.notes == []
        assert counted(planned(path)) == {sheet.english: (0, 0, 1) for sheet in SHEETS}

    def test_do_not_vanish_once_they_are_changed(self, admin, database, tmp_path, language):
        name, code = ("Doanh nghiệp", "VI-DU") if language == "vi" else ("Factories", "EXAMPLE")
        path = kept(admin, f"{ADDRESS}?lang={language}", tmp_path)
        changed(path, {(name, "C2"): None, (name, "D2"): "31-2025"})
        assert said(planned(path)) == [
            f"{name}!A2: {code} is the code of the example. Choose a code of your own."
        ]
        changed(path, {(name, "A2"): "ND-1"})
        plan = saved(path)
        assert said(plan) == []
        assert {name for name, (new, *_rest) in counted(plan).items() if new} == {"Factories"}
        assert plan.notes == ["Example rows of the template were left out: 10."]

    def test_offer_words_that_are_read_back(self, admin, database, tmp_path, language):
        book = openpyxl.load_workbook(kept(admin, f"{ADDRESS}?lang={language}", tmp_path))
        with force_locale(language):
            for sheet in SHEETS:
                lists = {
                    str(each.sqref).split("2:")[0]: each.formula1
                    for each in book[str(sheet.name)].data_validations.dataValidation
                }
                for position, column in enumerate(sheet.columns, 1):
                    letters = get_column_letter(position)
                    assert (letters in lists) == bool(column.cell.choices)
                    if letters in lists:
                        name, cells = lists[letters].replace("$", "").replace("'", "").split("!")
                        offered = [row[0].value for row in book[name][cells]]
                        read_back = [column.cell.read(one, USUAL) for one in offered]
                        assert [column.cell.label(one) for one in read_back] == offered
                        assert len(set(read_back)) == len(offered) > 1
        assert book[name].sheet_state == "hidden"


def test_a_template_has_words_where_an_export_has_codes(admin):
    book = taken(admin, f"{ADDRESS}?lang=vi")
    assert book["Đơn vị"]["C2"].value == "Doanh nghiệp"
    assert book["Các lần đo"]["K2"].value == "Doanh nghiệp tự báo cáo"
    assert book["Chỉ số theo dõi"]["D2"].value == "Có"


def test_headings_are_in_the_language_asked_for_and_say_what_is_required(admin):
    book = taken(admin, f"{ADDRESS}?lang=vi")
    assert [cell.value for cell in book["Doanh nghiệp"][1]][:3] == ["Mã*", "Tên*", "Đơn vị"]
    assert "ghi đè" in book["Doanh nghiệp"]["B2"].value


def test_a_sheet_says_what_to_write_where(admin):
    rows = [*taken(admin, f"{ADDRESS}?lang=en")["How to fill in"].iter_rows(values_only=True)]
    told = dict(rows)
    assert told["Denominator"] == "Among how many, such as inspected pieces."
    assert told["Factory *"] == (
        "Code of a row of the sheet “Factories”, or of one that is stored."
    )
    assert "Improvement (improvement)" in told["Stage"]


@pytest.fixture
def lead(sign_in, database):
    factories.programme()
    return sign_in("lead@example.vn", LEAD)


def test_a_lead_gets_what_a_lead_may_fill_in(lead, tmp_path):
    address, page = uploaded(lead, own(kept(lead, f"{ADDRESS}?lang=en", tmp_path)))
    assert "Save all of this" in page.text
    press(lead, address, "save")
    assert settled(lead, address).links()["P1"] == "/programmes/P1"
    assert lead.get("/engagements/OWN-01").status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_that_a_lead_did_not_touch_saves_nothing(lead, tmp_path, language):
    _address, page = uploaded(lead, kept(lead, f"{ADDRESS}?lang={language}", tmp_path))
    assert "There is nothing to import." in page.text
    assert "Example rows of the template were left out: 8." in page.text
    assert "Save all of this" not in page.text
    listed = read(lead, "/import/").text
    assert "Nothing to save" in listed
    assert "Waits to be confirmed" not in listed


def test_a_lead_is_not_sent_to_sheets_that_a_lead_does_not_have(lead, tmp_path):
    path = own(kept(lead, f"{ADDRESS}?lang=vi", tmp_path))
    changed(
        path, {("Các lần đo", "B2"): "nope", ("Hồ sơ tư vấn", "C2"): "F9"}, drop=["Doanh nghiệp"]
    )
    _address, page = uploaded(lead, path)
    sentences = {row[1]: row[2] for row in page.rows_of("faults")}
    assert sentences["C2"] == (
        "There is no factory F9. Correct it, or add it to the sheet “Doanh nghiệp”."
    )
    assert sentences["B2"] == (
        "There is no indicator nope. Correct it, or ask an administrator to add it."
    )
    guide = str([*taken(lead, f"{ADDRESS}?lang=en")["How to fill in"].iter_rows(values_only=True)])
    assert "Code of one that is stored; only an administrator adds others." in guide
    assert "“Indicators”" not in guide
    assert "“Programmes”" not in guide
    assert "“Factories”" in guide


class TestReadingsToCome:
    @pytest.fixture
    def lead(self, sign_in, database):
        coached = factories.engagement()
        weekly = factories.measure(coached, main=True)
        taken_over(weekly, date(2020, 7, 6), date(2020, 7, 12))
        taken_over(weekly, date(2020, 7, 13), date(2020, 7, 19))
        monthly = factories.measure(coached, "labour-productivity", scope="Line 1")
        taken_over(monthly, date(2020, 11, 1), date(2020, 11, 30))
        factories.measure(coached, "rework-rate")
        return sign_in("lead@example.vn", LEAD)

    def rows(self, client, engagement="P1-01"):
        sheet = taken(client, f"{ADDRESS}?engagement={engagement}&lang=en")["Readings"]
        heads, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rows]

    def test_each_measure_goes_on_as_it_was_taken(self, lead):
        found = {}
        for row in self.rows(lead):
            days = row["From*"].date(), row["To"].date()
            found.setdefault((row["Indicator*"], row["Scope"]), []).append(days)
        weeks, months, new = found.values()
        assert weeks[:2] == [
            (date(2020, 7, 20), date(2020, 7, 26)),
            # The baseline ends on 31 July: across its edge a reading would count nowhere.
            (date(2020, 7, 27), date(2020, 7, 31)),
        ]
        assert months[:3] == [
            (date(2020, 12, 1), date(2020, 12, 31)),
            (date(2021, 1, 1), date(2021, 1, 31)),
            (date(2021, 2, 1), date(2021, 2, 28)),
        ]
        assert new[:2] == [(date(2020, 7, 1),) * 2, (date(2020, 7, 2),) * 2]
        # The time after is not left out for the days between.
        days = [first for first, _last in new]
        assert [day.month for day in days] == [7] * 26 + [9] * 26

    def test_what_is_due_to_be_measured_again_has_its_rows(self, lead, database):
        today = today_in("Asia/Ho_Chi_Minh")
        begun, ended = today - timedelta(220), today - timedelta(110)
        coached = factories.engagement("P1-02", start_on=begun, end_on=ended)
        for field in ("baseline_from", "baseline_to", "follow_up_from", "follow_up_to"):
            setattr(coached, field, None)
        factories.readings(factories.measure(coached, "scrap-rate"), [(2, 100)], coached.end_on)
        database.commit()
        days = [row["From*"].date() for row in self.rows(lead, "P1-02")]
        # The first days after the last one, and those since it is due.
        assert days[0] <= coached.end_on + timedelta(2)
        due = months_after(coached.end_on, 3)
        assert next(day for day in days if day >= due) <= due + timedelta(1)
        assert days[-1] >= today - timedelta(1)

    def test_days_go_on_from_day_to_day_after_a_day_of_rest(self, lead, database):
        made = factories.measure(indicator="scrap-rate")
        for day in (3, 4, 6):
            factories.readings(made, [(2, 100)], date(2020, 7, day))
        days = [r["From*"].date() for r in self.rows(lead) if r["Indicator*"] == "scrap-rate"]
        assert [day.day for day in days[:7]] == [7, 8, 9, 10, 11, 13, 14]

    def test_a_measure_goes_on_under_the_definition_that_the_page_for_entering_takes(
        self, lead, database
    ):
        measures = database.scalars(select(Measure).order_by(Measure.id)).all()
        for measure in measures:
            words = {"name": "Anew", "kind": Kind.PROPORTION, "better": Better.LOWER}
            made = IndicatorVersion(indicator=measure.indicator, version=2, unit="ppm", **words)
            database.add(made)
            measure.indicator.current_version = 2
        database.flush()
        taken_anew = {(row["Indicator*"], row["Version"]) for row in self.rows(lead)}
        assert taken_anew == {("defect-rate", 1), ("labour-productivity", 1), ("rework-rate", 2)}
        for measure in measures:
            code = measure.indicator.code
            query = f"indicator={code}&scope={measure.scope}".replace(" ", "%20")
            page = read(lead, f"/engagements/P1-01/readings/enter?{query}")
            shown = "Version 2 is in force for new measurements" in page.text
            assert shown == ((code, 1) in taken_anew)

    def test_the_page_of_its_readings_leads_there(self, lead, sign_in):
        links = read(lead, "/engagements/P1-01/readings").links()
        assert links["Template for its readings"] == f"{ADDRESS}?engagement=P1-01"
        consultant = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
        other = sign_in("consultant@example.vn", consultant)
        assert "Template for its readings" not in read(other, "/engagements/P1-01/readings").text

    def test_rows_without_figures_are_left_out(self, lead, tmp_path):
        blank = len(self.rows(lead)) - 1
        content = lead.get(f"{ADDRESS}?engagement=P1-01&lang=en").data
        book = openpyxl.load_workbook(BytesIO(content))
        sheet = book["Readings"]
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("Numerator") + 1).value = 3
        sheet.cell(2, heads.index("Denominator") + 1).value = 90
        book.save(tmp_path / "filled.xlsx")
        _address, page = uploaded(lead, tmp_path / "filled.xlsx")
        assert ["Readings", "1", "0", "0"] in page.rows_of("counts")
        assert f"Readings: rows without figures were left out: {blank}." in page.text

    @pytest.mark.parametrize("filled", [0, 1])
    def test_days_to_come_without_figures_are_left_out(self, lead, database, tmp_path, filled):
        today = today_in("Asia/Ho_Chi_Minh")
        coached = factories.engagement("P1-02", start_on=today, end_on=today + timedelta(40))
        for field in ("baseline_from", "baseline_to", "follow_up_from", "follow_up_to"):
            setattr(coached, field, None)
        factories.measure(coached)
        database.commit()
        path = kept(lead, f"{ADDRESS}?engagement=P1-02&lang=en", tmp_path)
        if filled:
            path = changed(path, {("Readings", "H2"): 3, ("Readings", "I2"): 90})
        _address, page = uploaded(lead, path)
        assert "lies in the future" not in page.text
        assert f"Readings: rows without figures were left out: {26 - filled}." in page.text
        if filled:
            assert ["Readings", "1", "0", "0"] in page.rows_of("counts")

    def test_half_a_figure_is_still_a_problem(self, lead, tmp_path):
        content = lead.get(f"{ADDRESS}?engagement=P1-01&lang=en").data
        book = openpyxl.load_workbook(BytesIO(content))
        sheet = book["Readings"]
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("Numerator") + 1).value = 3
        sheet.cell(3, heads.index("Note") + 1).value = "holiday"
        book.save(tmp_path / "filled.xlsx")
        _address, page = uploaded(lead, tmp_path / "filled.xlsx")
        assert [row[2].split(".")[0] for row in page.rows_of("faults")] == [
            "Numerator and denominator belong together",
            "There is no figure",
        ]


@pytest.mark.parametrize("typed", ["NOPE-1", "P2-01", "một <b>", "  ", "x" * 300])
def test_an_engagement_that_is_not_there_is_said_at_its_field(admin, database, sign_in, typed):
    factories.engagement()
    factories.engagement("P2-01", within=factories.programme("P2"))
    lead = sign_in("lead@example.vn", LEAD)
    answer = lead.get(
        ADDRESS, query_string={"engagement": typed}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert str(escape(typed.strip())) in answer.text
    assert "Choose an engagement from the list." in answer.text
    assert 'aria-describedby="engagement-error"' in answer.text
    assert '<option value="Factory F-P1-01 · P1-01">' in answer.text


def test_an_engagement_is_chosen_as_the_list_shows_it(admin, database, sign_in):
    coached = factories.engagement()
    factories.measure(coached)
    lead = sign_in("lead@example.vn", LEAD)
    chosen = {"engagement": f"{coached.factory.name} · {coached.code}"}
    answer = lead.get(ADDRESS, query_string=chosen)
    assert (answer.status_code, "P1-01-readings.xlsx" in answer.headers["Content-Disposition"]) == (
        200,
        True,
    )
