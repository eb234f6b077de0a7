"""What the factories of HD2020 wrote down on paper: once a week, once a month, or once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coachtrack.cli.story.counts import Span, bare, ratios
from coachtrack.cli.story.days import weeks_from
from coachtrack.cli.story.rows import Tracked
from coachtrack.cli.story.schedule import schedule_of
from coachtrack.domain.types import Trust

FRIDAY = 4

Pairs = Sequence[tuple[float, float]]


def _weekly(
    number: int,
    indicator: str,
    before: Pairs,
    after: Pairs,
    source: str,
    *,
    trust: Trust = Trust.SEEN,
    scope: str = "",
    main: bool = False,
    target: float | None = None,
    on_fridays: bool = False,
) -> Tracked:
    """A measure written down once a week, on paper, from the first week of each window on."""
    plan = schedule_of(number)
    assert plan.follow_up is not None
    counts = []
    for window, pairs in ((plan.baseline, before), (plan.follow_up, after)):
        weeks = weeks_from(window[0], len(pairs))
        counts += ratios([_friday(week) for week in weeks] if on_fridays else weeks, pairs)
    return Tracked(
        indicator,
        tuple(counts),
        trust,
        source,
        scope=scope,
        main=main,
        target=target,
        target_on=plan.end if target is not None else None,
    )


def _friday(week: Span) -> Span:
    day = week[0] + timedelta(FRIDAY)
    return day, day


def _few(before: tuple[int, int], after: tuple[int, int]) -> Tracked:
    """One check of a handful of parts on each side."""
    days = (date(2020, 9, 29), date(2020, 12, 16))
    counts = ratios([(day, day) for day in days], (before, after))
    return Tracked(
        "defect-rate",
        tuple(counts),
        Trust.SELF_REPORTED,
        "Chủ doanh nghiệp đếm tại bể mạ",
        main=True,
    )


def _from_memory(number: int, before: float, after: float) -> Tracked:
    """A rate a month, without what was counted."""
    plan = schedule_of(number)
    assert plan.follow_up is not None
    counts = bare((plan.baseline, plan.follow_up), (before, after))
    return Tracked(
        "defect-rate", tuple(counts), Trust.SELF_REPORTED, "Chủ doanh nghiệp tự khai", main=True
    )


def _days_in_house(number: int) -> Tracked:
    """Lead time in days, a week each: known as a number and nothing else."""
    plan = schedule_of(number)
    assert plan.follow_up is not None
    before = bare(weeks_from(plan.baseline[0], 6), (12.5, 14.0, 11.5, 13.0, 12.0, 13.5))
    after = bare(weeks_from(plan.follow_up[0], 6), (11.0, 10.0, 12.5, 10.5, 11.5, 9.5))
    return Tracked("lead-time", tuple(before + after), Trust.SEEN, "Sổ lệnh sản xuất")


#: 25 items of 0 to 4 points, those that do not apply left out.
AUDIT = "Phiếu chấm 5S"
#: Secondary measures by the number of the engagement.
SECONDARY: dict[int, tuple[Tracked, ...]] = {
    1: (
        _weekly(
            1,
            "5s-score",
            [(46, 100), (49, 100), (47, 96)],
            [(71, 100), (74, 100), (75, 100)],
            AUDIT,
            scope="Xưởng ép",
            target=70,
            on_fridays=True,
        ),
        _weekly(
            1,
            "machine-stop-rate",
            [(21, 684), (18, 672), (24, 690), (19, 676)],
            [(11, 690), (13, 570), (9, 684), (12, 688)],
            "Nhật ký máy ép",
            scope="Xưởng ép",
        ),
    ),
    2: (
        _weekly(
            2,
            "uph",
            [(9_120, 138), (9_310, 139), (8_970, 137), (9_240, 138)],
            [(9_905, 140), (8_230, 116), (9_860, 139), (10_020, 141)],
            "Nhật ký chuyền SMT 2",
            scope="Chuyền SMT 2",
        ),
    ),
    3: (
        _weekly(
            3,
            "changeover-time",
            [(374, 11), (346, 10), (412, 12), (330, 10)],
            [(261, 10), (228, 9), (297, 12), (256, 10)],
            "Phiếu thay khuôn",
            scope="Xưởng dập",
            target=25,
        ),
    ),
    4: (
        _weekly(
            4,
            "5s-score",
            [(38, 92), (41, 92), (39, 92)],
            [(52, 92), (50, 92), (55, 92)],
            AUDIT,
            trust=Trust.SELF_REPORTED,
            on_fridays=True,
        ),
    ),
    6: (
        _weekly(
            6,
            "customer-claims",
            [(2, 31), (1, 29), (3, 33), (2, 30)],
            [(3, 32), (2, 26), (4, 31), (3, 33)],
            "Sổ khiếu nại của phòng kinh doanh",
        ),
    ),
    8: (_days_in_house(8),),
    12: (
        _weekly(
            12,
            "energy-per-unit",
            [(4_180, 9_320), (4_260, 9_510), (4_090, 9_040), (4_310, 9_730), (4_150, 9_280)],
            [(4_220, 10_640), (4_350, 11_020), (4_180, 10_410), (4_390, 11_130), (4_240, 10_700)],
            "Công tơ chuyền lắp 1",
            scope="Chuyền lắp 1",
        ),
    ),
    15: (
        _weekly(
            15,
            "oee",
            [(4_610, 8_640), (4_380, 8_640), (4_820, 8_640), (4_540, 8_640)],
            [(5_310, 8_640), (5_120, 8_640), (5_480, 8_640), (5_260, 8_640)],
            "Phiếu OEE máy 2 và máy 4",
            scope="Máy 2 và máy 4",
            target=65,
        ),
    ),
}

#: Main measures that are not daily inspections.
MAIN = {
    8: _weekly(
        8,
        "changeover-time",
        [(392, 8), (240, 7), (376, 8), (245, 7), (361, 9), (226, 7)],
        [(223, 9), (172, 8), (225, 10), (174, 8), (216, 9), (186, 8)],
        "Phiếu chuyển đổi của ca",
        main=True,
        target=25,
    ),
    12: _weekly(
        12,
        "labour-productivity",
        [(9_361, 720), (10_912, 720), (9_790, 720), (10_801, 720), (10_256, 720)],
        [(11_736, 720), (12_672, 720), (11_880, 720), (12_456, 720), (12_096, 720)],
        "Bảng sản lượng theo giờ",
        scope="Chuyền lắp 1",
        main=True,
        target=16.5,
    ),
    9: _few((2, 15), (1, 18)),
    13: _from_memory(13, 12.0, 7.0),
}
