"""What the cells of a column hold; standard library only, for those who only declare columns."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    #: Stored as a fraction, shown as a percentage.
    FRACTION = "fraction"
    DAY = "day"
    MOMENT = "moment"
