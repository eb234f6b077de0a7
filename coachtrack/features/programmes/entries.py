"""What a form or a workbook says about programmes and their components."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class ProgrammeEntry(NamedTuple):
    """A programme; its provinces and partners by code, in order."""

    code: str
    name: str
    start_on: date | None = None
    end_on: date | None = None
    provinces: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    time_zone: str = "Asia/Ho_Chi_Minh"
    demo: bool = False


class ComponentEntry(NamedTuple):
    """A component of a programme in a year; 0 where the plan names no year."""

    programme: str
    code: str
    name: str
    year: int = 0
    planned: int | None = None
