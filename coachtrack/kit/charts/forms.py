"""How wide a drawing is, and how large its type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A width of paper in pixels; a drawing is shown close to it, so type keeps its size."""

    name: str
    width: float
    #: Type: labels, the smaller notes, and the figures that sum up.
    size: float
    small: float
    large: float
    #: Of a point.
    radius: float
    #: Of the field of a course in time.
    height: float
    ticks: int
    row_height: float
    #: Names stand above their row, not beside it.
    names_above: bool


WIDE = Form("wide", 720, 13, 12, 20, 3.5, 250, 9, 30, names_above=False)
NARROW = Form("narrow", 360, 12.5, 11.5, 18, 2.8, 210, 5, 48, names_above=True)


@dataclass(frozen=True, slots=True)
class Field:
    """Where the figures lie within a drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float
