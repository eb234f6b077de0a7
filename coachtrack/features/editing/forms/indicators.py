"""Forms of indicators and measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.domain.targets import after_gain
from coachtrack.domain.types import Kind
from coachtrack.features.indicators.entries import (
    COUNTED,
    COUNTING,
    IndicatorEntry,
    MeasureEntry,
)
from coachtrack.features.indicators.gains import fault_in, tells_way
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import target_of, value_of
from coachtrack.features.indicators.sheets import (
    COUNTED_KINDS,
    INDICATORS,
    MEASURES,
    impossible,
    in_unit,
    indicator_entry,
    uncounted,
)
from coachtrack.kit import cells, formats
from coachtrack.kit.cells import BadCell
from coachtrack.kit.entry_forms import CellField, EntryForm, field_of
from coachtrack.kit.sheets import Column
from coachtrack.kit.text import alike, fold
from coachtrack.kit.words import unit_word
from coachtrack.kit.workbooks.reading import Percentage

#: What a kind that is counted needs; a value and a level have no parts.
ONLY_COUNTED = "counted"


def _words(other: str = "") -> dict[str, Any]:
    """Of what is counted, in a language; the `other` one stands in for it."""
    return {"stand_in": other, "either": True, "only_for": ONLY_COUNTED}


class NewIndicatorForm(EntryForm):
    """An indicator that is not in the library yet."""

    sheet = INDICATORS

    name = field_of(
        INDICATORS,
        "name",
        _l("Such as: Defect rate. Blank: the Vietnamese name stands on every page."),
        label=_l("Name in English"),
        stand_in="name_vi",
        either=True,
    )
    name_vi = field_of(
        INDICATORS,
        "name_vi",
        _l("Blank: the English name stands on Vietnamese pages."),
        label=_l("Name in Vietnamese"),
        either=True,
    )
    code = field_of(
        INDICATORS, "code", _l("Lower-case and for good, such as defect-rate-painting.")
    )
    kind = field_of(
        INDICATORS,
        "kind",
        _l(
            "Proportion: a part of what was inspected. Rate: events over a time or a quantity."
            " Ratio: one quantity divided by another. Score: points of the possible ones. Value:"
            " known only as a number. Level: a step on a named scale."
        ),
        pick=_l("Choose the kind of indicator from the list."),
    )
    numerator = field_of(
        INDICATORS,
        "numerator",
        _l("What is counted, such as: defective pieces."),
        label=_l("Numerator in English"),
        **_words("numerator_vi"),
    )
    numerator_vi = field_of(
        INDICATORS, "numerator_vi", label=_l("Numerator in Vietnamese"), **_words()
    )
    denominator = field_of(
        INDICATORS,
        "denominator",
        _l("Among what, such as: pieces inspected."),
        label=_l("Denominator in English"),
        **_words("denominator_vi"),
    )
    denominator_vi = field_of(
        INDICATORS, "denominator_vi", label=_l("Denominator in Vietnamese"), **_words()
    )
    unit = field_of(INDICATORS, "unit", _l("Such as ppm, minutes or days."), half=True)
    factor = field_of(
        INDICATORS,
        "factor",
        _l("Turns the quotient into the unit: 100 for percent."),
        half=True,
        only_for=ONLY_COUNTED,
    )
    decimals = field_of(INDICATORS, "decimals", _l("How many are shown."), half=True)
    better = field_of(
        INDICATORS,
        "better",
        half=True,
        pick=_l("Choose from the list whether lower or higher is better."),
    )

    #: The library, by code.
    library: Mapping[str, IndicatorEntry] = {}

    def ask_for(self, kind: Kind) -> None:
        """Leave out what an indicator of this kind does not have; the kind itself is chosen."""
        del self.kind
        if kind not in COUNTED_KINDS:
            for name in (*COUNTED, "factor"):
                del self[name]
        if kind == Kind.LEVEL:
            del self.unit, self.decimals

    def objections(
        self, stored: IndicatorEntry | None, entry: IndicatorEntry
    ) -> Iterator[tuple[str, str]]:
        """A code means one thing, and both figures have words."""
        yield from without_words(entry)
        if self.library.get(entry.code, entry) != entry:
            yield self.identified_by, str(self.taken)

    def told(self, entry: IndicatorEntry) -> Iterable[str]:
        """Another one of this name, which may be the same."""
        names = {fold(name) for name in (entry.name, entry.name_vi) if name}
        others = (each for each in self.library.values() if each.code != entry.code)
        same = [each.code for each in others if names & {fold(each.name), fold(each.name_vi)}]
        if same:
            yield _(
                "This name stands in the list already: %(codes)s. See whether it is the same"
                " indicator.",
                codes=", ".join(same),
            )


class IndicatorForm(NewIndicatorForm):
    """An indicator's definition: its words may change, what is counted becomes a new version."""

    code = None
    wording = CellField(
        Column(
            "wording",
            _l("Only the wording changes; what is counted stays the same"),
            cells.yes_no(),
            default=False,
        )
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What a kind does not have is not read, for it does not stand in view."""
        if self.kind.shown and self.kind.shown not in COUNTED_KINDS:
            for field in self.shown_fields:
                if field.only_for == ONLY_COUNTED:
                    field.shown = ""
                    field.either = False
        valid: bool = super().validate(extra_validators)
        return valid

    #: The number of a new version.
    following = 0
    #: The words that make a new version: all of them, where figures were signed in them.
    counted: Sequence[str] = COUNTED
    #: Whether what is counted was put otherwise in one of two languages alone.
    half_said = False

    def said(self, base: IndicatorEntry) -> IndicatorEntry:
        """A version of its own where it is counted differently, or may be; without parts where it
        is of a kind that is not counted now.
        """
        said: IndicatorEntry = super().said(base)
        if said.kind not in COUNTED_KINDS and said.kind != base.kind:
            none: dict[str, Any] = dict.fromkeys(COUNTED, "")
            said = said._replace(factor=1.0, **none)
        self.half_said = any(
            _differ(base, said, [one]) != _differ(base, said, [f"{one}_vi"])
            for one in ("numerator", "denominator")
        )
        return said._replace(version=self.following) if self._anew(base, said) else said

    def _anew(self, base: IndicatorEntry, said: IndicatorEntry) -> bool:
        if "wording" not in self:
            return said != base
        if _differ(base, said, COUNTING):
            return True
        return _differ(base, said, self.counted) and not self.wording.data

    def objections(
        self, stored: IndicatorEntry | None, entry: IndicatorEntry
    ) -> Iterator[tuple[str, str]]:
        """Other figures are more than another wording, and both have words."""
        yield from without_words(entry)
        if stored and "wording" in self and self.wording.data and _differ(stored, entry, COUNTING):
            yield (
                "wording",
                _(
                    "Kind, unit, factor or what is better changes too, so it becomes version"
                    " %(number)s. Clear this box, or put them back.",
                    number=self.following,
                ),
            )

    def told(self, entry: IndicatorEntry) -> Iterable[str]:
        """Which version it is now."""
        if entry.version == self.following:
            yield _(
                "New readings are taken under version %(number)s; those stored before stay under"
                " theirs.",
                number=entry.version,
            )
        if self.half_said:
            yield _(
                "What is counted was changed in one language only. See whether the words of the"
                " other one still say the same."
            )


def without_words(entry: IndicatorEntry) -> Iterator[tuple[str, str]]:
    """What of a kind that is counted has no words to count it by."""
    told = {
        "numerator": _("Say what is counted, such as: defective pieces."),
        "denominator": _("Say among or over what it is counted, such as: pieces inspected."),
    }
    for name in uncounted(entry):
        yield name, told[name]


def _differ(one: IndicatorEntry, other: IndicatorEntry, fields: Iterable[str]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in fields)


class NewMeasureForm(EntryForm):
    """An indicator that is to be tracked in an engagement."""

    sheet = MEASURES
    identified_by = "indicator"
    taken = _l(
        "This indicator is tracked here for this scope already. Name another line, or change the"
        " measure that is there."
    )

    indicator = field_of(
        MEASURES,
        "indicator",
        _l("Letters of its name in the library."),
        pick=_l("Choose an indicator from the list."),
    )
    scope = field_of(
        MEASURES, "scope", _l("The line or product where it is counted. Blank: the whole factory.")
    )
    main = field_of(MEASURES, "main", label=_l("This is the main measure"))
    covers = field_of(
        MEASURES,
        "covers",
        _l("How much of the factory's output it makes up, such as 60 percent. Blank: not known."),
        label=_l("Share of the output"),
    )
    target = field_of(
        MEASURES,
        "target",
        _l("A figure in the indicator's unit."),
        half=True,
    )
    target_on = field_of(MEASURES, "target_on", _l("By when."), half=True)
    gain = field_of(
        MEASURES,
        "gain",
        _l("30 is 30 percent less where lower is better, 30 percent more where higher is better."),
        label=_l("Or: percent better than before"),
        half=True,
    )
    before = CellField(
        Column("before", _l("Value before"), cells.figure()),
        _l("Of which the percentage is taken. Blank: of the baseline, once it is measured."),
        half=True,
    )
    selection = field_of(
        MEASURES,
        "selection",
        _l(
            "Tick it when this line was picked because its figures were bad in the same period that"
            " is the baseline. Part of the change then comes by itself, and the result says so."
        ),
        label=_l("The baseline was also how the line was chosen"),
    )

    #: What is tracked already: indicator, and scope whatever its case and spaces → that scope.
    tracked: Mapping[tuple[str, str], str] = {}
    #: The same of what is called otherwise by now.
    former: Mapping[tuple[str, str], str] = {}
    #: The definitions of the library, by code; and the baseline, where it is measured under them.
    definitions: Mapping[str, IndicatorVersion] = {}
    baseline: float | None = None
    #: What is said where it was measured under other ones.
    otherwise: str = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """A target such as 30 % less is understood in the place of a figure too."""
        if not self.gain.shown and tells_way(self.target.shown):
            self.gain.shown, self.target.shown = self.target.shown, ""
        valid: bool = super().validate(extra_validators)
        return valid

    def said(self, base: MeasureEntry) -> MeasureEntry:
        """With the target that a percentage comes to; it stays one while nothing is measured."""
        said: MeasureEntry = super().said(base)
        definition = self.definitions[said.indicator]
        typed, before = as_told(said.target, definition.unit), self._before(definition)
        if said.gain is None:
            return said._replace(target=typed)
        if self.target.data is not None and self.target.data != base.target:
            return said._replace(target=typed)
        if before is None or fault_in(said.gain, definition.better):
            return said._replace(target=None)
        target = self._reckoned(definition)
        return said._replace(
            target=None if self._cannot_be(target, definition) else target, gain=None
        )

    def _reckoned(self, definition: IndicatorVersion) -> float | None:
        before = self._before(definition)
        if self.gain.data is None or before is None:
            return None
        exact = after_gain(before, self.gain.data.percent, definition.better)
        return round(exact, definition.decimals + 1)

    def _cannot_be(self, target: float | None, definition: IndicatorVersion) -> bool:
        return target is not None and any(impossible("gain", target, indicator_entry(definition)))

    def _before(self, definition: IndicatorVersion) -> float | None:
        typed = self.before.data if "before" in self else None
        return self.baseline if typed is None else as_told(typed, definition.unit)

    def objections(
        self, stored: MeasureEntry | None, entry: MeasureEntry
    ) -> Iterator[tuple[str, str]]:
        """It is not tracked yet; a target is said in one way, in the unit, and there can be one."""
        there = self.tracked.get((entry.indicator, alike(entry.scope)), entry.scope)
        if there != entry.scope:
            yield "scope", scope_taken(there)
        elif now := self.former.get((entry.indicator, alike(entry.scope))):
            yield "scope", scope_called_before(now)
        definition = self.definitions[entry.indicator]
        before = self._before(definition)
        for name, figure in (("target", entry.target), ("before", before)):
            if isinstance(figure, Percentage):
                unit = unit_word(definition.unit)
                yield name, _("The unit is %(unit)s. Leave out the percent sign.", unit=unit)
        if self.gain.data is None:
            return
        if before is None:
            if self.otherwise:
                yield "before", self.otherwise
            return
        yield from impossible("before", before, indicator_entry(definition))
        target = self._reckoned(definition)
        if not fault_in(self.gain.data, definition.better) and self._cannot_be(target, definition):
            yield (
                "gain",
                _(
                    "That would be %(target)s, which cannot be. Correct the percentage.",
                    target=value_of(target, definition),
                ),
            )

    def told(self, entry: MeasureEntry) -> Iterable[str]:
        """Another one that is spelled like it; what the percentage came to, or when it will."""
        there = {
            scope: None for (code, _as), scope in self.tracked.items() if code == entry.indicator
        }
        for scope in there:
            if scope and scope != entry.scope and fold(scope) == fold(entry.scope):
                yield _(
                    "“%(other)s” is tracked here too. If it is the same place as “%(scope)s”,"
                    " remove one of them.",
                    other=scope,
                    scope=entry.scope,
                )
        if self.gain.data is None:
            return
        if entry.gain is not None:
            yield _("The target becomes a figure once there is a baseline.")
            return
        definition = self.definitions[entry.indicator]
        yield _(
            "Target: %(percent)s better than %(before)s is %(target)s.",
            percent=formats.value_with_unit(self.gain.data.percent, "%"),
            before=value_of(self._before(definition), definition),
            target=target_of(entry.target, definition),
        )


class MeasureForm(NewMeasureForm):
    """A measure; which indicator and scope it is of stays."""

    indicator = None
    scope = None

    def take_of(self, baseline: float | None, version: int, definition: IndicatorVersion) -> None:
        """Take a percentage of the baseline, where that was measured under this definition."""
        if baseline is None:
            return
        if version != definition.version:
            self.otherwise = _(
                "The baseline was measured under an older definition. Say what the percentage is"
                " taken of, in %(unit)s.",
                unit=unit_word(definition.unit),
            )
            self.before.description = self.otherwise
            return
        self.baseline = baseline
        self.gain.description = _(
            "Of %(before)s before: 30 is 30 percent less where lower is better, 30 percent more"
            " where higher is better.",
            before=value_of(baseline, definition),
        )
        del self.before


class ScopeForm(EntryForm):
    """What the line or product of a measure is called."""

    sheet = MEASURES
    scope = field_of(
        MEASURES,
        "scope",
        _l(
            "The line or product where it is counted. Its readings and events stay with it, and a"
            " workbook of before still finds it. Blank: the whole factory."
        ),
    )


def scope_taken(there: str) -> str:
    """That an indicator is tracked at a scope already."""
    return _(
        "This indicator is tracked here for “%(scope)s” already. Name another line, or change the"
        " measure that is there.",
        scope=there,
    )


def scope_called_before(now: str) -> str:
    """That a scope is found under this name still, though it is called otherwise now."""
    return _(
        "“%(scope)s” was called so before, and workbooks may still say it. Choose another name.",
        scope=now or _("whole factory"),
    )


def as_told(figure: float | None, unit: str) -> float | None:
    """A figure typed with a percent sign as the figure it is; as it is where that cannot be."""
    try:
        return None if figure is None else float(in_unit(figure, unit))
    except BadCell:
        return figure
