"""Looks at an uploaded file before any parser does, and refuses what is not a plain workbook.

Only the directory of the archive and the beginnings of its parts are read, so the cost does not
depend on what the file claims to unpack to.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from coachtrack.kit.workbooks.problems import UnusableWorkbook
from coachtrack.kit.workbooks.protocol import Limits, Problem

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_PART, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
#: The end record of an archive with the longest comment allowed.
ZIP_TAIL = 22 + 65_535
#: Room for the directory entry of one part with a long name.
ENTRY_BYTES = 2_048
ENCRYPTED_BIT = 0x1
BEGINNING = 4_096
LARGEST_STYLES = 10_000_000
NOT_XML = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bin", ".vml")

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_TYPE = b"spreadsheetml.sheet.main+xml"
#: Encodings in which markup looks the same byte by byte, so a DTD cannot hide.
ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"iso-8859-1", b"windows-1252"}
ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)")
#: Declaration, comments and instructions, then the root element: nothing else may come first.
PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?+(?:\s|<!--(?:(?!-->).)*+-->|<\?(?:(?!\?>).)*+\?>)*+<[A-Za-z_]", re.DOTALL
)
TEXT_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def inspect(path: Path, limits: Limits) -> None:
    """Raise `UnusableWorkbook` unless the file looks like a plain .xlsx within the limits."""
    size = path.stat().st_size
    if size == 0:
        raise UnusableWorkbook(Problem.EMPTY)
    if size > limits.packed_bytes:
        raise UnusableWorkbook(Problem.FILE_TOO_LARGE)
    _check_beginning(path)
    _check_directory_size(path, size, limits)
    try:
        with ZipFile(path) as archive:
            _check_archive(archive, limits)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnusableWorkbook(Problem.DAMAGED) from error


def _check_beginning(path: Path) -> None:
    with path.open("rb") as file:
        beginning = file.read(BEGINNING)
        if beginning.startswith(OLE):
            raise UnusableWorkbook(_kind_of_ole(beginning + file.read()))
    if beginning.startswith(ZIP_PART):
        return
    text = beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or not TEXT_CONTROLS.search(beginning)
    raise UnusableWorkbook(Problem.TEXT_FILE if text else Problem.OTHER_FILE)


def _kind_of_ole(content: bytes) -> Problem:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Problem.PASSWORD
    workbook = any(name.encode("utf-16-le") in content for name in ("Workbook", "Book"))
    return Problem.OLD_XLS if workbook else Problem.OTHER_FILE


def _check_directory_size(path: Path, size: int, limits: Limits) -> None:
    """The directory is read whole by `ZipFile`, so its size is checked first."""
    with path.open("rb") as file:
        file.seek(max(0, size - ZIP_TAIL))
        tail = file.read()
    end = tail.rfind(ZIP_END)
    if end < 0 or len(tail) < end + 22:
        raise UnusableWorkbook(Problem.CUT_OFF)
    (directory_bytes,) = struct.unpack_from("<I", tail, end + 12)
    if directory_bytes > limits.parts * ENTRY_BYTES:
        raise UnusableWorkbook(Problem.TOO_MANY_PARTS)


def _check_archive(archive: ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise UnusableWorkbook(Problem.TOO_MANY_PARTS)
    _check_kind({part.filename.lower() for part in parts})
    _check_packing(parts)
    _check_sizes(parts, limits)
    _check_types(archive)
    for part in parts:
        if not part.is_dir() and not part.filename.lower().endswith(NOT_XML):
            _check_prolog(archive, part)
    _check_formats(archive, limits)


def _check_kind(names: set[str]) -> None:
    if "mimetype" in names or "content.xml" in names:
        raise UnusableWorkbook(Problem.OPEN_DOCUMENT)
    if "xl/workbook.bin" in names:
        raise UnusableWorkbook(Problem.BINARY_WORKBOOK)
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise UnusableWorkbook(Problem.MACROS)
    if CONTENT_TYPES.lower() not in names:
        raise UnusableWorkbook(Problem.OTHER_FILE)


def _check_packing(parts: Iterable[ZipInfo]) -> None:
    seen = set()
    for part in parts:
        name = part.filename.casefold()
        plain = part.compress_type in (ZIP_STORED, ZIP_DEFLATED)
        if name in seen or not plain or part.flag_bits & ENCRYPTED_BIT:
            raise UnusableWorkbook(Problem.ODD_PACKING)
        seen.add(name)


def _check_sizes(parts: list[ZipInfo], limits: Limits) -> None:
    inflated = any(
        part.file_size > limits.ratio_from
        and part.file_size > limits.ratio * max(1, part.compress_size)
        for part in parts
    )
    if inflated or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise UnusableWorkbook(Problem.UNPACKS_TOO_LARGE)


def _check_types(archive: ZipFile) -> None:
    part = archive.getinfo(CONTENT_TYPES) if CONTENT_TYPES in archive.namelist() else None
    if part is None:
        raise UnusableWorkbook(Problem.OTHER_FILE)
    content = archive.read(part)
    if b"macroEnabled" in content:
        raise UnusableWorkbook(Problem.MACROS)
    if WORKBOOK_TYPE not in content:
        raise UnusableWorkbook(Problem.OTHER_FILE)


def _check_prolog(archive: ZipFile, part: ZipInfo) -> None:
    with archive.open(part) as file:
        beginning = file.read(BEGINNING)
    declared = ENCODING.match(beginning)
    if declared and declared[1].lower() not in ENCODINGS:
        raise UnusableWorkbook(Problem.DAMAGED)
    if not PROLOG.match(beginning):
        doctype = b"<!DOCTYPE" in beginning
        raise UnusableWorkbook(Problem.DOCTYPE if doctype else Problem.DAMAGED)


def _check_formats(archive: ZipFile, limits: Limits) -> None:
    """openpyxl spends seconds on a number format of many thousand characters."""
    if "xl/styles.xml" not in archive.namelist():
        return
    part = archive.getinfo("xl/styles.xml")
    if part.file_size > LARGEST_STYLES:
        raise UnusableWorkbook(Problem.UNPACKS_TOO_LARGE)
    long_format = rb"formatCode\s*=\s*(?:\"[^\"]{%d}|'[^']{%d})" % (limits.format, limits.format)
    if re.search(long_format, archive.read(part)):
        raise UnusableWorkbook(Problem.LONG_FORMAT)
