"""A worked row for every sheet of the blank workbook: sound together, and plainly to overwrite.

They are recognised when they come back, for nobody means to save them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from coachtrack.domain.types import Better, Kind, Trust
from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.indicators.entries import IndicatorEntry, MeasureEntry, ReadingEntry
from coachtrack.features.intake.layout import SHEETS
from coachtrack.features.intake.material import SheetRows
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.kit.cells import Context
from coachtrack.kit.sheets import Sheet
from coachtrack.settings import LANGUAGES

PROVINCE = "Hải Phòng"
DEFECTS = "defect-rate"
YEAR = 2025
#: Stands for whatever a template has there.
ANY: Any = object()


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


def is_worked(rows: SheetRows, entry: Any) -> bool:
    """Whether a row says what the worked one says, as far as the file has its columns."""
    places = [n for n, field in enumerate(rows.sheet.fields) if field in rows.columns]
    return any(
        worked[0] in (ANY, entry[0])
        and all(worked[place] in (ANY, entry[place]) for place in places)
        for worked in _shipped()[rows.sheet.entry]
    )


@cache
def example_codes() -> frozenset[str]:
    """The codes of worked rows, which no real row may have."""
    return frozenset(
        worked.code
        for shipped in _shipped().values()
        for worked in shipped
        if "code" in worked._fields
    )


@cache
def _shipped() -> dict[type[Any], list[Any]]:
    """The worked rows as they are read back, from the templates of every language and role."""
    found: dict[type[Any], list[Any]] = {sheet.entry: [] for sheet in SHEETS}
    for language in LANGUAGES:
        with force_locale(language):
            rows = worked_rows()
            for sheet in SHEETS:
                worked = _read_back(sheet, rows[sheet.entry], language)
                found[sheet.entry] += [worked, *_within_another(worked)]
    return found


def _read_back(sheet: Sheet[Any], entry: Any, language: str) -> Any:
    context = Context(language, date(YEAR + 1, 1, 1))
    pairs = zip(sheet.columns, sheet.labels(entry), strict=True)
    told = (c.blank if cell in (None, "") else c.cell.read(cell, context) for c, cell in pairs)
    return sheet.complete(sheet.entry._make(told))


def _within_another(worked: Any) -> Iterator[Any]:
    """A lead's template has rows of a programme that is there."""
    if isinstance(worked, EngagementEntry):
        yield worked._replace(programme=ANY, component="")
    elif isinstance(worked, ComponentEntry):
        yield worked._replace(programme=ANY)


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
