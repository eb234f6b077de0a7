"""Workbooks from the command line: whole files or none, and a sentence when it fails."""

from __future__ import annotations

import errno
from pathlib import Path

import openpyxl
import pytest

from tests import factories
from tests.commands import refusal, run
from tests.features.exchange.books import facts, table

BOTH = pytest.mark.parametrize("command", ["summary", "export"])


@pytest.fixture(autouse=True)
def _programme(database):
    factories.measure(main=True, before=factories.MANY_DEFECTS, after=factories.FEW_DEFECTS)


@pytest.mark.parametrize(("language", "sheet"), [("en", "Cover"), ("vi", "Trang bìa")])
def test_a_summary_is_written_in_the_language_asked_for(app, tmp_path, language, sheet):
    path = tmp_path / "P1.xlsx"
    result = run(app, "summary", "programme", "p1", "-o", str(path), "--lang", language)

    assert (result.exit_code, result.output) == (0, f"Wrote {path}.\n")
    assert facts(openpyxl.load_workbook(path), sheet)


def test_an_export_is_written_whole(app, tmp_path):
    path = tmp_path / "P1.xlsx"

    assert run(app, "export", "programme", "P1", "-o", str(path)).exit_code == 0
    assert len(table(openpyxl.load_workbook(path), "Readings")) == 24
    assert list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part")) == []


@BOTH
def test_an_older_file_is_replaced(app, tmp_path, command):
    path = tmp_path / "P1.xlsx"
    path.write_text("older")

    assert run(app, command, "programme", "P1", "-o", str(path)).exit_code == 0
    assert len(openpyxl.load_workbook(path).sheetnames) > 1


@BOTH
def test_an_unknown_programme_is_refused(app, tmp_path, command):
    result = run(app, command, "programme", "P9", "-o", str(tmp_path / "P9.xlsx"))

    assert refusal(result) == "There is no programme P9; check the code."
    assert not (tmp_path / "P9.xlsx").exists()


@BOTH
def test_a_folder_that_does_not_exist_is_said(app, tmp_path, command):
    path = tmp_path / "nowhere" / "P1.xlsx"
    result = run(app, command, "programme", "P1", "-o", str(path))

    assert refusal(result) == (
        f"{path} cannot be written (No such file or directory). Choose another file with -o."
    )


@BOTH
def test_a_full_disk_leaves_what_was_there(app, tmp_path, monkeypatch, command):
    path = tmp_path / "P1.xlsx"
    path.write_text("older")

    def full(_self: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = run(app, command, "programme", "P1", "-o", str(path))

    assert "No space left on device" in refusal(result)
    assert [file.name for file in tmp_path.glob("*P1*")] == ["P1.xlsx"]
    assert path.read_text() == "older"
