"""What the shapes of a chart mean, where its points cannot be labelled themselves."""

from __future__ import annotations

from markupsafe import Markup

from coachtrack.kit.charts.elements import mark, text
from coachtrack.kit.charts.forms import Form
from coachtrack.kit.charts.model import Chart, Tone
from coachtrack.kit.charts.scales import width_of

#: From a shape to its meaning, and from that to the next shape.
TO_WORDS, TO_NEXT = 11.0, 14.0
LEADING = 1.6


def key_height(chart: Chart, form: Form) -> float:
    """How much room the key takes."""
    lines = [line for line, _place in _places(chart, form)]
    return (max(lines) + 1) * form.small * LEADING if lines else 0.0


def draw_key(chart: Chart, form: Form, top: float) -> list[Markup]:
    """A shape and its meaning, one after the other, on as many lines as it takes."""
    parts: list[Markup] = []
    for (shape, tone, name), (line, place) in zip(chart.marks, _places(chart, form), strict=True):
        level = top + form.small * (LEADING * line + 1)
        middle = level - form.small * 0.36
        parts.append(mark(shape, place + 6, middle, form.radius + 1, tone))
        parts.append(text(name, place + 6 + TO_WORDS, level, form.small, tone=Tone.QUIET))
    return parts


def _places(chart: Chart, form: Form) -> list[tuple[int, float]]:
    """The line and the place of each meaning."""
    found: list[tuple[int, float]] = []
    line, place = 0, 0.0
    for _shape, _tone, name in chart.marks:
        width = 6 + TO_WORDS + width_of(name, form.small)
        if place and place + width > form.width:
            line, place = line + 1, 0.0
        found.append((line, place))
        place += width + TO_NEXT
    return found
