"""A sheet's table: its headings, how high its rows are, and what stands out in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.looks import Column, Look, lines_of, styled
from coachtrack.kit.workbooks.typed_cells import written

#: Points: a line, and what is left free around several.
LINE_HEIGHT, FREE = 15, 4
#: Characters that the arrow of a table's filter takes.
ARROW = 2


def lines_of_row(row: Sequence[Any], wrapped: Sequence[tuple[int, float]]) -> int:
    return max(lines_of(row[place], width) if row[place] else 1 for place, width in wrapped)


def heading_cells(sheet: Any, headings: Sequence[str], columns: Sequence[Column]) -> list[Cell]:
    return [
        styled(
            sheet, heading, Look.HEADING if column.kind == Kind.TEXT else Look.HEADING_OF_NUMBERS
        )
        for heading, column in zip(headings, columns, strict=True)
    ]


def height_of_headings(headings: Sequence[str], columns: Sequence[Column]) -> int:
    pairs = zip(headings, columns, strict=True)
    lines = max(lines_of(heading, column.width - ARROW) for heading, column in pairs)
    return lines * LINE_HEIGHT + FREE


def colour(sheet: Any, cells: str, colours: Mapping[str, str]) -> None:
    for text, colour in colours.items():
        quoted = '"' + text.replace('"', '""') + '"'
        style = DifferentialStyle(font=Font(bold=True, color=colour))
        rule = Rule(type="cellIs", operator="equal", formula=[quoted], dxf=style)
        sheet.conditional_formatting.add(cells, rule)


def distinct_headings(columns: Sequence[Column]) -> list[str]:
    """Headings as a table needs them: one line each, none empty, none twice."""
    headings: list[str] = []
    for column in columns:
        heading = " ".join(written(column.heading).split()) or "–"
        free, n = heading, 1
        while free.casefold() in {taken.casefold() for taken in headings}:
            n += 1
            free = f"{heading} ({n})"
        headings.append(free)
    return headings


def table(name: str, headings: Sequence[str], head: int, last: int) -> Any:
    reference = f"A{head}:{get_column_letter(len(headings))}{last}"
    table: Any = Table(displayName=name, ref=reference)
    # In write-only mode openpyxl does not know what the heading row says.
    table._initialise_columns()
    for column, heading in zip(table.tableColumns, headings, strict=True):
        column.name = heading
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    return table
