"""Workbooks to fill in: blank ones, and one for the readings of an engagement."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from coachtrack.domain.types import Better, Kind
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.intake.layout import SHEETS
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.features.exchange.books import taken
from tests.features.exchange.import_books import counted, planned, said, saved
from tests.features.exchange.uploading import press, settled, uploaded
from tests.reading import read

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
ADDRESS = "/import/template.xlsx"


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


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_worked_rows_can_be_imported_as_they_are(admin, database, tmp_path, language):
    path = kept(admin, f"{ADDRESS}?lang={language}", tmp_path)
    plan = saved(path)
    assert said(plan) == []
    assert counted(plan) == {sheet.english: (1, 0, 0) for sheet in SHEETS}
    assert counted(planned(path)) == {sheet.english: (0, 0, 1) for sheet in SHEETS}
    assert plan.notes == []


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
    assert "improvement (" in told["Stage"]


def test_a_lead_gets_what_a_lead_may_fill_in(sign_in, database, tmp_path):
    factories.programme()
    lead = sign_in("lead@example.vn", LEAD)
    address, page = uploaded(lead, kept(lead, f"{ADDRESS}?lang=en", tmp_path))
    assert "Save all of this" in page.text
    press(lead, address, "save")
    assert settled(lead, address).links()["P1"] == "/programmes/P1"
    assert lead.get("/engagements/EXAMPLE-01").status_code == 200


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

    def rows(self, client):
        sheet = taken(client, f"{ADDRESS}?engagement=P1-01&lang=en")["Readings"]
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
            (date(2020, 7, 27), date(2020, 8, 2)),
        ]
        assert months[:3] == [
            (date(2020, 12, 1), date(2020, 12, 31)),
            (date(2021, 1, 1), date(2021, 1, 31)),
            (date(2021, 2, 1), date(2021, 2, 28)),
        ]
        assert new[:2] == [(date(2020, 7, 1),) * 2, (date(2020, 7, 2),) * 2]
        assert {len(each) for each in found.values()} == {26}

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
        content = lead.get(f"{ADDRESS}?engagement=P1-01&lang=en").data
        book = openpyxl.load_workbook(BytesIO(content))
        sheet = book["Readings"]
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("Numerator") + 1).value = 3
        sheet.cell(2, heads.index("Denominator") + 1).value = 90
        book.save(tmp_path / "filled.xlsx")
        _address, page = uploaded(lead, tmp_path / "filled.xlsx")
        assert ["Readings", "1", "0", "0"] in page.rows_of("counts")
        assert "Readings: rows without figures were left out: 77." in page.text

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

    def test_an_engagement_of_others_is_not_there(self, lead, database):
        factories.engagement("P2-01", within=factories.programme("P2"))
        assert lead.get(f"{ADDRESS}?engagement=P2-01").status_code == 404
