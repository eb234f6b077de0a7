"""Charts to draw, and what a drawing says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

from coachtrack.kit.charts import (
    Axis,
    Band,
    Caption,
    Chart,
    Flag,
    Line,
    Point,
    Row,
    Scale,
    Series,
    Shape,
    nice_ends,
    value_ends,
)

START = date(2020, 7, 1)
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def course(*values: float, unit: str = "%", decimals: int = 1, **fields: Any) -> Chart:
    """A value a day from 1 July 2020 on."""
    low, high = value_ends(values, unit)
    days = [START + timedelta(n) for n in range(len(values))]
    first = START.toordinal()
    points = tuple(
        Point(day.toordinal(), value, days=(day, day), counts="1 of 10")
        for day, value in zip(days, values, strict=True)
    )
    usual: dict[str, Any] = {
        "caption": Caption("c", "Defect rate", unit, decimals, "It fell."),
        "x": Axis(Scale.DAYS, first - 0.5, first + max(len(values), 1) - 0.5),
        "y": Axis(Scale.NUMBER, low, high, title="Defect rate"),
        "series": (Series("Baseline", points, joined=True, labelled=True),),
        "headings": ("Period", ""),
    }
    return Chart(**{**usual, **fields})


def listing(*pairs: tuple[str, float, float], unit: str = "%") -> Chart:
    """A row a name, before and after."""
    low, high = nice_ends([value for pair in pairs for value in pair[1:]], from_zero=True)
    before = tuple(Point(pair[1], n, pair[0]) for n, pair in enumerate(pairs))
    after = tuple(Point(pair[2], n, pair[0]) for n, pair in enumerate(pairs))
    return Chart(
        caption=Caption("l", "Defect rate", unit, 1),
        x=Axis(Scale.NUMBER, low, high),
        y=Axis(
            Scale.ROWS, 0, len(pairs), rows=tuple(Row(n, f"{b - a:g} less") for n, b, a in pairs)
        ),
        series=(Series("Before", before, shape=Shape.RING), Series("After", after)),
        headings=("Factory", "Change"),
    )


def full() -> Chart:
    """A course with all that there can be."""
    first = START.toordinal()
    return course(
        9.0,
        8.5,
        4.0,
        bands=(
            Band(first - 0.5, first + 0.5, "Baseline", "9.0 %", "9 of 100", shaded=True),
            Band(first + 0.5, first + 1.5, "Coaching"),
            Band(first + 1.5, first + 2.5, "Follow-up", "4.0 %", "4 of 100", shaded=True),
        ),
        lines=(Line("Target", (first, first + 2), (5.0, 5.0), label="Target\n5 %", value=5.0),),
        flags=(Flag(first, 1, START, "A new machine"), Flag(first, 2, START, "A holiday")),
    )


def parsed(drawing: str) -> ElementTree.Element:
    """A drawing as XML: what is not well-formed fails here."""
    return ElementTree.fromstring(drawing)


def told(drawing: str) -> list[str]:
    """What the points tell when a mouse rests on them."""
    return [each.text or "" for each in parsed(drawing).iter("title")]


def texts(drawing: str) -> list[str]:
    """What stands in the drawing."""
    return [each.text or "" for each in parsed(drawing).iter("text")]


def places(drawing: str) -> list[float]:
    """Every coordinate; one that is no number fails here."""
    found: list[float] = []
    for each in parsed(drawing).iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"):
            found += [float(value) for value in [each.get(name)] if value is not None]
        for name in ("d", "points"):
            found += map(float, NUMBER.findall(each.get(name, "")))
    return found
