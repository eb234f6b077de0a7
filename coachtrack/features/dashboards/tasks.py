"""What waits to be done in an engagement, the most urgent first."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from flask_babel import gettext as _

from coachtrack.domain.types import Strength, Trust, Verdict
from coachtrack.domain.windows import later_from
from coachtrack.features.engagements.models import Stage
from coachtrack.features.indicators.conclusions import LASTING
from coachtrack.kit import formats


class TaskKind(StrEnum):
    """What is to be done, in order of urgency."""

    MEASURE_AFTER = "measure-after"
    MEASURE_AGAIN = "measure-again"
    VISIT = "visit"
    EVIDENCE = "evidence"


_URGENCY = {kind: n for n, kind in enumerate(TaskKind)}


class Task(NamedTuple):
    """Something to do, and since when it is due."""

    kind: TaskKind
    since: date | None = None

    @property
    def rank(self) -> tuple[int, date]:
        """What comes first: the kind, then what has waited longest."""
        return _URGENCY[self.kind], self.since or date.max


class Facts(NamedTuple):
    """What tasks follow from: the engagement's dates, and the result of its main measure."""

    stage: Stage
    end_on: date | None
    follow_up_to: date | None
    next_visit: date | None
    verdict: Verdict | None = None
    strength: Strength | None = None
    trust: Trust | None = None
    has_follow_up: bool = False


def tasks_of(facts: Facts, today: date) -> tuple[Task, ...]:
    """Everything that waits on a day; nothing in an engagement that was left."""
    if facts.stage == Stage.DROPPED_OUT:
        return ()
    found = (_measure(facts), _visit(facts), _evidence(facts))
    return tuple([task for task in found if task and (task.since is None or task.since < today)])


def task_told(task: Task) -> str:
    """A task as a sentence."""
    day = formats.day(task.since)
    if task.kind == TaskKind.MEASURE_AFTER:
        return _("Measure after the improvement: due since %(day)s.", day=day)
    if task.kind == TaskKind.MEASURE_AGAIN:
        return _("Measure again, to see whether it lasted: due since %(day)s.", day=day)
    if task.kind == TaskKind.VISIT:
        return _("Write down the visit that was planned for %(day)s.", day=day)
    return _("Look at the evidence: the figures are self-reported.")


def _measure(facts: Facts) -> Task | None:
    if facts.verdict == Verdict.NOT_MEASURED and not facts.has_follow_up:
        due = facts.follow_up_to or facts.end_on
        return Task(TaskKind.MEASURE_AFTER, due) if due else None
    if facts.verdict == Verdict.IMPROVED and facts.strength not in LASTING and facts.end_on:
        return Task(TaskKind.MEASURE_AGAIN, later_from(facts.end_on))
    return None


def _visit(facts: Facts) -> Task | None:
    if facts.next_visit is None or facts.stage == Stage.COMPLETE:
        return None
    return Task(TaskKind.VISIT, facts.next_visit)


def _evidence(facts: Facts) -> Task | None:
    return Task(TaskKind.EVIDENCE) if facts.trust == Trust.SELF_REPORTED else None
