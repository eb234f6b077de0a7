"""Which rows there are for the person who imports: in the workbook, or stored and theirs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.queries import batches_of
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.factories.models import Province
from coachtrack.features.indicators.entries import (
    IndicatorEntry,
    MeasureEntry,
    MeasureKey,
    ReadingEntry,
)
from coachtrack.features.intake.layout import ADMINISTRATORS, sheet_of
from coachtrack.features.intake.material import Material
from coachtrack.features.intake.problems import Problems
from coachtrack.features.intake.stored import Stored, former_readings, readings_of
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.kit.permissions import Permission, Person, Place, Scope, place_at
from coachtrack.kit.searching import Spellings
from coachtrack.kit.sheets import UNTOLD, squeezed
from coachtrack.kit.text import alike
from coachtrack.settings import LANGUAGES


class Checked(NamedTuple):
    """A row without a problem: where it stands, what it says, and what is stored of it."""

    number: int
    entry: Any
    stored: Any


@dataclass(frozen=True)
class Known:
    """A workbook beside what is stored, as one person may know it."""

    material: Material
    stored: Stored
    person: Person
    units: Sequence[Province]
    problems: Problems
    #: What was assumed, without harm.
    notes: list[str]

    def kept(self, kind: type[Any]) -> dict[Any, Any]:
        """What is stored of a kind, by key."""
        return self.readings if kind is ReadingEntry else self.stored.entries[kind]

    def entry(self, kind: type[Any], key: Any) -> Any:
        """The entry that will be stored under a key: the workbook's, else the one that is there."""
        found = self.told[kind].get(key)
        return self.stored.entries[kind].get(key) if found is None else found

    def has(self, kind: type[Any], key: Any) -> bool:
        """Whether a row may be referred to; yes where the workbook left its row unreadable."""
        if key in self.keys[kind]:
            return True
        if key in self.stored.entries[kind]:
            return self.theirs(kind, self.stored.entries[kind][key])
        return kind in self.incomplete

    def theirs(self, kind: type[Any], entry: Any) -> bool:
        """Whether a stored row is there for this person."""
        if self.person.sees_everything:
            return True
        if kind is FactoryEntry:
            held = self.person.codes(Scope.FACTORY) | self.stored.listed
            return entry.code in held or (Scope.FACTORY, entry.code) in self.near
        if kind is ProgrammeEntry:
            return entry.code in self.person.led or (Scope.PROGRAMME, entry.code) in self.near
        if kind is ComponentEntry:
            return self.theirs(ProgrammeEntry, self.stored.entries[ProgrammeEntry][entry.programme])
        if kind is not EngagementEntry and getattr(entry, "engagement", None) is None:
            return True
        return any(grant.covers(self.place(entry)) for grant in self.person.grants)

    def place(self, entry: Any) -> Place:
        """Where a row of an engagement lies, or a programme's own; nowhere what all share."""
        if isinstance(entry, ProgrammeEntry):
            return place_at(programme=entry.code)
        if isinstance(entry, ComponentEntry):
            return place_at(programme=entry.programme)
        if not isinstance(entry, EngagementEntry):
            entry = self.entry(EngagementEntry, getattr(entry, "engagement", None))
        return _lies(entry) if entry else frozenset()

    def remedy(self, kind: type[Any]) -> str:
        """What the person can do where a row of a kind is missing."""
        if kind in ADMINISTRATORS and not self.person.sees_everything:
            return _("Correct it, or ask an administrator to add it.")
        return _("Correct it, or add it to the sheet “%(name)s”.", name=self.sheet_named(kind))

    def sheet_named(self, kind: type[Any]) -> str:
        """What the file calls a sheet, or would call it."""
        if kind in self.material.rows:
            return self.material.rows[kind].name
        with force_locale(self.language):
            return str(sheet_of(kind).name)

    @cached_property
    def language(self) -> str:
        """In which the file names most of its sheets."""
        said = dict.fromkeys((str(get_locale()), *LANGUAGES), 0)
        for language in said:
            with force_locale(language):
                for rows in self.material.rows.values():
                    said[language] += squeezed(str(rows.sheet.name)) == squeezed(rows.name)
        return max(said, key=lambda language: said[language])

    @cached_property
    def near(self) -> Place:
        """Programmes and factories of the stored engagements in which the person has a role."""
        places = map(_lies, self.stored.entries[EngagementEntry].values())
        held = [p for p in places if any(grant.covers(p) for grant in self.person.grants)]
        return frozenset().union(*held)

    @cached_property
    def keys(self) -> dict[type[Any], set[Any]]:
        """The keys of the workbook's rows, whether or not the rows have problems."""
        found: dict[type[Any], set[Any]] = defaultdict(set)
        found.update({kind: rows.row_keys() for kind, rows in self.material.rows.items()})
        return found

    @cached_property
    def told(self) -> dict[type[Any], dict[Any, Any]]:
        """The workbook's rows that have no problem, by key."""
        found: dict[type[Any], dict[Any, Any]] = defaultdict(dict)
        return found

    @cached_property
    def incomplete(self) -> set[type[Any]]:
        """Kinds of which a row could not even be told apart."""
        return {kind for kind, rows in self.material.rows.items() if rows.incomplete}

    @cached_property
    def readings(self) -> dict[Any, ReadingEntry]:
        """The stored readings of the engagements of which the workbook has readings."""
        rows = self.material.rows.get(ReadingEntry)
        wanted = {entry.engagement for entry in rows.entries} if rows else set()
        return readings_of(wanted & self.stored.entries[EngagementEntry].keys())

    @cached_property
    def moved(self) -> set[Any]:
        """The keys from which stored readings are moved away."""
        rows = self.material.rows.get(ReadingEntry)
        return set(rows.moved.values()) if rows else set()

    @cached_property
    def former(self) -> dict[Any, ReadingEntry]:
        """The readings that count and once stood under another key, by that key."""
        rows = self.material.rows.get(ReadingEntry)
        wanted = {entry.engagement for entry in rows.entries} if rows else set()
        return former_readings(wanted & self.reach)

    @cached_property
    def indicators(self) -> dict[str, int]:
        """Each indicator with the version that new readings are taken under."""
        found = dict(self.stored.current)
        for code, version in self.defined:
            found[code] = max(version, found.get(code, 0))
        return found

    @cached_property
    def defined(self) -> set[tuple[str, int]]:
        """Indicator and version of the workbook's definitions, with and without problems."""
        return {(code, self.meant(code, told)) for code, told in self.keys[IndicatorEntry]}

    def meant(self, indicator: str, told: object) -> int:
        """The version that a definition is about: the current one where it is not told."""
        return told if isinstance(told, int) else self.stored.current.get(indicator, 1)

    def version(self, indicator: str, version: int) -> IndicatorEntry | None:
        """A version of an indicator's definition."""
        found: IndicatorEntry | None = self.entry(IndicatorEntry, (indicator, version))
        return found

    @cached_property
    def spellings(self) -> dict[tuple[str, str], str]:
        """Programme and batch, however it is written → as most of its engagements write it.

        What the workbook changes does not count: a spelling can be corrected.
        """
        rows = self.material.rows.get(EngagementEntry)
        stored = self.stored.entries[EngagementEntry]
        pairs = [(said, stored.get(said.code)) for said in (rows.entries if rows else ())]
        programmes = {one.programme for pair in pairs for one in pair if one is not None}
        # Somebody else may have changed one since the rows were read.
        used = Counter(batches_of(programmes))
        for said, before in pairs:
            if before and before.batch and said.batch not in (UNTOLD, before.batch):
                used[before.programme, before.batch] -= 1
        found: dict[tuple[str, str], str] = {}
        for (programme, batch), n in sorted(used.items(), key=lambda item: (-item[1], item[0])):
            if n > 0:
                found.setdefault((programme, alike(batch)), batch)
        return found

    @cached_property
    def reach(self) -> frozenset[str]:
        """The stored engagements that are there for this person: of others no name is told."""
        stored = self.stored.entries[EngagementEntry]
        return frozenset(code for code, e in stored.items() if self.theirs(EngagementEntry, e))

    @cached_property
    def tracked(self) -> list[MeasureKey]:
        """The keys of the stored measures of those engagements."""
        return [key for key in self.stored.entries[MeasureEntry] if key[0] in self.reach]

    @cached_property
    def former_scopes(self) -> list[tuple[tuple[str, str], str, str]]:
        """Engagement and indicator, what a scope was called there, and what it is called now."""
        return [former for former in self.stored.former_scopes if former[0][0] in self.reach]

    @cached_property
    def scopes(self) -> Spellings:
        """How the scopes of an engagement's indicator are spelled: as stored, or as said first."""
        stored = (((code, indicator), scope) for code, indicator, scope in self.tracked)
        return Spellings(stored, self.former_scopes)

    @cached_property
    def lots(self) -> Spellings:
        """The same of the lots of a measure's readings."""
        kept = (
            key
            for key in self.readings
            if key[3] and key[0] in self.reach and key not in self.moved
        )
        return Spellings((key[:3], key[3]) for key in kept)

    def spelled(self, spellings: Spellings, place: Any, text: str) -> str:
        """A scope or a lot as it is spelled; a note tells where that is in another way."""
        found = spellings.of(place, text)
        if found != text:
            shown = found or _("whole factory")
            told = _("“%(typed)s” was taken as “%(known)s”.", typed=text, known=shown)
            if told not in self.notes:
                self.notes.append(told)
        return found

    @cached_property
    def starts(self) -> dict[str, date]:
        """Factory → the first day of its earliest engagement, in the workbook or stored."""
        found = dict(self.stored.starts)
        rows = self.material.rows.get(EngagementEntry)
        for entry in rows.said() if rows else ():
            if isinstance(entry.start_on, date):
                found[entry.factory] = min(entry.start_on, found.get(entry.factory, date.max))
        return found

    def unsettled(self, indicator: str) -> bool:
        """Whether an indicator's definition in the workbook has a problem of its own."""
        broken = {code for code, _version in self.defined - self.told[IndicatorEntry].keys()}
        return indicator in broken or IndicatorEntry in self.incomplete

    @cached_property
    def components(self) -> set[tuple[str, str]]:
        """Programme and code of every component."""
        keys = self.keys[ComponentEntry] | self.stored.entries[ComponentEntry].keys()
        return {(programme, code) for programme, code, _year in keys}

    @cached_property
    def coached(self) -> set[str]:
        """The factories of the workbook's engagements."""
        rows = self.material.rows.get(EngagementEntry)
        return {entry.factory for entry in rows.said()} if rows else set()

    @cached_property
    def home(self) -> str:
        """The programme that lists new factories: as told, the workbook's only one, or theirs.

        None that the person does not lead: its row may stand there unchanged, for reference.
        """
        home = {self.material.home} - {""}
        told = home or self.keys[ProgrammeEntry] or self.person.led
        found = str(next(iter(told))) if len(told) == 1 else ""
        lies = place_at(programme=found)
        return found if self.person.may(Permission.FACTORY_EDIT, lies) else ""

    @cached_property
    def main(self) -> dict[str, tuple[str, str, str]]:
        """Engagement → its main measure as stored."""
        measures = self.stored.entries[MeasureEntry]
        return {key[0]: key for key, entry in measures.items() if entry.main}


def _lies(entry: EngagementEntry) -> Place:
    return place_at(programme=entry.programme, engagement=entry.code, factory=entry.factory)
