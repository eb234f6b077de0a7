"""What the importer and the process that parses for it agree on; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Why a file cannot be used as a workbook at all."""

    EMPTY = "empty"
    FILE_TOO_LARGE = "file-too-large"
    PASSWORD = "password"  # noqa: S105
    OLD_XLS = "old-xls"
    TEXT_FILE = "text-file"
    OTHER_FILE = "other-file"
    OPEN_DOCUMENT = "open-document"
    BINARY_WORKBOOK = "binary-workbook"
    MACROS = "macros"
    CUT_OFF = "cut-off"
    TOO_MANY_PARTS = "too-many-parts"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    ODD_PACKING = "odd-packing"
    DOCTYPE = "doctype"
    LONG_FORMAT = "long-format"
    HUGE_RANGE = "huge-range"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    TEXT_TOO_LONG = "text-too-long"
    NO_SHEETS = "no-sheets"
    DAMAGED = "damaged"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an upload is looked at. 50,000 readings of 14 columns unpack to about 27 MB."""

    packed_bytes: int = 20_000_000
    unpacked_bytes: int = 100_000_000
    parts: int = 500
    #: Unpacked by packed size, for parts above `ratio_from` bytes.
    ratio: int = 200
    ratio_from: int = 1_000_000
    rows: int = 200_000
    columns: int = 100
    #: Cells of one merged or linked range.
    range_cells: int = 1_000_000
    #: Characters; Excel itself holds no more in a cell.
    text: int = 32_767
    format: int = 300
    #: Of the parsing process: address space, processor time, longest silence.
    memory_bytes: int = 700_000_000
    cpu_seconds: int = 60
    silent_seconds: int = 60


#: Rows of one message.
BATCH_ROWS = 500
#: Characters after which a message is sent even with fewer rows.
BATCH_TEXT = 250_000
