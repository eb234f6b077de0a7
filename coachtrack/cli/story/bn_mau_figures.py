"""When the engagements of BN-MAU happen, and what they counted so far.

The main measure is the first-pass yield: units right the first time of those inspected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from coachtrack.cli.story.counts import (
    UNREST,
    Count,
    Span,
    bare,
    daily,
    glide,
    on_the_way,
    over,
    ratios,
)
from coachtrack.cli.story.days import (
    SATURDAY,
    monday_of,
    weeks_from,
    working_day_near,
    working_days_before,
    working_days_from,
)
from coachtrack.cli.story.rows import Tracked
from coachtrack.domain.types import Trust

#: A baseline needs this many readings before its limits are more than trial limits.
BASELINE_DAYS = 12
FOLLOW_UP_DAYS = 18
WEEKS = 12
SHEET = "Phiếu kiểm tra cuối chuyền"


@dataclass(frozen=True, slots=True)
class Course:
    """An engagement's days and what was counted in them."""

    start: date | None = None
    end: date | None = None
    baseline: Span | None = None
    follow_up: Span | None = None
    tracked: tuple[Tracked, ...] = ()


def course(number: int, today: date) -> Course:
    """How an engagement stands on a day."""
    return _COURSES[number](today)


def _just_started(today: date) -> Course:
    """BN-MAU-01: a measure is chosen, nothing is counted yet."""
    start = working_day_near(today - timedelta(2), -1)
    return Course(start, _end_of(start), tracked=(_yield((), scope="Chuyền ép 2"),))


def _part_of_a_baseline(today: date) -> Course:
    """BN-MAU-02: 5 of 12 readings."""
    counted = working_days_before(today, 5)
    window = working_days_from(counted[0], BASELINE_DAYS)
    counts = _right(2, counted, (131, 1_610))
    start = working_day_near(today - timedelta(9), -1)
    return Course(
        start, _end_of(start), _span(window), tracked=(_yield(counts, scope="Chuyền SMT 1"),)
    )


def _waiting_for_a_signature(today: date) -> Course:
    """BN-MAU-03: 12 readings, seen by the consultant, not yet signed by the factory."""
    days = working_days_before(today - timedelta(4), BASELINE_DAYS)
    start = working_day_near(today - timedelta(24), -1)
    measures = (
        _yield(_right(3, days, (318, 2_880)), trust=Trust.SEEN, target=93.0),
        _audits((days[2],), ((44, 96),)),
    )
    return Course(start, _end_of(start), _span(days), tracked=measures)


def _week_seven(today: date) -> Course:
    """BN-MAU-04: half way, six weeks counted since the baseline."""
    start = monday_of(today) - timedelta(weeks=6)
    days = working_days_before(start, BASELINE_DAYS)
    weeks = weeks_from(start, 6)
    seen = [working_day_near(start + timedelta(weeks=week), -1) for week in (2, 5)]
    counts = _right(4, days, (402, 3_360)) + _rising(4, weeks, 1_680, (0.117, 0.072))
    measures = (
        _yield(counts, trust=Trust.SEEN, scope="Chuyền A", covers=0.4, target=93.0),
        _audits((days[3], *seen), ((41, 100), (55, 100), (63, 100))),
        _places((days[3], *seen), ((18, 60), (31, 60), (43, 62))),
    )
    last_weeks = start + timedelta(weeks=WEEKS - 4), _end_of(start)
    return Course(start, _end_of(start), _span(days), last_weeks, measures)


def _evaluation_due(today: date) -> Course:
    """BN-MAU-05: the twelfth week; the last readings are coming in."""
    start = monday_of(today) - timedelta(weeks=WEEKS - 1)
    before = working_days_before(start, BASELINE_DAYS)
    after = working_days_before(today, FOLLOW_UP_DAYS)
    weeks = weeks_from(start, (after[0] - start).days // 7)
    counts = (
        _right(5, before, (287, 4_080))
        + _rising(5, weeks, 2_040, (0.068, 0.044))
        + _right(5, after, (243, 6_210))
    )
    return Course(
        start,
        _end_of(start),
        _span(before),
        (after[0], _end_of(start)),
        (
            _yield(counts, trust=Trust.CROSS_CHECKED, target=96.0),
            _levels((before[0], 1.0), (after[-1], 2.0)),
        ),
    )


def _not_measured_again(today: date) -> Course:
    """BN-MAU-06: the measurement after three months is overdue."""
    end = monday_of(today - timedelta(125)) + timedelta(SATURDAY)
    told, counts = _finished(6, end, (352, 3_240), (238, 4_860))
    return replace(told, tracked=(_yield(counts, trust=Trust.SEEN, target=95.0),))


def _sustained(today: date) -> Course:
    """BN-MAU-07: nearly a year ago, measured again and kept."""
    end = monday_of(today - timedelta(300)) + timedelta(SATURDAY)
    told, counts = _finished(7, end, (214, 3_000), (166, 4_500))
    assert told.baseline is not None
    again = weeks_from(monday_of(end + timedelta(112)), 4)
    counts += _wrong_to_right(over(_random(7, "later"), again, (229, 6_000)))
    measures = (
        _yield(counts, trust=Trust.THIRD_PARTY, target=96.0),
        _levels((told.baseline[1], 1.0), (working_day_near(end, -1), 2.0)),
    )
    return replace(told, tracked=measures)


def _selected(today: date) -> Course:
    """BN-MAU-08: begins in a fortnight."""
    start = monday_of(today + timedelta(14))
    return Course(start, _end_of(start))


def _planning(today: date) -> Course:
    """BN-MAU-09: the baseline is done, improvement begins next."""
    start = monday_of(today) - timedelta(weeks=2)
    days = working_days_before(start, BASELINE_DAYS)
    counts = _right(9, days, (276, 3_120))
    return Course(
        start,
        _end_of(start),
        _span(days),
        tracked=(_yield(counts, trust=Trust.SEEN, scope="Khuôn 7", covers=0.15, target=94.0),),
    )


def _no_clear_change(today: date) -> Course:
    """BN-MAU-10: closed without a clear change, as lots differ much."""
    end = monday_of(today - timedelta(330)) + timedelta(SATURDAY)
    told, counts = _finished(10, end, (187, 1_920), (262, 2_880), unrest=0.6)
    return replace(told, tracked=(_yield(counts, scope="Bể 1", target=93.0),))


_COURSES: dict[int, Callable[[date], Course]] = {
    1: _just_started,
    2: _part_of_a_baseline,
    3: _waiting_for_a_signature,
    4: _week_seven,
    5: _evaluation_due,
    6: _not_measured_again,
    7: _sustained,
    8: _selected,
    9: _planning,
    10: _no_clear_change,
}


def _finished(
    number: int,
    end: date,
    before: tuple[int, int],
    after: tuple[int, int],
    unrest: float = UNREST,
) -> tuple[Course, tuple[Count, ...]]:
    """An engagement that ended on a Saturday, with its (wrong, inspected) of both windows."""
    start = monday_of(end) - timedelta(weeks=WEEKS - 1)
    first = working_days_before(start, BASELINE_DAYS)
    last = working_days_before(end + timedelta(1), FOLLOW_UP_DAYS)
    weeks = weeks_from(start, (last[0] - start).days // 7)
    size = 6 * before[1] // BASELINE_DAYS
    shares = before[0] / before[1], after[0] / after[1]
    counts = (
        _right(number, first, before, unrest=unrest)
        + _rising(number, weeks, size, shares)
        + _right(number, last, after, unrest=unrest)
    )
    return Course(start, end, _span(first), (last[0], end)), counts


def _right(
    number: int, days: Sequence[date], wrong: tuple[int, int], unrest: float = UNREST
) -> tuple[Count, ...]:
    """Days of first-pass yield from the sums of (wrong, inspected)."""
    rng = _random(number, f"{wrong[0]} of {wrong[1]}")
    return _wrong_to_right(daily(rng, days, wrong, unrest=unrest))


def _rising(
    number: int, weeks: Sequence[Span], size: int, wrong: tuple[float, float]
) -> tuple[Count, ...]:
    """Weeks of coaching in which ever fewer units are wrong."""
    shares = glide(*wrong, len(weeks))
    return _wrong_to_right(on_the_way(_random(number, "coaching"), weeks, size, shares))


def _wrong_to_right(counts: Sequence[Count]) -> tuple[Count, ...]:
    return tuple(count.complement() for count in counts)


def _random(number: int, part: str) -> Random:
    return Random(f"BN-MAU-{number:02}/{part}")  # noqa: S311


def _yield(
    counts: Sequence[Count],
    *,
    trust: Trust = Trust.SELF_REPORTED,
    scope: str = "",
    covers: float | None = None,
    target: float | None = None,
) -> Tracked:
    return Tracked(
        "first-pass-yield",
        tuple(counts),
        trust,
        SHEET,
        scope=scope,
        main=True,
        covers=covers,
        target=target,
    )


def _audits(days: Sequence[date], points: Sequence[tuple[int, int]]) -> Tracked:
    counts = ratios([(day, day) for day in days], points)
    return Tracked("5s-score", tuple(counts), Trust.SEEN, "Phiếu chấm 5S", target=70.0)


def _places(days: Sequence[date], conforming: Sequence[tuple[int, int]]) -> Tracked:
    counts = ratios([(day, day) for day in days], conforming)
    return Tracked("3d-rate", tuple(counts), Trust.SEEN, "Phiếu kiểm tra 3 Định", scope="Chuyền A")


def _levels(*reached: tuple[date, float]) -> Tracked:
    counts = bare([(day, day) for day, _ in reached], [level for _, level in reached])
    return Tracked("smart-factory-level", tuple(counts), Trust.SEEN, "Phiếu tự đánh giá, có ảnh")


def _end_of(start: date) -> date:
    """The Saturday of the twelfth week."""
    return monday_of(start) + timedelta(weeks=WEEKS - 1, days=SATURDAY)


def _span(days: Sequence[date]) -> Span:
    return days[0], days[-1]
