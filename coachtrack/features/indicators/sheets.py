"""The sheets Indicators, Measures and Readings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.domain.types import PARTS, Better, Kind, Trust
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.indicators.entries import (
    COUNTING,
    IndicatorEntry,
    MeasureEntry,
    ReadingEntry,
)
from coachtrack.features.indicators.gains import Gain, gain
from coachtrack.features.indicators.models import IndicatorVersion, Measure, Reading
from coachtrack.kit import cells, formats
from coachtrack.kit.cells import BadCell
from coachtrack.kit.sheets import UNTOLD, Column, Finding, Sheet
from coachtrack.kit.words import unit_word
from coachtrack.kit.workbooks.reading import Percentage

#: Of an indicator's code people say "chỉ tiêu" too.
INDICATOR_TOO = ("chỉ tiêu",)

#: Kinds of which figures are counted: something among or over something else.
COUNTED_KINDS = (*PARTS, Kind.RATE, Kind.RATIO)

#: Levels of maturity go from 0 to this one.
HIGHEST_LEVEL = 5

INDICATORS = Sheet(
    _l("Indicators"),
    IndicatorEntry,
    (
        Column("code", _l("Code"), cells.lower_code(), required=True, width=20),
        Column("version", _l("Version"), cells.whole(1, 10_000), default=1),
        Column("name", _l("Name"), cells.text(), required=True, width=30),
        Column("name_vi", _l("Name (vi)"), cells.text(), width=30),
        Column("kind", _l("Kind"), cells.word_of(Kind), required=True),
        Column("numerator", _l("Numerator"), cells.text(), width=24),
        Column("numerator_vi", _l("Numerator (vi)"), cells.text(), width=24),
        Column("denominator", _l("Denominator"), cells.text(), width=24),
        Column("denominator_vi", _l("Denominator (vi)"), cells.text(), width=24),
        Column("unit", _l("Unit"), cells.text(40), required=True),
        Column("factor", _l("Factor"), cells.factor(), default=1.0),
        Column("decimals", _l("Decimals"), cells.whole(0, 6), default=1),
        Column("better", _l("Better"), cells.word_of(Better), required=True),
    ),
    key=("code", "version"),
)

MEASURES = Sheet(
    _l("Measures"),
    MeasureEntry,
    (
        Column("engagement", _l("Engagement"), cells.code(), required=True, refers=EngagementEntry),
        Column(
            "indicator",
            _l("Indicator"),
            cells.lower_code(),
            required=True,
            width=20,
            refers=IndicatorEntry,
            also=INDICATOR_TOO,
        ),
        Column("scope", _l("Scope"), cells.text(), width=20),
        Column("main", _l("Main"), cells.yes_no(), default=False),
        Column("covers", _l("Covers"), cells.share()),
        Column("target", _l("Target"), cells.figure()),
        Column("target_on", _l("Target date"), cells.day()),
        Column("selection", _l("Selection"), cells.yes_no(), default=False),
        Column("gain", _l("Target: percent better"), gain()),
    ),
    key=("engagement", "indicator", "scope"),
)


def _complete(entry: ReadingEntry) -> ReadingEntry:
    """A month means its first to its last day; without a last day the first one is meant."""
    first: date | cells.Period = entry.from_on
    start, end = (first.first, first.last) if isinstance(first, cells.Period) else (first, first)
    told: object = entry.to_on
    return entry._replace(from_on=start, to_on=end if told is UNTOLD else entry.to_on)


def _order(entry: ReadingEntry) -> Iterator[Finding]:
    """A period the right way round."""
    if entry.to_on < entry.from_on:
        yield Finding("to_on", _("This period ends before it begins. Check both dates."))


def _figures(entry: ReadingEntry) -> Iterator[Finding]:
    """Counts or a value."""
    counted = (entry.numerator is not None) + (entry.denominator is not None)
    if entry.value is not None and counted:
        yield Finding(
            "value", _("Give numerator and denominator or a value, not both. Clear one of them.")
        )
    elif counted == 1:
        missing = "numerator" if entry.numerator is None else "denominator"
        yield Finding(missing, _("Numerator and denominator belong together. Add this figure."))
    elif entry.value is None and not counted:
        yield Finding(
            "numerator",
            _("There is no figure. Enter numerator and denominator, or a value, even if it is 0."),
        )
    elif entry.denominator == 0 and entry.numerator:
        yield Finding(
            "denominator",
            _("Nothing can be counted among 0. Enter how many there were altogether."),
        )
    elif entry.denominator and (entry.numerator or 0) / entry.denominator >= formats.LARGEST:
        yield Finding(
            "denominator",
            _("Divided by so little the figure is too large to compute with. Check both figures."),
        )


def in_unit(value: Any, unit: str) -> Any:
    """A figure in the indicator's unit: 0.215 in a cell shown as 21.5 % is 21.5 where it is %.

    Raises BadCell for a percentage in another unit.
    """
    if not isinstance(value, Percentage):
        return value
    if unit != "%":
        raise BadCell(
            _("This is a percentage; the unit is %(unit)s. Correct the cell's format.", unit=unit)
        )
    return value.points


def unfit(entry: ReadingEntry, definition: IndicatorEntry) -> Iterator[Finding]:
    """What a reading says that cannot be under its definition."""
    numerator, denominator = entry.numerator or 0, entry.denominator
    if definition.kind in PARTS and denominator is not None and numerator > denominator:
        yield Finding(
            "numerator",
            _("The numerator is larger than the denominator. Check both, they may be swapped."),
        )
    if entry.value is not None:
        yield from impossible("value", entry.value, definition)


def impossible(field: str, figure: float, definition: IndicatorEntry) -> Iterator[Finding]:
    """A figure in the indicator's unit that can neither be measured nor be wanted."""
    if figure < 0:
        yield Finding(field, cells.negative())
    elif definition.kind in PARTS and figure > definition.factor:
        yield Finding(field, beyond_the_whole(definition.factor, definition.unit))
    elif definition.kind == Kind.LEVEL and figure > HIGHEST_LEVEL:
        told = _("A level is between 0 and %(most)s. Correct it.", most=HIGHEST_LEVEL)
        yield Finding(field, told)


def beyond_the_whole(factor: float, unit: str) -> str:
    """What is said of a part that is more than everything."""
    return _(
        "This is more than the whole, which is %(most)s. Check the value and its unit.",
        most=formats.value_with_unit(factor, unit_word(unit)),
    )


def overlaps(periods: list[tuple[date, date, int]]) -> Iterator[tuple[int, Finding]]:
    """Rows whose period shares days with another of the same lot, each said once.

    A period is its first day, its last day and its row; 0 for one that is stored.
    """
    periods.sort()
    latest = periods[0]
    said = set()
    for period in periods[1:]:
        if period[0] <= latest[1]:
            other, one = sorted((period, latest), key=lambda each: each[2])
            if one[2] not in said:
                yield one[2], Finding("from_on", overlapping(*other))
            said.add(one[2])
        if period[1] > latest[1]:
            latest = period


def overlapping(first: date, last: date, row: int = 0) -> str:
    """What is said of a period beside that of a row, or beside one that is stored."""
    if row:
        return _(
            "This period overlaps with that of row %(row)s. Correct the dates, or tell the two"
            " apart by lot.",
            row=row,
        )
    return _(
        "A reading of %(period)s is stored, which overlaps. Correct the dates, tell the two apart"
        " by lot, or withdraw the stored one.",
        period=formats.span(first, last),
    )


def uncounted(entry: IndicatorEntry) -> list[str]:
    """The fields of what is counted and among what that a counted kind leaves blank."""
    if entry.kind not in COUNTED_KINDS:
        return []
    said = {
        "numerator": entry.numerator or entry.numerator_vi,
        "denominator": entry.denominator or entry.denominator_vi,
    }
    return [field for field, words in said.items() if not words]


def half_counted(entry: IndicatorEntry) -> Iterator[Finding]:
    """What is counted is said, but not among what, or the other way round."""
    missing = uncounted(entry)
    if len(missing) == 1:
        yield Finding(
            missing[0],
            _("Numerator and denominator belong together. Say in words what this one is."),
        )


def recounted(
    stored: IndicatorEntry, entry: IndicatorEntry, *, built_in: bool
) -> Iterator[Finding]:
    """Fields of a definition that may not change: what is counted, or anything built in."""
    fixed = IndicatorEntry._fields if built_in else COUNTING
    for field in fixed:
        if getattr(stored, field) != getattr(entry, field):
            yield Finding(
                field,
                _(
                    "This version is in use and differs here. Give the new definition a version"
                    " number of its own."
                ),
            )


READINGS = Sheet(
    _l("Readings"),
    ReadingEntry,
    (
        Column("engagement", _l("Engagement"), cells.code(), required=True, refers=EngagementEntry),
        Column(
            "indicator",
            _l("Indicator"),
            cells.lower_code(),
            required=True,
            width=20,
            refers=IndicatorEntry,
            also=INDICATOR_TOO,
        ),
        Column("version", _l("Version"), cells.whole(1, 10_000), default=1),
        Column("scope", _l("Scope"), cells.text(), width=20),
        Column("lot", _l("Lot"), cells.text()),
        Column("from_on", _l("From"), cells.first_day(), required=True),
        Column("to_on", _l("To"), cells.last_day(), default=None),
        Column("numerator", _l("Numerator"), cells.count()),
        Column("denominator", _l("Denominator"), cells.count()),
        Column("value", _l("Value"), cells.figure()),
        Column("trust", _l("Trust"), cells.word_of(Trust), default=Trust.SELF_REPORTED),
        Column("source", _l("Source"), cells.text(500), width=30),
        Column("note", _l("Note"), cells.text(cells.LONG, lines=True), width=30),
        Column("withdrawn", _l("Withdrawn"), cells.reason(500)),
    ),
    key=("engagement", "indicator", "scope", "lot", "from_on", "to_on"),
    complete=_complete,
    checks=(_order, _figures),
    filled_in=("numerator", "denominator", "value", "source", "note", "withdrawn"),
)


def indicator_entry(row: IndicatorVersion) -> IndicatorEntry:
    """A version of an indicator as it is stored."""
    return IndicatorEntry(
        row.indicator.code,
        row.version,
        row.name,
        row.name_vi,
        row.kind,
        row.numerator,
        row.numerator_vi,
        row.denominator,
        row.denominator_vi,
        row.unit,
        row.factor,
        row.decimals,
        row.better,
    )


def measure_entry(row: Measure) -> MeasureEntry:
    """A measure as it is stored."""
    return MeasureEntry(
        row.engagement.code,
        row.indicator.code,
        row.scope,
        row.main,
        row.covers,
        row.target,
        row.target_on,
        row.selection,
        None if row.gain is None else Gain(row.gain),
    )


def reading_entry(row: Reading, measure: Measure) -> ReadingEntry:
    """A reading as it is stored, of this measure."""
    return ReadingEntry(
        measure.engagement.code,
        measure.indicator.code,
        row.version,
        measure.scope,
        row.lot,
        row.from_on,
        row.to_on,
        row.numerator,
        row.denominator,
        row.value,
        row.trust,
        row.source,
        row.note,
        row.withdrawn,
    )
