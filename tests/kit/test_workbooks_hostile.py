"""Files that are not what they say: each ends in a sentence, quickly and in little memory."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from coachtrack.kit.workbooks.problems import SENTENCES, UnusableWorkbook
from coachtrack.kit.workbooks.protocol import Limits, Problem
from coachtrack.kit.workbooks.reading import open_workbook
from tests.kit.workbook_files import SHEET_PART, cells, packed, parts, with_big_part

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


def refused(path: Path, limits: Limits | None = None) -> UnusableWorkbook:
    with pytest.raises(UnusableWorkbook) as caught:
        list(open_workbook(path, limits))
    return caught.value


def outcome(path: Path) -> object:
    """The rows of each chunk, or the sentence of the refusal."""
    try:
        return [chunk.rows for chunk in open_workbook(path)]
    except UnusableWorkbook as refusal:
        return refusal.sentence


def problem_of(tmp_path: Path, content: bytes, limits: Limits | None = None) -> Problem:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(content)
    return refused(path, limits).problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Problem.PASSWORD),
        (OLE + "Workbook".encode("utf-16-le"), Problem.OLD_XLS),
        (OLE + "WordDocument".encode("utf-16-le"), Problem.OTHER_FILE),
        ("Mã;Tên\n1;Chuyền 2\n".encode(), Problem.TEXT_FILE),
        ("Mã\tTên".encode("utf-16"), Problem.TEXT_FILE),
        (b"<html><table><tr><td>1</td></tr></table></html>", Problem.TEXT_FILE),
        (b"%PDF-1.7\n\x00\x01binary", Problem.OTHER_FILE),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Problem.OTHER_FILE),
        (packed({}), Problem.OTHER_FILE),
        (packed({"a.txt": b"hello"}), Problem.OTHER_FILE),
        (packed({"mimetype": b"application/vnd.oasis"}), Problem.OPEN_DOCUMENT),
        (packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "other-file"),
        (packed(parts() | {"xl/workbook.bin": b"\0"}), Problem.BINARY_WORKBOOK),
        (packed(parts() | {"xl/vbaProject.bin": b"\0"}), Problem.MACROS),
        (packed(parts()) + b"PK\x05\x06", Problem.CUT_OFF),
        (packed(parts())[: len(packed(parts())) // 2], Problem.CUT_OFF),
        (packed(parts() | {f"xl/{n}.xml": b"<a/>" for n in range(500)}), Problem.TOO_MANY_PARTS),
        (packed(parts(), zipfile.ZIP_BZIP2), Problem.ODD_PACKING),
        (packed(parts(), zipfile.ZIP_LZMA), Problem.ODD_PACKING),
        (packed(parts() | {SHEET_PART: BOMB}), Problem.DOCTYPE),
        (packed(parts() | {"xl/sharedStrings.xml": BOMB}), Problem.DOCTYPE),
        (packed(parts() | {SHEET_PART: BOMB.decode().encode("utf-16")}), Problem.DAMAGED),
        (packed(parts() | {SHEET_PART: b"<!-- " * 5000}), Problem.DAMAGED),
        (packed(parts() | {SHEET_PART: b" " * 60_000 + BOMB}), Problem.DAMAGED),
        (packed(parts(own_format="0" * 130_000)), Problem.LONG_FORMAT),
    ],
)
def test_another_file_is_refused_before_parsing(tmp_path, content, problem):
    assert problem_of(tmp_path, content) == problem


@pytest.mark.parametrize(
    ("bent", "problem"),
    [
        (parts(cells(A1='t="s"><v>7</v>')), Problem.DAMAGED),
        (parts(cells(A1='t="s"><v>-1</v>'), texts=("last",)), Problem.DAMAGED),
        (parts(cells(A1='t="s"><v>x</v>')), Problem.DAMAGED),
        (parts('<row r="0"><c><v>1</v></c></row>'), Problem.DAMAGED),
        (parts('<row r="9999999"><c><v>1</v></c></row>'), Problem.DAMAGED),
        (parts('<row r="1"><c r="ABCDE1"><v>1</v></c></row>'), Problem.DAMAGED),
        (parts('<row r="1"><c'), Problem.DAMAGED),
        ({name: part for name, part in parts().items() if name != SHEET_PART}, Problem.DAMAGED),
        (parts(cells(XFD1048576="><v>1</v>")), Problem.TOO_MANY_COLUMNS),
        (parts(cells(A1048576="><v>1</v>")), Problem.TOO_MANY_ROWS),
        (parts(after_rows='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "huge"),
        (parts(after_rows='<mergeCells><mergeCell ref="A:XFD"/></mergeCells>'), "huge"),
        (parts(after_rows='<hyperlinks><hyperlink ref="1:1048576"/></hyperlinks>'), "huge"),
        (parts(cells(A1='t="s"><v>0</v>'), texts=("x" * 40_000,)), Problem.TEXT_TOO_LONG),
    ],
)
def test_a_workbook_bent_inside_is_refused(tmp_path, bent, problem):
    assert problem_of(tmp_path, packed(bent)).startswith(problem)


@pytest.mark.parametrize("missing", list(parts()))
def test_a_workbook_without_a_part_gives_a_sentence_or_its_cells(tmp_path, missing):
    whole = parts(cells(A1="><v>1</v>"))
    del whole[missing]
    path = tmp_path / "upload.xlsx"
    path.write_bytes(packed(whole))

    sentences = {str(SENTENCES[Problem(p)]) for p in ("other-file", "damaged", "no-sheets")}
    assert outcome(path) == [[(1, [1])]] or outcome(path) in sentences


def test_a_claim_to_the_last_cell_costs_nothing(tmp_path):
    before = time.monotonic()
    path = tmp_path / "upload.xlsx"
    path.write_bytes(packed(parts(cells(A1="><v>1</v>"), dimension="A1:XFD1048576")))

    assert [chunk.rows for chunk in open_workbook(path)] == [[(1, [1])]]
    assert time.monotonic() - before < 5


def test_a_far_cell_is_named(tmp_path):
    path = tmp_path / "upload.xlsx"
    path.write_bytes(packed(parts(cells(A200001="><v>1</v>"))))

    assert refused(path).place == "Readings, 200001"


@pytest.mark.parametrize("name", [SHEET_PART, "xl/sharedStrings.xml", "xl/media/image1.png"])
def test_what_unpacks_to_gigabytes_is_refused_at_once(tmp_path, name):
    path = tmp_path / "bomb.xlsx"
    with_big_part(path, name, megabytes=150)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    before = time.monotonic()

    assert refused(path).problem == Problem.UNPACKS_TOO_LARGE
    assert time.monotonic() - before < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 20_000


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "liar.xlsx"
    with_big_part(path, SHEET_PART, megabytes=150)
    content = bytearray(path.read_bytes())
    entry = content.rfind(SHEET_PART.encode()) - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 1000)

    assert problem_of(tmp_path, bytes(content)) in {Problem.DAMAGED, Problem.CUT_OFF}


def test_a_directory_of_many_entries_is_not_read(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(20_000):
            archive.writestr(f"{n:060}", b"")

    assert problem_of(tmp_path, buffer.getvalue()) == Problem.TOO_MANY_PARTS


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "twice.xlsx"
    path.write_bytes(packed(parts()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET_PART, parts()[SHEET_PART])

    assert refused(path).problem == Problem.ODD_PACKING


def test_no_part_is_put_where_its_name_says(tmp_path):
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    path = inside / "upload.xlsx"
    link = zipfile.ZipInfo("xl/worksheets/link.xml")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    strange = {
        "../evil.xml": b"<a/>",
        str(tmp_path / "absolute.xml"): b"<a/>",
        link: b"/etc/passwd",
    }
    for name, content in strange.items():
        path.write_bytes(packed(parts(cells(A1="><v>1</v>"))))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, content)
        assert outcome(path)
    assert [each.name for each in tmp_path.rglob("*")] == ["a", "b", "upload.xlsx"]


def test_an_encrypted_part_is_refused(tmp_path):
    content = bytearray(packed(parts()))
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1

    assert problem_of(tmp_path, bytes(content)) == Problem.ODD_PACKING


def test_any_flipped_byte_ends_in_a_sentence_or_in_cells(tmp_path):
    whole = packed(parts(cells(A1='t="s"><v>0</v>'), texts=("a",)))
    path = tmp_path / "upload.xlsx"
    for position in range(7, len(whole), len(whole) // 25):
        content = bytearray(whole)
        content[position] ^= 0xFF
        path.write_bytes(content)
        assert outcome(path)


def test_a_parser_that_takes_too_much_memory_ends(tmp_path):
    many = "".join(f"<c><v>{n}</v></c>" for n in range(90))
    rows = f"<row>{many * 5000}</row>"

    limits = Limits(memory_bytes=120_000_000, ratio=2000)

    problem = problem_of(tmp_path, packed(parts(rows)), limits)

    assert problem in {Problem.TOO_MUCH_MEMORY, Problem.DAMAGED}


def test_a_parser_that_takes_too_long_ends(tmp_path):
    rows = "".join(f"<row>{'<c><v>1</v></c>' * 90}</row>" for _ in range(15_000))

    limits = Limits(cpu_seconds=1, ratio=2000)

    assert problem_of(tmp_path, packed(parts(rows)), limits) == Problem.TOO_SLOW


def test_a_parser_that_says_nothing_ends(tmp_path):
    rows = "".join("<row><c s='1'></c></row>" for _ in range(1_000_000))
    limits = Limits(silent_seconds=1, ratio=2000)

    assert problem_of(tmp_path, packed(parts(rows)), limits) == Problem.TOO_SLOW


def test_every_problem_has_a_sentence_that_says_what_to_do():
    for problem in Problem:
        sentence = str(SENTENCES[problem])
        assert sentence.count(".") >= 2, problem
