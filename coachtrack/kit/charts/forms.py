"""How wide a drawing is, and how large its type."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


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
    row_height: float
    #: Names stand above their row, not beside it.
    names_above: bool
    #: Each point tells its figure when a mouse rests on it; on a phone there is none.
    told: bool


WIDE = Form("wide", 720, 13, 12, 20, 3.5, 250, 30, names_above=False, told=True)
NARROW = Form("narrow", 360, 12.5, 11.5, 18, 2.8, 210, 46, names_above=True, told=False)
SMALL = Form("narrow", 360, 12.5, 11.5, 18, 2.4, 110, 46, names_above=True, told=False)


@dataclass(frozen=True, slots=True)
class Field:
    """Where the figures lie within a drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From its left to its right end."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From its top to its bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn, without its frame: its height, and the field that the axes span."""

    content: Markup
    height: float
    field: Field
