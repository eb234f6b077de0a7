"""`coachtrack import`: what is said, where it is said, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from coachtrack.features.indicators.models import Reading
from tests.commands import run
from tests.features.exchange.import_books import sheets, write


@pytest.fixture
def english(app: Flask) -> Flask:
    app.config["LANGUAGE"] = "en"
    return app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "import.xlsx"


def n_readings(database):
    return database.scalar(select(func.count(Reading.id)))


def test_rows_are_counted_sheet_by_sheet(english, database, path):
    result = run(english, "import", str(write(path, sheets())))

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Readings: 4 new, 0 changed, 0 unchanged\n" in result.stdout
    assert result.stdout.endswith("Saved.\n")
    assert n_readings(database) == 4


def test_again_everything_is_unchanged(english, database, path):
    run(english, "import", str(write(path, sheets())))
    result = run(english, "import", str(path))

    assert "Readings: 0 new, 0 changed, 4 unchanged\n" in result.stdout
    assert result.stdout.endswith("Everything was stored already; nothing had to be changed.\n")
    assert n_readings(database) == 4


def test_a_dry_run_saves_nothing(english, database, path):
    result = run(english, "import", "--dry-run", str(write(path, sheets())))

    assert result.exit_code == 0
    assert "Readings: 4 new, 0 changed, 0 unchanged\n" in result.stdout
    assert result.stdout.endswith("Nothing was saved: this was a dry run.\n")
    assert n_readings(database) == 0


def test_problems_go_to_standard_error(english, database, path):
    told = sheets()
    told["Readings"][0]["Numerator"] = -1
    told["Readings"][1]["From"] = "30/2/2020"
    result = run(english, "import", str(write(path, told)))

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines() == [
        "Readings!E2: This number is negative. Write zero or more.",
        "Readings!D3: There is no such day. Check the day and the month.",
        "Nothing was saved; cells to put right: 2.",
    ]
    assert n_readings(database) == 0


def test_problems_are_told_in_the_language_of_the_installation(app, database, path):
    told = sheets()
    told["Readings"][0]["Numerator"] = -1
    app.config["LANGUAGE"] = "vi"
    result = run(app, "import", str(write(path, told)))

    assert result.stderr.startswith("Readings!E2: ")
    assert "negative" not in result.stderr


def test_programs_read_json(english, database, path):
    told = sheets()
    saved = json.loads(run(english, "import", "--json", str(write(path, told))).stdout)
    told["Readings"] = [{**row, "Denominator": 0, "Colour": "red"} for row in told["Readings"]]
    refused = run(english, "import", "--json", str(write(path, told)))

    assert saved["saved"] is True
    assert saved["sheets"]["Readings"] == {"new": 4, "changed": 0, "unchanged": 0}
    assert refused.exit_code == 3
    assert json.loads(refused.stdout) == {
        "saved": False,
        "problems": [
            {
                "sheet": "Readings",
                "cells": ["F2–F5"],
                "count": 4,
                "sentence": "Nothing can be counted among 0. Enter how many there were altogether.",
            }
        ],
        "total": 4,
        "notes": ["Readings: the column “Colour” is not known and was left out."],
        "sheets": {},
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose the workbook again."),
        (b"Code,Name\n", "This is a text file (such as CSV), not a workbook."),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is not an Excel workbook, whatever its name says."),
    ],
)
def test_another_file_renamed(english, path, content, sentence):
    path.write_bytes(content)
    result = run(english, "import", str(path))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(sentence)


def test_a_workbook_cut_in_half(english, path):
    whole = write(path, sheets()).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    result = run(english, "import", str(path))

    assert result.exit_code == 2
    assert result.stderr.startswith("The file is not whole: its end is missing.")


def test_a_workbook_for_something_else(english, database, path):
    result = run(english, "import", "--json", str(write(path, {"Sheet1": [{"A": 1}]})))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("No sheet is known. Name the sheets: Organisations,")


def test_a_file_that_is_not_there(english, path):
    result = run(english, "import", str(path))

    assert result.exit_code == 2
    assert "does not exist" in result.stderr
