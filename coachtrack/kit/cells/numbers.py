"""Cells that hold numbers: counts, figures in a unit, whole numbers, shares."""

from __future__ import annotations

from flask_babel import gettext as _

from coachtrack.kit import formats
from coachtrack.kit.cells.kinds import BadCell, CellKind, Context
from coachtrack.kit.formats import LARGEST, Unreadable
from coachtrack.kit.workbooks.kinds import Kind
from coachtrack.kit.workbooks.reading import CellValue, Percentage

MOST_PERCENT = 1000
#: Decimals that can be taken for thousands.
MOST_TYPED = 3
#: A whole number that people are shown, where it is within bounds.
EXAMPLE = 14


def count(*, pieces: bool = False) -> CellKind:
    """What was counted: a number that is not negative, perhaps a fraction of an hour.

    `pieces`: whole things are counted, so what can be read as a whole number is one.
    """

    def read(cell: CellValue, context: Context) -> float:
        if isinstance(cell, Percentage):
            raise BadCell(
                _("This is a percentage; a count is needed. Put a rate into the column Value.")
            )
        return _not_negative(_pieces(cell, context) if pieces else _number(cell, context))

    return CellKind(read, Kind.NUMBER)


def figure() -> CellKind:
    """A number in an indicator's unit; a cell shown as a percentage stays a `Percentage`."""

    def read(cell: CellValue, context: Context) -> float:
        cell = _typed_percentage(cell, context)
        return cell if isinstance(cell, Percentage) else _number(cell, context)

    return CellKind(read, Kind.NUMBER)


def whole(least: int = 0, most: int = 1_000_000, blank: int | None = None) -> CellKind:
    """A whole number within bounds; the blank one is written as a blank cell."""

    def read(cell: CellValue, context: Context) -> int:
        number = _digits(cell, context, min(max(least, EXAMPLE), most))
        if not number.is_integer():
            raise Unreadable(formats.Problem.NOT_WHOLE)
        if not least <= number <= most:
            raise BadCell(
                _(
                    "Write a whole number from %(least)s to %(most)s.",
                    least=formats.for_field(least),
                    most=formats.for_field(most),
                )
            )
        return int(number)

    return CellKind(read, Kind.WHOLE, lambda value: None if value == blank else value, blank)


def factor() -> CellKind:
    """What turns a quotient into its unit: above zero."""

    def read(cell: CellValue, context: Context) -> float:
        if isinstance(cell, Percentage):
            raise BadCell(_("This is a percentage. Write the number as such, for example 100."))
        number = _number(cell, context)
        if number <= 0:
            raise BadCell(_("Write a number above zero, such as 100 for a percentage."))
        return number

    return CellKind(read, Kind.NUMBER)


_SHARES = {"whole": "100 %", "one": "1 %", "part": "60 %"}


def share() -> CellKind:
    """A part of a whole: 0.6, shown as 60 %; in a form 60 means the same, and 1 is asked about."""

    def read(cell: CellValue, context: Context) -> float:
        cell = _typed_percentage(cell, context)
        if isinstance(cell, Percentage):
            number = float(cell)
        else:
            number = _number(cell, context)
            if context.typed and number == 1:
                raise BadCell(_("Write %(whole)s if all of it is meant, else %(one)s.", **_SHARES))
            if context.typed and 1 < number <= 100:
                number /= 100
        if not 0 < number <= 1:
            if context.typed:
                raise BadCell(
                    _(
                        "Write a share above 0 and of at most %(whole)s, such as %(part)s.",
                        **_SHARES,
                    )
                )
            raise BadCell(_("Write a share above 0 and at most 1, such as 0.6 for 60 percent."))
        return number

    return CellKind(read, Kind.FRACTION)


def percent() -> CellKind:
    """So many of a hundred: 30 or 30 %."""

    def read(cell: CellValue, context: Context) -> float:
        cell = _typed_percentage(cell, context)
        number = cell.points if isinstance(cell, Percentage) else _number(cell, context)
        if not 0 < number <= MOST_PERCENT:
            raise BadCell(
                _(
                    "Write a number above 0 and at most %(most)s, such as 30 for 30 percent.",
                    most=formats.for_field(MOST_PERCENT),
                )
            )
        return number

    return CellKind(read, Kind.NUMBER)


def _typed_percentage(cell: CellValue, context: Context) -> CellValue:
    """What was typed with a percent sign, as a percentage; in a workbook a sign is a format."""
    if not (context.typed and isinstance(cell, str) and cell.strip().endswith("%")):
        return cell
    return Percentage(_typed_number(cell.strip().removesuffix("%"), context, whole=False) / 100)


def _number(cell: CellValue, context: Context, *, whole: bool = False) -> float:
    if isinstance(cell, str):
        return _typed_number(cell, context, whole)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unreadable(formats.Problem.NOT_A_NUMBER)
    if abs(cell) >= LARGEST:
        raise Unreadable(formats.Problem.TOO_LARGE)
    return float(cell)


def _pieces(cell: CellValue, context: Context) -> float:
    try:
        return _digits(cell, context)
    except Unreadable:
        return _number(cell, context)


def _digits(cell: CellValue, context: Context, example: int = EXAMPLE) -> float:
    """A number where a whole one is asked for."""
    try:
        return _number(cell, context, whole=True)
    except Unreadable as refused:
        if refused.problem is formats.Problem.NOT_A_NUMBER:
            raise BadCell(no_count(example)) from refused
        raise


def no_count(example: int = EXAMPLE) -> str:
    """What is said where a whole number is asked for and no number stands there."""
    return _(
        "This is not a number. Use digits only, such as %(example)s.",
        example=formats.for_field(example),
    )


def _typed_number(typed: str, context: Context, whole: bool) -> float:
    parsed = formats.parse_number(typed, context.language, whole=whole)
    if parsed.also is not None:
        decimal, thousands = sorted((parsed.value, parsed.also), key=abs)
        raise BadCell(_ambiguous(typed, decimal, thousands, context))
    return parsed.value


def _ambiguous(typed: str, decimal: float, thousands: float, context: Context) -> str:
    """That one sign may stand between thousands or before decimals, and what to do."""
    return ambiguous(
        typed,
        formats.number(thousands),
        formats.number(decimal, MOST_TYPED),
        _how_to_type(formats.for_field(thousands), formats.for_field(decimal))
        if context.typed
        else _("It is stored as text: format the cell as a number and type it again."),
    )


def typed_ambiguously(
    typed: str, thousands: str, decimal: str, as_thousands: str, as_decimal: str
) -> str:
    """The same of what is typed in a form, with each number as shown and as it is to be typed."""
    return ambiguous(typed, thousands, decimal, _how_to_type(as_thousands, as_decimal))


def ambiguous(typed: str, thousands: str, decimal: str, how: str) -> str:
    """One sign, two numbers, and what to do."""
    meant = _(
        "“%(typed)s” may mean %(thousands)s (more than a thousand) or %(decimal)s (with decimals).",
        typed=typed,
        thousands=thousands,
        decimal=decimal,
    )
    return f"{meant} {how}"


def _how_to_type(thousands: str, decimal: str) -> str:
    return _(
        "Type %(thousands)s for the one, %(decimal)s for the other.",
        thousands=thousands,
        decimal=decimal,
    )


def negative() -> str:
    """What is said of a number below zero where there can be none."""
    return _("This number is negative. Write zero or more.")


def _not_negative(number: float) -> float:
    if number < 0:
        raise BadCell(negative())
    return number
