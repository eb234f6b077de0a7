"""The fields of a reading, and why one is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from coachtrack.domain.types import Trust
from coachtrack.features.entering.tracked import is_number, is_pieces
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.periods import Every, Rhythm
from coachtrack.features.indicators.sheets import READINGS
from coachtrack.kit import cells
from coachtrack.kit.characters import visible
from coachtrack.kit.entry_forms import EntryForm, field_of, reason_of
from coachtrack.kit.forms import Form
from coachtrack.kit.sheets import UNTOLD

LONGEST_REASON = 500
COUNTS = ("numerator", "denominator")
#: By what a stored reading is told apart.
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
    #: What is stored, as it was shown beside what was typed: to be replaced, or to be kept.
    replace = HiddenField()
    keep = HiddenField()
    #: Whether who vouches has seen the sheet on which it was counted.
    vouched = BooleanField()

    from_on = field_of(READINGS, "from_on")
    to_on = field_of(READINGS, "to_on")
    lot = field_of(READINGS, "lot")
    numerator = field_of(READINGS, "numerator")
    denominator = field_of(READINGS, "denominator")
    value = field_of(READINGS, "value")
    source = field_of(READINGS, "source")
    trust = field_of(READINGS, "trust")
    note = field_of(READINGS, "note", rows=1)

    #: Whether a rate stands in the place of the counts.
    rated = False
    #: How long a period is whose last day is left blank.
    rhythm = Rhythm()

    def validate(self, extra_validators: Any = None) -> bool:
        """Read every field.

        A last day that was left blank is that of a whole period; where none was asked for, the
        first one is meant.
        """
        read: bool = super().validate(extra_validators)
        first = self.from_on.data if "from_on" in self else None
        if "to_on" in self and not self.to_on.shown.strip() and isinstance(first, date):
            self.to_on.data = self.rhythm.end_from(first) if self.to_on.raw_data else first
        return read

    def say(self, findings: Iterable[tuple[str, str]]) -> None:
        """What is wrong with a rate is said where it was typed."""
        at = {"value": "numerator"} if self.rated else {}
        super().say((at.get(name, name), sentence) for name, sentence in findings)

    def said(self, base: Any) -> ReadingEntry:
        """The reading with what was typed."""
        entry: ReadingEntry = base
        if "from_on" in self and ("to_on" not in self or self.to_on.data is None):
            entry = entry._replace(to_on=UNTOLD)  # type: ignore[arg-type]
        typed = {each.short_name: each.data for each in self.shown_fields}
        if typed.get("to_on", UNTOLD) is None:
            del typed["to_on"]
        if "vouched" in self:
            typed["trust"] = _vouched(entry.trust, seen=self.vouched.data)
        said: ReadingEntry = self.sheet.complete(entry._replace(**typed))
        return said


def _vouched(before: Trust, *, seen: bool) -> Trust:
    """How far it is checked where only the sheet was seen or not."""
    if not seen:
        return Trust.SELF_REPORTED
    return Trust.SEEN if before == Trust.SELF_REPORTED else before


@dataclass(frozen=True, slots=True)
class Layout:
    """Which fields there are: the days, the lot, counts or a bare value, the trust, the words."""

    from_on: bool = True
    to_on: bool = False
    lot: bool = False
    bare: bool = False
    trust: bool = False
    #: The note, and the source of a rate.
    note: bool = True
    #: Whether a rate may stand in the place of the counts.
    rates: bool = False
    #: Whether a stored reading can be moved to another period or lot.
    moves: bool = False
    #: Whether it is asked if somebody saw the sheet, instead of the trust.
    vouched: bool = False
    #: How long a period is whose last day is left blank.
    every: Every = Every.DAY


def fit(form: ReadingForm, definition: IndicatorVersion, layout: Layout, *, stored: bool) -> None:
    """Leave out what the row does not show, and read counts of things as whole numbers."""
    rates = layout.rates and not is_number(definition)
    kept = {*(("value",) if layout.bare else COUNTS), *(("value",) if rates else ())}
    kept |= {name for name in (*PERIOD, "trust", "note") if getattr(layout, name)}
    if rates or (layout.note and layout.bare and not is_number(definition)):
        kept.add("source")
    if stored and not layout.moves:
        kept -= {*PERIOD}
    if not layout.vouched:
        del form["vouched"]
    for name in {each.short_name for each in form.shown_fields} - kept:
        del form[name]
    if "from_on" in form and "to_on" not in form:
        form.from_on.label.text = _("Day")
    for name in COUNTS:
        if name in form:
            cell = cells.count(pieces=is_pieces(definition))
            form[name].column = replace(form[name].column, cell=cell)


class CorrectionForm(Form):
    """Why a stored reading is corrected, where somebody says so; the journal keeps it."""

    class Meta(Form.Meta):
        """The whole page has one token."""

        csrf = False

    why = StringField(
        _l("Why it is corrected"),
        [Length(max=LONGEST_REASON)],
        filters=[lambda typed: " ".join(visible(typed or "").split())],
        description=_l("Such as “A digit was mistyped”. It stands in the history of the reading."),
        render_kw={"autocomplete": "off"},
    )


class WithdrawalForm(EntryForm):
    """The reason; without one a reading counts."""

    sheet = READINGS
    #: What is withdrawn, in a line.
    about = ""
    withdrawn = reason_of(
        READINGS,
        _l("Such as “Typed twice”, or “The scale was broken”. It stands beside the reading."),
    )

    def told(self, entry: Any) -> Iterator[str]:
        """What counts no more, and why."""
        yield _(
            "This reading no longer counts: %(reading)s. The reason: %(reason)s",
            reading=self.about,
            reason=entry.withdrawn,
        )
