"""A workbook changes nothing that both sides signed, and the summary says who signed."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from flask_babel import force_locale

from coachtrack.features.exchange.export import write_export
from coachtrack.features.exchange.importing import plan_import
from coachtrack.features.exchange.summary import write_summary
from coachtrack.features.indicators.models import Indicator
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.cells import Context
from coachtrack.kit.permissions import OPERATOR, Grant, Person, Role, Scope
from tests import factories
from tests.conftest import PASSWORD
from tests.editing import fill
from tests.features.exchange.books import taken
from tests.features.signing.conftest import SIGN_CLOSING

STAYS = "so this stays as it is. To correct it, first open it under “Signatures” of P1-01"


@pytest.fixture
def book(signed, database, tmp_path):
    """The programme as a workbook."""
    programme = database.query(Programme).one()
    with (tmp_path / "p1.xlsx").open("wb") as file:
        write_export(programme, OPERATOR, file)
    database.rollback()
    return tmp_path / "p1.xlsx"


def planned(book, sheet="", by=OPERATOR, **cells):
    """What importing it would do, with these cells of the first row of a sheet changed."""
    opened = openpyxl.load_workbook(book)
    if sheet:
        rows = opened[sheet]
        header = next(
            n
            for n in range(1, 9)
            if "Engagement" in [c.value for c in rows[n]] or "Code" in [c.value for c in rows[n]]
        )
        names = {cell.value: cell.column for cell in rows[header]}
        for name, value in cells.items():
            rows.cell(header + 1, names[name.replace("_", " ")]).value = value
    opened.save(book)
    with force_locale("en"):
        return plan_import(book, by, Context("en", factories.date(2026, 11, 28)))


def test_the_same_again_changes_nothing(book):
    plan = planned(book)
    assert (plan.problems, plan.changes_nothing) == ([], True)


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [
        ("Readings", {"Numerator": 7}),
        ("Readings", {"Withdrawn": "a test run"}),
        ("Readings", {"Denominator": 1000}),
        ("Engagements", {"Baseline_to": factories.date(2020, 7, 20)}),
    ],
)
def test_a_changed_cell_is_a_problem_at_that_cell(book, sheet, cells):
    plan = planned(book, sheet, **cells)
    (problem,) = plan.problems
    with force_locale("en"):
        assert STAYS in str(problem)


@pytest.fixture
def own_words(signed, database):
    """The indicator did not come with the product."""
    database.query(Indicator).filter_by(code="defect-rate").one().built_in = False
    database.commit()


def test_whose_figures_were_signed_is_told_to_administrators_only(own_words, book):
    plan = planned(book, "Indicators", Numerator="good parts")
    (problem,) = plan.problems
    assert "Both sides of P1-01 signed figures in these words" in str(problem)
    lead = Person("Hương", grants=(Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P2"),))
    plan = planned(book, by=lead)
    assert plan.problems
    assert not any("in these words" in str(problem) for problem in plan.problems)


def test_the_summary_says_who_signed(signed, consultant, manager, database):
    for one in (consultant, manager):
        fill(one, SIGN_CLOSING, password=PASSWORD)
    programme = database.query(Programme).one()
    file = BytesIO()
    with force_locale("en"):
        write_summary(programme, OPERATOR, Filters(), file)
    texts = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(file)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    told = next(t for t in texts if t.startswith("Baseline signed on "))
    assert "; Closing result signed on " in told
    assert (
        "Every baseline is signed by both sides, and stays as it is."
        " 1 of 1 closing results are signed by both sides."
    ) in texts


def test_only_what_is_signed_is_left_where_that_is_asked_for(signed, lead, database):
    other = factories.engagement("P1-02", at=factories.factory("F2"))
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    factories.measure(other, main=True, **figures)
    asked = ("", "?signed=yes", "?signed=no")
    every, some, rest = (lead.get(f"/programmes/P1{each}").text for each in asked)
    assert ("P1-02" in every, "P1-02" in some, "P1-01" in some) == (True, False, True)
    assert ("P1-02" in rest, "P1-01" in rest) == (True, False)
    cover = taken(lead, "/programmes/P1/summary.xlsx?signed=no")["Cover"]
    texts = [cell.value for row in cover.iter_rows() for cell in row]
    assert "Only not signed by both" in texts
