"""What a chart shows, free of how it is drawn.

Values are in the indicator's unit; days on an axis are proleptic ordinals (`date.toordinal`), so
that the middle of a week or a month is a number too; rows count from 0, the first on top.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from coachtrack.kit.charts.numerals import Numerals


class Tone(StrEnum):
    """What a colour means; the style sheet says which colour that is."""

    INK = "ink"
    QUIET = "quiet"
    CHANCE = "chance"
    IMPROVE = "improve"
    CONCERN = "concern"
    LINK = "link"


class Shape(StrEnum):
    """How a point is marked: never told apart by colour alone."""

    DOT = "dot"
    RING = "ring"
    DIAMOND = "diamond"
    UP = "up"
    DOWN = "down"
    BAR = "bar"
    NONE = "none"


class Scale(StrEnum):
    """What an axis measures."""

    NUMBER = "number"
    DAYS = "days"
    ROWS = "rows"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Caption:
    """What every chart carries besides its figures.

    `key` names it within the page; `unit` is in the language of the page; `text` is the sentence
    that stands for the picture where it cannot be seen.
    """

    key: str
    title: str
    unit: str
    decimals: int
    text: str = ""

    @property
    def numerals(self) -> Numerals:
        """How its figures are written."""
        return Numerals(self.unit, self.decimals)


@dataclass(frozen=True, slots=True)
class Point:
    """One figure. `name` or `days` says whose or when, `counts` what it was computed from.

    `tone` and `shape` win over those of the series, `decimals` over those of the caption; `note`
    says what is special about it.
    """

    x: float
    y: float
    name: str = ""
    days: tuple[date, date] | None = None
    counts: str = ""
    tone: Tone | None = None
    shape: Shape | None = None
    note: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one meaning; `joined` by a thin line, or by steps; the last one labelled or not.

    What is not `told` stands in no table, and nothing is said where it is pointed at.
    """

    name: str
    points: tuple[Point, ...]
    tone: Tone = Tone.CHANCE
    shape: Shape = Shape.DOT
    joined: bool = False
    stepped: bool = False
    labelled: bool = False
    told: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the x axis with its name, and the figure that sums it up."""

    start: float
    end: float
    label: str
    value: str = ""
    note: str = ""
    tone: Tone = Tone.INK
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line with a meaning: a mean, a target, what links before and after."""

    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    tone: Tone = Tone.QUIET
    label: str = ""
    dashed: bool = False
    heavy: bool = False
    #: The figure it stands for, in the unit; None for one that only links.
    value: float | None = None
    #: Whether somebody chose that figure, so that it has all its decimals.
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A dated happening, numbered on the chart and told beneath it."""

    x: float
    number: int
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A place of an axis of names, with what stands at its right end."""

    name: str
    note: str = ""
    href: str = ""
    tone: Tone = Tone.INK


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where, and which empty stretches are left out.

    Points are drawn in the middle of columns so wide, in the unit, where there are columns.
    """

    scale: Scale
    low: float
    high: float
    title: str = ""
    rows: tuple[Row, ...] = ()
    breaks: tuple[tuple[float, float], ...] = ()
    column: float = 0.0
    #: Whether what lies below the low end, and above the high end, is gathered there.
    gathers: tuple[bool, bool] = (False, False)

    def drawn(self, value: float) -> float:
        """Where along the axis a value is drawn."""
        if not self.column:
            return value
        last = round((self.high - self.low) / self.column) - 1
        n = math.floor((value - self.low) / self.column)
        return self.low + (min(max(n, 0), last) + 0.5) * self.column

    def unbroken(self, points: Sequence[Point]) -> list[tuple[Point, ...]]:
        """The points in order, apart where a stretch between two of them is left out."""
        sides = groupby(points, key=lambda point: sum(end <= point.x for _, end in self.breaks))
        return [tuple(side) for _n, side in sides]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a drawing, a plotly figure and a table of the same figures need."""

    caption: Caption
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()
    flags: tuple[Flag, ...] = ()
    #: Heading of the column in which whose or when stands, and of the notes at the right.
    headings: tuple[str, str] = ("", "")
    #: What the shapes mean, where the points cannot be labelled themselves.
    marks: tuple[tuple[Shape, Tone, str], ...] = ()
    #: Sentences beneath it.
    footnotes: tuple[str, ...] = ()

    @property
    def upright(self) -> bool:
        """Whether figures are read from the y axis; else they lie along x."""
        return self.x.scale == Scale.DAYS

    def value(self, point: Point) -> float:
        """The figure that a point stands for."""
        return point.y if self.upright else point.x

    def figure(self, point: Point) -> str:
        """The same as it is written, with its unit."""
        decimals = self.caption.decimals if point.decimals is None else point.decimals
        return Numerals(self.caption.unit, decimals).value(self.value(point))

    def name(self, point: Point) -> str:
        """Whose figure it is, or of which days."""
        if point.days:
            return self.caption.numerals.days(*point.days)
        return point.name


def tooltip_parts(chart: Chart, series: Series, point: Point) -> tuple[str, str, str, str]:
    """Whose or when, of which series, the figure with what was counted, and what is special."""
    value = chart.figure(point)
    counted = f"{value} ({point.counts})" if point.counts else value
    return chart.name(point), series.name, counted, point.note


def tooltip(chart: Chart, series: Series, point: Point) -> str:
    """What is told about one point, the same words in every rendering."""
    return " · ".join(part for part in tooltip_parts(chart, series, point) if part)
