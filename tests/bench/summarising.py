"""The Excel summary of a programme beside openpyxl writing the same cells bare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl import Workbook

from coachtrack.features.exchange.summary import write_summary
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.permissions import Person
from tests.bench.site import generated_site
from tests.bench.timing import Table, beside, interleaved

FACTORIES = 1000
Sheets = dict[str, list[Sequence[Any]]]
ABOUT = (
    "Bare: openpyxl in write-only mode writes the values of all cells of that summary, without a"
    " format, a table or a\nchart. Summary: the product's queries, figures, words, formats, tables"
    " and native chart."
)


def tables() -> Iterator[Table]:
    """A summary of a thousand factories, with all their readings."""
    with generated_site({"SUM": FACTORIES}) as site, site.product.test_request_context():
        sheets = _cells(_summary(site.lead))
        timings = interleaved(
            {"bare cells": lambda: _bare(sheets), "summary": lambda: _summary(site.lead)}, rounds=5
        )
        cells = sum(value is not None for rows in sheets.values() for row in rows for value in row)
        title = f"Summary of {FACTORIES:,} factories ({cells:,} cells)"
        yield Table(title, ABOUT, beside(timings, {"summary": "1.3 ×"}))


def _summary(person: Person) -> BytesIO:
    found = programmes.programme("SUM", person)
    assert found is not None
    target = BytesIO()
    write_summary(found, person, Filters(), target)
    return target


def _cells(book: BytesIO) -> Sheets:
    """The values of every sheet, and proof that there is a chart."""
    read = openpyxl.load_workbook(book)
    assert any(sheet._charts for sheet in read)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in read}


def _bare(sheets: Sheets) -> None:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(BytesIO())
