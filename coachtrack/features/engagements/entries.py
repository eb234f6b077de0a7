"""What a form or a workbook says about engagements and about what happened meanwhile."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from coachtrack.features.engagements.models import EventKind, Stage

#: The days between which a result compares.
WINDOWS = ("baseline_from", "baseline_to", "follow_up_from", "follow_up_to")


class EngagementEntry(NamedTuple):
    """An engagement; programme, factory and component by code."""

    code: str
    programme: str
    factory: str
    component: str = ""
    batch: str = ""
    stage: Stage = Stage.SELECTED
    drop_out_reason: str = ""
    start_on: date | None = None
    end_on: date | None = None
    baseline_from: date | None = None
    baseline_to: date | None = None
    follow_up_from: date | None = None
    follow_up_to: date | None = None
    team: tuple[str, ...] = ()


class EventEntry(NamedTuple):
    """Something dated that may explain a change; the engagement by code."""

    engagement: str
    scope: str
    on: date
    kind: EventKind
    text: str
    rebase: bool = False
    withdrawn: str = ""
