"""The sheets of the workbook, in its order: each refers to those before it."""

from __future__ import annotations

from typing import Any

from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.claims.sheets import CLAIMS
from coachtrack.features.engagements.sheets import ENGAGEMENTS, EVENTS
from coachtrack.features.factories.sheets import FACTORIES, ORGANISATIONS
from coachtrack.features.indicators.entries import IndicatorEntry
from coachtrack.features.indicators.sheets import INDICATORS, MEASURES, READINGS
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.features.programmes.sheets import COMPONENTS, PROGRAMMES
from coachtrack.features.visits.sheets import VISITS
from coachtrack.kit.sheets import Sheet

SHEETS: tuple[Sheet[Any], ...] = (
    ORGANISATIONS,
    PROGRAMMES,
    COMPONENTS,
    FACTORIES,
    ENGAGEMENTS,
    INDICATORS,
    MEASURES,
    READINGS,
    EVENTS,
    VISITS,
    CLAIMS,
)

#: What only an administrator adds and changes.
ADMINISTRATORS = (ProgrammeEntry, IndicatorEntry, ClaimEntry)


def sheet_of(kind: type[Any]) -> Sheet[Any]:
    """The sheet of a kind of entry."""
    return next(sheet for sheet in SHEETS if sheet.entry is kind)
