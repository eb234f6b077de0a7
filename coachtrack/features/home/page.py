"""What a home page shows: first what is the person's own, then what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from coachtrack.domain.types import Verdict
from coachtrack.features.dashboards.engagement_page import (
    Card,
    EngagementPage,
    Weeks,
    weeks_of,
)
from coachtrack.features.dashboards.standings import NOBODY, Standing, most_urgent
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.overview import Headline
from coachtrack.features.programmes.models import Programme
from coachtrack.kit import formats

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


@dataclass(frozen=True, slots=True)
class MyEngagement:
    """An engagement that a person coaches: where it stands, and what comes next in it."""

    standing: Standing
    weeks: Weeks | None
    upcoming: str

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


@dataclass(frozen=True, slots=True)
class Coached:
    """An engagement with its page, of which a list shows the essence."""

    engagement: Engagement
    page: EngagementPage


@dataclass(frozen=True, slots=True)
class OwnFactory:
    """A factory manager's ten seconds: the main measure, and how many went which way."""

    coached: Coached
    others: tuple[Coached, ...]

    @property
    def main(self) -> Card | None:
        """The measure that speaks for the factory."""
        return self.coached.page.main

    @property
    def tally(self) -> tuple[int, int, int]:
        """How many measures are better, unclear and worse."""
        verdicts = [card.view.result.verdict for card in self.coached.page.cards]
        better, worse = verdicts.count(Verdict.IMPROVED), verdicts.count(Verdict.WORSE)
        return better, len(verdicts) - better - worse, worse


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page of a person, ready to be drawn; a part for each role that they hold."""

    own: OwnFactory | None
    mine: MyEngagements
    led: tuple[Overview, ...]
    watched: tuple[Overview, ...]


def own_factory(coached: Sequence[Coached]) -> OwnFactory | None:
    """The latest engagement of one's factory first."""
    return OwnFactory(coached[0], tuple(coached[1:])) if coached else None


def workloads(standings: Sequence[Standing]) -> tuple[Workload, ...]:
    """What waits, by who sees to it: whoever has the most urgent thing to do comes first."""
    found: dict[str, list[Standing]] = {}
    for one in most_urgent(standings):
        found.setdefault(one.responsible or NOBODY, []).append(one)
    return tuple(
        Workload(who, tuple(each[:TASKS_A_PERSON]), len(each)) for who, each in found.items()
    )


def my_engagement(standing: Standing, visit: date | None, today: date) -> MyEngagement:
    """An engagement with its week, and what comes next."""
    row = standing.engagement
    return MyEngagement(standing, weeks_of(row, today), _upcoming(row, visit, today))


def my_engagements(found: Sequence[MyEngagement]) -> MyEngagements:
    """In order of urgency; those in which nothing waits by code, the latest first."""
    by_code = sorted(found, key=lambda one: one.standing.engagement.code, reverse=True)
    ordered = sorted(by_code, key=lambda one: one.standing.rank)
    going_on = [one for one in ordered if not one.over]
    over = tuple(one for one in ordered if one.over)
    return MyEngagements(tuple(going_on[:OPEN]), tuple(going_on[OPEN:]), over)


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
