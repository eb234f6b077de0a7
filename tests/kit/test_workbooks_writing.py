"""Workbooks out: typed, safe to open, and the same when read back."""

from __future__ import annotations

import errno
import gc
import tempfile
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from coachtrack.kit.text import clean
from coachtrack.kit.workbooks.reading import open_workbook
from coachtrack.kit.workbooks.writing import Chart, Column, Kind, Line, Shape, WorkbookWriter

COLUMNS = (
    Column("Code"),
    Column("Factories", Kind.WHOLE),
    Column("Before", Kind.NUMBER),
    Column("After", Kind.NUMBER, decimals=2),
    Column("Share", Kind.FRACTION),
    Column("From", Kind.DAY),
)
ROW = ("HD2020", 14, 21.5, 142.57142857142858, 0.125, date(2020, 7, 1))


def written(*rows, columns=COLUMNS, **how) -> BytesIO:
    writer = WorkbookWriter("Kết quả", language="vi")
    writer.sheet("Results", columns, rows, **how)
    buffer = BytesIO()
    writer.save(buffer)
    return buffer


def opened(buffer: BytesIO):
    buffer.seek(0)
    return openpyxl.load_workbook(buffer)


def text_cells(*values: str):
    sheet = opened(written(*([value] for value in values), columns=[Column("Text")]))["Results"]
    return [sheet.cell(number, 1) for number in range(2, len(values) + 2)]


def part(buffer: BytesIO, name: str) -> str:
    return zipfile.ZipFile(buffer).read(name).decode()


def test_cells_have_their_types_and_formats():
    row = opened(written(ROW))["Results"][2]

    assert [cell.value for cell in row[:5]] == list(ROW[:5])
    assert row[5].value == datetime(2020, 7, 1)
    assert [cell.number_format for cell in row] == [
        "General",
        "#,##0",
        "#,##0.0",
        "#,##0.00",
        "0.0%",
        "dd/mm/yyyy",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "+84912345678", "-5", "@SUM(A1)"),
        *("\t=1", "＝1", "=", "#REF!"),
    ],
)
def test_text_is_never_a_formula(text):
    (cell,) = text_cells(text)

    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.quotePrefix is (text != "#REF!")


def test_headings_and_notes_are_never_formulas():
    sheet = opened(written(["a"], columns=[Column("=A1")], notes=["=1"]))["Results"]

    assert [sheet["A1"].data_type, sheet["A4"].data_type] == ["s", "s"]


def test_what_a_workbook_cannot_hold_is_left_out():
    (cell,) = text_cells("a\x00\x0b\x1f\ud800\uffffb" + "x" * 40_000)

    assert cell.value.startswith("abxx")
    assert len(cell.value) == 32_767


def test_no_figure_is_a_blank_cell():
    sheet = opened(written([float("nan"), 1], [float("inf"), 1], [None, 1], columns=COLUMNS[1:3]))[
        "Results"
    ]

    assert [sheet.cell(number, 1).value for number in (2, 3, 4)] == [None, None, None]


def test_moments_and_stray_values_are_written():
    columns = [Column("At", Kind.MOMENT), Column("Any"), Column("Any")]
    at = datetime(2020, 7, 1, 8, 30, tzinfo=UTC)
    row = opened(written([at, date(2020, 7, 1), True], columns=columns))["Results"][2]

    assert row[0].value == datetime(2020, 7, 1, 8, 30)
    assert row[1].is_date
    assert row[2].value is True


@pytest.mark.parametrize("rows", [[], [ROW], [ROW] * 3])
def test_the_table_spans_its_rows_and_names_its_columns(rows):
    sheet = opened(written(*rows, notes=["A note."]))["Results"]
    (table,) = sheet.tables.values()

    assert table.ref == f"A1:F{max(2, len(rows) + 1)}"
    assert [column.name for column in table.tableColumns] == [column.heading for column in COLUMNS]


def test_headings_of_a_table_are_distinct_and_on_one_line():
    columns = [Column(""), Column("A\nb"), Column("a B"), Column("A b (2)")]
    sheet = opened(written([1, 2, 3, 4], columns=columns))["Results"]

    assert [cell.value for cell in sheet[1]] == ["–", "A b", "a B (2)", "A b (2) (2)"]


def test_sheets_print_on_a4_with_their_heading():
    sheet = opened(written(ROW, freeze=1))["Results"]

    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].font.b


def test_names_of_sheets_are_clean_short_and_distinct():
    writer = WorkbookWriter("T")
    names = ["A/B: [x]?", "Rất dài " * 9, "Rất dài " * 9, "", "'a'", "A", "a", "\x00"]
    kept = [writer.sheet(name, [Column("C")], []).name for name in names]
    writer.save(buffer := BytesIO())

    assert opened(buffer).sheetnames == kept
    assert len({name.casefold() for name in kept}) == len(names)
    assert max(map(len, kept)) <= 31


def test_tables_of_several_sheets_have_distinct_names():
    writer = WorkbookWriter("T")
    for name in ("One", "Two"):
        writer.sheet(name, [Column("C")], [[1]])
    writer.save(buffer := BytesIO())
    book = opened(buffer)

    assert {table for sheet in book for table in sheet.tables} == {"Table1", "Table2"}


@pytest.mark.parametrize("shape", Shape)
def test_a_chart_shows_its_axes_and_follows_the_cells(shape):
    writer = WorkbookWriter("T")
    sheet = writer.sheet("Kết quả", COLUMNS, [ROW] * 5)
    writer.chart(sheet, Chart("Tỷ lệ lỗi", 0, (2, 3), unit="%", shape=shape, first_rows=2))
    writer.chart(sheet, Chart("Second", 0, (2,)))
    writer.save(buffer := BytesIO())
    drawn = part(buffer, "xl/charts/chart1.xml")

    assert drawn.count('<delete val="0"') == 2
    assert "'Kết quả'!$C$2:$C$3" in drawn
    assert '<smooth val="1"' not in drawn
    assert len(opened(buffer)["Kết quả"]._charts) == 2


def test_the_document_is_named():
    properties = opened(written(ROW)).properties

    assert (properties.title, properties.creator) == ("Kết quả", "CoachTrack")


def test_a_sheet_of_sentences():
    writer = WorkbookWriter("T")
    writer.text_sheet("Cách tính", ["Một câu.", "=không phải công thức"])
    writer.save(buffer := BytesIO())

    assert [row[0].value for row in opened(buffer)["Cách tính"]] == [
        "Một câu.",
        "=không phải công thức",
    ]


def test_a_line_is_as_high_as_its_text_and_its_label_need():
    writer = WorkbookWriter("T")
    lines = [Line("Short.", "Label"), Line("Short.", "A label " * 6), Line("Long text. " * 20, "L")]
    writer.text_sheet("Cover", lines)
    writer.save(buffer := BytesIO())
    sheet = opened(buffer)["Cover"]
    plain, label, text = (sheet.row_dimensions[row].height for row in (1, 2, 3))

    assert plain < label
    assert plain < text


def test_the_same_content_gives_the_same_cells():
    one, other = written(ROW, notes=["x"]), written(ROW, notes=["x"])

    for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/tables/table1.xml"):
        assert part(one, name) == part(other, name)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some.lists(
        some.tuples(
            some.text(max_size=20).map(lambda text: clean(text.replace("\0", ""))),
            some.floats(allow_nan=False, allow_infinity=False),
            some.integers(-(2**53), 2**53),
            some.dates(date(1900, 3, 1), date(2100, 1, 1)),
        ),
        min_size=30,
        max_size=40,
    )
)
def test_what_is_written_reads_back_the_same(tmp_path: Path, rows):
    columns = [
        Column("T"),
        Column("N", Kind.NUMBER),
        Column("W", Kind.WHOLE),
        Column("D", Kind.DAY),
    ]
    path = tmp_path / "round.xlsx"
    path.write_bytes(written(*rows, columns=columns).getvalue())

    found = [row.values for chunk in open_workbook(path) for row in chunk.rows][1:]

    assert found == [[text or None, number, whole, day] for text, number, whole, day in rows]


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_", "_x005F_", "_x005F_x000D_", "a_xb_"])
def test_text_like_an_escape_reads_back_the_same(tmp_path: Path, text):
    path = tmp_path / "escape.xlsx"
    path.write_bytes(written([text], columns=[Column("T")]).getvalue())

    assert [chunk.rows[1].values for chunk in open_workbook(path)] == [[text]]


class Full(BytesIO):
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def save_in(room: int) -> None:
    with WorkbookWriter("T") as writer:
        writer.sheet("One", COLUMNS, [ROW])
        writer.text_sheet("Two", ["A sentence."])
        writer.save(Full(room))


@pytest.mark.parametrize("room", [0, 100, 3_000])
def test_a_full_disk_leaves_no_file_and_no_complaint(tmp_path, monkeypatch, room):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OSError, match="No space left"):
        save_in(room)
    gc.collect()

    assert list(tmp_path.iterdir()) == []


def test_a_failure_between_two_rows_leaves_no_file_and_no_complaint(tmp_path, monkeypatch):
    def rows():
        yield ROW
        raise LookupError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(LookupError), WorkbookWriter("T") as writer:
        writer.sheet("One", COLUMNS, rows())
    del writer
    gc.collect()

    assert list(tmp_path.iterdir()) == []
