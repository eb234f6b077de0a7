"""A measure as somebody enters its readings: what is stored, how it is counted, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask_babel import gettext as _

from coachtrack.domain.types import Kind
from coachtrack.domain.types import Reading as Counted
from coachtrack.features.engagements.words import whom_to_ask
from coachtrack.features.entering import queries
from coachtrack.features.entering.doubts import Together
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.baselines import (
    afterwards,
    being_measured,
    obstacle,
    progress_told,
)
from coachtrack.features.indicators.charts import sparkline
from coachtrack.features.indicators.conclusions import changed_on
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import IndicatorVersion, Measure, Reading
from coachtrack.features.indicators.periods import DAY, Period, Rhythm, rhythm_of
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.results import definition_of, reading_of
from coachtrack.features.indicators.sentences import measure_named, sentence
from coachtrack.features.indicators.sheets import reading_entry
from coachtrack.kit import formats
from coachtrack.kit.charts import Caption, Chart
from coachtrack.kit.columns import now
from coachtrack.kit.permissions import Person
from coachtrack.kit.times import today_in
from coachtrack.kit.words import unit_word

#: Kinds of which a number as such is the proper reading.
NUMBERS = (Kind.VALUE, Kind.LEVEL)
#: More names of lots than these in a day are numbers of lots, not shifts.
MOST_SHIFTS = 4

#: By what tells the readings of a measure apart: lot, first and last day.
Key = tuple[str, date, date]


@dataclass(frozen=True)
class Tracked:
    """A measure, and its stored readings in order of time, withdrawn ones too."""

    view: MeasureView
    #: The versions of its definition, under which stored readings may have been taken.
    versions: Mapping[int, IndicatorVersion]
    stored: tuple[Reading, ...]
    #: Who enters, and whether they may say how far a reading was checked.
    person: Person
    vouches: bool

    @property
    def measure(self) -> Measure:
        """The measure itself."""
        return self.view.measure

    @property
    def definition(self) -> IndicatorVersion:
        """Under which new readings are taken."""
        return self.versions[self.view.next_version]

    @property
    def newer(self) -> int:
        """The version of the definition that is in force, where it is another one; else 0."""
        current = self.measure.indicator.current_version
        return current if current != self.definition.version else 0

    def under(self, entry: ReadingEntry) -> IndicatorVersion:
        """The definition under which a reading was taken, or is taken if it is new."""
        return self.versions[entry.version]

    @property
    def address(self) -> dict[str, str]:
        """By which an address names it within its engagement."""
        return {"indicator": self.measure.indicator.code, "scope": self.measure.scope}

    @property
    def name(self) -> str:
        """Its indicator and its scope."""
        return measure_named(self.definition, self.measure.scope)

    @property
    def is_number(self) -> bool:
        """Whether a number as such is its proper reading, without counts."""
        return is_number(self.definition)

    @cached_property
    def counting(self) -> tuple[Reading, ...]:
        """The stored readings that were not withdrawn."""
        return tuple(row for row in self.stored if not row.withdrawn)

    @cached_property
    def begins(self) -> date | None:
        """The first day that is known of the engagement, or of a reading of this measure."""
        engagement = self.measure.engagement
        days = (engagement.baseline_from, engagement.start_on, *(r.from_on for r in self.counting))
        return min((day for day in days if day is not None), default=None)

    @cached_property
    def entries(self) -> dict[Key, ReadingEntry]:
        """What is stored, by what tells it apart."""
        found = (reading_entry(row, self.measure) for row in self.stored)
        return {key_of(entry): entry for entry in found}

    @cached_property
    def keys(self) -> dict[str, Key]:
        """Identity → by what a stored reading is told apart."""
        return {str(row.uuid): (row.lot, row.from_on, row.to_on) for row in self.stored}

    @cached_property
    def identities(self) -> dict[Key, str]:
        """The reverse."""
        return {key: identity for identity, key in self.keys.items()}

    def written(self, key: Key, *, meanwhile: bool) -> str:
        """Who stored a reading, and when, as a sentence; `meanwhile` it was typed here too."""
        row = next(row for row in self.stored if (row.lot, row.from_on, row.to_on) == key)
        if row.saved_by is None or row.saved_at is None:
            return _("Somebody else entered this meanwhile.") if meanwhile else ""
        when = formats.moment(row.saved_at, self.measure.engagement.programme.time_zone, now())
        own = row.saved_by.id == self.person.account_id
        if not meanwhile:
            if own:
                return _("You entered it: %(when)s.", when=when)
            return _("%(name)s entered it: %(when)s.", name=row.saved_by.name, when=when)
        if own:
            return _("You entered this yourself in another window at %(when)s.", when=when)
        name = row.saved_by.name
        return _("%(name)s entered this meanwhile, at %(when)s.", name=name, when=when)

    @property
    def whom_to_ask(self) -> str:
        """Who can correct a reading that was checked."""
        return whom_to_ask(self.measure.engagement.team)

    @property
    def sentence(self) -> str:
        """What the readings say."""
        changed = changed_on(self.view.readings)
        over = self.measure.engagement.dropped_out
        scope = self.measure.scope
        return sentence(self.view.result, self.view.definition, scope, changed, over=over)

    @property
    def starting(self) -> bool:
        """Whether the baseline is still being measured."""
        return being_measured(self.view, self.today)

    @property
    def progress(self) -> str:
        """How far the baseline is."""
        return progress_told(self.view)

    @property
    def obstacle(self) -> str:
        """Why no more readings count as a baseline, and what to do."""
        return obstacle(self.view, self.today)

    @property
    def afterwards(self) -> str:
        """That what is entered now comes after everything that was to be measured."""
        return afterwards(self.view, self.today)

    @property
    def today(self) -> date:
        return today_in(self.measure.engagement.programme.time_zone)

    @property
    def spark(self) -> Chart | None:
        """The course as small as a word."""
        view = self.view
        if not view.readings:
            return None
        definition = view.definition
        unit = unit_word(definition.unit)
        caption = Caption("standing", self.name, unit, definition.decimals, self.sentence)
        return sparkline(view.readings, definition_of(definition), view.plan, view.result, caption)

    @cached_property
    def rhythm(self) -> Rhythm:
        """How often it is counted."""
        return rhythm_of([(row.from_on, row.to_on) for row in self.counting], self.view.plan)

    @property
    def in_lots(self) -> bool:
        """Whether its readings are told apart by lot or shift."""
        return any(row.lot for row in self.counting)

    @property
    def numbered(self) -> bool:
        """Whether its lots have numbers, so that the next one is not known beforehand."""
        return self.in_lots and not self.shifts

    @cached_property
    def shifts(self) -> tuple[str, ...]:
        """Names of lots that come again and again, such as shifts; none where lots have numbers."""
        if not self.in_lots:
            return ()
        seen = Counter(row.lot for row in self.counting)
        last = self.counting[-1].from_on
        names = [row.lot for row in self.counting if row.from_on == last]
        again = len(names) <= MOST_SHIFTS and all(seen[name] > 1 for name in names)
        known = sorted(name for name, n in seen.items() if n > 1)
        return tuple(known if again and len(known) <= MOST_SHIFTS else ())

    def next_shift(self, day: date) -> str:
        """The first shift of which nothing is stored on a day; the last one where all are."""
        told = {row.lot for row in self.counting if row.from_on == day}
        waiting = [name for name in self.shifts if name not in told]
        return (waiting or [*self.shifts[-1:], ""])[0]

    def blank(self, period: Period | None = None, lot: str = "") -> ReadingEntry:
        """A reading of which no figure is known yet."""
        first, last = period or (None, None)
        return self.view.blank(first, last, lot)

    def others(self, version: int, keys: Container[Key] = ()) -> list[Counted]:
        """The readings under a version that count, without some of them."""
        return [
            reading_of(row)
            for row in self.counting
            if row.version == version and (row.lot, row.from_on, row.to_on) not in keys
        ]

    def together(self, definition: IndicatorVersion, keys: Container[Key] = ()) -> Together:
        """The readings under a version, without some of them."""
        return Together(self.others(definition.version, keys), definition_of(definition))

    def before(self, day: date, version: int, lot: str | None = None) -> Reading | None:
        """The last reading under a version before a day, of a lot where one is named."""
        found = [
            row
            for row in self.counting
            if row.to_on < day and row.version == version and (lot is None or row.lot == lot)
        ]
        return found[-1] if found else None

    def covering(self, day: date) -> str:
        """The longer period already stored in which a day lies; empty where there is none."""
        spans = (
            (row.from_on, row.to_on) for row in self.counting if row.from_on <= day <= row.to_on
        )
        return next((formats.span(*span) for span in spans if span != (day, day)), "")

    def start_after(self, first: date | None, last: date | None) -> date | None:
        """The day after the last reading of a span of days; its first one where there is none."""
        ends = [
            row.to_on
            for row in self.counting
            if (first is None or row.from_on >= first) and (last is None or row.to_on <= last)
        ]
        return max(ends) + DAY if ends else first


def is_number(definition: IndicatorVersion) -> bool:
    """Whether a number as such is the proper reading, without counts."""
    return definition.kind in NUMBERS


def is_pieces(definition: IndicatorVersion) -> bool:
    """Whether whole things are counted, such as parts."""
    return definition.kind == Kind.PROPORTION


def key_of(entry: ReadingEntry) -> Key:
    """By what a reading is told apart within its measure."""
    return entry.lot, entry.from_on, entry.to_on


def tracked(
    views: Sequence[MeasureView], indicator: str, scope: str, person: Person, *, vouches: bool
) -> Tracked | None:
    """One of the measures of an engagement, the main one where none is asked for."""
    asked = views[0].measure
    wanted = indicators.measure(asked.engagement, indicator, scope) if indicator else asked
    view = next((each for each in views if each.measure is wanted), None)
    if view is None:
        return None
    measure = view.measure
    versions = indicators.definitions([measure.indicator_id])[measure.indicator_id]
    stored = tuple(queries.readings_of(measure))
    return Tracked(view, versions, stored, person, vouches)
