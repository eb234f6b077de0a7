"""The cells of an uploaded workbook, parsed by a process of its own and handed over as they come.

    for chunk in open_workbook(path):
        for row in chunk.rows:
            check(chunk.sheet, row.number, row.values)

Raises `UnusableWorkbook` when the file is opened or at any chunk; rows seen before it count for
nothing.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import coachtrack
from coachtrack.kit.workbooks.inspection import inspect
from coachtrack.kit.workbooks.problems import UnusableWorkbook
from coachtrack.kit.workbooks.protocol import Limits, Problem

__all__ = [
    "CellValue",
    "ErrorCell",
    "FormulaWithoutValue",
    "Limits",
    "Month",
    "Percentage",
    "Problem",
    "Row",
    "SheetChunk",
    "UnusableWorkbook",
    "address",
    "column_letters",
    "open_workbook",
]

CHECKOUT = Path(coachtrack.__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds no usable value: #DIV/0!, a number beyond measure, 29 February 1900."""

    text: str


@dataclass(frozen=True, slots=True)
class FormulaWithoutValue:
    """A formula that the program which saved the file never calculated; not a blank cell."""


class Percentage(float):
    """A number that Excel shows as a percentage: 21.5 % is stored as 0.215, which this is."""

    __slots__ = ()

    @property
    def points(self) -> float:
        """The number in front of the percent sign: 21.5."""
        return float(f"{self * 100:.12g}")


class Month(date):
    """The first day of a month in a cell that shows only month and year."""


CellValue = (
    str | int | float | bool | date | datetime | time | ErrorCell | FormulaWithoutValue | None
)


class Row(NamedTuple):
    """One row that holds something: its number in the sheet and its values from column A on."""

    number: int
    values: list[CellValue]


@dataclass(frozen=True, slots=True)
class SheetChunk:
    """Some rows of a sheet, in the order of the file; none at all when the sheet is empty."""

    sheet: str
    rows: list[Row]


def open_workbook(path: Path, limits: Limits | None = None) -> Iterator[SheetChunk]:
    """Inspect the file now; then its rows, sheet by sheet. Raises `UnusableWorkbook`."""
    allowed = limits or Limits()
    inspect(path, allowed)
    return _chunks(path, allowed)


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 27 is AB."""
    letters = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def address(column: int, row: int) -> str:
    """A cell as people name it, its column counted from 0: (2, 12) is C12."""
    return f"{column_letters(column)}{row}"


def _chunks(path: Path, limits: Limits) -> Iterator[SheetChunk]:
    sheet, empty = "", False
    for kind, *message in _messages(path, limits):
        if kind == "rows":
            empty = False
            yield SheetChunk(sheet, [Row(*row) for row in message[0]])
            continue
        if empty:
            yield SheetChunk(sheet, [])
        if kind == "problem":
            raise UnusableWorkbook(Problem(message[0]), message[1])
        sheet, empty = (message[0] if message else ""), kind == "sheet"


def _messages(path: Path, limits: Limits) -> Iterator[list[Any]]:
    """What the parsing process says, up to and with `done` or `problem`."""
    decode = json.JSONDecoder(object_hook=_untagged).decode
    with _parsing(path, limits) as process:
        while line := _next_line(process, limits.silent_seconds):
            message = decode(line)
            yield message
            if message[0] in ("done", "problem"):
                return
        raise UnusableWorkbook(_why_ended(process.wait()))


@contextmanager
def _parsing(path: Path, limits: Limits) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-P", "-m", "coachtrack.kit.workbooks.child"]
    # Its standard input stays open as long as this process lives: the child ends when it closes.
    with subprocess.Popen(  # noqa: S603
        [*command, str(path), json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _environment() -> dict[str, str]:
    """What a Python process needs, without the secrets of this one."""
    kept = {name: value for name, value in os.environ.items() if "COACHTRACK" not in name}
    return kept | {"PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", "OPENPYXL_LXML": "False"}


def _next_line(process: subprocess.Popen[str], patience: float) -> str:
    assert process.stdout is not None
    watch = threading.Timer(patience, process.kill)
    watch.start()
    try:
        return process.stdout.readline()
    finally:
        watch.cancel()


def _why_ended(status: int) -> Problem:
    slow = {-signal.SIGKILL, -signal.SIGXCPU} if hasattr(signal, "SIGXCPU") else {1}
    return Problem.TOO_SLOW if status in slow else Problem.DAMAGED


_READERS: dict[str, Callable[[Any], CellValue]] = {
    "d": date.fromisoformat,
    "mo": Month.fromisoformat,
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
    "p": Percentage,
    "e": ErrorCell,
    "f": lambda _one: FormulaWithoutValue(),
}


def _untagged(tagged: dict[str, Any]) -> CellValue:
    ((tag, value),) = tagged.items()
    return _READERS[tag](value)
