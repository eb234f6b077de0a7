"""What only rows of readings need: a measure, a definition that fits, and days of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.pooling import is_empty
from coachtrack.domain.types import Kind, Trust
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.indicators.entries import (
    IndicatorEntry,
    MeasureEntry,
    MeasureKey,
    ReadingEntry,
)
from coachtrack.features.indicators.sheets import (
    READINGS,
    in_unit,
    overlapping,
    overlaps,
    unfit,
)
from coachtrack.features.intake import frozen
from coachtrack.features.intake.known import Checked, Known
from coachtrack.features.intake.rule import MOST_NAMED, Rule, Settled
from coachtrack.kit import formats
from coachtrack.kit.cells import BadCell
from coachtrack.kit.permissions import Permission
from coachtrack.kit.sheets import UNTOLD, Finding, PartlyRead, Unreadable, squeezed


class ReadingRule(Rule):
    """Readings belong to a measure, fit its definition and do not overlap."""

    rests_on = MappingProxyType(
        {
            "scope": ("engagement", "indicator"),
            "indicator": ("engagement",),
            "numerator": ("denominator", "indicator", "version"),
            "value": ("indicator", "version"),
        }
    )

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self.vouches: Callable[[str], bool] = cache(self._vouches)
        #: Indicators whose current version was taken where none was told.
        self.assumed: set[str] = set()

    def settle(self, said: ReadingEntry) -> Settled:
        said = self._spelled(said)
        stored = self.known.readings.get(
            (said.engagement, said.indicator, said.scope, said.lot, said.from_on, said.to_on)
        )
        told: object = said.version
        if told is UNTOLD:
            current = self.known.indicators.get(said.indicator, 1)
            said = said._replace(version=stored.version if stored else current)
            if stored is None and current > 1:
                self._assume(said.indicator, current)
        if isinstance(said.value, float) and type(said.value) is not float:
            definition = self.known.version(said.indicator, said.version)
            try:
                unit = definition.unit if definition else "%"
                said = said._replace(value=in_unit(said.value, unit))
            except BadCell as bad:
                return said, [Finding("value", bad.sentence)]
        return said, ()

    def _spelled(self, said: ReadingEntry) -> ReadingEntry:
        known = self.known
        scope = known.spelled(known.scopes, (said.engagement, said.indicator), said.scope)
        lot = known.spelled(known.lots, (said.engagement, said.indicator, scope), said.lot)
        told = (scope, lot) != (said.scope, said.lot)
        return said._replace(scope=scope, lot=lot) if told else said

    def _assume(self, indicator: str, version: int) -> None:
        if indicator not in self.assumed:
            self.assumed.add(indicator)
            self.known.notes.append(
                _(
                    "Readings without a version of %(indicator)s were taken as version %(n)s, the"
                    " current one.",
                    indicator=indicator,
                    n=version,
                )
            )

    def partly(self, said: ReadingEntry) -> Iterator[Finding]:
        told: tuple[object, ...] = said.measure
        if UNTOLD not in told and not self.known.has(MeasureEntry, told):
            yield Finding("scope" if said.scope else "indicator", self._untracked(said))
        definition = self._definition(said)
        if definition is not None:
            read: Any = PartlyRead(said)
            with suppress(Unreadable):
                yield from unfit(read, definition)

    def _definition(self, said: ReadingEntry) -> IndicatorEntry | None:
        """By what a row's figures are counted; None where its version would have to be told."""
        version: object = said.version
        if version is not UNTOLD:
            return self.known.version(said.indicator, said.version)
        only = self.known.indicators.get(said.indicator) == 1
        return self.known.version(said.indicator, 1) if only else None

    def _untracked(self, said: ReadingEntry) -> str:
        near = self.scopes.get((said.engagement, said.indicator, squeezed(said.scope)))
        if near:
            return _(
                "This engagement does not track the indicator at this scope. Did you mean"
                " “%(scope)s”?",
                scope=near,
            )
        sentence = _("This engagement does not track the indicator at this scope.")
        return f"{sentence} {self.known.remedy(MeasureEntry)}"

    @cached_property
    def scopes(self) -> dict[tuple[str, str, str], str]:
        """Engagement, indicator and scope without case and tones → the scope as it is written."""
        keys = self.known.keys[MeasureEntry].union(self.known.tracked)
        return {(code, indicator, squeezed(scope)): scope for code, indicator, scope in keys}

    def within(self, row: Checked) -> Iterator[Finding]:
        entry: ReadingEntry = row.entry
        yield from self.partly(entry)
        yield from frozen.of_reading(self.known, row)
        yield from self._moved(row)
        if not self.vouches(entry.engagement):
            yield from _vouched(row)
        if self._definition(entry) is None and not self.known.unsettled(entry.indicator):
            sentence = _("The indicator has no version %(n)s.", n=entry.version)
            yield Finding("version", f"{sentence} {self.known.remedy(IndicatorEntry)}")

    def _moved(self, row: Checked) -> Iterator[Finding]:
        """A reading is moved to where none stands; where one stood, another may follow."""
        key = READINGS.key_of(row.entry)
        if row.stored is None and (now := self.known.former.get(key)):
            self.known.notes.append(
                _(
                    "%(sheet)s, row %(row)s: the reading of %(then)s was moved to %(now)s. If this"
                    " is the same one, remove the row, or it will count twice.",
                    sheet=self.known.material.rows[ReadingEntry].name,
                    row=row.number,
                    then=formats.span(row.entry.from_on, row.entry.to_on),
                    now=", ".join(filter(None, (formats.span(now.from_on, now.to_on), now.lot))),
                )
            )
        there = self.known.readings.get(key)
        if there is None or row.stored is None or READINGS.key_of(row.stored) == key:
            return
        if not there.withdrawn:
            yield Finding("from_on", overlapping(there.from_on, there.to_on))
            return
        yield Finding(
            "from_on",
            _(
                "A withdrawn reading of %(period)s is kept there. Correct that one to say this, and"
                " withdraw this one.",
                period=formats.span(there.from_on, there.to_on),
            ),
        )

    def _vouches(self, engagement: str) -> bool:
        """Whether the person may say how far a reading was checked; a factory may not."""
        lies = self.known.place(self.known.entry(EngagementEntry, engagement))
        return self.known.person.may(Permission.VISIT_LOG, lies)

    def across(self, rows: Sequence[Checked]) -> Iterator[tuple[int, Finding]]:
        groups: dict[tuple[Any, ...], list[tuple[date, date, int]]] = defaultdict(list)
        told = self.known.told[ReadingEntry]
        for key, stored in self.known.readings.items():
            if key not in told and key not in self.known.moved and not stored.withdrawn:
                groups[*stored.measure, stored.lot].append((stored.from_on, stored.to_on, 0))
        for number, entry, _stored in rows:
            if not entry.withdrawn:
                groups[*entry.measure, entry.lot].append((entry.from_on, entry.to_on, number))
        for periods in groups.values():
            yield from overlaps(periods)
        yield from self._counted_twice(rows)
        self._tell_empty(rows)
        self._tell_broken(rows)

    def _counted_twice(self, rows: Sequence[Checked]) -> Iterator[tuple[int, Finding]]:
        """Days counted as a whole and by lot as well: all their pieces would count twice.

        Whoever types it is refused; a workbook from elsewhere may say it, and is told.
        """
        counted = self._days_counted(rows)
        doubled = []
        for row in rows:
            entry: ReadingEntry = row.entry
            if entry.withdrawn or not _is_placed(row):
                continue
            others = counted.get((entry.measure, not entry.lot), {})
            other = next((others[day] for day in _days_of(entry) if day in others), None)
            if other is not None:
                doubled.append((row.number, other))
        if self.known.material.typed:
            for number, other in doubled:
                yield number, Finding("lot", _counts_twice(other))
        elif doubled:
            self.known.notes.append(
                _(
                    "%(sheet)s: days are counted both as a whole and by lot, so that their pieces"
                    " count twice: %(rows)s. Withdraw one of the two.",
                    sheet=self.known.sheet_named(ReadingEntry),
                    rows=_numbered(number for number, _other in doubled),
                )
            )

    def _days_counted(
        self, rows: Sequence[Checked]
    ) -> dict[tuple[MeasureKey, bool], dict[date, ReadingEntry]]:
        """By measure, and whether by lot: each day with a reading that will count.

        Only of these rows' measures that are counted both ways.
        """
        told = self.known.told[ReadingEntry]
        measures = {row.entry.measure for row in rows}
        entries = [row.entry for row in rows if not row.entry.withdrawn]
        for key, stored in self.known.readings.items():
            there = key not in told and key not in self.known.moved and not stored.withdrawn
            if there and stored.measure in measures:
                entries.append(stored)
        ways = {(entry.measure, bool(entry.lot)) for entry in entries}
        both = {measure for measure, by_lot in ways if (measure, not by_lot) in ways}
        found: dict[tuple[MeasureKey, bool], dict[date, ReadingEntry]] = defaultdict(dict)
        for entry in entries:
            if entry.measure in both:
                found[entry.measure, bool(entry.lot)].update(dict.fromkeys(_days_of(entry), entry))
        return found

    def _tell_empty(self, rows: Sequence[Checked]) -> None:
        """Nothing is wrong with 0 of 0, but it says nothing either."""
        empty = [row.number for row in rows if is_empty(row.entry) and row.stored != row.entry]
        if empty and not self.known.material.typed:
            self.known.notes.append(
                _(
                    "%(sheet)s: 0 of 0 says that nothing was counted, so it counts as no reading:"
                    " %(rows)s.",
                    sheet=self.known.sheet_named(ReadingEntry),
                    rows=_numbered(empty),
                )
            )

    def _tell_broken(self, rows: Sequence[Checked]) -> None:
        """A piece is defective or not; whoever types a part of one is asked, a workbook is told."""
        broken = [row.number for row in rows if row.stored != row.entry and self._breaks(row.entry)]
        if broken and not self.known.material.typed:
            self.known.notes.append(
                _(
                    "%(sheet)s: whole pieces are counted, and these counts are no whole numbers:"
                    " %(rows)s.",
                    sheet=self.known.sheet_named(ReadingEntry),
                    rows=_numbered(broken),
                )
            )

    def _breaks(self, entry: ReadingEntry) -> bool:
        counts = (entry.numerator or 0.0, entry.denominator or 0.0)
        if all(float(count).is_integer() for count in counts):
            return False
        definition = self._definition(entry)
        return definition is not None and definition.kind == Kind.PROPORTION


def _days_of(entry: ReadingEntry) -> Iterator[date]:
    for n in range((entry.to_on - entry.from_on).days + 1):
        yield entry.from_on + timedelta(n)


def _is_placed(row: Checked) -> bool:
    """Whether it would count where it did not count before."""
    before = row.stored
    return (
        before is None or before.withdrawn or READINGS.key_of(before) != READINGS.key_of(row.entry)
    )


def _counts_twice(other: ReadingEntry) -> str:
    """What is said of a reading beside one of the same days that is counted the other way."""
    period = formats.span(other.from_on, other.to_on)
    if other.lot:
        return _(
            "%(period)s is counted by lot or shift already (%(lot)s). One figure without a"
            " lot would count the same pieces twice. Enter the lots or shifts only, or withdraw"
            " them.",
            period=period,
            lot=other.lot,
        )
    return _(
        "%(period)s is counted as a whole already, without a lot or shift. This would count the"
        " same pieces twice. Leave it out, or withdraw the figure for the whole.",
        period=period,
    )


def _numbered(rows: Iterable[int]) -> str:
    """Rows by their number, the first ones of many."""
    found = sorted(rows)
    named = [_("row %(n)s", n=number) for number in found[:MOST_NAMED]]
    return ", ".join(named) + (" …" if found[MOST_NAMED:] else "")


def _vouched(row: Checked) -> Iterator[Finding]:
    """What of a reading is not for the factory itself to say."""
    if row.stored and row.stored.trust != Trust.SELF_REPORTED:
        yield Finding(
            "trust",
            _("The consultant has checked this reading. Ask them to correct it."),
        )
    elif row.entry.trust != Trust.SELF_REPORTED:
        yield Finding(
            "trust",
            _("What a factory enters itself is self-reported. Leave this to the consultant."),
        )
