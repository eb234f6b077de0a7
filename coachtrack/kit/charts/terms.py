"""How a plotly figure writes a colour, a day and a text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import escape

from coachtrack.kit.charts.model import Chart, Scale, Tone

Figure = dict[str, Any]

#: The colours of charts.css on a light ground, by the names of its custom properties.
PALETTE = {
    "ink": "#1c2733",
    "quiet": "#5c6874",
    "chance": "#66717d",
    "improve": "#1d5fa6",
    "concern": "#b3500b",
    "surface": "#fffffe",
    "line": "#e3e7ea",
}


def colour(tone: Tone) -> str:
    """The colour of a tone on a light ground."""
    return PALETTE[tone]


def on_x(chart: Chart, value: float) -> float | str:
    """A value of the x axis."""
    return moment(value) if chart.x.scale == Scale.DAYS else value


def moment(ordinal: float) -> str:
    """A day, or noon or another hour of it."""
    whole = int(ordinal)
    if whole == ordinal:
        return date.fromordinal(whole).isoformat()
    seconds = timedelta(seconds=round((ordinal - whole) * timedelta(days=1).total_seconds()))
    return (datetime.fromordinal(whole) + seconds).isoformat(" ")


def safe(words: str) -> str:
    """Text in which plotly finds no markup."""
    return str(escape(words))
