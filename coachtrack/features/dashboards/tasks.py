"""What waits to be done in an engagement, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.domain.sustain import SustainCheck, clock
from coachtrack.domain.types import Strength, Trust, Verdict
from coachtrack.features.engagements.models import (
    BEFORE_THE_END,
    UNDER_WAY,
    Engagement,
    Stage,
)
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.conclusions import LASTING
from coachtrack.features.signing.models import Part, Party
from coachtrack.features.signing.waiting import BOTH, Waiting
from coachtrack.kit import formats
from coachtrack.kit.permissions import Permission, Person, place_at


class TaskKind(StrEnum):
    """What is to be done, in order of urgency where two are due on one day."""

    ANSWER = "answer"
    SIGN = "sign"
    SIGN_CLOSING = "sign-closing"
    MEASURE_AFTER = "measure-after"
    MEASURE_AGAIN = "measure-again"
    VISIT = "visit"
    CLOSE = "close"
    EVALUATE = "evaluate"
    BEGIN = "begin"
    INDICATORS = "indicators"
    BASELINE_WINDOW = "baseline-window"
    BASELINE = "baseline"
    PLAN = "plan"
    FOLLOW_UP_WINDOW = "follow-up-window"
    FOLLOW_UP = "follow-up"
    FIGURES = "figures"
    TARGET = "target"
    NEXT_VISIT = "next-visit"
    SILENT = "silent"
    EVIDENCE = "evidence"


_URGENCY = {kind: n for n, kind in enumerate(TaskKind)}

#: What is said of a task; of the baseline it depends on how far it is.
SENTENCES: dict[TaskKind, LazyString] = {
    TaskKind.MEASURE_AFTER: _l("Measure after the improvement: due since %(day)s."),
    TaskKind.MEASURE_AGAIN: _l(
        "Measure again, to see whether it lasted %(n)s months: due since %(day)s."
    ),
    TaskKind.VISIT: _l("Write down the visit that was planned for %(day)s."),
    TaskKind.CLOSE: _l("Coaching ended on %(day)s: evaluate it, then close it."),
    TaskKind.EVALUATE: _l("Coaching ends on %(day)s: prepare the evaluation."),
    TaskKind.BEGIN: _l("Coaching was to begin on %(day)s: set the stage that it has reached."),
    TaskKind.INDICATORS: _l("Choose one to three indicators to track."),
    TaskKind.BASELINE_WINDOW: _l("Set the window of the baseline."),
    TaskKind.PLAN: _l("The baseline is complete: agree on what to improve."),
    TaskKind.FOLLOW_UP_WINDOW: _l("Set the window of the follow-up."),
    TaskKind.FOLLOW_UP: _l("The follow-up ends on %(day)s and has no reading yet."),
    TaskKind.FIGURES: _l("No figure has come in since %(day)s."),
    TaskKind.TARGET: _l("Set a target for the main measure."),
    TaskKind.NEXT_VISIT: _l("Plan the next visit."),
    TaskKind.EVIDENCE: _l("Look at the evidence: the figures are self-reported."),
}


class Door(NamedTuple):
    """Where something is done, at which field, and what it takes to do it there."""

    endpoint: str
    permission: Permission
    field: str = ""


_ENTER = Door("entering.enter", Permission.READING_ENTER)
_VISIT = Door("editing.new_visit", Permission.VISIT_LOG)
_STAGE = Door("editing.edit_engagement", Permission.MEASURE_SET, "stage")
_LONGER = _STAGE._replace(field="baseline_to")
_SIGN = Door("signing.index", Permission.DASHBOARD_SEE)

DOORS: dict[TaskKind, Door] = {
    TaskKind.ANSWER: Door("objections.index", Permission.READING_ENTER),
    TaskKind.SIGN: _SIGN,
    TaskKind.SIGN_CLOSING: _SIGN,
    TaskKind.MEASURE_AFTER: _ENTER,
    TaskKind.MEASURE_AGAIN: _ENTER,
    TaskKind.VISIT: _VISIT,
    TaskKind.CLOSE: _STAGE,
    TaskKind.EVALUATE: _STAGE,
    TaskKind.BEGIN: _STAGE,
    TaskKind.INDICATORS: Door("editing.new_measure", Permission.MEASURE_SET),
    TaskKind.BASELINE_WINDOW: _STAGE._replace(field="baseline_from"),
    TaskKind.BASELINE: _ENTER,
    TaskKind.PLAN: _VISIT,
    TaskKind.FOLLOW_UP_WINDOW: _STAGE._replace(field="follow_up_from"),
    TaskKind.FOLLOW_UP: _ENTER,
    TaskKind.FIGURES: _ENTER,
    TaskKind.TARGET: Door("dashboards.engagement", Permission.MEASURE_SET, "main-title"),
    TaskKind.NEXT_VISIT: _VISIT,
    TaskKind.SILENT: Door("dashboards.engagement", _ENTER.permission, "others-title"),
    TaskKind.EVIDENCE: Door("indicators.readings", Permission.DASHBOARD_SEE),
}

#: By the part that is signed.
SIGNING = {Part.BASELINE: TaskKind.SIGN, Part.CLOSING: TaskKind.SIGN_CLOSING}

#: For whose signature it waits.
UNSIGNED: dict[TaskKind, dict[frozenset[Party], LazyString]] = {
    TaskKind.SIGN: {
        BOTH: _l("The baseline waits to be signed by both sides."),
        frozenset({Party.FACTORY}): _l("The baseline waits to be signed by the factory."),
        frozenset({Party.CONSULTANT}): _l("The baseline waits to be signed by the consultants."),
    },
    TaskKind.SIGN_CLOSING: {
        BOTH: _l("The closing result waits to be signed by both sides."),
        frozenset({Party.FACTORY}): _l("The closing result waits to be signed by the factory."),
        frozenset({Party.CONSULTANT}): _l(
            "The closing result waits to be signed by the consultants."
        ),
    },
}
#: The same where what was signed does not hold any more.
UNSIGNED_AGAIN: dict[TaskKind, LazyString] = {
    TaskKind.SIGN: _l(
        "What was signed of the baseline does not hold any more: it is put right, then both sides"
        " sign again."
    ),
    TaskKind.SIGN_CLOSING: _l(
        "What was signed of the closing result does not hold any more: it is put right, then both"
        " sides sign again."
    ),
}
#: Until when a signature is waited for that neither side has begun with.
ASKED = {Part.BASELINE: UNDER_WAY, Part.CLOSING: (*UNDER_WAY, Stage.CLOSED)}

#: What is done by entering figures, which a factory may do itself.
COUNTING = (
    TaskKind.MEASURE_AFTER,
    TaskKind.MEASURE_AGAIN,
    TaskKind.BASELINE,
    TaskKind.FOLLOW_UP,
    TaskKind.FIGURES,
    TaskKind.SILENT,
)

#: What is improved is known.
PLANNED = (Stage.PLAN, Stage.IMPROVEMENT, Stage.EVALUATION)
#: Figures come in week by week.
WEEK_BY_WEEK = (Stage.BASELINE, Stage.IMPROVEMENT, Stage.EVALUATION)

#: So many days before its end an evaluation is prepared.
SOON = timedelta(days=7)
#: Figures that stay away for longer than this have been forgotten.
SILENCE = timedelta(days=14)
#: Below so many days a time is told in days, below so many in months.
DAYS_TOLD, YEARS_TOLD = 60, 730

#: What tasks are put in order by.
Rank = tuple[bool, bool, int, int, date]


class Task(NamedTuple):
    """Something to do: the day that it tells of, and the days left until it is due."""

    kind: TaskKind
    on: date | None = None
    #: Below 0 where it is overdue; None where no day is set.
    left: int | None = None
    #: Readings so far, or measures, or months.
    n: int = 0
    #: Where it waits for signatures: for whose, and how that came.
    waiting: Waiting = Waiting()

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return self.left is not None and self.left < 0

    @property
    def rank(self) -> Rank:
        """What comes first: what the factory waits for; then what is due soonest, so what is
        overdue longest; then what has no day set, by its kind and by how long it has waited.
        """
        undated = self.left is None
        return not self._awaited, undated, self.left or 0, _URGENCY[self.kind], self.on or date.max

    @property
    def by_factory(self) -> bool:
        """Whether the factory can do it itself."""
        if self.kind in SIGNING.values():
            return Party.FACTORY in self.waiting.missing
        # A window that is too short is made longer by the consultants.
        return self.kind in COUNTING and not (self.kind == TaskKind.BASELINE and self.late)

    @property
    def _awaited(self) -> bool:
        """Whether the factory did its part, and waits for the consultants."""
        if self.kind == TaskKind.ANSWER:
            return True
        signing = self.kind in SIGNING.values() and self.waiting.begun
        return signing and Party.CONSULTANT in self.waiting.missing


class Main(NamedTuple):
    """How the measure stands that speaks for an engagement."""

    n_baseline: int = 0
    last_reading: date | None = None
    #: Since when there are as many later readings as a check takes.
    enough_since: date | None = None
    #: Whether a target is set.
    aimed: bool = False
    verdict: Verdict | None = None
    strength: Strength | None = None
    trust: Trust | None = None
    has_follow_up: bool = False


class Facts(NamedTuple):
    """What tasks follow from: the engagement's dates, and its main measure if it has one."""

    stage: Stage
    start_on: date | None = None
    end_on: date | None = None
    baseline_from: date | None = None
    baseline_to: date | None = None
    follow_up_from: date | None = None
    follow_up_to: date | None = None
    next_visit: date | None = None
    main: Main | None = None
    #: How many of the other measures have no reading.
    silent: int = 0
    #: How many objections of the factory wait for an answer.
    objections: int = 0
    #: What is not signed by both sides, by part.
    waiting: Mapping[Part, Waiting] = MappingProxyType({})


#: What of the facts an engagement says itself; a programme has a thousand of them.
_DATED = attrgetter(*Facts._fields[: Facts._fields.index("next_visit")])


def facts_of(
    engagement: Engagement | EngagementRow,
    main: Main | None,
    next_visit: date | None,
    silent: int,
    objections: int,
    waiting: Mapping[Part, Waiting],
) -> Facts:
    """The facts of an engagement; without a main measure nothing is tracked."""
    return Facts._make((*_DATED(engagement), next_visit, main, silent, objections, waiting))


def tasks_of(facts: Facts, today: date) -> tuple[Task, ...]:
    """Everything that waits on a day, the most urgent first; nothing where a factory left."""
    if facts.stage == Stage.DROPPED_OUT:
        return ()
    rules = RULES if facts.stage in BEFORE_THE_END else AFTER_THE_END
    found = [task for rule in rules if (task := rule(facts, today))]
    if len(found) > 1:
        found.sort(key=lambda task: task.rank)
    return tuple(found)


def task_told(task: Task) -> str:
    """A task as a sentence."""
    if task.kind == TaskKind.BASELINE:
        return _baseline_told(task)
    if task.kind == TaskKind.ANSWER:
        return ngettext(
            "%(num)s objection of the factory waits for an answer.",
            "%(num)s objections of the factory wait for an answer.",
            task.n,
        )
    if task.kind in UNSIGNED:
        again, missing = task.waiting.again, task.waiting.missing
        return str(UNSIGNED_AGAIN[task.kind] if again else UNSIGNED[task.kind][missing])
    if task.kind == TaskKind.SILENT:
        return ngettext(
            "%(num)s other measure has no figures yet.",
            "%(num)s other measures have no figures yet.",
            task.n,
        )
    if task.kind == TaskKind.MEASURE_AGAIN and not task.n:
        return _(
            "Measure again, to see whether it lasted: due since %(day)s.", day=formats.day(task.on)
        )
    return str(SENTENCES[task.kind]) % {"day": formats.day(task.on), "n": task.n}


def task_url(task: Task, person: Person, code: str, programme: str = "", factory: str = "") -> str:
    """Where a task of an engagement is done; empty where the person may not do it.

    Where no programme is named, it is an engagement that the person coaches.
    """
    place = place_at(programme=programme, engagement=code, factory=factory) if programme else None
    door = _LONGER if task.kind == TaskKind.BASELINE and task.late else DOORS[task.kind]
    if not person.may(door.permission, place):
        return ""
    return url_for(door.endpoint, code=code, _anchor=door.field or None)


def due_told(task: Task) -> str:
    """How long a task is overdue, or how long there is time; empty where no day is set."""
    if task.left is None:
        return ""
    if task.late:
        return _("Overdue: %(time)s", time=_time(-task.left))
    if task.left == 0:
        return _("Due today")
    return _("%(time)s left", time=_time(task.left))


def _time(days: int) -> str:
    """So many days as people say it: the longer, the rounder."""
    if days < DAYS_TOLD:
        return ngettext("%(num)s day", "%(num)s days", days)
    if days < YEARS_TOLD:
        return ngettext("%(num)s month", "%(num)s months", round(days / 30.4))
    return ngettext("%(num)s year", "%(num)s years", int(days / 365.25))


def _baseline_told(task: Task) -> str:
    day = formats.day(task.on)
    told = _("The baseline has %(n)s of %(needed)s readings.", n=task.n, needed=READINGS_FOR_LIMITS)
    if task.late:
        return f"{told} " + _("Its window ended on %(day)s: make it longer.", day=day)
    return f"{told} " + _("Its window ends on %(day)s.", day=day)


def _due(kind: TaskKind, on: date, today: date, n: int = 0) -> Task:
    """A task that is due on a day."""
    return Task(kind, on, (on - today).days, n)


def _measure(facts: Facts, today: date) -> Task | None:
    main = facts.main
    if main is None:
        return None
    if main.verdict == Verdict.NOT_MEASURED and not main.has_follow_up:
        due = facts.follow_up_to or facts.end_on
        return _due(TaskKind.MEASURE_AFTER, due, today) if due and due < today else None
    if main.verdict == Verdict.IMPROVED and facts.end_on:
        check = _check(main, clock(facts.end_on), today)
        if check is None:
            return None
        # What is measured later than its check tells of another time.
        months = 0 if check.is_over(today) else check.months
        return _due(TaskKind.MEASURE_AGAIN, check.due, today, months)
    return None


def _check(main: Main, checks: Sequence[SustainCheck], today: date) -> SustainCheck | None:
    """The re-measurement that is due: the first for a gain of which nothing is known since, else
    the one whose time it is, until there are readings enough for it to say something.
    """
    if main.strength not in LASTING:
        return checks[0] if checks[0].due <= today else None
    enough = main.enough_since or date.min
    waits = (c for c in checks if c.due <= today and not c.is_over(today) and enough < c.since)
    return next(waits, None)


def _visit(facts: Facts, today: date) -> Task | None:
    if facts.next_visit is None:
        return Task(TaskKind.NEXT_VISIT) if _under_way(facts, today) else None
    if facts.next_visit >= today or facts.stage == Stage.COMPLETE:
        return None
    return _due(TaskKind.VISIT, facts.next_visit, today)


def _dates(facts: Facts, today: date) -> Task | None:
    """Where coaching should begin, or ends."""
    if facts.stage == Stage.SELECTED:
        begun = facts.start_on is not None and facts.start_on < today
        return _due(TaskKind.BEGIN, facts.start_on, today) if facts.start_on and begun else None
    if facts.stage not in UNDER_WAY or facts.end_on is None or facts.end_on > today + SOON:
        return None
    kind = TaskKind.CLOSE if facts.end_on < today else TaskKind.EVALUATE
    return _due(kind, facts.end_on, today)


def _indicators(facts: Facts, today: date) -> Task | None:
    if facts.main is not None or facts.stage not in BEFORE_THE_END:
        return None
    ahead = facts.start_on is not None and facts.start_on >= today
    if facts.start_on and ahead:
        return _due(TaskKind.INDICATORS, facts.start_on, today)
    return Task(TaskKind.INDICATORS)


def _windows(facts: Facts, today: date) -> Task | None:
    if facts.baseline_from is None and facts.stage in UNDER_WAY:
        return Task(TaskKind.BASELINE_WINDOW)
    if facts.follow_up_from is None and facts.stage in PLANNED:
        return Task(TaskKind.FOLLOW_UP_WINDOW)
    return None


def _baseline(facts: Facts, today: date) -> Task | None:
    """Once the improvement has begun, what was not counted before cannot be counted any more."""
    main = facts.main
    if main is None or facts.baseline_to is None or not _under_way(facts, today):
        return None
    over = facts.baseline_to < today
    if main.n_baseline >= READINGS_FOR_LIMITS:
        return Task(TaskKind.PLAN) if over and facts.stage == Stage.BASELINE else None
    if over and facts.stage in (Stage.IMPROVEMENT, Stage.EVALUATION):
        return None
    return _due(TaskKind.BASELINE, facts.baseline_to, today, main.n_baseline)


def _answer(facts: Facts, today: date) -> Task | None:
    return Task(TaskKind.ANSWER, n=facts.objections) if facts.objections else None


def _sign(facts: Facts, today: date) -> Task | None:
    """What is counted before is signed once it is over."""
    main = facts.main
    counted = main is not None and main.n_baseline > 0 and _past(facts.baseline_to, today)
    return _unsigned(facts, Part.BASELINE) if counted else None


def _sign_closing(facts: Facts, today: date) -> Task | None:
    """The closing result is signed once what comes after is counted too."""
    main = facts.main
    counted = main is not None and main.n_baseline > 0 and main.has_follow_up
    over = _past(facts.baseline_to, today) and _past(facts.follow_up_to, today)
    return _unsigned(facts, Part.CLOSING) if counted and over else None


def _unsigned(facts: Facts, part: Part) -> Task | None:
    """While somebody coaches; and for as long as one side waits for the other."""
    waiting = facts.waiting.get(part)
    if waiting is None or not (waiting.begun or facts.stage in ASKED[part]):
        return None
    return Task(SIGNING[part], waiting=waiting)


def _past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _follow_up(facts: Facts, today: date) -> Task | None:
    if facts.follow_up_from is None or facts.follow_up_to is None or facts.main is None:
        return None
    open_now = facts.follow_up_from <= today <= facts.follow_up_to
    if not open_now or facts.main.has_follow_up or facts.stage not in UNDER_WAY:
        return None
    return _due(TaskKind.FOLLOW_UP, facts.follow_up_to, today)


def _figures(facts: Facts, today: date) -> Task | None:
    last = facts.main and facts.main.last_reading
    if last is None or facts.stage not in WEEK_BY_WEEK or not _under_way(facts, today):
        return None
    return Task(TaskKind.FIGURES, last) if today - last > SILENCE else None


def _target(facts: Facts, today: date) -> Task | None:
    wanted = facts.stage in PLANNED and _under_way(facts, today)
    missing = facts.main is not None and not facts.main.aimed
    return Task(TaskKind.TARGET) if wanted and missing else None


def _silent(facts: Facts, today: date) -> Task | None:
    counting = facts.silent and _under_way(facts, today)
    return Task(TaskKind.SILENT, n=facts.silent) if counting else None


def _evidence(facts: Facts, today: date) -> Task | None:
    unseen = facts.main is not None and facts.main.trust == Trust.SELF_REPORTED
    return Task(TaskKind.EVIDENCE) if unseen else None


def _under_way(facts: Facts, today: date) -> bool:
    return facts.stage in UNDER_WAY and (facts.end_on is None or today <= facts.end_on)


AFTER_THE_END = (_answer, _measure, _visit, _sign, _sign_closing, _evidence)
RULES = (
    *AFTER_THE_END,
    _dates,
    _indicators,
    _windows,
    _baseline,
    _follow_up,
    _figures,
    _target,
    _silent,
)
