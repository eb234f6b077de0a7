"""What a form, a workbook or a phone says about visits."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from coachtrack.features.visits.models import VisitKind


class VisitEntry(NamedTuple):
    """A visit; the engagement by code."""

    uuid: UUID
    engagement: str
    on: date
    kind: VisitKind = VisitKind.COACHING
    consultants: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    observations: str = ""
    agreed: str = ""
    next_on: date | None = None
    withdrawn: str = ""
