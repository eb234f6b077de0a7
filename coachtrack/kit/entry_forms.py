"""Forms for entries: a field reads what is typed as the cell of its column is read.

A form is declared by the fields of a sheet that it shows; what it says is an entry, as a row of a
workbook says it, so both doors take the same things and refuse the same things.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import Field, HiddenField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from coachtrack.kit import formats
from coachtrack.kit.cells import REFUSALS, Context
from coachtrack.kit.characters import visible
from coachtrack.kit.forms import Form
from coachtrack.kit.lists import holds
from coachtrack.kit.sheets import UNTOLD, Column, Sheet
from coachtrack.kit.text import clean, fold
from coachtrack.kit.words import word
from coachtrack.kit.workbooks.kinds import Kind

#: Value of what can be chosen, and what people read for it.
Choices = Sequence[tuple[str, str]]

NUMBERS = {Kind.WHOLE: "numeric", Kind.NUMBER: "decimal", Kind.FRACTION: "decimal"}
#: Lines that a list of suggestions has for more, where its field does not say how many.
MORE = 2
#: Stands between a name and its code.
BEFORE_CODE = " · "
#: So much is repeated of what was typed and is not in a list.
REPEATED = 60
#: So many are named of those that fit what was typed.
NAMED = 5


def _nothing(_text: str) -> bool:
    return False


def _seen(typed: str) -> str:
    """What can be seen of what was typed; a null character stays, to be refused."""
    return typed if "\0" in typed else visible(typed)


class CellField(Field):
    """What one column of a sheet holds; `data` is the value once the form was validated."""

    def __init__(
        self,
        column: Column,
        hint: LazyString | str = "",
        label: LazyString | str = "",
        *,
        rows: int = 0,
        half: bool = False,
        several: bool = False,
        only_for: str = "",
        pick: LazyString | str = "",
        stand_in: str = "",
        either: bool = False,
        **more: Any,
    ) -> None:
        self.column = column
        #: How high it is; 0 where what it holds says so.
        self.rows = rows
        #: Stands beside its neighbour where there is room.
        self.half = half
        #: Each thing of its list has a line of its own, with suggestions.
        self.several = several
        #: Shown only while this is chosen in the form.
        self.only_for = only_for
        #: What is said where only what a list holds can stand, and something else does.
        self.pick = pick or _l("Choose one from the list.")
        #: The field that says it too where this one is left blank.
        self.stand_in = stand_in
        #: One of this and its neighbour, in two languages, is enough.
        self.either = either
        #: What a person typed, or what stands there as they would type it.
        self.shown = ""
        #: What can be chosen; without choices anything can be typed.
        self.choices: Choices | None = None
        #: What is suggested while typing; each is shown by what people read for it.
        self.suggested: Choices = ()
        #: The same in every language: a form may be sent in another one than it was opened in.
        self.understood: Choices = ()
        #: Nothing but what is suggested can stand here, and what this says of a text.
        self.only_suggested = False
        self.also: Callable[[str], bool] = _nothing
        #: What is suggested are the first of more.
        self.first_only = False
        #: Of several, those by number that are not in the list.
        self.wrong: frozenset[int] = frozenset()
        if column.cell.words:
            self.choices = [(one.value, str(word(one))) for one in column.cell.words]
        super().__init__(label or column.heading, description=hint, **more)

    @property
    def ticked(self) -> bool:
        """Whether it is a box to tick."""
        return self.column.cell.ticked

    def process_data(self, value: Any) -> None:
        """Show a value as people type it."""
        self.data = value
        self.shown = self.typed(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was typed; it is read when the form is validated."""
        if self.ticked:
            self.shown = "yes" if valuelist else ""
        else:
            self.shown = "\n".join(filter(None, map(_seen, valuelist)))

    def pre_validate(self, form: BaseForm) -> None:
        """Read what was typed. Raises ValidationError with a sentence that says what to do."""
        if self.ticked:
            self.data = bool(self.shown)
            return
        if not self.shown.strip():
            other: Any = form[self.stand_in] if self.stand_in else None
            if self.column.required and not (other and other.shown.strip()):
                raise ValidationError(self._missing())
            self.data = self.column.usual
            return
        try:
            typed = self._as_values() if self.only_suggested else self.shown
            if self.choices is not None:
                self._refuse_others(typed)
            self.data = self.column.cell.read(typed, Context.usual(typed=True))
        except REFUSALS as refused:
            sentence = self.pick if self.choices is not None else refused.sentence
            raise ValidationError(str(sentence)) from refused
        if self.holds_a_day and isinstance(self.data, date):
            # In full, so that everybody sees which one is meant.
            self.shown = self.typed(self.data)

    def _missing(self) -> str:
        if self.either:
            return _("Fill this in, in one of the two languages.")
        return str(self.pick) if self.picked else _("Fill this in.")

    def _as_values(self) -> str:
        """What was typed, line by line, with the values of suggestions in their place.

        Raises ValidationError with a sentence about each that is not in the list.
        """
        meant: list[str] = []
        refusals: dict[int, str] = {}
        for number, line in enumerate(self.shown.splitlines()):
            for part in self._parts(line):
                found = self._meant(part)
                if len(found) > 1 or not (found or self.also(part)):
                    refusals.setdefault(number, self._refusal(part, found))
                meant.append(found[0] if len(found) == 1 else part)
        if refusals:
            self.wrong = frozenset(refusals)
            said = [*dict.fromkeys(refusals.values()), str(self.pick)]
            raise ValidationError(" ".join(said))
        return "\n".join(meant)

    def _parts(self, line: str) -> Iterator[str]:
        """What a line names: one thing, or several where it lists them."""
        several = self.column.cell.many and not self._meant(clean(line))
        yield from filter(None, map(clean, line.split(";") if several else [line]))

    def _meant(self, typed: str) -> list[str]:
        """The values of the suggestions that a text fits, by the nearest way in which it fits any.

        That is by the value itself or all that is read for it, by the name alone, or by every word,
        as it is spelled or as it sounds.
        """
        sought = fold(typed)
        known = self.understood or self.suggested
        literal = {value: None for value, told in known if typed in (value, told)}
        exact = {value: None for value, told in known if sought in (fold(value), fold(told))}
        if literal or exact:
            return list(literal or exact)
        named = {value: None for value, told in known if fold(_name(told)) == sought}
        if len(named) == 1:
            return list(named)
        if self.also(typed):
            return []
        spelled = {value: None for value, told in known if holds(told, typed, fold)}
        return list(
            named or spelled or {value: None for value, told in known if holds(told, typed)}
        )

    def _refuse_others(self, typed: str) -> None:
        """Refuse what the list does not hold. Raises ValidationError."""
        known = {fold(value) for value, _told in self.choices or ()}
        if not self.column.cell.words and fold(clean(typed)) not in known:
            raise ValidationError(str(self.pick))

    def _refusal(self, text: str, found: Sequence[str]) -> str:
        """That nothing in the list fits what was typed, or more than one thing."""
        shown = text if len(text) <= REPEATED else f"{text[:REPEATED]}…"
        if not found:
            return _("There is no “%(typed)s” here.", typed=shown)
        told = dict(self.suggested)
        names = "; ".join(told.get(value, value) for value in found[:NAMED])
        more = " …" if found[NAMED:] else ""
        return _("Several fit “%(typed)s”: %(names)s.", typed=shown, names=names + more)

    def typed(self, value: Any) -> str:
        """A value as people would type it; a list line by line."""
        cell = self.column.cell
        if value is None or value is UNTOLD:
            return ""
        if cell.kind is Kind.FRACTION:
            return f"{formats.for_field(float(f'{value * 100:.12g}'))} %"
        if cell.kind in NUMBERS:
            written = cell.write(value)
            return "" if written is None else formats.for_field(written)
        told = dict(self.suggested)
        if cell.many:
            return "\n".join(told.get(one, str(one)) for one in value)
        written = cell.write(value)
        if written is None or (self.ticked and not value):
            return ""
        return written.isoformat() if cell.kind is Kind.DAY else told.get(written, str(written))

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What its list offers; a blank line where nothing need be chosen."""
        offered = list(self.choices or ())
        if not self.column.required and not self.column.usual:
            offered.insert(0, ("", "–"))
        elif not self.shown:
            offered.insert(0, ("", _("Choose …")))
        if self.shown and self.shown not in {value for value, _label in offered}:
            offered.append((self.shown, self.shown))
        return offered

    @property
    def choosing(self) -> bool:
        """Whether a script helps to choose, or to find room for one thing more."""
        return self.several or bool(self.suggested)

    @property
    def picked(self) -> bool:
        """Whether only what a list holds can stand here."""
        return self.choices is not None or self.only_suggested

    @property
    def optional(self) -> bool:
        """Whether it may be left blank; a list without a blank line cannot be, nor can a box."""
        chosen = self.choices is not None and bool(self.column.usual)
        needed = self.column.required or self.either or self.only_for
        return not (needed or self.ticked or chosen)

    @property
    def look(self) -> str:
        """How it is drawn: box, list, several lines of their own, lines or line."""
        if self.ticked:
            return "box"
        if self.choices is not None:
            return "list"
        if self.several:
            return "several"
        high = self.rows or self.column.cell.lines or self.column.cell.many
        return "lines" if high else "line"

    @property
    def each(self) -> list[tuple[str, bool]]:
        """What stands in it line by line and whether it is wrong, and some blank lines for more."""
        lines = [*self.shown.splitlines(), *[""] * max(MORE, self.rows)]
        wrong = self.wrong or {n for n, line in enumerate(lines) if self.errors and (line or not n)}
        return [(line, number in wrong) for number, line in enumerate(lines)]

    @property
    def first_wrong(self) -> str:
        """The identity of the first place in it that is to be put right."""
        number = min(self.wrong, default=0)
        return f"{self.id}-{number + 1}" if number and self.look == "several" else str(self.id)

    @property
    def input_type(self) -> str:
        """The browser's own field where it can show what stands here, else one for text."""
        return "date" if self.holds_a_day and _is_day(self.shown) else "text"

    @property
    def holds_a_day(self) -> bool:
        """Whether what stands here is a day."""
        return self.column.cell.kind is Kind.DAY

    @property
    def day_facts(self) -> dict[str, str]:
        """What a script needs to read a shortened day as it is read here."""
        if not self.holds_a_day:
            return {}
        today = Context.usual().today
        latest = self.column.cell.latest
        ends = {"data-latest": latest(today).isoformat()} if latest else {}
        return {"data-kind": "day", "data-today": today.isoformat(), **ends}

    @property
    def keys(self) -> str:
        """Which keys a phone shows for it; empty for letters."""
        return NUMBERS.get(self.column.cell.kind, "")


def _name(told: str) -> str:
    """What is read for a suggestion, without the code behind it."""
    return told.rpartition(BEFORE_CODE)[0]


def _is_day(shown: str) -> bool:
    """A browser's field for days holds ISO days and nothing else; what is no day stays as text."""
    try:
        formats.parse_day(shown)
    except formats.Unreadable:
        return not shown
    return shown[4:5] == "-"


class EntryForm(Form):
    """A form for some fields of the entries of a sheet."""

    sheet: ClassVar[Sheet[Any]]
    #: At which field a new entry is told to be there already, and how.
    identified_by: ClassVar[str] = "code"
    taken: ClassVar[LazyString] = _l("This code is taken. Choose another one.")
    #: Digests of what was stored when the form was opened, of all and of each field; empty for
    #: something new.
    seen = HiddenField()

    @property
    def shown_fields(self) -> list[CellField]:
        """The fields in the order in which they are shown."""
        return [field for field in self if isinstance(field, CellField)]

    @property
    def told_fields(self) -> list[CellField]:
        """Those of them that are fields of the entry; others help to fill it in."""
        return [field for field in self.shown_fields if field.short_name in self.sheet.fields]

    def show(self, entry: Any) -> None:
        """Fill the fields in from an entry, as it is stored or as it is suggested.

        What only stands in for a field is not shown in it, as if somebody had said it there.
        """
        for field in self.told_fields:
            value = getattr(entry, field.short_name)
            stood_in = field.stand_in and value == getattr(entry, field.stand_in)
            field.process_data("" if stood_in else value)

    def see(self, stored: Any) -> None:
        """Note what is stored, to tell later what somebody else changed meanwhile."""
        values = {field.short_name: getattr(stored, field.short_name) for field in self.told_fields}
        marks = (f"{name}={_mark(value)}" for name, value in values.items())
        self.seen.data = " ".join([digest(stored), *marks])

    def is_older_than(self, stored: Any) -> bool:
        """Whether something else is stored than when the form was opened."""
        return str(self.seen.data or "").partition(" ")[0] != digest(stored)

    def take_over(self, entry: Any, stored: Any) -> list[CellField]:
        """Show what is stored now in fields that were not touched; those of them that change."""
        parts = str(self.seen.data or "").split(" ")[1:]
        marks = dict(part.partition("=")[::2] for part in parts)
        taken = []
        for field in self.told_fields:
            typed, there = (getattr(each, field.short_name) for each in (entry, stored))
            if typed != there and marks.get(field.short_name) == _mark(typed):
                field.process_data(there)
                taken.append(field)
        return taken

    def said(self, base: Any) -> Any:
        """The entry with what was typed in its fields; complete, but not yet checked.

        What was withdrawn counts again, unless the form is about why it does not.
        """
        counting = {"withdrawn": ""} if "withdrawn" in self.sheet.fields else {}
        typed = {field.short_name: self._told(field) for field in self.told_fields}
        return self.sheet.complete(base._replace(**{**counting, **typed}))

    def said_so_far(self, base: Any) -> Any:
        """The entry with what could be read; the other fields are untold."""
        fields = self.told_fields
        typed = {f.short_name: UNTOLD if f.errors else self._told(f) for f in fields}
        return base._replace(**typed)

    def _told(self, field: CellField) -> Any:
        return field.data or (self[field.stand_in].data if field.stand_in else field.data)

    def objections(self, stored: Any, entry: Any) -> Iterable[tuple[str, str]]:
        """What is asked of a person and not of a workbook: field and sentence."""
        return ()

    def told(self, entry: Any) -> Iterable[str]:
        """What a person is told about what was saved, besides that it was."""
        return ()

    @property
    def failed(self) -> bool:
        """Whether anything is wrong with what was typed."""
        return bool(self.form_errors) or any(field.errors for field in self.shown_fields)

    def say(self, findings: Iterable[tuple[str, str]]) -> None:
        """Say what is wrong at the fields; at the form where it shows no such field.

        Where something is wrong with a field already, nothing more is said of it.
        """
        fields = {field.short_name: field for field in self.shown_fields}
        known = {name for name, field in fields.items() if field.errors}
        for name, sentence in findings:
            if name in known:
                continue
            if name in fields:
                fields[name].errors = [*fields[name].errors, sentence]
            else:
                self.form_errors.append(sentence)


def with_code(name: str, code: str) -> str:
    """What people read for a suggestion."""
    return f"{name}{BEFORE_CODE}{code}"


def code_in(told: str) -> str:
    """The code in what people read for a suggestion, or in a code by itself."""
    return told.rpartition(BEFORE_CODE)[2]


def field_of(sheet: Sheet[Any], name: str, hint: LazyString | str = "", **more: Any) -> Any:
    """A field for a column of a sheet; `more` is as in CellField."""
    return CellField(sheet.column(name), hint, **more)


def reason_of(sheet: Sheet[Any], hint: LazyString) -> Any:
    """A field for why a row of a sheet is withdrawn; whoever withdraws it says why."""
    return CellField(replace(sheet.column("withdrawn"), required=True), hint, _l("Reason"))


def _mark(value: Any) -> str:
    return digest((value,))[:8]


def digest(entry: Any) -> str:
    """By which it shows whether somebody else changed an entry meanwhile."""
    return hashlib.sha256(repr(tuple(entry)).encode()).hexdigest()[:32]
