"""From values to places on paper, round ticks, and how wide a text will be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

#: Values that differ by less than this share of them lie in one place.
INVISIBLE = 1e-11
#: Values of which none lies below this share of the largest are not shown from 0.
CLOSE_TOGETHER = 0.5
#: Which days of a month are marked, the densest first; then each so many months.
DAYS_OF_MONTH = (tuple(range(1, 32)), tuple(range(1, 30, 2)), (1, 8, 15, 22), (1, 15))
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
NARROW_LETTERS = "iljtfrI.,:;'|()·[] 1"
WIDE_LETTERS = "mwMW%@—"


@dataclass(frozen=True, slots=True)
class Linear:
    """A place in pixels for a value; stretches that are left out take no room."""

    low: float
    high: float
    start: float
    end: float
    breaks: tuple[tuple[float, float], ...] = ()

    def __call__(self, value: float) -> float:
        """Where a value lies."""
        whole = self.span
        return self.start + (self.end - self.start) * (self._kept(value) / whole if whole else 0.5)

    @property
    def span(self) -> float:
        """How much is shown between the ends."""
        return self._kept(self.high)

    def _kept(self, value: float) -> float:
        left_out = sum(
            max(0.0, min(value, end) - max(self.low, start)) for start, end in self.breaks
        )
        return value - self.low - left_out


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that makes at most so many steps."""
    if span <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(
        step * power for step in (1, 2, 2.5, 5, 10, 20) if span / (step * power) <= most + 1e-9
    )


def ticks(low: float, high: float, most: int) -> tuple[list[float], float]:
    """Round values between two ends, about so many, and their distance; the ends where they fit."""
    steps = [nice_step(high - low, most + more) for more in (0, 1, 2)]
    step = next((step for step in steps if _fits(low, step) and _fits(high, step)), steps[0])
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(step * i, 12) for i in range(first, last + 1)], step


def _fits(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-9


def nice_ends(values: Sequence[float], *, from_zero: bool = False) -> tuple[float, float]:
    """Round ends around values: from 0, unless they lie close together far away from it."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low >= 0 and (from_zero or low < CLOSE_TOGETHER * high or high == low):
        low = 0.0
    elif high <= 0 and (from_zero or high > CLOSE_TOGETHER * low):
        high = 0.0
    if high - low < max(abs(high), 1.0) * INVISIBLE:
        high = low + max(abs(high), 1.0)
    step = nice_step(high - low, 5)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def value_ends(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Round ends of an axis of values in a unit.

    Percentages up to half start at 0, so that a small change looks small; those beyond may be
    looked at closely, but never above 100 unless a value is.
    """
    highest = max(values, default=0.0)
    low, high = nice_ends(values, from_zero=unit == "%" and highest <= 50)
    return low, min(high, 100.0) if unit == "%" and highest <= 100 else high


def apart(places: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Where blocks begin, in order, so that none lies on another and each is near its place."""
    groups: list[_Group] = []
    for place, size in zip(places, sizes, strict=True):
        group = _Group(place, size, 1).within(low, high)
        while groups and groups[-1].end > group.start:
            group = groups.pop().joined(group).within(low, high)
        groups.append(group)
    return _unfolded(groups, sizes)


@dataclass(frozen=True, slots=True)
class _Group:
    """Blocks that touch: where the first begins, how long they are together, how many."""

    start: float
    length: float
    n: int

    @property
    def end(self) -> float:
        return self.start + self.length

    def within(self, low: float, high: float) -> _Group:
        """Moved back between two ends."""
        return replace(self, start=max(min(self.start, high - self.length), low))

    def joined(self, after: _Group) -> _Group:
        """With those that follow, in the middle of where each would be."""
        n = self.n + after.n
        start = (self.start * self.n + (after.start - self.length) * after.n) / n
        return _Group(start, self.length + after.length, n)


def _unfolded(groups: Sequence[_Group], sizes: Sequence[float]) -> list[float]:
    found: list[float] = []
    for group in groups:
        start = group.start
        for size in sizes[len(found) : len(found) + group.n]:
            found.append(start)
            start += size
    return found


def day_ticks(low: float, high: float, span: float, most: int) -> list[date]:
    """Days to mark between two ordinals, `span` of which are shown: round days of the month."""
    per_month = next((n for n in DAYS_OF_MONTH if span / 30.4 * len(n) <= most), None)
    if per_month is None:
        months = next((n for n in MONTH_STEPS if span / (30.4 * n) <= most), MONTH_STEPS[-1])
        return _firsts_of_months(low, high, months)
    days = (date.fromordinal(n) for n in range(math.ceil(low), math.floor(high) + 1))
    return [day for day in days if day.day in per_month]


def _firsts_of_months(low: float, high: float, step: int) -> list[date]:
    first, last = date.fromordinal(math.ceil(low)), date.fromordinal(math.floor(high))
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    firsts = (date(n // 12, n % 12 + 1, 1) for n in months if n % step == 0)
    return [day for day in firsts if first <= day <= last]


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in pixels, in a usual sans-serif face."""
    return size * sum(_em(letter) for letter in text)


def cut(text: str, room: float, size: float) -> str:
    """As much of a text as there is room for, with an ellipsis where something is missing."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.(·-") + "…"


def _em(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return 0.34 if letter != "1" else 0.57
    if letter in WIDE_LETTERS:
        return 0.9
    return 0.68 if letter.isupper() else 0.57
