"""Charts: described once, then drawn as SVG, as a plotly figure and as a table.

A feature's builder makes a `Chart`; the three renderings read nothing else, so they cannot show
different figures.
"""

from coachtrack.kit.charts.figure import figure
from coachtrack.kit.charts.model import (
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
    Tone,
    tooltip,
)
from coachtrack.kit.charts.numerals import Numerals
from coachtrack.kit.charts.panel import panel, plain
from coachtrack.kit.charts.scales import nice_ends, value_ends
from coachtrack.kit.charts.svg import NARROW, WIDE, Form, spark, svg
from coachtrack.kit.charts.tables import table

__all__ = [
    "NARROW",
    "WIDE",
    "Axis",
    "Band",
    "Caption",
    "Chart",
    "Flag",
    "Form",
    "Line",
    "Numerals",
    "Point",
    "Row",
    "Scale",
    "Series",
    "Shape",
    "Tone",
    "figure",
    "nice_ends",
    "panel",
    "plain",
    "spark",
    "svg",
    "table",
    "tooltip",
    "value_ends",
]
