"""An import, checked and saved, beside merely reading the same file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import openpyxl
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from coachtrack.app import create_app
from coachtrack.domain.types import Trust
from coachtrack.extensions import db
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.models import Stage
from coachtrack.features.engagements.sheets import ENGAGEMENTS
from coachtrack.features.exchange.importing import import_workbook
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.factories.sheets import FACTORIES
from coachtrack.features.indicators.entries import MeasureEntry, ReadingEntry
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.sheets import MEASURES, READINGS
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.features.programmes.sheets import PROGRAMMES
from coachtrack.kit import transactions
from coachtrack.kit.permissions import OPERATOR
from coachtrack.kit.sheets import Sheet
from coachtrack.kit.transactions import Door
from coachtrack.kit.workbooks.writing import Column, WorkbookWriter
from tests import engines
from tests.bench.generated import BASELINE, END, FOLLOW_UP, INDICATOR, START
from tests.bench.timing import Line, Table, Timing, beside, interleaved, times

N_ENGAGEMENTS, N_READINGS = 100, 500
SHIFTS = ("1", "2", "3")
ROUNDS = 5
ABOUT = (
    "Reading: openpyxl in read-only mode iterates all rows of the file and does nothing with them."
    " Import: the file is\nchecked, parsed in a child process, every cell and row checked, results"
    " computed and all saved to an empty SQLite\ndatabase. Lock: the part of the import in which"
    " nobody else can write."
)


def tables() -> Iterator[Table]:
    """The import, and for how long it keeps others from writing."""
    with TemporaryDirectory(prefix="coachtrack-bench-") as name:
        folder = Path(name)
        apps, held = _empty(folder), list[float]()
        with next(apps).app_context():
            write_workbook(folder / "readings.xlsx")
        timings = interleaved(
            {
                "reading only": lambda: _read(folder / "readings.xlsx"),
                "import": lambda: _import(next(apps), folder / "readings.xlsx", held),
            },
            ROUNDS,
        )
        lock = Timing(tuple(held[1:]))
        share = lock.median / timings["import"].median
        lines = beside(timings, {"import": "1.5 ×"})
        lines.append(Line("lock held", str(lock), f"{times(share)} of the import", "0.10 ×"))
        total = N_ENGAGEMENTS * N_READINGS
        title = f"Import of {total:,} readings ({_size(folder / 'readings.xlsx')})"
        yield Table(title, ABOUT, lines)


def write_workbook(path: Path) -> None:
    """A programme of 100 engagements, each with a measure of 500 readings."""
    codes = [f"IMPORT-{number:03d}" for number in range(1, N_ENGAGEMENTS + 1)]
    contents: tuple[tuple[Sheet[Any], Any], ...] = (
        (PROGRAMMES, [ProgrammeEntry("IMPORT", "Import")]),
        (FACTORIES, [FactoryEntry(f"F-{code}", f"Factory {code}", "", "30") for code in codes]),
        (ENGAGEMENTS, [_engagement(code) for code in codes]),
        (MEASURES, [MeasureEntry(code, INDICATOR, "Line 1", main=True) for code in codes]),
        (READINGS, (reading for code in codes for reading in _readings(code))),
    )
    writer = WorkbookWriter("Import", language="en")
    with force_locale("en"):
        for sheet, entries in contents:
            columns = [Column(str(each.heading), each.cell.kind) for each in sheet.columns]
            writer.sheet(str(sheet.name), columns, sheet.rows(entries))
    writer.save(path)


def _engagement(code: str) -> EngagementEntry:
    return EngagementEntry(
        code,
        "IMPORT",
        f"F-{code}",
        stage=Stage.CLOSED,
        start_on=START,
        end_on=END,
        baseline_from=BASELINE.start,
        baseline_to=BASELINE.end,
        follow_up_from=FOLLOW_UP.start,
        follow_up_to=FOLLOW_UP.end,
    )


def _readings(code: str) -> Iterator[ReadingEntry]:
    """Three shifts a day, with fewer defects as time goes on."""
    for number in range(N_READINGS):
        day = START + timedelta(days=number // len(SHIFTS))
        shift = SHIFTS[number % len(SHIFTS)]
        defects = 40 - number // 25 + (number * 7 + len(code)) % 9
        yield ReadingEntry(
            code, INDICATOR, 1, "Line 1", shift, day, day, defects, 300 + number % 50, None,
            Trust.SEEN, "Shift report",
        )  # fmt: skip


def _empty(folder: Path) -> Iterator[Flask]:
    """Applications on databases that hold nothing; made ready before they are asked for."""
    source = engines.SQLite(folder)
    made = []
    for number in range(ROUNDS + 2):
        (folder / str(number)).mkdir()
        with source.fresh() as url:
            copy = folder / str(number) / "import.sqlite"
            Path(url.removeprefix("sqlite:///")).rename(copy)
        made.append(create_app(engines.settings(f"sqlite:///{copy}", copy.parent)))
    yield from made


def _read(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _import(app: Flask, path: Path, held: list[float]) -> None:
    with app.app_context(), patch.object(transactions, "_one_writer", _watched(held)):
        plan = import_workbook(path, OPERATOR, Door.WORKBOOK)
        assert not plan.problems, plan.problems
        saved = db.session.scalar(select(func.count()).select_from(Reading))
        assert saved == N_ENGAGEMENTS * N_READINGS
        db.engine.dispose()


def _watched(held: list[float]) -> Callable[[], AbstractContextManager[None]]:
    """The turn to write, noting for how long it was held."""
    one_writer = transactions._one_writer

    @contextmanager
    def watched() -> Iterator[None]:
        with one_writer():
            begun = time.perf_counter()
            yield
            held.append(time.perf_counter() - begun)

    return watched


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"
