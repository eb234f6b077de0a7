"""The stretches of a measure's course: its windows with their figures, and the axis of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coachtrack.domain.types import Phase, Plan, Reading, Result, Side, Verdict, Window
from coachtrack.domain.windows import later_from, phase_of
from coachtrack.features.indicators.sentences import counts_of
from coachtrack.kit.charts import Axis, Band, Caption, Scale, Tone
from coachtrack.kit.words import word

#: An empty stretch longer than this, and than a fifth of what is shown, is left out of the axis.
LONG_SILENCE_DAYS = 60
SHARE_OF_SILENCE = 0.2
#: What remains of it on each side: so many days, or such a share of what is shown.
KEPT_DAYS = 8
SHARE_KEPT = 0.05

TONES: dict[Verdict | None, Tone] = {
    Verdict.IMPROVED: Tone.IMPROVE,
    Verdict.WORSE: Tone.CONCERN,
}


def bands(
    ordered: Sequence[Reading], plan: Plan, result: Result, caption: Caption, x: Axis
) -> list[Band]:
    """The windows with their figures, and what lies before, between and after them."""
    tone = TONES.get(result.verdict, Tone.INK)
    found = []
    for phase, window in _stretches(ordered, plan, x):
        side = _side(phase, result)
        found.append(
            Band(
                start=window[0],
                end=window[1],
                label=word(phase),
                value=caption.numerals.label(side.value) if side else "",
                note=counts_of(side),
                tone=tone if phase == Phase.FOLLOW_UP else Tone.INK,
                shaded=phase in (Phase.BASELINE, Phase.FOLLOW_UP),
            )
        )
    return found


def _side(phase: Phase, result: Result) -> Side | None:
    sides = {
        Phase.BASELINE: result.baseline,
        Phase.FOLLOW_UP: result.follow_up,
        Phase.LATER: result.later,
    }
    return sides.get(phase)


def _stretches(
    ordered: Sequence[Reading], plan: Plan, x: Axis
) -> list[tuple[Phase, tuple[float, float]]]:
    """Where each phase lies on the axis."""
    found: list[tuple[Phase, tuple[float, float]]] = []
    baseline, follow_up = plan.baseline, plan.follow_up
    if baseline is None:
        return found
    start, end = _window_edges(baseline)
    if any(phase_of(reading, plan) == Phase.EARLIER for reading in ordered):
        found.append((Phase.EARLIER, (x.low, start)))
    found.append((Phase.BASELINE, (start, end)))
    next_start, next_end = _window_edges(follow_up) if follow_up else (x.high, x.high)
    if next_start > end + 1:
        found.append((Phase.COACHING, (end, next_start)))
    if follow_up is not None:
        found.append((Phase.FOLLOW_UP, (next_start, next_end)))
    if plan.ended_on and any(phase_of(reading, plan) == Phase.LATER for reading in ordered):
        later = [r.start.toordinal() for r in ordered if r.start >= later_from(plan.ended_on)]
        found.append((Phase.LATER, (min(later) - 0.5, x.high)))
    return found


def _window_edges(window: Window) -> tuple[float, float]:
    return window.start.toordinal() - 0.5, window.end.toordinal() + 0.5


def days_axis(ordered: Sequence[Reading], plan: Plan, events: Sequence[date]) -> Axis:
    """From the first to the last day of readings and windows, without the long silences."""
    windows = [window for window in (plan.baseline, plan.follow_up) if window]
    spans = [(reading.start, reading.end) for reading in ordered]
    spans += [(window.start, window.end) for window in windows]
    spans += [(day, day) for day in events]
    if not spans:
        return Axis(Scale.DAYS, 0, 1)
    low = min(start for start, _end in spans)
    high = max(end for _start, end in spans)
    breaks = _silences(sorted(spans), (high - low).days)
    return Axis(Scale.DAYS, low.toordinal() - 0.5, high.toordinal() + 0.5, breaks=breaks)


def _silences(spans: list[tuple[date, date]], whole: int) -> tuple[tuple[float, float], ...]:
    empty, reached = [], spans[0][1]
    for start, end in spans:
        empty.append((reached, start))
        reached = max(reached, end)
    long, shown = [], whole
    for start, end in sorted(empty, key=lambda stretch: stretch[0] - stretch[1]):
        if (end - start).days > max(LONG_SILENCE_DAYS, SHARE_OF_SILENCE * shown):
            long.append((start, end))
            shown -= (end - start).days
    found = []
    for start, end in sorted(long):
        kept = min(max(KEPT_DAYS, SHARE_KEPT * shown), (end - start).days / 3)
        found.append((start.toordinal() + kept, end.toordinal() - kept))
    return tuple(found)
