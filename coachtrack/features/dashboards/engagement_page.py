"""What the page of an engagement shows: its measures as cards, what is missing, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from coachtrack.domain.comparison import FEWEST_READINGS, signal_of
from coachtrack.domain.pooling import is_empty
from coachtrack.domain.sustain import SustainCheck, sustain_checks
from coachtrack.domain.types import Reading, Strength
from coachtrack.features.dashboards.tasks import (
    Main,
    Task,
    facts_of,
    tasks_of,
)
from coachtrack.features.engagements.models import UNDER_WAY, Engagement, Event, Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.baselines import being_measured, obstacle, progress_told
from coachtrack.features.indicators.chart_limits import drawn_together, event_told, footnotes
from coachtrack.features.indicators.charts import run_chart, sparkline
from coachtrack.features.indicators.conclusions import changed_on, signal_told
from coachtrack.features.indicators.models import Reading as ReadingRow
from coachtrack.features.indicators.queries import MOST_WITHDRAWN, MeasureView
from coachtrack.features.indicators.results import definition_of
from coachtrack.features.indicators.sentences import (
    aim_of,
    counts_shown,
    decimals_of,
    later_told,
    name_of,
    sentence,
    short_sentence,
)
from coachtrack.features.signing.models import Part
from coachtrack.features.signing.queries import Given
from coachtrack.features.signing.sentences import standing_told
from coachtrack.features.signing.waiting import Stand, unsigned
from coachtrack.kit import formats
from coachtrack.kit.charts import Caption, Chart
from coachtrack.kit.words import unit_word

#: At most this many things are said to be missing; the rest waits its turn.
MISSING_SHOWN = 4
DAYS_A_WEEK = 7

#: Stages in which figures are what one comes for; in the others the visits say more.
FIGURES_FIRST = (*UNDER_WAY, Stage.SUSTAIN)

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
    #: Whether the baseline is still being measured.
    starting: bool
    #: Why no more readings count as a baseline, and what to do.
    obstacle: str
    #: By which readings there is a clear signal; empty without one.
    signal: str
    #: Whether the gain was measured again, and is to be; empty without one.
    checks: tuple[SustainCheck, ...]
    #: What it is to reach, as it was set; empty where nothing was.
    aim: str
    #: Whether what was counted before is signed, by whom and when; empty without a baseline.
    signed: str
    #: The same of the closing result, where somebody signed it.
    closing: str

    @property
    def decimals(self) -> int:
        """How many its figures have, wherever they stand."""
        result = self.view.result
        return decimals_of(self.view.definition, result.baseline, result.follow_up)

    @property
    def limits(self) -> tuple[str, ...]:
        """What is said of the limits in its chart."""
        notes = self.chart.footnotes if self.chart else ()
        return tuple(note for note in notes if note not in (self.signed, self.closing))

    @property
    def progress(self) -> str:
        """How far the baseline is."""
        return progress_told(self.view)

    @property
    def lasted(self) -> str:
        """How what was measured months later differs from before; empty where it was not."""
        return later_told(self.view.result.later_change, self.view.definition, self.decimals)

    @property
    def silent(self) -> bool:
        """Whether there is no reading yet."""
        return not self.view.readings

    @property
    def withdrawn(self) -> str:
        """What does not count of it, and why; empty where all does."""
        gone = self.view.withdrawn
        told = "; ".join(map(_withdrawn_told, gone[:MOST_WITHDRAWN]))
        return f"{told} …" if len(gone) > MOST_WITHDRAWN else told


@dataclass(frozen=True, slots=True)
class Weeks:
    """Week 7 of 12; `number` is 0 before the start and beyond `of` after the end."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class EngagementPage:
    """The page of an engagement, ready to be drawn; the main measure comes first."""

    cards: tuple[Card, ...]
    #: All that waits, the most urgent first.
    tasks: tuple[Task, ...]
    other_events: tuple[Event, ...]
    weeks: Weeks | None
    upcoming: date | None
    counting: bool
    today: date
    #: How many objections of the factory wait for an answer.
    objections: int

    @property
    def main(self) -> Card | None:
        """The measure that speaks for the engagement."""
        return self.cards[0] if self.cards else None

    @property
    def others(self) -> tuple[Card, ...]:
        """The other measures."""
        return self.cards[1:]

    @property
    def missing(self) -> tuple[Task, ...]:
        """What is said to be missing."""
        return self.tasks[:MISSING_SHOWN]


def engagement_page(
    engagement: Engagement,
    measures: Sequence[MeasureView],
    signatures: Mapping[tuple[int, Part], Given],
    stand: Stand,
    events: Sequence[Event],
    next_visit: date | None,
    objections: int,
    today: date,
) -> EngagementPage:
    """Put the page together; events that stand under the main chart are not told again."""
    cards = tuple(_card(view, signatures, n, today) for n, view in enumerate(measures, start=1))
    told = cards[0].view.events if cards and cards[0].chart else ()
    silent = sum(card.silent and not card.view.measure.main for card in cards)
    main = next((card.view.measure.id for card in cards if card.view.measure.main), None)
    stands, waiting = _stands(cards, engagement.end_on), unsigned(stand, main)
    facts = facts_of(engagement, stands, next_visit, silent, objections, waiting)
    return EngagementPage(
        cards=cards,
        tasks=tasks_of(facts, today),
        other_events=tuple(event for event in events if event not in told),
        weeks=weeks_of(engagement, today),
        upcoming=next_visit if next_visit and next_visit >= today else None,
        counting=engagement.stage in FIGURES_FIRST,
        today=today,
        objections=objections,
    )


def weeks_of(engagement: Engagement | EngagementRow, today: date) -> Weeks | None:
    """Which week of coaching today is in; None without dates."""
    if engagement.start_on is None or engagement.end_on is None:
        return None
    of = max(1, round(((engagement.end_on - engagement.start_on).days + 1) / DAYS_A_WEEK))
    number = (today - engagement.start_on).days // DAYS_A_WEEK + 1
    # The odd days at the end belong to the last week.
    last = of if today <= engagement.end_on else of + 1
    return Weeks(max(0, min(number, last)), of)


def _card(
    view: MeasureView, signatures: Mapping[tuple[int, Part], Given], n: int, today: date
) -> Card:
    before, closing = (signatures.get((view.measure.id, part)) for part in Part)
    signed = standing_told(before, Part.BASELINE) if before or view.result.baseline else ""
    closed = standing_told(closing, Part.CLOSING) if closing else ""
    changed = changed_on(view.readings)
    over = view.measure.engagement.dropped_out
    told = sentence(view.result, view.definition, view.measure.scope, changed, over=over)
    notes = tuple(filter(None, (signed, closed)))
    chart, spark = _drawn(view, n, told, notes) if view.readings else (None, None)
    return Card(
        view=view,
        indicator=view.measure.indicator.code,
        name=name_of(view.definition),
        scope=view.measure.scope,
        sentence=told,
        short=short_sentence(view.result),
        chart=chart,
        spark=spark,
        n_baseline=view.n_baseline,
        starting=being_measured(view, today),
        # What is signed is neither made longer nor filled up.
        obstacle="" if before and before.whole else obstacle(view, today),
        signal=_signal(view),
        checks=_checks(view, today),
        aim=aim_of(view.measure, view.definition),
        signed=signed,
        closing=closed,
    )


def _withdrawn_told(row: ReadingRow) -> str:
    counts = counts_shown(row.numerator, row.denominator)
    span = formats.span(row.from_on, row.to_on)
    return f"{span} ({counts}): {row.withdrawn}" if counts else f"{span}: {row.withdrawn}"


def _checks(view: MeasureView, today: date) -> tuple[SustainCheck, ...]:
    """The sustain clock, once it runs."""
    if view.plan.ended_on is None or view.plan.ended_on > today:
        return ()
    return sustain_checks(definition_of(view.definition), view.readings, view.plan, view.result)


def _signal(view: MeasureView) -> str:
    if view.result.since is None:
        return ""
    found = signal_of(definition_of(view.definition), view.readings, view.plan)
    return signal_told(found) if found else ""


def _drawn(view: MeasureView, n: int, told: str, signed: tuple[str, ...]) -> tuple[Chart, Chart]:
    """The run chart of a measure, which says who signed, and the same as small as a word."""
    definition, name = definition_of(view.definition), name_of(view.definition)
    unit, result = unit_word(view.definition.unit), view.result
    decimals = decimals_of(view.definition, result.baseline, result.follow_up)
    caption = Caption(f"measure-{n}", name, unit, decimals, told)
    small = Caption(f"spark-{n}", name, unit, decimals, told)
    events = [(event.on, event_told(event)) for event in view.events]
    asked = (view.drawn.readings, definition, view.plan, result)
    chart = run_chart(*asked, caption, events, view.courses)
    limits = footnotes(view.courses, together=bool(view.drawn.days))
    notes = (*signed, *drawn_together(view.drawn, len(view.readings)), *limits)
    return replace(chart, footnotes=notes), sparkline(*asked, small)


def _stands(cards: Sequence[Card], ended_on: date | None) -> Main | None:
    """How the main measure stands; None where none is main."""
    main = next((card for card in cards if card.view.measure.main), None)
    if main is None:
        return None
    result = main.view.result
    return Main(
        aimed=main.view.measure.target is not None or main.view.measure.gain is not None,
        verdict=result.verdict,
        strength=result.strength,
        trust=result.trust,
        has_follow_up=result.follow_up is not None,
        n_baseline=main.n_baseline,
        last_reading=max((reading.end for reading in main.view.readings), default=None),
        enough_since=_enough_since(main.view.readings, ended_on),
    )


def _enough_since(readings: Sequence[Reading], ended_on: date | None) -> date | None:
    """As indicators.progress tells it of many engagements."""
    if ended_on is None:
        return None
    later = sorted(each.start for each in readings if each.start > ended_on and not is_empty(each))
    return later[-FEWEST_READINGS] if len(later) >= FEWEST_READINGS else None
