"""What a home page shows: first what is the person's own, then what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coachtrack.domain.types import Verdict
from coachtrack.features.dashboards.engagement_page import Card, EngagementPage
from coachtrack.features.dashboards.standings import Standing
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.overview import Headline
from coachtrack.features.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Led:
    """A programme with its headline, and where something waits, the most urgent first."""

    programme: Programme
    headline: Headline
    urgent: tuple[Standing, ...]


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
    """The home page of a person, ready to be drawn."""

    own: OwnFactory | None
    coached: tuple[Coached, ...]
    led: tuple[Led, ...]


def own_factory(coached: Sequence[Coached]) -> OwnFactory | None:
    """The latest engagement of one's factory first."""
    return OwnFactory(coached[0], tuple(coached[1:])) if coached else None
