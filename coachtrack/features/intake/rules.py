"""What only one sheet's rows need: what they leave to be found out, and rules of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.pooling import is_empty
from coachtrack.domain.types import Trust
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.factories.models import Province
from coachtrack.features.factories.queries import AmbiguousProvince, province_meant, year_of
from coachtrack.features.factories.words import unit_dated
from coachtrack.features.indicators.entries import (
    IndicatorEntry,
    MeasureEntry,
    MeasureKey,
    ReadingEntry,
)
from coachtrack.features.indicators.sheets import (
    READINGS,
    half_counted,
    impossible,
    in_unit,
    overlapping,
    overlaps,
    recounted,
    unfit,
)
from coachtrack.features.intake.known import Checked, Known
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.kit import formats
from coachtrack.kit.cells import BadCell
from coachtrack.kit.permissions import Permission
from coachtrack.kit.searching import Spellings
from coachtrack.kit.sheets import UNTOLD, Finding, squeezed
from coachtrack.kit.text import alike

Settled = tuple[Any, Sequence[Finding]]
#: Rows that a note names.
MOST_NAMED = 5


class Rule:
    """A sheet without rules of its own."""

    #: What is found at a field means nothing while there is something wrong with these.
    rests_on: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def __init__(self, known: Known) -> None:
        self.known = known

    def settle(self, said: Any) -> Settled:
        """What a row says with what it left to be found out, and what is wrong with that."""
        return said, ()

    def partly(self, said: Any) -> Iterable[Finding]:
        """What is wrong with a row's references, even where its other cells could not be read."""
        return ()

    def within(self, row: Checked) -> Iterable[Finding]:
        """What is wrong with a row beside the others of the workbook."""
        return self.partly(row.entry)

    def across(self, rows: Sequence[Checked]) -> Iterable[tuple[int, Finding]]:
        """What is wrong with rows beside their neighbours: row number and finding."""
        return ()


class Provinces(Rule):
    """Names of provinces, which mean a unit then or one now."""

    def partly(self, said: Any) -> Iterable[Finding]:
        return self.settle(said)[1]

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self.meant: Callable[[str, date | None], Province | None] = cache(self._meant)
        self.codes = {unit.code for unit in known.units}

    def _meant(self, text: str, on: date | None) -> Province | None:
        return province_meant(text, on, self.known.units)

    def code(self, text: str, on: date | None, kept: Sequence[str]) -> str:
        """The code of the unit that is meant; one that is stored already stays. Raises BadCell.

        A form says by its code which unit was picked; in a workbook a number may mean two.
        """
        if text in kept or (self.known.material.typed and text in self.codes):
            return text
        try:
            unit = self.meant(text, on)
        except AmbiguousProvince as ambiguous:
            units = ambiguous.args[0]
            stays: str = next((unit.code for unit in units if unit.code in kept), "")
            if stays:
                return stays
            if self.known.material.typed:
                names = "; ".join(map(unit_dated, units))
                several = _("Several fit “%(typed)s”: %(names)s.", typed=text, names=names)
                raise BadCell(f"{several} {_('Choose a province from the list.')}") from None
            named = "; ".join(f"“{text} {year_of(unit)}”: {unit_dated(unit)}" for unit in units)
            raise BadCell(
                _(
                    "“%(text)s” may mean two units. Write one with the year: %(units)s.",
                    text=text,
                    units=named,
                )
            ) from None
        if unit is None:
            raise BadCell(
                _(
                    "There is no province “%(text)s” at that time. Write its name or code.",
                    text=text,
                )
            )
        return unit.code


class FactoryRule(Provinces):
    """The province is that of the earliest engagement's time."""

    def settle(self, said: FactoryEntry) -> Settled:
        told: object = said.province
        if told is UNTOLD or not told:
            return said, ()
        stored = self.known.stored.entries[FactoryEntry].get(said.code)
        kept = (stored.province,) if stored else ()
        try:
            code = self.code(said.province, self.known.starts.get(said.code), kept)
        except BadCell as bad:
            return said, [Finding("province", bad.sentence)]
        return said._replace(province=code), ()

    def partly(self, said: FactoryEntry) -> Iterator[Finding]:
        yield from super().partly(said)
        yield from self._alone(said)

    def within(self, row: Checked) -> Iterator[Finding]:
        return self._alone(row.entry)

    def _alone(self, said: FactoryEntry) -> Iterator[Finding]:
        """A lead must be able to see the factory afterwards."""
        stored = self.known.stored.entries[FactoryEntry].get(said.code)
        alone = said.code not in self.known.coached and not self.known.home
        if stored is None and alone and not self.known.person.sees_everything:
            yield Finding(
                "code",
                _(
                    "No engagement says which programme this factory belongs to. Add one to the"
                    " sheet “%(name)s”.",
                    name=self.known.sheet_named(EngagementEntry),
                ),
            )


class ProgrammeRule(Provinces):
    """Provinces of the time at which the programme starts; lists in order."""

    def settle(self, said: ProgrammeEntry) -> Settled:
        stored = self.known.stored.entries[ProgrammeEntry].get(said.code)
        kept = stored.provinces if stored else ()
        start = said.start_on if isinstance(said.start_on, date) else None
        try:
            told = said._replace(partners=_in_order(said.partners))
            named: object = said.provinces
            if named is not UNTOLD:
                codes = {self.code(text, start, kept) for text in said.provinces}
                told = told._replace(provinces=tuple(sorted(codes)))
        except BadCell as bad:
            return said, [Finding("provinces", bad.sentence)]
        return told, ()

    def partly(self, said: ProgrammeEntry) -> Iterable[Finding]:
        start: object = said.start_on
        return () if start is UNTOLD else super().partly(said)

    def within(self, row: Checked) -> Iterator[Finding]:
        """What was shown as invented does not turn into a record."""
        if row.stored and row.stored.demo and not row.entry.demo:
            yield Finding(
                "demo",
                _(
                    "A programme with invented data stays one. Put real figures into a programme"
                    " of their own."
                ),
            )


def _in_order(codes: Any) -> Any:
    return codes if codes is UNTOLD else tuple(sorted(codes))


class EngagementRule(Rule):
    """The component is one of the programme's, and a batch is written as the programme has it."""

    rests_on = MappingProxyType({"component": ("programme",)})

    def settle(self, said: EngagementEntry) -> Settled:
        """A batch that differs from one of the programme's in case or spaces only is that one."""
        stored = self.known.stored.entries[EngagementEntry].get(said.code)
        told: object = said.batch
        before = (stored.programme, stored.batch) if stored else None
        if told is UNTOLD or not told or before == (said.programme, said.batch):
            return said, ()
        key = said.programme, alike(said.batch)
        return said._replace(batch=self.known.spellings.setdefault(key, said.batch)), ()

    def partly(self, said: EngagementEntry) -> Iterator[Finding]:
        told: tuple[object, ...] = (said.programme, said.component)
        unread = ComponentEntry in self.known.incomplete or UNTOLD in told
        if said.component and not unread and told not in self.known.components:
            sentence = _("The programme has no component %(code)s.", code=said.component)
            yield Finding("component", f"{sentence} {self.known.remedy(ComponentEntry)}")

    def across(self, rows: Sequence[Checked]) -> Iterable[tuple[int, Finding]]:
        """Nothing is wrong without windows, but nothing is told either."""
        without = [row.entry.code for row in rows if row.stored is None and not _has_windows(row)]
        if without:
            codes = ", ".join(without[:MOST_NAMED]) + (" …" if without[MOST_NAMED:] else "")
            self.known.notes.append(
                _(
                    "%(sheet)s: no windows yet, so before and after cannot be compared: %(codes)s."
                    " Set them on the engagement's page.",
                    sheet=self.known.sheet_named(EngagementEntry),
                    codes=codes,
                )
            )
        return ()


def _has_windows(row: Checked) -> bool:
    return row.entry.baseline_from is not None and row.entry.follow_up_from is not None


class IndicatorRule(Rule):
    """What figures were counted by does not change under them."""

    def settle(self, said: IndicatorEntry) -> Settled:
        return said._replace(version=self.known.meant(said.code, said.version)), ()

    def within(self, row: Checked) -> Iterator[Finding]:
        if row.stored == row.entry:
            return
        yield from half_counted(row.entry)
        if row.stored is not None:
            built_in = row.entry.version == 1 and row.entry.code in self.known.stored.built_in
            yield from recounted(row.stored, row.entry, built_in=built_in)


class MeasureRule(Rule):
    """One measure of an engagement is main: the first, unless the workbook says which."""

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        said = known.material.rows[MeasureEntry].entries
        #: Engagements of which the workbook says, or leaves to be assumed, what is main.
        self.chosen = {entry.engagement for entry in said if entry.main is True}

    def settle(self, said: MeasureEntry) -> Settled:
        place = said.engagement, said.indicator
        said = said._replace(scope=self.known.spelled(self.known.scopes, place, said.scope))
        stored = self.known.stored.entries[MeasureEntry].get(said.key)
        told: object = said.main
        if told is UNTOLD and stored is None:
            kept = said.engagement in self.chosen or said.engagement in self.known.main
            said = said._replace(main=not kept)
            if not kept:
                self.chosen.add(said.engagement)
        current = self._current(said.indicator)
        try:
            target = said.target if current is None else in_unit(said.target, current.unit)
        except BadCell as bad:
            return said, [Finding("target", bad.sentence)]
        return said._replace(target=target), ()

    def _current(self, indicator: str) -> IndicatorEntry | None:
        return self.known.version(indicator, self.known.indicators.get(indicator, 0))

    def within(self, row: Checked) -> Iterable[Finding]:
        """A target can be reached."""
        current = self._current(row.entry.indicator)
        if row.entry.target is None or current is None:
            return ()
        return impossible("target", row.entry.target, current)

    def across(self, rows: Sequence[Checked]) -> Iterator[tuple[int, Finding]]:
        told = {row.entry.key: row.entry.main for row in rows}
        main = {e: key for e, key in self.known.main.items() if told.get(key, True)}
        for row in rows:
            key = row.entry.key
            if row.entry.main and main.setdefault(key[0], key) != key:
                other = " · ".join(part for part in main[key[0]][1:] if part)
                sentence = _(
                    "%(other)s is the main measure of this engagement. Write no in one of them.",
                    other=other,
                )
                yield row.number, Finding("main", sentence)
        yield from self._left_without(rows, main.keys())

    def _left_without(
        self, rows: Sequence[Checked], main: Set[str]
    ) -> Iterator[tuple[int, Finding]]:
        """Rows with which an engagement would have measures, but no main one any more."""
        unread = {
            said.engagement for said in self.known.material.rows[MeasureEntry].partly.values()
        }
        settled = main | self.chosen | unread
        for row in rows:
            gives_up = row.stored is None or row.stored.main
            if gives_up and not row.entry.main and row.entry.engagement not in settled:
                sentence = _(
                    "An engagement has one main measure, and this would leave none. Make this one"
                    " or another one main."
                )
                yield row.number, Finding("main", sentence)


class ReadingRule(Rule):
    """Readings belong to a measure, fit its definition and do not overlap."""

    rests_on = MappingProxyType(
        {"scope": ("engagement", "indicator"), "indicator": ("engagement",)}
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
        keys = self.known.keys[MeasureEntry] | self.known.stored.entries[MeasureEntry].keys()
        return {(code, indicator, squeezed(scope)): scope for code, indicator, scope in keys}

    def within(self, row: Checked) -> Iterator[Finding]:
        entry: ReadingEntry = row.entry
        yield from self.partly(entry)
        yield from self._moved(row)
        if not self.vouches(entry.engagement):
            yield from _vouched(row)
        definition = self.known.version(entry.indicator, entry.version)
        if definition is not None:
            yield from unfit(entry, definition)
        elif not self.known.unsettled(entry.indicator):
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


class EventRule(Rule):
    """An event happened at the scope of a measure, or in the whole factory."""

    def settle(self, said: EventEntry) -> Settled:
        spelled = self.spellings.of(said.engagement, said.scope)
        return said._replace(scope=spelled), ()

    @cached_property
    def scopes(self) -> set[tuple[str, str]]:
        """Engagement and scope of every measure."""
        keys = self.known.keys[MeasureEntry] | self.known.stored.entries[MeasureEntry].keys()
        return {(engagement, scope) for engagement, _indicator, scope in keys}

    @cached_property
    def spellings(self) -> Spellings:
        """How they are spelled; those of events that are stored stay as they are."""
        measures, events = (self.known.stored.entries[kind] for kind in (MeasureEntry, EventEntry))
        stored = [(code, scope) for code, _indicator, scope in measures]
        noted = ((event.engagement, event.scope) for event in events.values())
        return Spellings([*stored, *sorted(self.scopes), *noted])

    def across(self, rows: Sequence[Checked]) -> Iterable[tuple[int, Finding]]:
        """Nothing is wrong with another scope, but the event stands in no chart."""
        new = (row.entry for row in rows if row.stored is None and row.entry.scope)
        lost = sorted({e.scope for e in new if (e.engagement, e.scope) not in self.scopes})
        if lost and MeasureEntry not in self.known.incomplete:
            told = ", ".join(f"“{scope}”" for scope in lost[:MOST_NAMED])
            self.known.notes.append(
                _(
                    "%(sheet)s: no measure has the scope %(scopes)s, so these events stand in no"
                    " chart. Leave the scope blank for the whole factory.",
                    sheet=self.known.material.rows[EventEntry].name,
                    scopes=told + (" …" if lost[MOST_NAMED:] else ""),
                )
            )
        return ()


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


RULES: dict[type[Any], type[Rule]] = {
    FactoryEntry: FactoryRule,
    ProgrammeEntry: ProgrammeRule,
    EngagementEntry: EngagementRule,
    IndicatorEntry: IndicatorRule,
    MeasureEntry: MeasureRule,
    ReadingEntry: ReadingRule,
    EventEntry: EventRule,
}
