"""A worked row for every sheet of the blank workbook: sound together, and plainly to overwrite."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.types import Better, Kind, Trust
from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.indicators.entries import IndicatorEntry, MeasureEntry, ReadingEntry
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.visits.entries import VisitEntry

PROVINCE = "Hải Phòng"
DEFECTS = "defect-rate"
YEAR = 2025


def worked_rows(programme: str = "") -> dict[type[Any], Any]:
    """A row a sheet; those of an engagement belong to the programme, or to one of their own."""
    code = _("EXAMPLE")
    within, component = programme or code, "" if programme else code
    overwrite = _("Example: overwrite this row")
    line = _("Example line")
    return {
        OrganisationEntry: OrganisationEntry(code, overwrite),
        ProgrammeEntry: ProgrammeEntry(
            code, overwrite, date(YEAR, 1, 1), date(YEAR, 12, 31), (PROVINCE,), (code,)
        ),
        ComponentEntry: ComponentEntry(within, code, overwrite, YEAR, 10),
        FactoryEntry: FactoryEntry(code, overwrite, code, PROVINCE, _("plastics"), 120),
        EngagementEntry: _engagement(f"{code}-01", within, code, component, overwrite),
        IndicatorEntry: _indicator(overwrite),
        MeasureEntry: MeasureEntry(f"{code}-01", DEFECTS, line, main=True, target=5.0),
        ReadingEntry: ReadingEntry(
            *(f"{code}-01", DEFECTS, 1, line, ""),
            *(date(YEAR, 3, 3), date(YEAR, 3, 9)),
            *(30.0, 1200.0, None),
            Trust.SELF_REPORTED,
            note=overwrite,
        ),
        EventEntry: EventEntry(
            f"{code}-01", line, date(YEAR, 4, 7), EventKind.OTHER_CHANGE, overwrite
        ),
        VisitEntry: VisitEntry(
            None,  # type: ignore[arg-type]  # made from the row when it is read
            *(f"{code}-01", date(YEAR, 3, 3)),
            observations=overwrite,
        ),
        ClaimEntry: _claim(code, overwrite),
    }


def _engagement(
    code: str, programme: str, factory: str, component: str, overwrite: str
) -> EngagementEntry:
    return EngagementEntry(
        *(code, programme, factory, component, overwrite, Stage.IMPROVEMENT),
        start_on=date(YEAR, 3, 3),
        end_on=date(YEAR, 6, 1),
        baseline_from=date(YEAR, 3, 3),
        baseline_to=date(YEAR, 3, 30),
        follow_up_from=date(YEAR, 5, 5),
        follow_up_to=date(YEAR, 6, 1),
        team=(_("Example consultant"),),
    )


def _indicator(overwrite: str) -> IndicatorEntry:
    return IndicatorEntry(
        *("example-share", 1, overwrite, overwrite, Kind.PROPORTION),
        *(_("defective pieces"), "", _("inspected pieces"), ""),
        *("%", 100.0, 1, Better.LOWER),
    )


def _claim(code: str, overwrite: str) -> ClaimEntry:
    """Everything in a claim is text, as it was printed."""
    texts = dict.fromkeys(ClaimEntry._fields, "")
    told = {
        "code": code,
        "metric_as_printed": overwrite,
        "change": "30%",
        "grade": "E",
        "source": _("Example newspaper"),
        "date": f"{YEAR}-03-03",
    }
    return ClaimEntry(**texts | told)
