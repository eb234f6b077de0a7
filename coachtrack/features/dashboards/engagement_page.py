"""What the page of an engagement shows: its measures as cards, what is missing, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from coachtrack.domain.types import Phase, Strength, Verdict
from coachtrack.domain.windows import later_from, phase_of
from coachtrack.features.engagements.models import Engagement, Event, Stage
from coachtrack.features.indicators.charts import run_chart, sparkline
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.results import definition_of
from coachtrack.features.indicators.sentences import name_of, sentence, short_sentence
from coachtrack.kit.charts import Caption, Chart
from coachtrack.kit.words import unit_word

#: At most this many things are said to be missing; the rest waits its turn.
MISSING_SHOWN = 4
#: Readings that a baseline should have before it is trusted with limits.
BASELINE_READINGS = 12
DAYS_A_WEEK = 7

#: The stages of the bar, in order; dropping out is said in words instead.
STAGES = tuple(stage for stage in Stage if stage != Stage.DROPPED_OUT)
#: The steps of the ladder, from the weakest.
LADDER = (Strength.CLAIMED, Strength.MEASURED, Strength.SIGNAL, Strength.SUSTAINED)


@dataclass(frozen=True, slots=True)
class Card:
    """One measure as the page shows it."""

    view: MeasureView
    indicator: str
    name: str
    scope: str
    sentence: str
    short: str
    chart: Chart | None
    spark: Chart | None
    n_baseline: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """Week 7 of 12; `number` is 0 before the start and beyond `of` after the end."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class EngagementPage:
    """The page of an engagement, ready to be drawn; the main measure comes first."""

    cards: tuple[Card, ...]
    missing: tuple[str, ...]
    events: tuple[Event, ...]
    weeks: Weeks | None

    @property
    def main(self) -> Card | None:
        """The measure that speaks for the engagement."""
        return self.cards[0] if self.cards else None

    @property
    def others(self) -> tuple[Card, ...]:
        """The other measures."""
        return self.cards[1:]


def engagement_page(
    engagement: Engagement,
    measures: Sequence[MeasureView],
    events: Sequence[Event],
    today: date,
) -> EngagementPage:
    """Put the page together."""
    return EngagementPage(
        cards=tuple(_card(view, n) for n, view in enumerate(measures, start=1)),
        missing=tuple(_missing(engagement, measures, today))[:MISSING_SHOWN],
        events=tuple(events),
        weeks=weeks_of(engagement, today),
    )


def weeks_of(engagement: Engagement, today: date) -> Weeks | None:
    """Which week of coaching today is in; None without dates."""
    if engagement.start_on is None or engagement.end_on is None:
        return None
    of = max(1, round(((engagement.end_on - engagement.start_on).days + 1) / DAYS_A_WEEK))
    number = (today - engagement.start_on).days // DAYS_A_WEEK + 1
    return Weeks(max(0, min(number, of + 1)), of)


def _card(view: MeasureView, n: int) -> Card:
    phases = [phase_of(reading, view.plan) for reading in view.readings]
    told = sentence(view.result, view.definition, view.measure.scope)
    chart, spark = _drawn(view, n, told) if view.readings else (None, None)
    return Card(
        view=view,
        indicator=view.measure.indicator.code,
        name=name_of(view.definition),
        scope=view.measure.scope,
        sentence=told,
        short=short_sentence(view.result),
        chart=chart,
        spark=spark,
        n_baseline=phases.count(Phase.BASELINE),
    )


def _drawn(view: MeasureView, n: int, told: str) -> tuple[Chart, Chart]:
    """The run chart of a measure, and the same as small as a word."""
    definition, name = definition_of(view.definition), name_of(view.definition)
    unit, decimals = unit_word(view.definition.unit), view.definition.decimals
    caption = Caption(f"measure-{n}", name, unit, decimals, told)
    small = Caption(f"spark-{n}", name, unit, decimals, told)
    events = [(event.on, event.text) for event in view.events]
    asked = (view.readings, definition, view.plan, view.result)
    return run_chart(*asked, caption, events), sparkline(*asked, small)


def _missing(engagement: Engagement, measures: Sequence[MeasureView], today: date) -> list[str]:
    """What keeps the engagement from a result that can be trusted, in order of urgency."""
    if engagement.dropped_out:
        return []
    found = []
    if not measures:
        found.append(_("Choose one to three indicators to track."))
    if engagement.baseline_from is None or engagement.follow_up_from is None:
        found.append(_("Set the baseline and follow-up windows."))
    if measures:
        found += _missing_readings(engagement, measures[0], today)
    return found


def _missing_readings(engagement: Engagement, main: MeasureView, today: date) -> list[str]:
    result, found = main.result, []
    n = result.baseline.readings if result.baseline else 0
    if n < BASELINE_READINGS and (engagement.end_on is None or today <= engagement.end_on):
        found.append(
            _("The baseline has %(n)s of %(needed)s readings.", n=n, needed=BASELINE_READINGS)
        )
    ended = engagement.follow_up_to is not None and engagement.follow_up_to < today
    if result.verdict == Verdict.NOT_MEASURED and ended and result.follow_up is None:
        found.append(_("The follow-up window is over and has no readings."))
    due = engagement.end_on is not None and later_from(engagement.end_on) <= today
    if result.verdict == Verdict.IMPROVED and result.later is None and due:
        found.append(_("Measure again: three months have passed since the end."))
    return found
