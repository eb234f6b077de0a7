"""What arrives from a workbook, cell by cell."""

from __future__ import annotations

import subprocess
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from coachtrack.kit.workbooks import reading
from coachtrack.kit.workbooks.reading import (
    ErrorCell,
    FormulaWithoutValue,
    Limits,
    Percentage,
    Row,
    SheetChunk,
    address,
    open_workbook,
)
from tests.kit.workbook_files import cells, packed, parts


def rows_of(path: Path) -> list[Row]:
    return [row for chunk in open_workbook(path) for row in chunk.rows]


def read(tmp_path: Path, rows: str, **bent: object) -> list[Row]:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(packed(parts(rows, **bent)))  # type: ignore[arg-type]
    return rows_of(path)


def value(tmp_path: Path, xml: str, **bent: object) -> object:
    """The only value of a sheet with a cell beside it that is always there."""
    (row,) = read(tmp_path, cells(A1=xml, B1="><v>1</v>"), **bent)
    return row.values[0]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("><v>12</v>", 12),
        ("><v>-3</v>", -3),
        ("><v>8.3000000000000007</v>", 8.3),
        ("><v>1E-3</v>", 0.001),
        ('t="b"><v>1</v>', True),
        ('t="b"><v>0</v>', False),
        ('t="str"><f>A2</f><v>abc</v>', "abc"),
        ('t="inlineStr"><is><t>abc</t></is>', "abc"),
        ('t="d"><v>2020-07-01</v>', date(2020, 7, 1)),
        ('s="1"><v>44013</v>', date(2020, 7, 1)),
        ('s="1"><v>44013.5</v>', datetime(2020, 7, 1, 12)),
        ('s="1"><v>0.25</v>', time(6)),
        ('s="3"><v>1.1041666666666667</v>', "26:30:00"),
        ("><f>1+1</f><v>2</v>", 2),
    ],
)
def test_a_stored_value_arrives_as_its_type(tmp_path, xml, expected):
    found = value(tmp_path, xml)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "xml",
    [
        "><v>nan</v>",
        "><v>inf</v>",
        "><v>1e309</v>",
        "><v>1_000</v>",
        "><v>١٢</v>",
        "><v>0x10</v>",
        '><v>"; drop</v>',
        's="1"><v>1e9</v>',
        's="1"><v>nan</v>',
        't="e"><v>#DIV/0!</v>',
    ],
)
def test_what_is_no_value_is_never_a_number(tmp_path, xml):
    assert isinstance(value(tmp_path, xml), ErrorCell)


def test_a_day_that_never_was_is_refused_and_its_neighbours_are_not(tmp_path):
    (row,) = read(
        tmp_path,
        cells(A1='s="1"><v>59</v>', B1='s="1"><v>60</v>', C1='s="1"><v>61</v>'),
    )

    assert row.values == [date(1900, 2, 28), ErrorCell("1900-02-29"), date(1900, 3, 1)]


def test_the_1904_epoch_is_respected(tmp_path):
    assert value(tmp_path, 's="1"><v>42551</v>', epoch_1904=True) == date(2020, 7, 1)


@pytest.mark.parametrize("xml", ["><f>1+1</f>", "><f>1+1</f><v></v>", 't="str"><f>A9</f>'])
def test_a_formula_without_a_value_is_not_blank(tmp_path, xml):
    assert value(tmp_path, xml) == FormulaWithoutValue()


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path):
    assert value(tmp_path, 't="str"><f>IF(1,"")</f><v></v>') is None


@pytest.mark.parametrize("style", [2, 4])
def test_a_percentage_is_told_from_a_plain_number(tmp_path, style):
    found = value(tmp_path, f's="{style}"><v>0.215</v>')

    assert found == 0.215
    assert isinstance(found, Percentage)
    assert found.points == 21.5


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("Ho\u0300a\u200b", "Hòa"),
        ("  Chuyền\u00a02  ", "Chuyền 2"),
        ("\u202eabc\ufeff", "abc"),
        ("dòng 1_x000D_\ndòng 2", "dòng 1\ndòng 2"),
        ("_x0041_", "_x0041_"),
        ("_x005F_x000D_", "_x000D_"),
        ("\u200b \u00a0", None),
        ("a_x0000_b", ErrorCell("U+0000")),
    ],
)
def test_text_arrives_as_it_is_stored(tmp_path, stored, expected):
    assert value(tmp_path, 't="s"><v>0</v>', texts=(stored,)) == expected


def test_formatted_runs_of_a_text_are_joined(tmp_path):
    runs = 't="inlineStr"><is><r><t>Chuyền</t></r><r><t xml:space="preserve"> 2</t></r></is>'

    assert value(tmp_path, runs) == "Chuyền 2"


@pytest.mark.parametrize("dimension", ["", "A1", "A1:B1", "A1:XFD1048576", "Z9:Z9"])
def test_the_claimed_dimension_changes_nothing(tmp_path, dimension):
    rows = cells(A1="><v>1</v>") + cells(A2="><v>2</v>", C2="><v>3</v>")

    assert read(tmp_path, rows, dimension=dimension) == [Row(1, [1]), Row(2, [2, None, 3])]


def test_rows_and_cells_out_of_order_are_not_lost(tmp_path):
    rows = cells(A3="><v>3</v>") + cells(C1="><v>13</v>", A1="><v>11</v>")

    assert read(tmp_path, rows) == [Row(3, [3]), Row(1, [11, None, 13])]


def test_cells_without_a_reference_follow_each_other(tmp_path):
    assert read(tmp_path, "<row><c><v>1</v></c><c><v>2</v></c></row>") == [Row(1, [1, 2])]


def test_blank_rows_are_skipped_and_numbers_kept(tmp_path):
    rows = cells(A2="><v>2</v>") + cells(A5='s="1">') + cells(B900000="s='1'>")

    assert read(tmp_path, rows) == [Row(2, [2])]


def test_an_empty_sheet_is_named(tmp_path):
    path = tmp_path / "empty.xlsx"
    path.write_bytes(packed(parts(sheet_name="Hồ sơ")))

    assert list(open_workbook(path)) == [SheetChunk("Hồ sơ", [])]


def test_every_sheet_arrives_in_order(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "First"
    book.active.append(["a", 1])
    book.create_sheet("Second")
    book.create_sheet("Third").append([date(2020, 7, 1)])
    book.save(path := tmp_path / "three.xlsx")

    assert list(open_workbook(path)) == [
        SheetChunk("First", [Row(1, ["a", 1])]),
        SheetChunk("Second", []),
        SheetChunk("Third", [Row(1, [date(2020, 7, 1)])]),
    ]


def test_rows_come_in_chunks(tmp_path):
    rows = "".join(cells(**{f"A{n}": f"><v>{n}</v>"}) for n in range(1, 1201))
    path = tmp_path / "long.xlsx"
    path.write_bytes(packed(parts(rows)))

    assert [len(chunk.rows) for chunk in open_workbook(path)] == [500, 500, 200]


def test_the_parsing_process_ends_when_nobody_reads_on(tmp_path, monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        reading.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1]
    )
    rows = "".join(cells(**{f"A{n}": f"><v>{n}</v>"}) for n in range(1, 5001))
    path = tmp_path / "long.xlsx"
    path.write_bytes(packed(parts(rows)))

    chunks = open_workbook(path)
    next(chunks)
    chunks.close()

    assert started[0].poll() is not None


def test_the_parsing_process_does_not_learn_the_secrets(monkeypatch):
    monkeypatch.setenv("COACHTRACK_SECRET_KEY", "not for children")

    assert "COACHTRACK_SECRET_KEY" not in reading._environment()


def test_the_parsing_process_ends_with_its_parent(tmp_path):
    path = tmp_path / "any.xlsx"
    path.write_bytes(packed(parts(cells(A1="><v>1</v>"))))
    with reading._parsing(path, Limits()) as process:
        process.stdin.close()

        assert process.wait(timeout=10) in (0, 1)


def test_cells_are_named_as_people_name_them():
    names = [address(column, 12) for column in (0, 2, 25, 26, 701, 702, 16383)]

    assert names == ["A12", "C12", "Z12", "AA12", "ZZ12", "AAA12", "XFD12"]
