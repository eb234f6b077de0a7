"""The defect rates of HD2020: inspected every day, and once a week during coaching."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from coachtrack.cli.story.counts import (
    UNREST,
    Count,
    daily,
    glide,
    on_the_way,
    over,
)
from coachtrack.cli.story.days import weeks_from, working_days
from coachtrack.cli.story.rows import Tracked
from coachtrack.cli.story.schedule import Schedule, schedule_of
from coachtrack.domain.types import Trust

SHEET = "Phiếu kiểm tra cuối chuyền"
#: A week of coaching is one reading of six days.
DAYS_A_WEEK = 6


@dataclass(frozen=True, slots=True)
class Later:
    """Weeks long after coaching: the first Monday, how many, and their sums."""

    monday: date
    n_weeks: int
    total: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Defects:
    """Defective and inspected units of the windows; `seed` picks one of the possible histories.

    `turn` is the week of coaching from which on the share is that of the end, where it jumped.
    """

    before: tuple[int, int]
    after: tuple[int, int] | None
    trust: Trust
    seed: int = 0
    scope: str = ""
    covers: float | None = None
    target: float | None = None
    later: Later | None = None
    unrest: float = UNREST
    turn: int | None = None
    version_after: int = 1
    withdrawn: tuple[Count, ...] = ()
    source: str = SHEET


DEFECTS = {
    1: Defects(
        (638, 7_648),
        (331, 7_180),
        Trust.CROSS_CHECKED,
        scope="Xưởng ép",
        covers=0.8,
        target=5.0,
        later=Later(date(2021, 3, 22), 4, (360, 7_500)),
    ),
    2: Defects(
        (184, 9_212),
        (121, 9_488),
        Trust.THIRD_PARTY,
        scope="Chuyền SMT 2",
        covers=0.35,
        target=1.5,
        later=Later(date(2021, 1, 4), 5, (138, 10_000)),
        source="Số liệu máy AOI, trích theo ngày",
    ),
    3: Defects(
        (391, 5_420),
        (214, 5_365),
        Trust.SEEN,
        scope="Xưởng dập",
        target=5.0,
        later=Later(date(2021, 2, 22), 4, (374, 5_500)),
        withdrawn=(
            Count(
                date(2021, 2, 17),
                date(2021, 2, 20),
                96,
                610,
                withdrawn="Đếm lẫn hàng tồn từ trước Tết, không tách được.",
            ),
        ),
    ),
    4: Defects((297, 5_940), (201, 6_120), Trust.SELF_REPORTED, target=3.5),
    5: Defects((78, 3_900), (62, 4_100), Trust.SEEN, unrest=0.0),
    6: Defects((211, 7_012), (289, 6_795), Trust.SEEN, target=2.5, turn=5),
    10: Defects((262, 5_310), None, Trust.SEEN, target=3.0),
    11: Defects((547, 9_030), (318, 9_105), Trust.SEEN, target=4.0, version_after=2),
    14: Defects((403, 8_120), None, Trust.SEEN, scope="Chuyền 1", covers=0.5, target=3.0),
    15: Defects(
        (137, 5_410),
        (71, 5_288),
        Trust.CROSS_CHECKED,
        target=1.5,
        later=Later(date(2021, 3, 29), 4, (111, 6_000)),
    ),
}

#: Samples of 50 before and after the machine was adjusted. The book has 30 and 24 samples and
#: leaves out 15 and 23 of the first for assignable causes; so do these.
TEXTBOOK_BEFORE = (
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12,
    8, 10, 5, 13, 11, 20, 18, 15, 9, 12, 7, 13, 9, 6,
)  # fmt: skip
TEXTBOOK_AFTER = (
    9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4,
    3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5,
)  # fmt: skip
TEXTBOOK_SAMPLE = 50
TEXTBOOK = (
    "Montgomery, Introduction to Statistical Quality Control: lon nước cam đông lạnh (orange-juice"
    " cans), mỗi mẫu 50 lon; không kể mẫu 15 và 23 mà sách loại vì có nguyên nhân đặc biệt."
)


def defects(number: int) -> Tracked:
    """The defect rate of an engagement."""
    told = DEFECTS[number]
    plan, rng = schedule_of(number), Random(f"HD2020-{number:02}/{told.seed}")  # noqa: S311
    counts = daily(rng, working_days(*plan.baseline), told.before, unrest=told.unrest)
    if told.after is not None:
        assert plan.follow_up is not None
        days = working_days(*plan.follow_up)
        counts += _coaching(rng, plan, told)
        counts += daily(rng, days, told.after, unrest=told.unrest, version=told.version_after)
    if told.later is not None:
        weeks = weeks_from(told.later.monday, told.later.n_weeks)
        counts += over(rng, weeks, told.later.total, unrest=told.unrest)
    return Tracked(
        "defect-rate",
        (*counts, *told.withdrawn),
        told.trust,
        told.source,
        scope=told.scope,
        main=True,
        covers=told.covers,
        target=told.target,
        target_on=plan.end if told.target is not None else None,
    )


def _coaching(rng: Random, plan: Schedule, told: Defects) -> list[Count]:
    """The weeks of coaching before the follow-up window, on the way from before to after."""
    assert told.after is not None
    assert plan.follow_up is not None
    n = (plan.follow_up[0] - plan.start).days // 7
    before, after = (events / inspected for events, inspected in (told.before, told.after))
    shares = glide(before, after, n)
    if told.turn is not None:
        shares = [before if week < told.turn else after for week in range(1, n + 1)]
    size = DAYS_A_WEEK * told.before[1] // len(working_days(*plan.baseline))
    counts = on_the_way(rng, weeks_from(plan.start, n), size, shares)
    return [replace(count, version=_version(count, plan, told)) for count in counts]


def _version(count: Count, plan: Schedule, told: Defects) -> int:
    """The new way of counting began with week 6."""
    return told.version_after if count.start >= plan.start + timedelta(weeks=5) else 1


def textbook() -> Tracked:
    """The defect rate of HD2020-07, one sample a day."""
    plan = schedule_of(7)
    assert plan.follow_up is not None
    samples = (plan.baseline[0], TEXTBOOK_BEFORE), (plan.follow_up[0], TEXTBOOK_AFTER)
    counts = [
        Count(first + timedelta(n), first + timedelta(n), found, TEXTBOOK_SAMPLE)
        for first, sample in samples
        for n, found in enumerate(sample)
    ]
    return Tracked(
        "defect-rate",
        tuple(counts),
        Trust.SELF_REPORTED,
        TEXTBOOK,
        scope="Filling line",
        main=True,
        target=10.0,
    )
