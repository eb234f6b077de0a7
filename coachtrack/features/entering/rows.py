"""One reading as a row of fields: what is shown of it, what was typed, what there is to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from coachtrack.domain.types import PARTS, Trust
from coachtrack.features.entering.doubts import Amount, Range, Together
from coachtrack.features.entering.forms import COUNTS, TYPED, Layout, ReadingForm, fit
from coachtrack.features.entering.sentences import (
    among_what,
    begun,
    broken,
    either,
    ends_later,
    far,
    long_before,
    more_than,
    nothing_counted,
    rate_of,
    told,
    too_many,
)
from coachtrack.features.entering.tracked import Key, Tracked, is_pieces, key_of
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.periods import Every, every_of
from coachtrack.features.indicators.results import definition_of, reading_of
from coachtrack.features.indicators.sentences import counted_words, value_of
from coachtrack.features.indicators.sheets import in_unit
from coachtrack.kit import cells, formats
from coachtrack.kit.entry_forms import digest
from coachtrack.kit.searching import Spellings
from coachtrack.kit.words import unit_word


@dataclass
class Row:
    """A row of a grid, or the whole of today's figures."""

    tracked: Tracked
    form: ReadingForm
    #: What it says where nothing was typed.
    base: ReadingEntry
    #: Whether what it corrects is stored.
    stored: bool
    #: What is stored already or was stored meanwhile; nothing is saved over it unseen.
    conflict: ReadingEntry | None = None
    #: Where the others lie, when this figure is far from them and nobody said that it is right.
    doubt: Range | None = None
    #: Where the others lie, when far more was counted among than there.
    excess: Amount | None = None
    #: When everything else begins, when this period lies long before.
    begins: date | None = None
    #: Whether its period ends after the one that is running.
    to_come: bool = False
    #: A part of a piece that was counted, while nobody said that it is right.
    broken: float | None = None
    #: What it says, once it was read without a problem.
    said: ReadingEntry | None = None
    #: The same where nothing but the source of its rate is missing.
    unsourced: ReadingEntry | None = None

    @property
    def definition(self) -> IndicatorVersion:
        """What its figures are counted by: a stored reading keeps its version."""
        return self.tracked.under(self.base)

    @property
    def older(self) -> bool:
        """Whether it was taken under another definition than new readings are."""
        return self.definition.version != self.tracked.definition.version

    @property
    def fixed(self) -> bool:
        """Whether what it corrects was checked, so that a factory may not change it."""
        checked = self.stored and self.base.trust != Trust.SELF_REPORTED
        return checked and not self.tracked.vouches

    @property
    def touched(self) -> bool:
        """Whether anything was typed; a stored reading says something by itself.

        A day alone stands there as it was suggested; what is no day was meant for another field.
        """
        shown = [each for each in self.form.shown_fields if each.short_name in TYPED]
        return self.stored or self._is_no_day or any(each.shown.strip() for each in shown)

    @property
    def _is_no_day(self) -> bool:
        dated = "from_on" in self.form and bool(self.form.from_on.shown.strip())
        return dated and self.last_day is None

    @property
    def changed(self) -> bool:
        """Whether it says anything but what is stored."""
        return self.said is not None and self.there != self.said

    @property
    def there(self) -> ReadingEntry | None:
        """What is stored of it, or at its period if it is new."""
        if self.stored:
            return self.base
        return self.tracked.entries.get(key_of(self.said or self.base))

    @property
    def every(self) -> Every:
        """How long its period is, for what it is compared with; a day while none is known."""
        entry = self.said or self.base
        known: tuple[date | None, date | None] = entry.from_on, entry.to_on
        return Every.DAY if None in known else every_of(entry.from_on, entry.to_on)

    @property
    def last_day(self) -> date | None:
        """The last day that stands in its fields, typed or suggested."""
        for name in ("to_on", "from_on"):
            if name in self.form and self.form[name].shown:
                try:
                    shown = self.form[name].shown
                    return formats.parse_period(shown, near=self.tracked.today)[1]
                except formats.Unreadable:
                    return None
        return None

    @property
    def bare(self) -> bool:
        """Whether it takes a value instead of counts."""
        return "numerator" not in self.form

    @property
    def sourced(self) -> bool:
        """Whether it asks where a rate comes from."""
        return "source" in self.form and (self.bare or self.form.rated)

    @property
    def figures(self) -> str:
        """The figures as typed, to be sure of them and of no others."""
        names = ("value",) if self.bare else COUNTS
        return " / ".join(self.form[name].shown.strip() for name in names)

    @property
    def figured(self) -> ReadingEntry | None:
        """What its figures say, which can be asked about while their source is missing."""
        return self.said or self.unsourced

    @property
    def rate(self) -> str:
        """What the counts come to, with the unit."""
        return "" if self.figured is None else rate_of(self.figured, self.tracked)

    @property
    def question(self) -> str:
        """What is asked about figures that are hardly right."""
        asked = []
        if self.begins is not None and self.said is not None:
            asked.append(long_before(self.said.from_on, self.begins))
        if self.to_come and self.said is not None:
            asked.append(ends_later(self.said.to_on))
        if self.broken is not None:
            asked.append(broken(formats.number(self.broken)))
        said = self.figured
        if self.doubt is not None and said is not None:
            definition = self.tracked.under(said)
            ends = (self.doubt.lowest, self.doubt.highest)
            asked.append(far(self.rate, *(value_of(end, definition) for end in ends)))
        if self.excess is not None and said is not None:
            ends = (self.excess.lowest, self.excess.highest)
            figures = (said.denominator, *ends)
            asked.append(too_many(self.label("denominator"), *map(formats.number, figures)))
        return " ".join([*asked, _("Is it right?")]) if asked else ""

    @property
    def both(self) -> Sequence[str]:
        """What is stored, by whom, and what was typed, where they are two."""
        if self.conflict is None or self.said is None or self.conflict.withdrawn:
            return ()
        stored, typed = (told(each, self.tracked) for each in (self.conflict, self.said))
        if key_of(self.conflict) != key_of(self.said):
            stored = f"{self._period(self.conflict)}, {stored}"
            typed = f"{self._period(self.said)}, {typed}"
        there = _("There is a reading of %(period)s already.", period=self._period(self.conflict))
        written = self.tracked.written(key_of(self.conflict), meanwhile=self.stored)
        return (
            *(() if self.stored else (there,)),
            *((written,) if written else ()),
            _("Stored now: %(stored)s.", stored=stored),
            _("Typed here: %(typed)s.", typed=typed),
        )

    @property
    def asked_of(self) -> str:
        """The stored reading that was shown beside what was typed, to answer about it alone."""
        return digest(self.conflict) if self.conflict is not None else ""

    @property
    def replaceable(self) -> bool:
        """Whether what is stored in its place may be replaced by whoever typed this."""
        checked = self.conflict is not None and self.conflict.trust != Trust.SELF_REPORTED
        return self.tracked.vouches or not checked

    @property
    def standing(self) -> str:
        """What is stored of it, and by whom: shown beside a draft that says something else."""
        if not self.stored or self.base.withdrawn:
            return ""
        stored = _("Stored now: %(stored)s.", stored=told(self.base, self.tracked))
        written = self.tracked.written(key_of(self.base), meanwhile=False)
        return f"{stored} {written}".strip()

    @property
    def replaced(self) -> str:
        """That a reading of this period was withdrawn, whose place these figures take."""
        there = self.there
        if self.stored or there is None or not there.withdrawn:
            return ""
        return _(
            "A reading of %(period)s was withdrawn: %(reason)s. What is saved here takes its"
            " place.",
            period=self._period(there),
            reason=there.withdrawn.rstrip("."),
        )

    def _period(self, entry: ReadingEntry) -> str:
        span = formats.span(entry.from_on, entry.to_on)
        return ", ".join(part for part in (span, entry.lot) if part)

    def label(self, name: str) -> str:
        """What stands above a field: the words of the definition for its figures."""
        upper = counted_words(self.definition)[0]
        labels = {
            "lot": _("Lot or shift"),
            "numerator": upper or _("Numerator"),
            "denominator": among_what(self.definition),
            "value": unit_word(self.definition.unit),
        }
        found = labels.get(name) or self.form[name].label.text
        return begun(found)

    @property
    def sound(self) -> bool:
        """Whether it can be saved."""
        return not (self.form.failed or self.conflict or self.question)

    def hush(self) -> None:
        """Say nothing yet about what was typed: it was not sent to be saved."""
        for each in self.form.shown_fields:
            each.errors = []
        self.form.form_errors.clear()
        self.conflict = None

    def take(self) -> None:
        """Take what was typed; what cannot be read or is missing is said at its field."""
        if not self.touched:
            return
        if self.form.keep.data and self._kept():
            return
        read = self._validated()
        self.write_out()
        if self.fixed:
            self._stay(read)
            return
        if "from_on" in self.form and not self.form.from_on.shown.strip():
            self.form.from_on.errors = [self._undated()]
        if not read:
            self.form.say(self._missing())
            return
        said = self.form.said(self.base)
        try:
            value = in_unit(said.value, self.definition.unit)
        except cells.BadCell as bad:
            self.form.say([("value", bad.sentence)])
            return
        missing = [*self._missing()]
        self.form.say(missing)
        said = said._replace(value=value, lot=self._spelled(said.lot))
        if not self.form.failed:
            self.said = said
        elif [name for name, _sentence in missing] == ["source"]:
            self.unsourced = said

    def _spelled(self, lot: str) -> str:
        """A lot as those of the other readings are spelled."""
        own = key_of(self.base) if self.stored else None
        others = (key[0] for key in self.tracked.entries if lot and key != own)
        return Spellings((None, other) for other in others).of(None, lot)

    def _kept(self) -> bool:
        """Let what is stored stand instead of what was typed, if it is what was shown."""
        there = self.tracked.entries.get(self._typed_key())
        if there is None or digest(there) != self.form.keep.data:
            return False
        self.hush()
        show(self)
        return True

    def _typed_key(self) -> Key:
        """By what the reading is told apart that a new row would make."""
        if self.stored:
            return key_of(self.base)
        self.form.validate()
        return key_of(self.form.said(self.base))

    def write_out(self) -> None:
        """A day is shown in full, so that everybody sees which one is meant."""
        for name in ("from_on", "to_on"):
            day = self.form[name].data if name in self.form else None
            if isinstance(day, date):
                self.form[name].shown = f"{day:%d/%m/%Y}"

    def _validated(self) -> bool:
        """Read every field; a rate in the place of the counts is read as one."""
        form = self.form
        typed, among = (form[name].shown if name in form else "" for name in COUNTS)
        rate = rate_in(typed, self.definition) if "value" in form and not self.bare else None
        if rate is None or among.strip():
            read: bool = form.validate()
            if rate is not None:
                form.numerator.errors = [self._either()]
            return read
        form.rated = True
        form.numerator.shown, form.value.shown = "", rate
        read = form.validate()
        form.numerator.shown, form.value.shown = typed, ""
        form.numerator.errors, form.value.errors = [*form.value.errors], []
        return read

    def _either(self) -> str:
        return either(self.label("denominator"))

    def _stay(self, read: bool) -> None:
        """Say that what was checked stays, and show it again."""
        typed = self.form.said(self.base) if read else None
        figures = self.figures
        show(self)
        if typed != self.base:
            for each in self.form.shown_fields:
                each.errors = []
            kept = _("The consultant has checked this reading, so it stays as it is.")
            put = _("Typed here, and not saved: %(figures)s.", figures=figures)
            self.form.say([("", f"{kept} {put} {self.tracked.whom_to_ask}")])

    def _undated(self) -> str:
        if "to_on" in self.form:
            return _("Write the first day of the period in which this was counted.")
        return _("Write the day on which this was counted.")

    def _missing(self) -> Iterable[tuple[str, str]]:
        """What a reading cannot be without, in the words of the columns.

        Of a field that cannot be read nothing more is said.
        """
        if self.bare or self.form.rated:
            if "source" in self.form and not self.form.source.shown.strip():
                yield (
                    "source",
                    _("Say where this rate comes from, such as “Monthly quality report”."),
                )
            return
        names = {name: self.label(name) for name in COUNTS}
        fields = [self.form[name] for name in COUNTS]
        missing = [one.short_name for one in fields if one.data is None and not one.errors]
        if len(missing) == len(COUNTS):
            sentence = _("Fill in “%(numerator)s” and “%(denominator)s”.", **names)
            if self.stored:
                sentence += " " + _("To take a reading away, withdraw it under “Readings”.")
            yield "numerator", sentence
        elif missing:
            upper = missing == ["numerator"]
            yield (
                missing[0],
                (_("Fill this in too, even if it is 0.") if upper else _("Fill this in too.")),
            )
        elif any(one.errors for one in fields):
            return
        elif not self.form.denominator.data:
            yield "denominator", nothing_counted()
        elif self.definition.kind in PARTS and (
            self.form.numerator.data > self.form.denominator.data
        ):
            yield "numerator", more_than(names["denominator"])

    def compare(self) -> None:
        """See whether it is stored otherwise already, or since this page was opened."""
        if self.said is None:
            return
        there = self.there
        if there is None:
            return
        if self.stored and digest(self.said) == self.form.seen.data:
            # Only somebody else changed it.
            self.said = there
            return
        if not self.stored and not there.withdrawn:
            self.said = self._correction_of(there, self.said)
        known = digest(there)
        if self.form.replace.data == known:
            self.form.seen.data = known
        if self.said != there and self.form.seen.data != known:
            self.conflict = there

    def _correction_of(self, there: ReadingEntry, said: ReadingEntry) -> ReadingEntry:
        """A stored reading with what a row for it says.

        Typed once more it stays as it is. Other figures were not checked by whoever checked the
        ones before, nor do they come from there: of those the row itself tells.
        """
        again = said._replace(version=there.version, note=said.note or there.note)
        if figures_of(said) != figures_of(there):
            return again
        usual = said.trust == self.base.trust
        return again._replace(
            trust=there.trust if usual else said.trust, source=said.source or there.source
        )

    @property
    def unsure(self) -> bool:
        """Whether its figures would be new, and nobody said yet that they are right."""
        new = self.unsourced is not None or (self.changed and not self.form.failed)
        return new and self.form.right.data != self.figures


#: A period that ends so long before everything else has hardly the year or month that was meant.
LONG_BEFORE = timedelta(days=92)


def ask(rows: Sequence[Row]) -> None:
    """Ask about figures far from those stored under their definition, or from all others of these
    rows too where too few are stored, and about parts of a piece.
    """
    said = [row.figured for row in rows if row.figured is not None]
    keys = {key_of(entry) for entry in said} | {key_of(row.base) for row in rows if row.stored}
    unsure = [row for row in rows if row.unsure]
    new = {key_of(row.figured) for row in unsure if row.figured is not None}
    new |= {key_of(row.base) for row in unsure if row.stored}
    stored: dict[int, Together] = {}
    among: dict[int, Together] = {}
    for row in rows:
        entry = row.figured
        if entry is None or not row.unsure:
            continue
        definition = row.tracked.under(entry)
        version = definition.version
        if version not in among:
            there = row.tracked.others(version, keys)
            here = [reading_of(e) for e in said if row.tracked.under(e) is definition]
            stood = row.tracked.others(version, new)
            stored[version] = Together(stood, definition_of(definition))
            among[version] = Together([*there, *here], definition_of(definition))
        reading = reading_of(entry)
        begins = row.tracked.begins
        if begins is not None and not row.stored and reading.end < begins - LONG_BEFORE:
            row.begins = begins
        rhythm = replace(row.tracked.rhythm, every=row.every)
        row.to_come = reading.end > rhythm.last_of(row.tracked.today)
        row.doubt = among[version].doubt(reading, stored[version])
        row.excess = among[version].excess(reading, stored[version])
        if is_pieces(definition):
            counts = (entry.numerator, entry.denominator)
            row.broken = next((n for n in counts if n is not None and n % 1), None)


def figures_of(entry: ReadingEntry) -> tuple[float | None, float | None, float | None]:
    """What was counted, or the number as such."""
    return entry.numerator, entry.denominator, entry.value


def rate_in(typed: str, definition: IndicatorVersion) -> str | None:
    """A rate that was typed with its unit, such as 8.2 %, without it; None where it has none."""
    text = typed.strip()
    for unit in (unit_word(definition.unit), definition.unit):
        if text.casefold().endswith(unit.casefold()) and text[: -len(unit)].strip():
            return text[: -len(unit)].strip()
    # One of another unit is refused as such.
    return text if text.endswith("%") else None


def row_of(tracked: Tracked, layout: Layout, base: ReadingEntry, prefix: str = "") -> Row:
    """A row for a reading; for a stored one without the fields by which it is told apart."""
    key = key_of(base)
    stored = tracked.entries.get(key) == base
    form = ReadingForm(prefix=prefix)
    form.rhythm = replace(tracked.rhythm, every=layout.every)
    fit(form, tracked.under(base), layout, stored=stored)
    return Row(tracked, form, base, stored)


def show(row: Row) -> Row:
    """Fill a row in from what it stands for."""
    row.form.show(row.base)
    for name in COUNTS:
        if name in row.form and is_pieces(row.definition):
            row.form[name].shown = _pieces_shown(row.form[name].data)
    row.form.rated = not row.bare and row.base.value is not None
    if row.form.rated:
        unit = unit_word(row.definition.unit)
        row.form.numerator.shown = f"{formats.for_field(row.base.value)} {unit}"
        row.form.value.shown = ""
    row.write_out()
    if "vouched" in row.form:
        row.form.vouched.data = row.base.trust != Trust.SELF_REPORTED
    there = row.tracked.entries.get(key_of(row.base))
    seen = there is not None and (row.stored or there.withdrawn)
    row.form.seen.data = digest(there) if seen else ""
    row.form.reading.data = row.tracked.identities[key_of(row.base)] if row.stored else ""
    row.form.right.data = ""
    if row.stored:
        row.said = row.base
    return row


def _pieces_shown(count: float | None) -> str:
    """A count of whole things as every page shows it: as such it is read back as itself."""
    whole = count is not None and float(count).is_integer()
    return formats.number(count) if whole else formats.for_field(count)


def row_of_day(tracked: Tracked, day: date, lot: str | None) -> Row:
    """The row of a day and a shift: what is stored of it, or a new one; its lot is typed if None.

    A blank one is that of a day without shifts.
    """
    there = None if lot is None else tracked.entries.get((lot, day, day))
    if there is None or there.withdrawn:
        base, bare = tracked.blank((day, day), lot or ""), tracked.is_number
    else:
        base, bare = there, there.value is not None
    layout = Layout(False, lot=lot is None, bare=bare, note=False, vouched=tracked.vouches)
    return row_of(tracked, layout, base)


def read(row: Row) -> Row:
    """Read a row that stands alone, in which something has to be typed."""
    row.take()
    if not row.touched and not row.form.keep.data:
        row.form.validate()
        row.form.say((name, _("Fill this in.")) for name in (("value",) if row.bare else COUNTS))
    row.compare()
    return row
