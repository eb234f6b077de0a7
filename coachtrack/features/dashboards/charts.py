"""Charts over many factories: before and after, the spread of improvements, who is counted.

A factory that was not measured keeps its row, with the reason (docs/method.md, "Over many
factories").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from coachtrack.domain.types import Better, Verdict
from coachtrack.kit import formats
from coachtrack.kit.charts import (
    Axis,
    Band,
    Caption,
    Chart,
    Line,
    Point,
    Row,
    Scale,
    Series,
    Shape,
    Tone,
    nice_ends,
    value_ends,
)

TONES: dict[Verdict | None, Tone] = {
    Verdict.IMPROVED: Tone.IMPROVE,
    Verdict.WORSE: Tone.CONCERN,
}
#: In so many columns a distribution is stacked.
COLUMNS = 40
#: Improvements beyond these, in percent, are gathered at the end: one of −900 would hide the rest.
LEAST_SHOWN, MOST_SHOWN = -100.0, 200.0


@dataclass(frozen=True, slots=True)
class FactoryRow:
    """One factory's figures, in the indicator's unit.

    `note` is what stands at the right end: the change, or why there is none.
    """

    name: str
    note: str
    verdict: Verdict | None = None
    before: float | None = None
    after: float | None = None
    now: float | None = None
    before_counts: str = ""
    after_counts: str = ""
    href: str = ""
    #: Of its figures; None: as the chart has them.
    decimals: int | None = None


def dumbbell(rows: Sequence[FactoryRow], better: Better, caption: Caption) -> Chart:
    """A row a factory in the order given: hollow before, solid after, a diamond now."""
    series = (
        Series(_("Before"), tuple(_before(rows)), shape=Shape.RING),
        Series(_("After"), tuple(_after(rows, better))),
        Series(_("Measured again"), tuple(_now(rows)), tone=Tone.INK, shape=Shape.DIAMOND),
    )
    values = [point.x for each in series for point in each.points]
    low, high = value_ends(values, caption.unit)
    return Chart(
        caption=caption,
        x=Axis(Scale.NUMBER, low, high),
        y=Axis(Scale.ROWS, 0, len(rows), rows=tuple(_row(row) for row in rows)),
        series=series,
        lines=tuple(_links(rows)),
        headings=(_("Factory"), _("Change")),
        marks=tuple(_marks(rows, series, better)),
    )


def _row(row: FactoryRow) -> Row:
    tone = TONES.get(row.verdict, Tone.QUIET)
    return Row(row.name, row.note, row.href, tone)


def _before(rows: Sequence[FactoryRow]) -> list[Point]:
    return [
        Point(
            row.before,
            n,
            row.name,
            counts=row.before_counts,
            tone=_tone(row),
            decimals=row.decimals,
        )
        for n, row in enumerate(rows)
        if row.before is not None
    ]


def _after(rows: Sequence[FactoryRow], better: Better) -> list[Point]:
    worse = _worse(better)
    return [
        Point(
            row.after,
            n,
            row.name,
            counts=row.after_counts,
            tone=_tone(row),
            shape=worse if row.verdict == Verdict.WORSE else None,
            decimals=row.decimals,
        )
        for n, row in enumerate(rows)
        if row.after is not None
    ]


def _now(rows: Sequence[FactoryRow]) -> list[Point]:
    return [
        Point(row.now, n, row.name, decimals=row.decimals)
        for n, row in enumerate(rows)
        if row.now is not None
    ]


def _links(rows: Sequence[FactoryRow]) -> list[Line]:
    return [
        Line(row.name, (row.before, row.after), (n, n), _tone(row))
        for n, row in enumerate(rows)
        if row.before is not None and row.after is not None
    ]


def _tone(row: FactoryRow) -> Tone:
    return TONES.get(row.verdict, Tone.CHANCE)


def _worse(better: Better) -> Shape:
    """A triangle that points where the figures went."""
    return Shape.UP if better == Better.LOWER else Shape.DOWN


def _marks(
    rows: Sequence[FactoryRow], series: Sequence[Series], better: Better
) -> list[tuple[Shape, Tone, str]]:
    found = [(each.shape, each.tone, each.name) for each in series if each.points]
    if any(row.verdict == Verdict.WORSE and row.after is not None for row in rows):
        found.append((_worse(better), Tone.CONCERN, _("Worse")))
    return found


@dataclass(frozen=True, slots=True)
class Improvement:
    """One factory's improvement as a fraction: 0.48 is 48 % better."""

    name: str
    value: float
    verdict: Verdict | None


def distribution(
    improvements: Sequence[Improvement],
    median: float | None,
    quartiles: tuple[float, float] | None,
    caption: Caption,
) -> Chart:
    """A dot a factory, stacked; `median` and the outer quartiles as the cohort has them."""
    percents = [each.value * 100 for each in improvements]
    axis = _improvement_axis(percents)
    points, highest = _stacked(improvements, axis)
    kinds = [kind for kind in _kinds() if points.get(kind[0])]
    series = tuple(Series(name, tuple(points[tone]), tone, shape) for tone, shape, name in kinds)
    return Chart(
        caption=caption,
        x=axis,
        y=Axis(Scale.COUNT, 0, highest),
        series=series,
        lines=tuple(_median(median, highest, caption)),
        bands=tuple(_middle_half(quartiles)),
        headings=(_("Factory"), ""),
        marks=tuple((shape, tone, name) for tone, shape, name in kinds),
    )


def _improvement_axis(percents: Sequence[float]) -> Axis:
    within = [min(max(percent, LEAST_SHOWN), MOST_SHOWN) for percent in percents]
    low, high = nice_ends(within, from_zero=True)
    gathers = (min(percents, default=low) < low, max(percents, default=high) > high)
    column = (high - low) / COLUMNS
    return Axis(Scale.NUMBER, low, high, title=_("Improvement"), column=column, gathers=gathers)


def _kinds() -> tuple[tuple[Tone, Shape, str], ...]:
    return (
        (Tone.IMPROVE, Shape.DOT, _("Improved")),
        (Tone.CHANCE, Shape.RING, _("No clear change")),
        (Tone.CONCERN, Shape.UP, _("Worse")),
    )


def _stacked(
    improvements: Sequence[Improvement], axis: Axis
) -> tuple[dict[Tone, list[Point]], int]:
    """Points by tone, each above those of its column, and the highest place."""
    taken: Counter[float] = Counter()
    points: dict[Tone, list[Point]] = {}
    for each in improvements:
        tone = TONES.get(each.verdict, Tone.CHANCE)
        value = each.value * 100
        place = axis.drawn(value)
        points.setdefault(tone, []).append(Point(value, taken[place], each.name))
        taken[place] += 1
    return points, max(taken.values(), default=1) - 1


def _median(median: float | None, highest: int, caption: Caption) -> list[Line]:
    if median is None:
        return []
    value = median * 100
    label = _("Median %(value)s", value=caption.numerals.value(value))
    span = (0.0, highest + 1.0)
    return [Line(_("Median"), (value, value), span, Tone.INK, label, heavy=True, value=value)]


def _middle_half(quartiles: tuple[float, float] | None) -> list[Band]:
    if quartiles is None:
        return []
    low, high = sorted(value * 100 for value in quartiles)
    return [Band(low, high, _("Middle half"), shaded=True)]


def counted_bars(started: int, measured: int, left_out: int, caption: Caption) -> Chart:
    """How many factories track the indicator, are measured and are left out: three bars, each
    with the way to who they are.
    """
    named = (
        (_("Track this indicator"), started, Tone.QUIET, "#table-title"),
        (_("Of these measured"), measured, Tone.INK, "#factories"),
        (_("Of these left out"), left_out, Tone.CHANCE, "#left-out"),
    )
    points = tuple(Point(n, i, name, tone=tone) for i, (name, n, tone, _href) in enumerate(named))
    rows = tuple(Row(name, formats.number(n), href if n else "") for name, n, _tone, href in named)
    return Chart(
        caption=caption,
        x=Axis(Scale.COUNT, 0, max(started, measured + left_out, 1)),
        y=Axis(Scale.ROWS, 0, len(rows), rows=rows),
        series=(Series(_("Factories"), points, shape=Shape.BAR),),
        headings=("", ""),
    )
