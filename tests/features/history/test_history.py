"""Histories: of a programme, an engagement, a row of it, a factory; as pages and as sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import quote
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from coachtrack.features.engagements.models import Engagement, Event, Stage
from coachtrack.features.indicators.actions import (
    correct_readings,
    record_readings,
    rename_scope,
)
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.visits.actions import save_visits
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.kit.journal import noting
from coachtrack.kit.journal.sealing import newest_seal, seal_all
from coachtrack.kit.permissions import Grant, Person, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests import factories
from tests.reading import read
from tests.sending import ENGLISH

LAN, NAM = Person("Trần Thị Lan", "lan@example.vn", 7), Person("Nam", "nam@example.vn", 8)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
VISIT = UUID("5b1f2c7e-0000-4000-8000-000000000009")
HISTORY = "/engagements/P1-01/history"


def reading(numerator: float, day: date = factories.START, **fields: object) -> ReadingEntry:
    """A reading of the measure of the place."""
    said = ReadingEntry("P1-01", "defect-rate", 1, "Line 1", "", day, day, numerator, 210.0, None)
    return said._replace(**fields)


def lines(page) -> list[str]:
    """What each line of a history says."""
    return page.of("noted")


@pytest.fixture
def place(database) -> Measure:
    """A measure with two readings that Nam imported and of which Lan corrected one."""
    coached = factories.engagement(at=factories.factory("F1"))
    measure = factories.measure(coached, scope="Line 1", main=True)
    database.commit()
    with writing(Door.WORKBOOK, NAM):
        record_readings([reading(20), reading(21, date(2020, 7, 2))])
    with writing(Door.FORM, LAN, "Mistyped"):
        correct_readings([(reading(20), reading(12))])
    database.commit()
    return measure


@pytest.fixture
def lead(sign_in, place):
    """The lead of the programme."""
    return sign_in("lead@example.vn", LEAD)


def test_a_correction_reads_as_what_became_what(lead):
    latest, first = lines(read(lead, HISTORY))
    assert latest.startswith("Reading Defect rate · Line 1, 1 Jul 2020 changed")
    assert "Defective units: 20 → 12" in latest
    assert "Reason: Mistyped" in latest
    assert latest.endswith("Trần Thị Lan Form")
    assert first.startswith("Reading Defect rate · Line 1, 1 Jul – 2 Jul 2020 (2 readings) added")
    assert "1 Jul 2020: 20 of 210" in first
    assert first.endswith("Nam Workbook")


def test_times_are_those_of_the_programme(lead, database, monkeypatch):
    monkeypatch.setattr(noting, "now", lambda: datetime(2020, 12, 31, 20, 30, tzinfo=UTC))
    with writing(Door.FORM, LAN):
        save_visits([VisitEntry(VISIT, "P1-01", factories.START)])
    assert "1 Jan 2021 03:30" in lines(read(lead, HISTORY))[0]


def test_it_reads_in_vietnamese_too(lead):
    answer = lead.get(HISTORY, headers={"Accept-Language": "vi"})
    assert "Tỷ lệ lỗi · Line 1, 01/07/2020" in answer.text


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ("who=Nam", 1),
        ("who=Nobody", 0),
        ("door=form", 1),
        ("door=phone", 0),
        ("door=nonsense", 0),
        ("subject=reading", 2),
        ("subject=visit", 0),
        ("q=tran+lan", 1),
        ("q=mistyped", 1),
        ("q=defect", 2),
        ("q=zz", 0),
        ("from=1/1/2020", 2),
        ("from=2100-01-01", 0),
        ("until=1/1/2020", 0),
        ("from=nonsense", 2),
        ("row=reading/nonsense", 0),
    ],
)
def test_it_can_be_narrowed(lead, asked, n):
    page = read(lead, f"{HISTORY}?{asked}")
    if n:
        assert len(lines(page)) == n
    else:
        assert "fits" in page.text


def test_a_day_that_is_none_is_said_so(lead):
    assert "This is not a date." in read(lead, f"{HISTORY}?from=nonsense").text


def test_of_one_reading_it_tells_where_it_came_from(lead, database):
    uuid = database.scalars(select(Reading.uuid).order_by(Reading.from_on)).first()
    latest, first = lines(read(lead, f"{HISTORY}?row=reading/{uuid}"))
    assert "20 → 12" in latest
    assert first.startswith("Reading Defect rate · Line 1, 1 Jul 2020 added")
    assert "2 Jul" not in first


def test_of_what_is_called_otherwise_now_it_tells_all(lead, place, database):
    uuid = database.scalars(select(Reading.uuid).order_by(Reading.from_on)).first()
    with writing(Door.FORM, LAN):
        rename_scope(place, "Line 9")
    named = quote("measure/P1-01/defect-rate/Line 9")
    (renamed,) = lines(read(lead, f"{HISTORY}?row={named}"))
    assert "Scope: Line 1 → Line 9" in renamed
    assert len(lines(read(lead, f"{HISTORY}?row=reading/{uuid}"))) == 2


def test_it_is_turned_to_its_end_and_back(app, lead):
    app.config["PAGE_ROWS"] = 1
    first = read(lead, HISTORY)
    second = read(lead, f"{HISTORY}{first.links()['Older →'].partition('#')[0]}")
    assert "(2 readings) added" in lines(second)[0]
    back = read(lead, f"{HISTORY}{second.links()['← Newer'].partition('#')[0]}")
    assert lines(back) == lines(first)


def test_where_nothing_was_changed_it_says_so(sign_in, database):
    factories.engagement(at=factories.factory("F1"))
    assert "Nothing has been changed yet." in read(sign_in("l@example.vn", LEAD), HISTORY).text


def test_the_programme_tells_of_all_its_engagements_and_of_no_other(lead, database):
    factories.engagement("P2-01", within=factories.programme("P2"))
    database.commit()
    with writing(Door.FORM, LAN):
        save_visits([VisitEntry(VISIT, "P2-01", factories.START)])
    assert len(lines(read(lead, "/programmes/P1/history"))) == 2
    assert lead.get("/programmes/P2/history").status_code == 404
    assert lead.get("/history").status_code == 403


def test_the_programme_names_the_coaching_that_each_entry_belongs_to(lead):
    page = read(lead, "/programmes/P1/history")
    assert page.links()["P1-01"] == "/engagements/P1-01"
    assert "P1-01 · Factory F" in page.text
    assert "P1-01 · Factory F" not in read(lead, "/engagements/P1-01/history").text


def test_administrators_see_people_and_roles_and_nobody_else_does(lead, sign_in):
    boss = sign_in("boss@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))
    told = read(boss, "/history").text
    assert "lead@example.vn · Programme lead · Programme P1" in told
    assert "Password: set anew" in told
    assert "lead@example.vn" not in read(lead, "/programmes/P1/history").part("list")


def test_a_factory_manager_sees_that_of_the_own_factory_and_a_viewer_none(sign_in, place):
    manager = sign_in("m@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1"))
    other = sign_in("o@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F2"))
    viewer = sign_in("v@example.vn", Grant(Role.VIEWER, Scope.PROGRAMME, "P1"))
    assert [each.get(HISTORY).status_code for each in (manager, other, viewer)] == [200, 404, 403]
    assert "History" not in read(viewer, "/engagements/P1-01").links()
    assert read(manager, "/engagements/P1-01").links()["History"] == HISTORY


def test_the_sheet_has_what_the_page_has(lead, database):
    seal_all()
    answer = lead.get(f"{HISTORY}.xlsx?who=Nam", headers=ENGLISH)
    sheet = openpyxl.load_workbook(BytesIO(answer.data))["History"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "When")
    table = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 : head + 3]]
    assert [row["What"] for row in table] == [
        "Defect rate · Line 1, 1 Jul 2020",
        "Defect rate · Line 1, 2 Jul 2020",
    ]
    assert [row["After"] for row in table] == ["20 of 210", "21 of 210"]
    assert {row["Who"] for row in table} == {"Nam"}
    assert sheet.freeze_panes == f"B{head + 2}"
    told = " ".join(str(row[0]) for row in rows[head + 3 :])
    assert newest_seal("P1").mark in told


def test_the_newest_seal_stands_below_the_history(lead, database):
    assert "Newest seal" not in read(lead, HISTORY).text
    seal_all()
    assert newest_seal("P1").mark in read(lead, HISTORY).text


@pytest.fixture
def moved(database) -> Engagement:
    """An engagement that was added at F1 and is F2's now."""
    with writing(Door.FORM, LAN):
        coached = factories.engagement(at=factories.factory("F1"), stage=Stage.SELECTED)
        factories.event(coached, factories.START, text="They lost an order")
    with writing(Door.FORM, LAN):
        coached.factory = factories.factory("F2")
    with writing(Door.FORM, LAN):
        factories.event(coached, factories.END, text="A new hall")
    return coached


def test_a_factory_does_not_see_what_was_anothers_before(moved, sign_in):
    manager = sign_in("m@example.vn", Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F2"))
    page = read(manager, HISTORY)
    assert ["A new hall" in line for line in lines(page)] == [True]
    assert not any(said in page.text for said in ("F1", "They lost an order"))
    sheet = openpyxl.load_workbook(BytesIO(manager.get(f"{HISTORY}.xlsx").data)).active
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert not any(said in cell for said in ("F1", "They lost an order") for cell in cells)


@pytest.mark.parametrize(
    "grant",
    [LEAD, Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")],
)
def test_whoever_coaches_sees_all_of_it(moved, sign_in, grant):
    person = sign_in("p@example.vn", grant, Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F2"))
    text = read(person, HISTORY).text
    assert "They lost an order" in text
    assert "Factory: F1 → F2" in text


def test_a_code_that_is_given_again_has_a_history_of_its_own(moved, sign_in, database):
    place = moved.factory
    with writing(Door.FORM, LAN):
        for event in database.scalars(select(Event)):
            database.delete(event)
        database.delete(moved)
        database.flush()
        within = factories.programme("P2")
    with writing(Door.FORM, LAN, "Begun again"):
        factories.engagement(within=within, at=place)
    for grant in (
        Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"),
        Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F2"),
    ):
        page = read(sign_in(f"{grant.role}@example.vn", grant), HISTORY)
        assert "They lost an order" not in page.text
        assert any("Begun again" in line for line in lines(page))
    boss = sign_in("boss@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))
    assert "They lost an order" in read(boss, "/history").text


def test_so_has_the_code_of_a_programme_and_that_of_a_factory(sign_in, database):
    for name in ("Then", "Now"):
        with writing(Door.FORM, LAN):
            rows = factories.programme("P9", name=f"Programme {name}"), factories.factory("F9")
            rows[1].name = f"Factory {name}"
            rows[0].factories.append(rows[1])
        if name == "Then":
            with writing(Door.FORM, LAN):
                rows[0].factories.clear()
                for row in rows:
                    database.delete(row)
    lead = sign_in("l@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P9"))
    for address in ("/programmes/P9/history", "/factories/F9/history"):
        text = read(lead, address).text
        assert "Now" in text
        assert "Then" not in text
