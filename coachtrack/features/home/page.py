"""What a home page shows: first what is the person's own, then what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from coachtrack.domain.types import Reading, Strength, Trust, Verdict
from coachtrack.features.dashboards.engagement_page import (
    Card,
    EngagementPage,
    Weeks,
    weeks_of,
)
from coachtrack.features.dashboards.standings import NOBODY, Known, Standing, most_urgent
from coachtrack.features.dashboards.tasks import SIGNING, Task
from coachtrack.features.engagements.models import UNDER_WAY, Engagement, Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.engagements.words import whom_to_ask
from coachtrack.features.indicators.baselines import is_over
from coachtrack.features.indicators.overview import Headline
from coachtrack.features.indicators.periods import Every, rhythm_of
from coachtrack.features.indicators.progress import NONE_YET, Progress
from coachtrack.features.indicators.sentences import counts_shown, value_of
from coachtrack.features.programmes.models import Programme
from coachtrack.features.visits.models import Visit
from coachtrack.kit import formats
from coachtrack.kit.words import word

#: By code, the day on which something was agreed last.
Agreed = Mapping[str, date]
#: So many of the things that one person has to do; a list has the rest.
TASKS_A_PERSON = 5
#: So many engagements stand open; the others fold away.
OPEN = 12
#: Stages in which nothing more is to come.
OVER = (Stage.CLOSED, Stage.COMPLETE, Stage.DROPPED_OUT)


@dataclass(frozen=True, slots=True)
class Workload:
    """What one person has to do in a programme, the most urgent first; `who` as in an address."""

    who: str
    first: tuple[Standing, ...]
    n: int

    @property
    def named(self) -> bool:
        """Whether there is such a person: in some engagements nobody is named."""
        return self.who != NOBODY


@dataclass(frozen=True, slots=True)
class Overview:
    """A programme with its headline; for who leads it, with what is to be done by whom."""

    programme: Programme
    headline: Headline
    workloads: tuple[Workload, ...]
    n_waiting: int
    #: Whether the programme has ended.
    over: bool


class Step(NamedTuple):
    """What goes on, as a sentence, and the page where it is done; without one nothing is to do."""

    told: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class MyEngagement:
    """An engagement that a person coaches: where it stands, and what comes next in it."""

    standing: Standing
    weeks: Weeks | None
    upcoming: str
    #: What goes on where nothing waits.
    step: Step | None

    @property
    def over(self) -> bool:
        """Whether it is finished and nothing waits in it."""
        return self.standing.engagement.stage in OVER and not self.standing.tasks


@dataclass(frozen=True, slots=True)
class MyEngagements:
    """What a person coaches: what waits first, then what goes on, then what is finished."""

    open: tuple[MyEngagement, ...]
    folded: tuple[MyEngagement, ...]
    over: tuple[MyEngagement, ...]

    @property
    def over_told(self) -> str:
        """How many of those that are finished are at which stage, as the list counts them."""
        times = Counter(one.standing.engagement.stage for one in self.over)
        told = (f"{word(stage)} {formats.number(times[stage])}" for stage in OVER if times[stage])
        return " · ".join(told)


@dataclass(frozen=True, slots=True)
class Coached:
    """An engagement with its page, of which a list shows the essence."""

    engagement: Engagement
    page: EngagementPage


class ToDo(NamedTuple):
    """Something that a factory can do itself, and in which engagement."""

    engagement: Engagement
    task: Task


@dataclass(frozen=True, slots=True)
class OwnFactory:
    """A factory manager's ten seconds: the main measure, and how many went which way."""

    coached: Coached
    others: tuple[Coached, ...]
    today: date
    #: The last visit at which something was agreed.
    visit: Visit | None
    #: By engagement, how many objections were answered and not read yet.
    answers: Mapping[str, int]

    @property
    def main(self) -> Card | None:
        """The measure that speaks for the factory."""
        return self.coached.page.main

    @property
    def to_do(self) -> tuple[ToDo, ...]:
        """What waits for the factory itself; of earlier engagements what is to be signed."""
        first = (ToDo(self.coached.engagement, task) for task in self.coached.page.tasks)
        earlier = (
            ToDo(each.engagement, task)
            for each in self.others
            for task in each.page.tasks
            if task.kind in SIGNING.values()
        )
        return tuple(one for one in (*first, *earlier) if one.task.by_factory)

    @property
    def by_consultants(self) -> tuple[Task, ...]:
        """What waits for the consultants."""
        return tuple(task for task in self.coached.page.tasks if not task.by_factory)

    @property
    def stage(self) -> str:
        """How far coaching is, in words that need no explanation."""
        row = self.coached.engagement
        return _stage_told(row.stage, row.start_on, row.end_on)

    @property
    def in_already(self) -> str:
        """The figures of today, as they stand; empty where there are none yet."""
        return ", ".join(_told(each, self.main) for each in self._of_today if self.main)

    @property
    def whom_to_ask(self) -> str:
        """Who can correct the figures of today; empty where one of them was not checked."""
        if any(each.trust == Trust.SELF_REPORTED for each in self._of_today):
            return ""
        return whom_to_ask(self.coached.engagement.team)

    @property
    def more_today(self) -> bool:
        """Whether more figures of today may come in: of another shift."""
        return not self._of_today or any(each.lot for each in self._of_today)

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be measured any more, so that figures are seldom entered."""
        return self.main is not None and is_over(self.main.view, self.today)

    @property
    def every(self) -> Every:
        """How often the main measure is counted; where nothing is due any more, nobody goes on."""
        if self.main is None or self.is_over:
            return Every.DAY
        return rhythm_of([(each.start, each.end) for each in self.main.view.readings]).every

    @property
    def _of_today(self) -> list[Reading]:
        readings = self.main.view.readings if self.main else ()
        return [each for each in readings if each.start <= self.today <= each.end]

    @property
    def silent(self) -> tuple[Card, ...]:
        """The measures without any figure."""
        return tuple(card for card in self.coached.page.cards if card.silent)

    @property
    def tally(self) -> tuple[int, int, int]:
        """How many measures are better, unclear and worse, of those with figures."""
        cards = [card for card in self.coached.page.cards if not card.silent]
        verdicts = [card.view.result.verdict for card in cards]
        # What was not sustained is no longer better, whatever it was at closing.
        slipped = sum(card.view.result.strength == Strength.SLIPPED for card in cards)
        better, worse = verdicts.count(Verdict.IMPROVED) - slipped, verdicts.count(Verdict.WORSE)
        return better, len(verdicts) - better - worse, worse


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page of a person, ready to be drawn; a part for each role that they hold."""

    own: OwnFactory | None
    mine: MyEngagements
    led: tuple[Overview, ...]
    watched: tuple[Overview, ...]

    @property
    def tells_what_to_do(self) -> bool:
        """Whether it holds more than programmes to look at."""
        return bool(self.mine.open or self.mine.over or self.led or not self.watched)


def _told(reading: Reading, card: Card) -> str:
    """What was counted, with the lot or shift."""
    figure = counts_shown(reading.numerator, reading.denominator)
    figure = figure or value_of(reading.value, card.view.definition)
    return f"{reading.lot}: {figure}" if reading.lot else figure


def _stage_told(stage: Stage, begins: date | None, ends: date | None) -> str:
    first, last = formats.day(begins), formats.day(ends)
    if stage == Stage.SELECTED and begins:
        return _("Coaching begins on %(day)s", day=first)
    if stage in UNDER_WAY or ends is None:
        return _("Stage: %(stage)s", stage=word(stage))
    if stage == Stage.COMPLETE:
        return _("Coaching is complete, %(day)s", day=last)
    if stage == Stage.SUSTAIN:
        return _("Coaching ended, %(day)s; whether it lasts is being checked", day=last)
    if stage == Stage.CLOSED:
        return _("Coaching ended, %(day)s", day=last)
    return word(stage)


def workloads(standings: Sequence[Standing]) -> tuple[Workload, ...]:
    """What waits, by who sees to it: whoever has the most urgent thing to do comes first."""
    found: dict[str, list[Standing]] = {}
    for one in most_urgent(standings):
        found.setdefault(one.responsible or NOBODY, []).append(one)
    return tuple(
        Workload(who, tuple(each[:TASKS_A_PERSON]), len(each)) for who, each in found.items()
    )


def my_engagement(standing: Standing, known: Known, agreed: Agreed, today: date) -> MyEngagement:
    """An engagement with its week, and what comes next."""
    row = standing.engagement
    upcoming = _upcoming(row, known.visits.get(row.code), today)
    step = _step(row, known.progress.get(row.code, NONE_YET), agreed.get(row.code), today)
    return MyEngagement(standing, weeks_of(row, today), upcoming, step)


def my_engagements(found: Sequence[MyEngagement]) -> MyEngagements:
    """In order of urgency; those in which nothing waits by code, the latest first."""
    by_code = sorted(found, key=lambda one: one.standing.engagement.code, reverse=True)
    ordered = sorted(by_code, key=lambda one: one.standing.rank)
    going_on = [one for one in ordered if not one.over]
    over = tuple(one for one in ordered if one.over)
    return MyEngagements(tuple(going_on[:OPEN]), tuple(going_on[OPEN:]), over)


def _step(
    row: EngagementRow, counted: Progress, agreed_on: date | None, today: date
) -> Step | None:
    """What goes on week by week while coaching does."""
    if row.stage not in UNDER_WAY:
        return None
    if counted.last_on is None:
        return Step(_("Enter the first figures."), "entering.enter")
    if counted.last_on < today - timedelta(today.weekday()):
        day = formats.day(counted.last_on)
        told = _("Enter this week's figures: the last ones are of %(day)s.", day=day)
        return Step(told, "entering.enter")
    if agreed_on:
        told = _("See to what was agreed on %(day)s.", day=formats.day(agreed_on))
        return Step(told, "visits.index")
    return Step(_("This week's figures are in; nothing else waits."))


def _upcoming(row: EngagementRow, visit: date | None, today: date) -> str:
    """The next day that is planned, as a sentence; empty where none is."""
    if row.stage in OVER:
        return ""
    planned = (
        (visit, _("Next: the visit on %(day)s.")),
        (row.start_on, _("Next: coaching begins on %(day)s.")),
        (row.follow_up_from, _("Next: the follow-up begins on %(day)s.")),
    )
    days = [(day, told) for day, told in planned if day is not None and day >= today]
    if not days:
        return ""
    day, told = min(days)
    return told % {"day": formats.day(day)}
