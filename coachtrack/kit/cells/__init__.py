"""Kinds of cells: how what stands in a workbook is read, and how a value is written back.

A reader gets the cell as the workbook holds it, never a blank one, and returns a value or raises
one of `REFUSALS`, whose `sentence` says what to do.
"""

from __future__ import annotations

from coachtrack.kit.cells.days import Period, day, first_day, last_day
from coachtrack.kit.cells.kinds import REFUSALS, BadCell, CellKind, Context, usable
from coachtrack.kit.cells.numbers import (
    count,
    factor,
    figure,
    negative,
    no_count,
    percent,
    share,
    typed_ambiguously,
    whole,
)
from coachtrack.kit.cells.texts import (
    LONG,
    code,
    identity,
    listed,
    lower_code,
    one_of,
    reason,
    text,
    time_zone,
    word_of,
    yes_no,
)

__all__ = [
    "LONG",
    "REFUSALS",
    "BadCell",
    "CellKind",
    "Context",
    "Period",
    "code",
    "count",
    "day",
    "factor",
    "figure",
    "first_day",
    "identity",
    "last_day",
    "listed",
    "lower_code",
    "negative",
    "no_count",
    "one_of",
    "percent",
    "reason",
    "share",
    "text",
    "time_zone",
    "typed_ambiguously",
    "usable",
    "whole",
    "word_of",
    "yes_no",
]
