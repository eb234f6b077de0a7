"""What only one sheet's rows need: what they leave to be found out, and rules of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.types import Kind
from coachtrack.features.engagements.entries import EngagementEntry, EventEntry
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.factories.models import Province
from coachtrack.features.factories.queries import AmbiguousProvince, province_meant, year_of
from coachtrack.features.factories.words import unit_dated
from coachtrack.features.indicators.entries import (
    IndicatorEntry,
    MeasureEntry,
    ReadingEntry,
)
from coachtrack.features.indicators.gains import Gain, fault_in
from coachtrack.features.indicators.sheets import (
    half_counted,
    impossible,
    in_unit,
    recounted,
)
from coachtrack.features.intake import frozen
from coachtrack.features.intake.known import Checked, Known
from coachtrack.features.intake.reading_rule import ReadingRule
from coachtrack.features.intake.rule import MOST_NAMED, Rule, Settled
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.kit.cells import BadCell
from coachtrack.kit.searching import Spellings
from coachtrack.kit.sheets import UNTOLD, Finding
from coachtrack.kit.text import alike


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

    def within(self, row: Checked) -> Iterator[Finding]:
        yield from self.partly(row.entry)
        yield from frozen.of_engagement(self.known, row)

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
    """What figures were counted by does not change under them, nor in which words they were
    signed.
    """

    def settle(self, said: IndicatorEntry) -> Settled:
        return said._replace(version=self.known.meant(said.code, said.version)), ()

    def within(self, row: Checked) -> Iterator[Finding]:
        if row.stored == row.entry:
            return
        yield from half_counted(row.entry)
        if row.stored is not None:
            built_in = row.entry.version == 1 and row.entry.code in self.known.stored.built_in
            found = [*recounted(row.stored, row.entry, built_in=built_in)]
            yield from found or frozen.of_indicator(self.known, row)


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
        faults = [*self.partly(said)]
        if isinstance(said.gain, Gain):
            said = said._replace(gain=Gain(said.gain.percent))
        return said._replace(target=target), faults

    def partly(self, said: MeasureEntry) -> Iterator[Finding]:
        """A target as a percentage goes the right way, and stands beside no figure."""
        indicator: object = said.indicator
        target: object = said.target
        current = None if indicator is UNTOLD else self._current(said.indicator)
        if not isinstance(said.gain, Gain) or current is None:
            return
        if target is not None and target is not UNTOLD:
            sentence = _("Give the target as a figure or as a percentage, not both.")
            yield Finding("gain", sentence)
        elif current.kind == Kind.LEVEL:
            yield Finding("gain", _("A level has no percentage. Give the target as a figure."))
        elif fault := fault_in(said.gain, current.better):
            yield Finding("gain", fault)

    def _current(self, indicator: str) -> IndicatorEntry | None:
        return self.known.version(indicator, self.known.indicators.get(indicator, 0))

    def within(self, row: Checked) -> Iterator[Finding]:
        """A target can be reached, and what was signed as the main measure stays it."""
        current = self._current(row.entry.indicator)
        if row.entry.target is not None and current is not None:
            yield from impossible("target", row.entry.target, current)
        yield from frozen.of_measure(self.known, row)

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


class EventRule(Rule):
    """An event happened at the scope of a measure, or in the whole factory."""

    def settle(self, said: EventEntry) -> Settled:
        spelled = self.spellings.of(said.engagement, said.scope)
        return said._replace(scope=spelled), ()

    @cached_property
    def scopes(self) -> set[tuple[str, str]]:
        """Engagement and scope of every measure."""
        stored = self.known.tracked
        told = self.known.keys[MeasureEntry].difference(stored)
        # In order, for what is said first is how the others are spelled.
        found = {
            (code, self.known.scopes.of((code, i), scope))
            for code, i, scope in sorted(told, key=str)
        }
        return found | {(code, scope) for code, _indicator, scope in stored}

    @cached_property
    def spellings(self) -> Spellings:
        """How they are spelled; those of events that are stored stay as they are."""
        events = self.known.stored.entries[EventEntry].values()
        stored = [(code, scope) for code, _indicator, scope in self.known.tracked]
        noted = ((e.engagement, e.scope) for e in events if e.engagement in self.known.reach)
        former = ((place[0], was, now) for place, was, now in self.known.former_scopes)
        return Spellings([*stored, *sorted(self.scopes), *noted], former)

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


RULES: dict[type[Any], type[Rule]] = {
    FactoryEntry: FactoryRule,
    ProgrammeEntry: ProgrammeRule,
    EngagementEntry: EngagementRule,
    IndicatorEntry: IndicatorRule,
    MeasureEntry: MeasureRule,
    ReadingEntry: ReadingRule,
    EventEntry: EventRule,
}
