"""HD2020: a closed programme of fifteen factories in two waves, with every kind of outcome.

The sums are those of the demo's story; the figures of HD2020-07 are real counts from a textbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from coachtrack.cli.story.hd2020_defects import DEFECTS, defects, textbook
from coachtrack.cli.story.hd2020_weekly import MAIN, SECONDARY
from coachtrack.cli.story.rows import (
    Row,
    Sheets,
    Tracked,
    component,
    event,
    invented,
    listed,
    organisation,
    rows_of,
    visit,
    yes_no,
)
from coachtrack.cli.story.schedule import WAVES, schedule_of
from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.features.factories.models import OrganisationKind

CODE = "HD2020"
#: Hải Dương as it was until 30 June 2025; now part of Hải Phòng.
PROVINCE = "30"
TEAMS = (
    (invented("Phạm Thu Hà"), invented("Kim Min-jae")),
    (invented("Đỗ Quang Vinh"), invented("Lee Seo-yeon")),
    (invented("Bùi Ngọc Anh"),),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A factory of the story, and how far its coaching came."""

    code: str
    name: str
    sector: str
    headcount: int | None
    stage: Stage
    team: int = 0


#: By the number of the engagement.
SITES = {
    1: Site("HD-TRAUCAU", "Nhựa Trầu Cau", "Ép nhựa", 120, Stage.COMPLETE),
    2: Site("HD-SODUA", "Điện tử Sọ Dừa", "Lắp ráp SMT", 380, Stage.COMPLETE, 1),
    3: Site("HD-THACHSANH", "Cơ khí Thạch Sanh", "Dập kim loại", 210, Stage.COMPLETE),
    4: Site("HD-CAYKHE", "Bao bì Cây Khế", "In bao bì", 90, Stage.CLOSED, 2),
    5: Site("HD-LANGLIEU", "Dây điện Lang Liêu", "Dây điện", 150, Stage.CLOSED),
    6: Site("HD-ANTIEM", "Cao su Mai An Tiêm", "Cao su kỹ thuật", 170, Stage.CLOSED, 1),
    7: Site("HD-SACH", "Dây chuyền mẫu trong sách", "Chiết rót", None, Stage.CLOSED, 2),
    8: Site("HD-TRETRAM", "Khuôn mẫu Trăm Đốt Tre", "Khuôn mẫu", 65, Stage.CLOSED, 1),
    9: Site("HD-GIENGNGOC", "Mạ Giếng Ngọc", "Mạ kim loại", 45, Stage.CLOSED, 2),
    10: Site("HD-NUITAN", "Cơ khí Núi Tản", "Gia công cơ khí", 130, Stage.DROPPED_OUT, 1),
    11: Site("HD-QUADUA", "Nhựa Quả Dưa", "Ép nhựa", 200, Stage.CLOSED),
    12: Site("HD-NANGUT", "Linh kiện Nàng Út", "Lắp ráp linh kiện", 160, Stage.CLOSED, 1),
    13: Site("HD-CHUCUOI", "Gia công Chú Cuội", "Gia công cơ khí", 55, Stage.CLOSED, 2),
    14: Site("HD-DONGXANH", "Lắp ráp Đồng Xanh", "Lắp ráp", 240, Stage.EVALUATION, 1),
    15: Site("HD-TRONGDONG", "Dập Trống Đồng", "Dập kim loại", 110, Stage.COMPLETE, 2),
}
DROPPED_OUT = "Đơn hàng xuất khẩu gấp, xưởng không bố trí được người; dừng từ tuần 4."

EVENTS = (
    (1, date(2020, 9, 2), EventKind.HOLIDAY, "Nghỉ lễ Quốc khánh, không sản xuất."),
    (2, date(2020, 9, 2), EventKind.HOLIDAY, "Nghỉ lễ Quốc khánh, không sản xuất."),
    (3, date(2020, 9, 2), EventKind.HOLIDAY, "Nghỉ lễ Quốc khánh, không sản xuất."),
    (3, date(2021, 2, 10), EventKind.HOLIDAY, "Nghỉ Tết Tân Sửu đến hết 16/2."),
    (3, date(2021, 2, 17), EventKind.PEOPLE, "Tổ trưởng dập nghỉ việc sau Tết."),
    (6, date(2020, 8, 4), EventKind.OTHER_CHANGE, "Mã gioăng mới vào cùng chuyền (tuần 5)."),
    (10, date(2020, 10, 29), EventKind.OTHER, DROPPED_OUT),
    (11, date(2020, 11, 9), EventKind.METHOD, "Cách tính đã đổi: lấy mẫu → kiểm tra 100%."),
    (14, date(2020, 11, 30), EventKind.OTHER, "Chuyền 1 dừng vì hết đơn hàng."),
    (15, date(2021, 2, 10), EventKind.HOLIDAY, "Nghỉ Tết Tân Sửu đến hết 16/2."),
)


def sheets() -> Sheets:
    """The programme, sheet by sheet."""
    tracked = [(code_of(number), each) for number in SITES for each in tracked_in(number)]
    return {
        "Organisations": _organisations(),
        "Programmes": [_programme()],
        "Components": [component(CODE, "TVCT", "Tư vấn cải tiến", 2020, 16)],
        "Factories": [_factory(site) for site in SITES.values()],
        "Engagements": [_engagement(number, site) for number, site in SITES.items()],
        "Indicators": [_full_inspection()],
        "Measures": [each.measure(code) for code, each in tracked],
        "Readings": [row for code, each in tracked for row in each.readings(code)],
        "Events": [event(code_of(n), on, kind, text) for n, on, kind, text in EVENTS],
        "Visits": _visits(),
    }


def code_of(number: int) -> str:
    """The code of an engagement."""
    return f"{CODE}-{number:02}"


def tracked_in(number: int) -> tuple[Tracked, ...]:
    """The measures of an engagement, the main one first."""
    main = MAIN.get(number) or (defects(number) if number in DEFECTS else textbook())
    return main, *SECONDARY.get(number, ())


def _programme() -> Row:
    return {
        "Code": CODE,
        "Name": invented("Chương trình tư vấn cải tiến"),
        "Start": date(2020, 6, 1),
        "End": date(2021, 6, 30),
        "Provinces": PROVINCE,
        "Partners": listed(("LF-A", "SO-HD", "TV-RUAVANG")),
        "Time zone": "Asia/Ho_Chi_Minh",
        "Demo": yes_no(True),
    }


def _organisations() -> list[Row]:
    partners = [
        organisation("LF-A", "Doanh nghiệp đầu chuỗi A", OrganisationKind.LEAD_FIRM),
        organisation("SO-HD", "Sở chủ quản mẫu, Hải Dương", OrganisationKind.DEPARTMENT),
        organisation("TV-RUAVANG", "Tư vấn Rùa Vàng", OrganisationKind.CONSULTANCY),
    ]
    owners = [_owner(site) for site in SITES.values() if site.headcount is not None]
    return partners + owners


def _owner(site: Site) -> Row:
    return organisation(owner_code(site), f"Công ty {site.name}", OrganisationKind.ENTERPRISE)


def owner_code(site: Site) -> str:
    """The code of the enterprise to which a site belongs."""
    return f"DN-{site.code.split('-')[1]}"


def _factory(site: Site) -> Row:
    return {
        "Code": site.code,
        "Name": invented(site.name),
        "Organisation": owner_code(site) if site.headcount is not None else "",
        "Province": PROVINCE,
        "Sector": site.sector,
        "Headcount": site.headcount,
    }


def _engagement(number: int, site: Site) -> Row:
    planned = schedule_of(number)
    return {
        "Code": code_of(number),
        "Programme": CODE,
        "Factory": site.code,
        "Component": "TVCT",
        "Batch": WAVES[planned.wave],
        "Stage": site.stage.value,
        "Drop-out reason": DROPPED_OUT if site.stage == Stage.DROPPED_OUT else "",
        "Start": planned.start,
        "End": planned.end,
        "Baseline from": planned.baseline[0],
        "Baseline to": planned.baseline[1],
        "Follow-up from": planned.follow_up[0] if planned.follow_up else None,
        "Follow-up to": planned.follow_up[1] if planned.follow_up else None,
        "Team": listed(TEAMS[site.team]),
    }


def _full_inspection() -> Row:
    """The second version of the defect rate, under which HD2020-11 counts since week 6."""
    return {
        "Code": "defect-rate",
        "Version": 2,
        "Name": "Defect rate",
        "Name (vi)": "Tỷ lệ lỗi",
        "Kind": "proportion",
        "Numerator": "defective units",
        "Numerator (vi)": "sản phẩm lỗi",
        "Denominator": "units produced, all inspected",
        "Denominator (vi)": "sản phẩm sản xuất, kiểm tra 100%",
        "Unit": "%",
        "Factor": 100,
        "Decimals": 1,
        "Better": "lower",
    }


def _visits() -> list[Row]:
    """The visits, each with the date of the next one of the same engagement."""
    teams = {code_of(number): TEAMS[site.team] for number, site in SITES.items()}
    rows = []
    for said in rows_of("hd2020_visits.csv"):
        code = said["Engagement"]
        rows.append(visit(code, date.fromisoformat(said["Date"]), teams[code], said))
    for this, following in pairwise(rows):
        if this["Engagement"] == following["Engagement"]:
            this["Next visit"] = following["Date"]
    return rows
