"""Workbooks that were taken away, read back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from tests.checking import CheckingClient


def taken(client: CheckingClient, address: str, language: str = "en") -> Workbook:
    """The workbook at an address, for a browser in a language."""
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200, response.status
    return openpyxl.load_workbook(BytesIO(response.data))


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table under its headings."""
    sheet = book[name]
    (found,) = sheet.tables.values()
    headings, *rows = [[cell.value for cell in row] for row in sheet[found.ref]]
    return [
        dict(zip(headings, row, strict=True)) for row in rows if any(v is not None for v in row)
    ]


def texts(book: Workbook, name: str) -> list[str]:
    """The texts of a sheet, row by row."""
    rows = book[name].iter_rows(values_only=True)
    return [" ".join(str(value) for value in row if value) for row in rows]


def facts(book: Workbook, name: str) -> dict[str, str]:
    """A sheet of labels and what they are about."""
    return {row[0].value: row[1].value for row in book[name] if len(row) > 1 and row[1].value}
