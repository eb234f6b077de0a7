"""A chart as it stands in a page: both drawings, what the numbers mean, a way to enlarge it."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from markupsafe import Markup, escape

from coachtrack.kit import formats
from coachtrack.kit.charts.elements import element
from coachtrack.kit.charts.forms import NARROW, SMALL, WIDE
from coachtrack.kit.charts.model import Chart, Shape
from coachtrack.kit.charts.svg import svg


def panel(chart: Chart, figure_url: str = "", *, small: bool = False) -> Markup:
    """The figure element. With the address of the plotly figure it can be enlarged.

    Both drawings are in the page and the style sheet shows the one that fits; the button stays
    hidden until charts.js has a use for it. `small`: on a phone the course alone, where the page
    says its figures.
    """
    if small:
        chart = plain(chart)
    narrow = svg(_course_alone(chart), SMALL) if small else svg(chart, NARROW)
    parts = [svg(chart, WIDE), narrow]
    if chart.flags:
        parts.append(_flags(chart))
    parts += [element("p", escape(note), class_="chart-note") for note in chart.footnotes]
    if figure_url:
        parts.append(_button(chart))
    return element(
        "figure", *parts, class_="chart", data_figure=figure_url or None, id=chart.caption.key
    )


def plain(chart: Chart) -> Chart:
    """The same without limits and what breaks out of them, which need an explanation."""
    series = tuple(
        replace(each, points=tuple(replace(p, tone=None, shape=None) for p in each.points))
        for each in chart.series
        if each.told
    )
    marks = tuple(mark for mark in chart.marks if mark[0] == Shape.RING)
    return replace(chart, series=series, marks=marks, footnotes=())


def _course_alone(chart: Chart) -> Chart:
    told = (band for band in chart.bands if band.shaded or band.value)
    bands = tuple(replace(band, value="", note="") for band in told)
    return replace(chart, bands=bands, flags=(), marks=())


def _flags(chart: Chart) -> Markup:
    items = (
        element("li", escape(f"{formats.day(flag.day)} · {flag.text}")) for flag in chart.flags
    )
    return element("ol", *items, class_="chart-flags")


def _button(chart: Chart) -> Markup:
    label = _("Enlarge: %(chart)s", chart=chart.caption.title)
    return element(
        "button",
        escape(_("Enlarge")),
        type="button",
        class_="chart-enlarge",
        aria_label=label,
        data_close=_("Close"),
        data_title=chart.caption.title,
        hidden="",
    )
