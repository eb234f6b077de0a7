"""What a workbook says about figures published elsewhere."""

from __future__ import annotations

from typing import NamedTuple


class ClaimEntry(NamedTuple):
    """A claim, word for word as it was printed."""

    code: str
    programme_text: str
    factory_text: str
    country: str
    province: str
    indicator: str
    metric_as_printed: str
    baseline: str
    follow_up: str
    unit: str
    change: str
    change_kind: str
    qualifier: str
    scope: str
    firms: str
    period: str
    note: str
    grade: str
    source: str
    url: str
    date: str
