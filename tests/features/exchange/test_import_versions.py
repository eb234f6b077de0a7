"""Versions of an indicator's definition in a workbook: told, left to be found out, and mixed."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from coachtrack.domain.types import Verdict
from coachtrack.features.indicators.actions import differences
from coachtrack.features.indicators.models import Indicator, Reading, StoredResult
from tests.features.exchange.import_books import counted, said, saved, sheets, write

OWN = {
    "Code": "own-rate",
    "Name": "Own rate",
    "Kind": "proportion",
    "Unit": "%",
    "Factor": 100,
    "Better": "lower",
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "import.xlsx"


@pytest.fixture
def told():
    """The usual workbook about an indicator of its own."""
    told = sheets()
    for row in told["Measures"] + told["Readings"]:
        row["Indicator"] = "own-rate"
    return {"Indicators": [dict(OWN)], **told}


@pytest.mark.parametrize("more", [{}, {"Version": None}], ids=["no column", "blank"])
def test_an_untold_version_of_a_new_indicator_is_the_first(database, path, told, more):
    told["Indicators"][0].update(more)
    assert said(saved(write(path, told))) == []
    assert database.scalar(select(Indicator.current_version).filter_by(code="own-rate")) == 1
    assert set(database.scalars(select(Reading.version))) == {1}


def test_an_untold_version_of_a_stored_indicator_is_the_current_one(database, path, told):
    told["Indicators"][0]["Version"] = 3
    saved(write(path, told))
    told["Indicators"] = [{**OWN, "Name": "Own rate, as said now"}]
    assert counted(saved(write(path, told)))["Indicators"] == (0, 1, 0)


def test_an_untold_version_of_readings_is_said_where_it_is_not_the_first(database, path, told):
    assert saved(write(path, told)).notes == []
    told["Indicators"] = [{**OWN, "Version": 2, "Unit": "ppm"}]
    told["Readings"] = [{**row, "From": row["From"].replace(year=2021)} for row in told["Readings"]]
    assert saved(write(path, told)).notes == [
        "Readings without a version of own-rate were taken as version 2, the current one."
    ]
    assert saved(path).notes == []


def test_a_version_that_nothing_defines_is_named_at_its_cell(database, path, told):
    told["Readings"][1]["Version"] = 7
    (problem,) = said(saved(write(path, told)))
    assert problem.startswith("Readings!G3: The indicator has no version 7.")


def test_a_result_stands_under_what_is_compared_and_not_under_what_came_later(database, path, told):
    told["Indicators"] = [{**OWN, "Version": 1}, {**OWN, "Version": 2, "Better": "higher"}]
    for row in told["Readings"]:
        row["Version"] = 1
    later = {**told["Readings"][-1], "From": date(2020, 12, 1), "Version": 2}
    told["Readings"].append(later)
    assert said(saved(write(path, told))) == []
    result = database.scalar(select(StoredResult))
    assert (result.version, result.verdict) == (1, Verdict.IMPROVED)
    assert list(differences()) == []


def test_a_factor_is_not_a_percentage(database, path, told):
    book = openpyxl.load_workbook(write(path, told))
    cell = next(c for c in book["Indicators"][1] if c.value == "Factor")
    factor = book["Indicators"].cell(2, cell.column, 1)
    factor.number_format = "0%"
    book.save(path)
    (problem,) = said(saved(path))
    assert problem.endswith("This is a percentage. Write the number as such, for example 100.")
