"""What the page of a factory shows: its engagements, each with its main result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.conclusions import changed_on
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.sentences import name_of, sentence


@dataclass(frozen=True, slots=True)
class Told:
    """A measure with what its result says."""

    view: MeasureView
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Coached:
    """An engagement of the factory with its measures, the main one first."""

    engagement: Engagement
    measures: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class FactoryPage:
    """The page of a factory, ready to be drawn; the latest engagement comes first."""

    coached: tuple[Coached, ...]


def factory_page(
    engagements: Sequence[Engagement], measures: Mapping[str, Sequence[MeasureView]]
) -> FactoryPage:
    """Put the page together."""
    return FactoryPage(
        tuple(
            Coached(engagement, tuple(_told(view) for view in measures[engagement.code]))
            for engagement in engagements
        )
    )


def _told(view: MeasureView) -> Told:
    changed = changed_on(view.readings)
    over = view.measure.engagement.dropped_out
    text = sentence(view.result, view.definition, view.measure.scope, changed, over=over)
    return Told(view, name_of(view.definition), text)
