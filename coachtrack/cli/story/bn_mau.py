"""BN-MAU: a programme under way, dated from the day on which the demo is loaded.

Its engagements are at every stage, so that there is always something to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from coachtrack.cli.story.bn_mau_figures import Course, course
from coachtrack.cli.story.days import working_day_near
from coachtrack.cli.story.rows import (
    Row,
    Sheets,
    component,
    event,
    invented,
    listed,
    organisation,
    rows_of,
    visit,
    yes_no,
)
from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.features.factories.models import OrganisationKind

CODE = "BN-MAU"
#: Bắc Ninh since 1 July 2025, with what was Bắc Giang.
PROVINCE = "24-2025"
TEAMS = (
    (invented("Phạm Thu Hà"), invented("Park Ji-hoon")),
    (invented("Ngô Thế Dũng"), invented("Choi Yu-na")),
)
#: Components by code: name, and planned factories of last year, this year and next year.
COMPONENTS = {
    "TVCT": ("Tư vấn cải tiến", (4, 6, 8)),
    "PTNCC": ("Phát triển nhà cung ứng", (2, 4, 6)),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A factory of the story, the component it takes part in, and how far its coaching came."""

    code: str
    name: str
    sector: str
    headcount: int
    component: str
    stage: Stage
    team: int = 0


#: By the number of the engagement.
SITES = {
    1: Site("BN-THANHGIONG", "Nhựa Thánh Gióng", "Ép nhựa", 140, "TVCT", Stage.KICK_OFF),
    2: Site("BN-TAMCAM", "Điện tử Tấm Cám", "Lắp ráp SMT", 310, "TVCT", Stage.BASELINE),
    3: Site("BN-SONTINH", "Khuôn mẫu Sơn Tinh", "Khuôn mẫu", 85, "TVCT", Stage.BASELINE),
    4: Site("BN-CHUDONGTU", "Cơ khí Chử Đồng Tử", "Gia công CNC", 125, "TVCT", Stage.IMPROVEMENT),
    5: Site("BN-MYCHAU", "Linh kiện Mỵ Châu", "Lắp ráp", 260, "TVCT", Stage.EVALUATION),
    6: Site("BN-TIENDUNG", "Bao bì Tiên Dung", "Bao bì", 95, "TVCT", Stage.SUSTAIN, 1),
    7: Site("BN-LACLONG", "Cáp điện Lạc Long Quân", "Cáp", 220, "PTNCC", Stage.COMPLETE, 1),
    8: Site("BN-AUCO", "Lò xo Âu Cơ", "Lò xo", 70, "PTNCC", Stage.SELECTED, 1),
    9: Site("BN-NGUULANG", "Ép nhựa Ngưu Lang", "Ép nhựa", 180, "PTNCC", Stage.PLAN),
    10: Site("BN-CHUCNU", "Mạ Chức Nữ", "Mạ kim loại", 60, "TVCT", Stage.CLOSED, 1),
}


def sheets(today: date) -> Sheets:
    """The programme, sheet by sheet, as it stands on a day."""
    courses = {number: course(number, today) for number in SITES}
    tracked = [(code_of(n), each) for n, told in courses.items() for each in told.tracked]
    return {
        "Organisations": _organisations(),
        "Programmes": [_programme(today, courses.values())],
        "Components": _components(today),
        "Factories": [_factory(site) for site in SITES.values()],
        "Engagements": [_engagement(n, site, courses[n]) for n, site in SITES.items()],
        "Measures": [each.measure(code) for code, each in tracked],
        "Readings": [row for code, each in tracked for row in each.readings(code)],
        "Events": _events(courses),
        "Visits": _visits(today),
    }


def code_of(number: int) -> str:
    """The code of an engagement."""
    return f"{CODE}-{number:02}"


def _programme(today: date, courses: Iterable[Course]) -> Row:
    first = min(told.start for told in courses if told.start is not None)
    return {
        "Code": CODE,
        "Name": invented("Chương trình hỗ trợ doanh nghiệp mẫu Bắc Ninh"),
        "Start": date(first.year, 1, 1),
        "End": date(today.year + 1, 12, 31),
        "Provinces": PROVINCE,
        "Partners": listed(("BO-MAU", "SO-BN", "LF-B", "TV-COLOA")),
        "Time zone": "Asia/Ho_Chi_Minh",
        "Demo": yes_no(True),
    }


def _organisations() -> list[Row]:
    partners = [
        organisation("BO-MAU", "Bộ chủ quản mẫu", OrganisationKind.MINISTRY),
        organisation("SO-BN", "Sở chủ quản mẫu, Bắc Ninh", OrganisationKind.DEPARTMENT),
        organisation("LF-B", "Doanh nghiệp đầu chuỗi B", OrganisationKind.LEAD_FIRM),
        organisation("TV-COLOA", "Tư vấn Cổ Loa", OrganisationKind.CONSULTANCY),
    ]
    return partners + [_owner(site) for site in SITES.values()]


def _owner(site: Site) -> Row:
    return organisation(_owner_code(site), f"Công ty {site.name}", OrganisationKind.ENTERPRISE)


def _owner_code(site: Site) -> str:
    return site.code.replace("BN-", "DN-", 1)


def _components(today: date) -> list[Row]:
    return [
        component(CODE, code, name, today.year - 1 + n, planned)
        for code, (name, plan) in COMPONENTS.items()
        for n, planned in enumerate(plan)
    ]


def _factory(site: Site) -> Row:
    return {
        "Code": site.code,
        "Name": invented(site.name),
        "Organisation": _owner_code(site),
        "Province": PROVINCE,
        "Sector": site.sector,
        "Headcount": site.headcount,
    }


def _engagement(number: int, site: Site, told: Course) -> Row:
    return {
        "Code": code_of(number),
        "Programme": CODE,
        "Factory": site.code,
        "Component": site.component,
        "Batch": f"Đợt {told.start.year}" if told.start else "",
        "Stage": site.stage.value,
        "Drop-out reason": "",
        "Start": told.start,
        "End": told.end,
        "Baseline from": told.baseline[0] if told.baseline else None,
        "Baseline to": told.baseline[1] if told.baseline else None,
        "Follow-up from": told.follow_up[0] if told.follow_up else None,
        "Follow-up to": told.follow_up[1] if told.follow_up else None,
        "Team": listed(TEAMS[site.team]),
    }


def _events(courses: dict[int, Course]) -> list[Row]:
    """A change of people in the middle of BN-MAU-05."""
    start = courses[5].start
    assert start is not None
    text = "Hai công nhân hàn tay nghỉ, tuyển người mới và kèm hai tuần."
    return [event(code_of(5), start + timedelta(23), EventKind.PEOPLE, text)]


def _visits(today: date) -> list[Row]:
    rows = []
    for said in rows_of("bn_mau_visits.csv"):
        on = working_day_near(today + timedelta(int(said["Day"])), -1)
        due = f"{today + timedelta(int(said['Due'])):%d/%m/%Y}" if said["Due"] else ""
        told = {**said, "Agreed": said["Agreed"].format(due=due)}
        team = TEAMS[SITES[int(said["Engagement"].rpartition("-")[2])].team]
        row = visit(said["Engagement"], on, team, told)
        row["Next visit"] = _planned(today, said["Next"])
        rows.append(row)
    for this, following in pairwise(rows):
        if this["Engagement"] == following["Engagement"]:
            this["Next visit"] = following["Date"]
    return rows


def _planned(today: date, days: str) -> date | None:
    return working_day_near(today + timedelta(int(days)), 1) if days else None
