"""Out and in again: an export makes the same programme elsewhere, and changes nothing here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from coachtrack.app import create_app
from coachtrack.extensions import db
from tests import engines
from tests.commands import run
from tests.features.exchange import odd
from tests.features.exchange.books import table

Cells = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def elsewhere(engine: engines.Engine, tmp_path: Path) -> Iterator[Flask]:
    """An empty installation of its own."""
    with engine.fresh() as url:
        made = create_app(engines.settings(url, tmp_path / "elsewhere"))
        yield made
        with made.app_context():
            db.engine.dispose()


def exported(app: Flask, code: str, path: Path) -> Path:
    result = run(app, "export", "programme", code, "-o", str(path))
    assert result.exit_code == 0, result.output
    return path


def imported(app: Flask, path: Path) -> dict[str, Any]:
    result = run(app, "import", "--json", str(path))
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told["sheets"]


def results(app: Flask, code: str, path: Path) -> list[dict[str, Any]]:
    result = run(app, "summary", "programme", code, "-o", str(path), "--lang", "en")
    assert result.exit_code == 0, result.output
    rows = table(openpyxl.load_workbook(path), "Results")
    # Nobody signed it there: a workbook carries no signatures.
    return [{name: cell for name, cell in row.items() if name != "Signatures"} for row in rows]


def cells(path: Path) -> Cells:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("code", ["HD2020", "BN-MAU"])
def test_the_demo_is_the_same_elsewhere(demo, elsewhere, tmp_path, code):
    first = exported(demo, code, tmp_path / "first.xlsx")
    told = imported(elsewhere, first)
    second = exported(elsewhere, code, tmp_path / "second.xlsx")

    assert told["Readings"]["new"] > 200
    assert cells(second) == cells(first)
    assert results(elsewhere, code, tmp_path / "1.xlsx") == results(demo, code, tmp_path / "2.xlsx")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_a_database_holds_is_the_same_elsewhere(app, database, elsewhere, tmp_path, seed):
    odd.programme(seed)
    first = exported(app, "P1", tmp_path / "first.xlsx")
    imported(elsewhere, first)

    assert cells(exported(elsewhere, "P1", tmp_path / "second.xlsx")) == cells(first)


@pytest.mark.parametrize("code", ["HD2020", "BN-MAU"])
def test_an_export_of_the_demo_changes_nothing_where_it_came_from(demo, tmp_path, code):
    told = imported(demo, exported(demo, code, tmp_path / "export.xlsx"))

    assert not any(sheet["new"] or sheet["changed"] for sheet in told.values())
    assert told["Readings"]["unchanged"] > 200


def test_an_export_changes_nothing_where_it_came_from(app, database, tmp_path):
    odd.programme(4)
    told = imported(app, exported(app, "P1", tmp_path / "export.xlsx"))

    assert not any(sheet["new"] or sheet["changed"] for sheet in told.values())
