"""One reading as a row of fields: what is shown of it, what was typed, what there is to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField

from coachtrack.domain.pooling import value_of as computed
from coachtrack.features.entering.doubts import Range, Together
from coachtrack.features.entering.tracked import Tracked, is_number, is_pieces, key_of
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.results import definition_of, reading_of
from coachtrack.features.indicators.sentences import counts_shown, value_of
from coachtrack.features.indicators.sheets import READINGS
from coachtrack.kit import cells, formats
from coachtrack.kit.entry_forms import EntryForm, digest, field_of
from coachtrack.kit.sheets import UNTOLD
from coachtrack.kit.words import word

COUNTS = ("numerator", "denominator")
#: By what a stored reading is told apart; it is withdrawn rather than moved.
PERIOD = ("from_on", "to_on", "lot")
#: What of a row is typed, so that a row without any of it is left alone.
TYPED = (*COUNTS, "value", "source", "note")


class ReadingForm(EntryForm):
    """A reading; which of its fields are shown is up to the row."""

    class Meta(EntryForm.Meta):
        """The whole page has one token."""

        csrf = False

    sheet = READINGS
    #: The identity of the stored reading that is corrected; empty for a new one.
    reading = HiddenField()
    #: The figures that somebody said are right, though they are far from the others.
    right = HiddenField()

    from_on = field_of(READINGS, "from_on")
    to_on = field_of(READINGS, "to_on")
    lot = field_of(READINGS, "lot")
    numerator = field_of(READINGS, "numerator")
    denominator = field_of(READINGS, "denominator")
    value = field_of(READINGS, "value")
    source = field_of(READINGS, "source")
    trust = field_of(READINGS, "trust")
    note = field_of(READINGS, "note", rows=1)

    def say(self, findings: Iterable[tuple[str, str]]) -> None:
        """Say what is wrong at the fields; `note` is one of them here."""
        EntryForm.note(self, findings)

    def said(self, base: Any) -> ReadingEntry:
        """The reading with what was typed; without a last day the first one is meant."""
        entry: ReadingEntry = base
        if "from_on" in self and ("to_on" not in self or self.to_on.data is None):
            entry = entry._replace(to_on=UNTOLD)  # type: ignore[arg-type]
        typed = {each.short_name: each.data for each in self.shown_fields}
        if typed.get("to_on", UNTOLD) is None:
            del typed["to_on"]
        said: ReadingEntry = self.sheet.complete(entry._replace(**typed))
        return said


@dataclass(frozen=True, slots=True)
class Layout:
    """Which fields there are: the days, the lot, counts or a bare value, the trust."""

    from_on: bool = True
    to_on: bool = False
    lot: bool = False
    bare: bool = False
    trust: bool = False


@dataclass
class Row:
    """A row of a grid, or the whole of today's figures."""

    tracked: Tracked
    form: ReadingForm
    #: What it says where nothing was typed.
    base: ReadingEntry
    #: Whether what it corrects is stored.
    stored: bool
    #: What somebody else stored meanwhile; nothing is saved over it unseen.
    conflict: ReadingEntry | None = None
    #: Where the others lie, when this figure is far from them and nobody said that it is right.
    doubt: Range | None = None
    #: What it says, once it was read without a problem.
    said: ReadingEntry | None = None

    @property
    def definition(self) -> IndicatorVersion:
        """What its figures are counted by: a stored reading keeps its version."""
        return self.tracked.under(self.base)

    @property
    def older(self) -> bool:
        """Whether it was taken under another definition than new readings are."""
        return self.definition.version != self.tracked.definition.version

    @property
    def touched(self) -> bool:
        """Whether anything was typed; a stored reading says something by itself."""
        shown = [each for each in self.form.shown_fields if each.short_name in TYPED]
        return self.stored or any(each.shown.strip() for each in shown)

    @property
    def changed(self) -> bool:
        """Whether it says anything but what is stored."""
        said = self.said
        return said is not None and self.tracked.entries.get(key_of(said)) != said

    @property
    def last_day(self) -> date | None:
        """The last day that stands in its fields, typed or suggested."""
        for name in ("to_on", "from_on"):
            if name in self.form and self.form[name].shown:
                try:
                    return formats.parse_period(self.form[name].shown)[1]
                except formats.Unreadable:
                    return None
        return None

    @property
    def bare(self) -> bool:
        """Whether it takes a value instead of counts."""
        return "value" in self.form

    @property
    def figures(self) -> str:
        """The figures as typed, to be sure of them and of no others."""
        names = ("value",) if self.bare else COUNTS
        return " / ".join(self.form[name].shown.strip() for name in names)

    @property
    def rate(self) -> str:
        """What the counts come to, with the unit."""
        return "" if self.said is None else rate_of(self.said, self.tracked)

    @property
    def question(self) -> str:
        """What is asked about a figure that is far from the others."""
        if self.doubt is None or self.said is None:
            return ""
        definition = self.tracked.under(self.said)
        ends = (self.doubt.lowest, self.doubt.highest)
        return question(self.rate, *(value_of(end, definition) for end in ends))

    @property
    def both(self) -> str:
        """Both versions, where somebody else stored another one meanwhile."""
        if self.conflict is None or self.said is None:
            return ""
        return _(
            "Somebody else entered this meanwhile. Stored now: %(stored)s. Typed here: %(typed)s."
            " Save again to replace what is stored.",
            stored=told(self.conflict, self.tracked),
            typed=told(self.said, self.tracked),
        )

    @property
    def sound(self) -> bool:
        """Whether it can be saved."""
        return not (self.form.failed or self.conflict or self.doubt)

    def take(self) -> None:
        """Take what was typed; what cannot be read is said at its field."""
        if not self.touched or not self.form.validate():
            return
        if self.bare and not is_number(self.definition) and not self.form.source.data:
            told_by = _("Say where this rate comes from, such as “Monthly quality report”.")
            self.form.say([("source", told_by)])
            return
        self.said = self.form.said(self.base)

    def compare(self) -> None:
        """See whether somebody else stored it otherwise since this page was opened."""
        if self.said is None:
            return
        there = self.tracked.entries.get(key_of(self.said))
        if there is None:
            return
        if self.stored and digest(self.said) == self.form.seen.data:
            # Only somebody else changed it.
            self.said = there
            return
        self.said = self.said._replace(version=there.version)
        if self.said != there and self.form.seen.data != digest(there):
            self.conflict, self.form.seen.data = there, digest(there)

    @property
    def unsure(self) -> bool:
        """Whether its figure would be new, and nobody said yet that it is right."""
        return self.changed and not self.form.failed and self.form.right.data != self.figures


def ask(rows: Sequence[Row]) -> None:
    """Ask about figures far from all others under their definition, stored or in these rows."""
    said = [row.said for row in rows if row.said is not None]
    keys = {key_of(entry) for entry in said}
    among: dict[int, Together] = {}
    for row in rows:
        if row.said is None or not row.unsure:
            continue
        definition = row.tracked.under(row.said)
        version = definition.version
        if version not in among:
            together = row.tracked.others(version, keys)
            together += [reading_of(e) for e in said if row.tracked.under(e) is definition]
            among[version] = Together(together, definition_of(definition))
        row.doubt = among[version].doubt(reading_of(row.said))


def question(value: str, low: str, high: str) -> str:
    """What is asked about a figure that is far from the others."""
    return _(
        "%(value)s is far from the others, which lie from %(low)s to %(high)s. Is it right?",
        value=value,
        low=low,
        high=high,
    )


def rate_of(entry: ReadingEntry, tracked: Tracked) -> str:
    """What a reading's counts come to, with the unit; empty where nothing was counted among."""
    definition = tracked.under(entry)
    found = computed(reading_of(entry), definition.factor)
    return "" if found is None else value_of(found, definition)


def told(entry: ReadingEntry, tracked: Tracked) -> str:
    """A reading's figures in a line, with its note and why it does not count."""
    counts = counts_shown(entry.numerator, entry.denominator)
    figures = (rate_of(entry, tracked) or "–") + (f" ({counts})" if counts else "")
    parts = (figures, word(entry.trust), entry.source, entry.note, entry.withdrawn)
    return ", ".join(part for part in parts if part)


def row_of(tracked: Tracked, layout: Layout, base: ReadingEntry, prefix: str = "") -> Row:
    """A row for a reading; for a stored one without the fields by which it is told apart."""
    key = key_of(base)
    stored = tracked.entries.get(key) == base
    form = ReadingForm(prefix=prefix)
    _fit(form, tracked.under(base), layout, base if stored else None)
    return Row(tracked, form, base, stored)


def show(row: Row) -> Row:
    """Fill a row in from what it stands for."""
    row.form.show(row.base)
    for name in ("from_on", "to_on"):
        if name in row.form and row.form[name].data is not None:
            row.form[name].shown = f"{row.form[name].data:%d/%m/%Y}"
    if row.stored:
        row.said = row.base
        row.form.seen.data = digest(row.base)
        row.form.reading.data = identity_of(row)
    return row


def row_of_day(tracked: Tracked, day: date, lot: str | None) -> Row:
    """The row of a day and a shift: what is stored of it, or a new one; its lot is typed if None.

    A blank one is that of a day without shifts.
    """
    layout = Layout(from_on=False, lot=lot is None, bare=tracked.is_number)
    there = None if lot is None else tracked.entries.get((lot, day, day))
    blank = tracked.blank((day, day), lot or "")
    return row_of(tracked, layout, blank if there is None or there.withdrawn else there)


def read(row: Row) -> Row:
    """Read a row that stands alone, in which something has to be typed."""
    row.take()
    if not row.touched:
        row.form.validate()
        row.form.say([("value" if row.bare else "numerator", _("Fill this in."))])
    row.compare()
    return row


def identity_of(row: Row) -> str:
    """The identity of the stored reading that a row corrects."""
    key = key_of(row.base)
    return next(name for name, each in row.tracked.keys.items() if each == key)


def _fit(
    form: ReadingForm, definition: IndicatorVersion, layout: Layout, stored: ReadingEntry | None
) -> None:
    """Leave out what the row does not show, and read counts of things as whole numbers."""
    bare = layout.bare if stored is None else stored.value is not None
    kept = {"note", *(("value",) if bare else COUNTS)}
    kept |= {name for name in ("from_on", "to_on", "lot", "trust") if getattr(layout, name)}
    if bare and not is_number(definition):
        kept.add("source")
    if stored is not None:
        kept -= {*PERIOD}
    for name in {each.short_name for each in form.shown_fields} - kept:
        del form[name]
    for name in COUNTS:
        if name in form:
            cell = cells.count(pieces=is_pieces(definition))
            form[name].column = replace(form[name].column, cell=cell)
