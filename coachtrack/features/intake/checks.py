"""What a workbook's rows mean beside the others and beside what is stored.

Sheet by sheet in the order of the layout: what a row leaves to be found out is found out, then it
is checked by itself, against the rows it refers to, and against its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.indicators.entries import IndicatorEntry
from coachtrack.features.intake.known import Checked, Known
from coachtrack.features.intake.layout import SHEETS
from coachtrack.features.intake.material import SheetRows
from coachtrack.features.intake.rule import Rule
from coachtrack.features.intake.rules import RULES
from coachtrack.features.intake.worked_rows import example_codes
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.kit.sheets import UNTOLD, Finding, Sheet

UNKNOWN: dict[type[Any], LazyString] = {
    OrganisationEntry: _l("There is no organisation %(code)s."),
    ProgrammeEntry: _l("There is no programme %(code)s."),
    FactoryEntry: _l("There is no factory %(code)s."),
    EngagementEntry: _l("There is no engagement %(code)s."),
    IndicatorEntry: _l("There is no indicator %(code)s."),
}


def check(known: Known) -> dict[type[Any], list[Checked]]:
    """The rows without problems, in the order of the layout; problems are noted."""
    found = {}
    for sheet in SHEETS:
        if sheet.entry in known.material.rows:
            found[sheet.entry] = SheetCheck(known, known.material.rows[sheet.entry]).rows()
    return found


class SheetCheck:
    """Checks the rows of one sheet."""

    def __init__(self, known: Known, rows: SheetRows) -> None:
        self.known, self.read = known, rows
        self.sheet: Sheet[Any] = rows.sheet
        self.rule: Rule = RULES.get(self.sheet.entry, Rule)(known)
        self.kept = known.kept(self.sheet.entry)
        self.told = known.told[self.sheet.entry]
        self.numbers: dict[Any, int] = {}
        #: Where a row as a whole is pointed at.
        self.telling = next(
            (field for field in reversed(self.sheet.key) if field in rows.columns), ""
        )
        self.references = [
            (position, column.field, column.refers)
            for position, column in enumerate(self.sheet.columns)
            if column.refers is not None and column.field in rows.columns
        ]

    def rows(self) -> list[Checked]:
        """The rows without problems."""
        found = []
        for number, entry in zip(self.read.numbers, self.read.entries, strict=True):
            checked = self._row(number, entry)
            if checked is not None:
                found.append(checked)
        for number, partly in self.read.partly.items():
            self._note(number, self._partly(number, partly))
        sound = [row for row in found if not self._note(row.number, self.rule.within(row))]
        self._note_all(self.rule.across(sound))
        return sound

    def _row(self, number: int, said: Any) -> Checked | None:
        """A row as it will be stored; None when it has a problem."""
        entry, settled = self.rule.settle(said)
        key = self.sheet.key_of(entry)
        stored = self.kept.get(self.read.moved.get(number, key))
        foreign = stored is not None and not self.known.theirs(self.sheet.entry, stored)
        unknown = self._unknown(entry)
        taken = foreign and not unknown
        findings = [*settled, *unknown, *self._identity(entry, stored, taken, number)]
        if UNTOLD in entry:
            entry = self._told(entry, None if foreign else stored)
        if not foreign:
            findings += self._there(number, entry, stored)
        findings += self.sheet.wrong(entry)
        if findings:
            self._note(number, self._beside(entry, findings))
            return None
        self.told[key] = entry
        return Checked(number, entry, stored)

    def _partly(self, number: int, said: Any) -> Iterator[Finding]:
        """What is wrong with a row whatever those of its cells mean that could not be read."""
        there = self._there(number, said, self.kept.get(self.sheet.key_of(said)))
        return self._beside(said, [*self._unknown(said), *there, *self.sheet.wrong_so_far(said)])

    def _there(self, number: int, entry: Any, stored: Any) -> Iterator[Finding]:
        if number in self.read.fresh and stored is not None and entry != stored:
            yield self.read.fresh[number]

    def _told(self, entry: Any, stored: Any) -> Any:
        """What is not told stays as it is stored; a new row takes what is usual."""
        usual = [c.usual for c in self.sheet.columns] if stored is None else stored
        pairs = zip(entry, usual, strict=True)
        return self.sheet.entry._make(kept if said is UNTOLD else said for said, kept in pairs)

    def _beside(self, entry: Any, findings: Sequence[Finding]) -> Iterator[Finding]:
        """What is wrong with a row, and with what it refers to as far as that is another thing."""
        yield from findings
        wrong = {field for field, _sentence in findings}
        for finding in self.rule.partly(entry):
            if wrong.isdisjoint((finding.field, *self.rule.rests_on.get(finding.field, ()))):
                yield finding

    def _identity(self, entry: Any, stored: Any, taken: bool, number: int) -> Iterator[Finding]:
        key = self.sheet.key_of(entry)
        if key in self.numbers:
            yield Finding(
                self.telling,
                _("Row %(row)s is about the same. Remove one of them.", row=self.numbers[key]),
            )
        self.numbers.setdefault(key, number)
        if stored is None and getattr(entry, "code", "") in example_codes():
            yield Finding(
                "code",
                _(
                    "%(code)s is the code of the example. Choose a code of your own.",
                    code=entry.code,
                ),
            )
        # A foreign row without a code of its own refers to rows that do not exist for the person.
        if taken and self.sheet.coded:
            yield Finding(self.telling, _("This code is taken. Choose another one."))

    def _unknown(self, entry: Any) -> list[Finding]:
        found = []
        for position, field, kind in self.references:
            value = entry[position]
            for code in value if isinstance(value, tuple) else (value,):
                if code and code is not UNTOLD and not self._exists(kind, code):
                    told = str(UNKNOWN[kind]) % {"code": code}
                    found.append(Finding(field, f"{told} {self.known.remedy(kind)}"))
        return found

    def _exists(self, kind: type[Any], code: str) -> bool:
        if kind is IndicatorEntry:
            return code in self.known.indicators or kind in self.known.incomplete
        return self.known.has(kind, code)

    def _note(self, number: int, findings: Iterable[Finding]) -> bool:
        """Note what is wrong with a row; whether anything is."""
        wrong = False
        for field, sentence in findings:
            wrong = True
            column = self.read.columns.get(field, -1)
            self.known.problems.note(self.read.name, sentence, column, number)
        return wrong

    def _note_all(self, found: Iterable[tuple[int, Finding]]) -> None:
        for number, finding in found:
            self._note(number, [finding])
