"""The words on and around a plotly figure, and how much room they need."""

from __future__ import annotations

from coachtrack.kit import formats
from coachtrack.kit.charts.labels import EndLabel, end_labels
from coachtrack.kit.charts.model import Band, Chart, Row, Tone
from coachtrack.kit.charts.scales import Linear, width_of
from coachtrack.kit.charts.terms import Figure, colour, moment, on_x, safe

SIZE, LARGE = 12, 18
#: Widths of the field, in pixels, on a screen of the usual size and on a phone.
USUAL_WIDTH, PHONE_WIDTH = 720.0, 260.0
#: Between the field and what stands beside it.
GAP = 8
#: A band without a figure is named where it takes at least this share of the axis.
SHARE_FOR_NAME = 0.2
#: The name of words that may be left out where there is little room.
ASIDE = "aside"
#: The name of what stands above a band's figure, which takes two levels in turn on a phone.
HEAD = "head"
#: The name of the labels beside the field, which move apart where it is low.
END = "end"
#: The name of words beside a row, which stand above it where there is little room.
BESIDE = "beside"
#: Above the field stands the title, and under that the heads of the bands or the legend.
TOP, TOP_WITH_HEADS, BOTTOM = 72, 108, 44


def words_around(chart: Chart) -> list[Figure]:
    """Heads of bands, what the lines are, the last value, numbers of happenings, rows' notes."""
    return [
        *(note for band in chart.bands for note in _head(chart, band)),
        *(_end_labels(chart) if chart.upright else _upright_lines(chart)),
        *_numbers(chart),
        *_breaks(chart),
        *(_beside(row, n) for n, row in enumerate(chart.y.rows) if row.note),
    ]


def margin(chart: Chart) -> Figure:
    """Room around the field, in pixels."""
    notes = [row.note for row in chart.y.rows]
    labels = [part for label in end_labels(chart) for part in label.lines]
    beside = labels if chart.upright else notes
    right = max((width_of(words, SIZE) for words in beside), default=0.0) * 1.1 + 2 * GAP
    top = TOP_WITH_HEADS if any(band.value for band in chart.bands) else TOP
    return {"l": GAP, "r": round(right), "t": top, "b": BOTTOM}


def _head(chart: Chart, band: Band) -> list[Figure]:
    """The name of a band above its figure; a mere name where there is room for it."""
    share = _share(chart, band)
    if not band.label or (not band.value and share < SHARE_FOR_NAME):
        return []
    start = max(band.start, chart.x.low)
    place = {"x": on_x(chart, start), "y": 1, "yref": "paper", "yanchor": "bottom"}
    above = 26 if chart.upright else 0
    name = _words(band.label, Tone.QUIET) | place | {"yshift": above}
    figure = _words(band.value, band.tone, LARGE) | place
    return [name | {"name": HEAD}, figure] if band.value else [name | {"name": ASIDE}]


def _share(chart: Chart, band: Band) -> float:
    along = Linear(chart.x.low, chart.x.high, 0, 1, chart.x.breaks)
    return along(band.end) - along(band.start)


def _upright_lines(chart: Chart) -> list[Figure]:
    """What an upright line is, above it."""
    return [
        _words(line.label, line.tone)
        | {"x": line.x[0], "xanchor": "center", "y": 1, "yref": "paper", "yanchor": "bottom"}
        for line in chart.lines
        if line.label
    ]


def _end_labels(chart: Chart) -> list[Figure]:
    """The last value and what the lines are beside the field; charts.js moves them apart."""
    return [_end_label(label) for label in end_labels(chart)]


def _end_label(label: EndLabel) -> Figure:
    words = _words("\n".join(label.lines), label.tone)
    if label.strong:
        words["font"]["weight"] = 600
    at = {"x": 1, "xref": "paper", "xshift": GAP, "y": label.value}
    return words | at | {"align": "left", "name": END}


def _numbers(chart: Chart) -> list[Figure]:
    return [
        _words(str(flag.number), Tone.INK)
        | {"x": moment(flag.x), "y": 1, "yref": "paper", "yanchor": "top"}
        | {"hovertext": safe(f"{formats.day(flag.day)} · {flag.text}")}
        for flag in chart.flags
    ]


def _breaks(chart: Chart) -> list[Figure]:
    """Two strokes at the axis where a stretch of it is left out."""
    strokes = _words("//", Tone.QUIET) | {"xanchor": "center"}
    foot = {"y": 0, "yref": "paper", "yanchor": "middle"}
    return [strokes | foot | {"x": moment(start)} for start, _end in chart.x.breaks]


def _beside(row: Row, n: int) -> Figure:
    beside = {"x": 1, "xref": "paper", "xshift": GAP, "y": n, "name": BESIDE}
    return _words(row.note, row.tone) | beside


def _words(words: str, tone: Tone, size: int = SIZE) -> Figure:
    lines = "<br>".join(safe(line) for line in words.split("\n"))
    font = {"size": size, "color": colour(tone)}
    return {"text": lines, "showarrow": False, "xanchor": "left", "font": font}
