"""What stands above a course in time: the name of each band, its figure, what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coachtrack.kit.charts.elements import text
from coachtrack.kit.charts.forms import Field, Form
from coachtrack.kit.charts.model import Band, Chart, Tone
from coachtrack.kit.charts.scales import Linear, apart, cut, width_of

#: Between two heads.
GAP = 10.0


@dataclass(frozen=True, slots=True)
class _Head:
    """A band's words and where they lie, in pixels."""

    band: Band
    left: float
    right: float


def head_height(chart: Chart, form: Form) -> float:
    """How much room the heads take, from the top of the drawing."""
    height = form.size * 1.5 if chart.bands else 0.0
    if any(band.value for band in chart.bands):
        height += form.large * 1.15
    if any(band.note for band in chart.bands):
        height += form.small * 1.35
    return height


def draw_heads(chart: Chart, x: Linear, field: Field, form: Form) -> list[Markup]:
    """The heads: of windows and those with a figure always, another name where it has room."""
    figured = [band for band in chart.bands if band.value or band.shaded]
    noted = _needed(figured, form, notes=True) <= form.width - field.left
    heads = _placed(figured, x, field, form, notes=noted)
    parts = [part for head in heads for part in _figured(head, form, notes=noted)]
    plain = [band for band in chart.bands if band not in figured]
    taken = [(band.start, x(band.start), x(band.start)) for band in plain]
    taken += [(head.band.start, head.left, head.right) for head in heads]
    return parts + [part for band in plain for part in _plain(band, taken, x, form)]


def _needed(bands: Sequence[Band], form: Form, *, notes: bool) -> float:
    return sum(_width(band, form, notes=notes) + GAP for band in bands) - GAP


def _width(band: Band, form: Form, *, notes: bool) -> float:
    note = width_of(band.note, form.small) if notes else 0.0
    return max(width_of(band.label, form.size), width_of(band.value, form.large) * 1.06, note)


def _placed(
    bands: Sequence[Band], x: Linear, field: Field, form: Form, *, notes: bool
) -> list[_Head]:
    """Each at the start of its band, moved only as far as its neighbours ask."""
    most = (form.width - field.left) / max(len(bands), 1) - GAP
    crowded = _needed(bands, form, notes=notes) > form.width - field.left
    widths = [_width(band, form, notes=notes) for band in bands]
    sizes = [GAP + (min(width, most) if crowded else width) for width in widths]
    starts = apart([x(band.start) for band in bands], sizes, field.left, form.width + GAP)
    found = zip(bands, starts, sizes, strict=True)
    return [_Head(band, start, start + size - GAP) for band, start, size in found]


def _figured(head: _Head, form: Form, *, notes: bool) -> list[Markup]:
    band, left, room = head.band, head.left, head.right - head.left + 1
    value = form.size * 1.3 + form.large * 0.8
    parts = [
        text(cut(band.label, room, form.size), left, form.size, form.size, tone=Tone.QUIET),
    ]
    if band.value:
        parts.append(text(band.value, left, value, form.large, tone=band.tone, weight="600"))
    if band.note and notes:
        under = value + form.small * 1.4
        parts.append(text(band.note, left, under, form.small, tone=Tone.QUIET))
    return parts


def _plain(
    band: Band, taken: Sequence[tuple[float, float, float]], x: Linear, form: Form
) -> list[Markup]:
    """The name of a band without a figure, between its neighbours, or nothing if it would be cut.

    `taken` has the start of each band, and from where to where its head reaches.
    """
    before = [right + GAP for start, _left, right in taken if start < band.start]
    after = [left - GAP for start, left, _right in taken if start > band.start]
    left, right = max([x(band.start), *before]), min([form.width, *after])
    if width_of(band.label, form.size) > right - left or left > x(band.end):
        return []
    return [text(band.label, left, form.size, form.size, tone=Tone.QUIET)]
