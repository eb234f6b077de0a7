"""Numbers and dates as the person reads them, and strictly back from what the person types.

Showing follows the language of the page. Reading takes the language as an argument, never guesses
and never accepts what it cannot explain: a refusal is an `Unreadable` with a named problem and a
sentence that says what to do (docs/architecture.md, "Numbers as people type them").
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MINUS = "\u2212"
#: Between a number and its unit: a line never breaks there.
GAP = "\u00a0"
#: What stands where there is no figure.
NOTHING = "–"
#: Decimals shown when the caller does not say how many.
MOST_DECIMALS = 6
#: So many more than usual where a change would not look like the difference of its figures.
MORE_DECIMALS = 2
#: Below this a float holds every whole number.
LARGEST = 2.0**53
#: Digits enough for any float, and halves away from zero as a spreadsheet rounds.
EXACT = Context(prec=700, rounding=ROUND_HALF_UP)
LONGEST_NUMBER = 40
EARLIEST = date(2000, 1, 1)
#: Of a year of two digits.
CENTURY = 2000


class Problem(StrEnum):
    """Why something typed was not read."""

    NOT_A_NUMBER = "not-a-number"
    NOT_WHOLE = "not-whole"
    TOO_LARGE = "too-large"
    NOT_A_DAY = "not-a-day"
    NOT_A_PERIOD = "not-a-period"
    NO_YEAR = "no-year"
    NO_SUCH_DAY = "no-such-day"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"


SENTENCES: dict[Problem, LazyString] = {
    Problem.NOT_A_NUMBER: _l(
        "This is not a number. Use digits and one decimal sign only, without a unit, such as 8.25."
    ),
    Problem.NOT_WHOLE: _l("This must be a whole number. Leave out the decimals."),
    Problem.TOO_LARGE: _l("This number is too large. Check it, or use a larger unit."),
    Problem.NOT_A_DAY: _l("This is not a date. Write day/month/year, such as 31/7/2020."),
    Problem.NOT_A_PERIOD: _l(
        "This is neither a date nor a month. Write 31/7/2020 for a day or 2020-07 for a month."
    ),
    Problem.NO_YEAR: _l("The year is missing. Write day/month/year, such as 31/7/2020."),
    Problem.NO_SUCH_DAY: _l("There is no such day. Check the day and the month."),
    Problem.TOO_EARLY: _l("This date lies before the year 2000. Check the year."),
    Problem.TOO_LATE: _l("This date lies in the future. Check the month and the year."),
}


class Unreadable(ValueError):
    """Something typed that was not read as a number or a date."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the language of the page."""
        return str(SENTENCES[self.problem])

    def __str__(self) -> str:
        return self.sentence


# Showing


def number(value: float | None, decimals: int | None = None) -> str:
    """A number such as 1,234.5; as many decimals as it has (at most six) unless told.

    Halves are rounded away from zero, as a spreadsheet does, so page and workbook agree.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = _rounded(value, decimals)
    group, point = _signs(_language())
    text = f"{abs(shown):,f}".translate({ord(","): group, ord("."): point})
    return MINUS + text if shown < 0 else text


def decimals_of_change(before: float, after: float, decimals: int) -> int:
    """As many decimals as it takes that two figures differ, as shown, by their change as shown.

    Those given where that is so, or where a few more would not help either.
    """
    for more in range(decimals, min(decimals + MORE_DECIMALS, MOST_DECIMALS) + 1):
        first, second, change = (_rounded(each, more) for each in (before, after, after - before))
        if second - first == change:
            return more
    return decimals


def decimals_in(value: float, least: int) -> int:
    """As many decimals as a figure has that somebody wrote, and at least so many."""
    return next((n for n in range(least, MOST_DECIMALS) if round(value, n) == value), MOST_DECIMALS)


def integer(value: float | None) -> str:
    """A number rounded to a whole one."""
    return number(value, 0)


def signed(value: float | None, decimals: int | None = None) -> str:
    """A change: with a plus sign when it is above zero as shown."""
    text = number(value, decimals)
    if value is None or value <= 0 or not math.isfinite(value):
        return text
    return "+" + text if _rounded(value, decimals) else text


def value_with_unit(
    value: float | None, unit: str, decimals: int | None = None, *, sign: bool = False
) -> str:
    """A figure with its unit; a percent sign stands close in Vietnamese: 21,5%."""
    text = signed(value, decimals) if sign else number(value, decimals)
    if text == NOTHING or not unit:
        return text
    close = unit == "%" and _language() == "vi"
    return f"{text}{unit}" if close else f"{text}{GAP}{unit}"


def percent(fraction: float | None, decimals: int = 0) -> str:
    """A fraction as a percentage: 0.125 is 12.5 %."""
    # Rounded first, so that 28.499999999999996 counts as the 28.5 that it stands for.
    points = None if fraction is None else round(fraction * 100, 10)
    return value_with_unit(points, "%", decimals)


def for_field(value: float | None) -> str:
    """A number as an entry field shows it: every digit, no grouping, and read back as itself."""
    if value is None:
        return ""
    text = f"{Decimal(repr(value + 0.0)):f}"
    whole, _point, decimals = text.partition(".")
    if not decimals.strip("0"):
        return whole
    # Three decimals could be read as thousands; a fourth digit rules that out.
    padded = decimals + "0" if len(decimals) == 3 else decimals
    return f"{whole}{_signs(_language())[1]}{padded}"


def day(value: date | None) -> str:
    """A day: 04/09/2020 in Vietnamese, 4 Sep 2020 in English."""
    return NOTHING if value is None else _date(value, _language(), "dd/MM/y", "d MMM y")


def day_of_week(value: date) -> str:
    """A day with its weekday: Thứ Sáu, 04/09/2020 in Vietnamese, Friday 4 Sep 2020 in English."""
    return _date(value, _language(), "EEEE, dd/MM/y", "EEEE d MMM y")


def span(first: date | None, last: date | None) -> str:
    """From one day to another, or one day when both are the same; … where an end is open."""
    if first == last:
        return day(first)
    return " – ".join(day(end) if end else "…" for end in (first, last))


def days(first: date, last: date) -> str:
    """From one day to another as short as it can be said: 22/03–17/04/2021."""
    if first == last or first.year != last.year:
        return span(first, last)
    start = _date(first, _language(), "dd/MM", "d MMM")
    return f"{start}–{day(last)}" if _language() == "vi" else f"{start} – {day(last)}"


def moment(value: datetime | None, timezone: ZoneInfo | str, now: datetime | None = None) -> str:
    """An instant as day and time in a time zone; of the day of `now` the time alone."""
    if value is None:
        return NOTHING
    zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
    local = value.astimezone(zone)
    if now is not None and local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{day(local.date())} {local:%H:%M}"


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


@lru_cache(maxsize=16)
def _signs(language: str) -> tuple[str, str]:
    """The signs between thousands and before decimals."""
    symbols = Locale(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def _rounded(value: float, decimals: int | None) -> Decimal:
    wanted = MOST_DECIMALS if decimals is None else decimals
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-wanted), context=EXACT)
    return rounded.normalize(EXACT) if decimals is None else rounded


@lru_cache(maxsize=4096)
def _date(value: date, language: str, vietnamese: str, others: str) -> str:
    pattern = vietnamese if language == "vi" else others
    return format_date(value, pattern, locale=language)


# Reading


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """What a typed number means; `also` is the other reading where that is well-formed too."""

    value: float
    also: float | None = None


_GROUPED = r"[1-9][0-9]{{0,2}}(?:(?P<gap>[{group} \u00a0\u202f])[0-9]{{3}})(?:(?P=gap)[0-9]{{3}})*"
_WRITTEN = r"(?P<sign>[-+\u2212]?)(?P<whole>{grouped}|[0-9]+)(?:{point}(?P<decimals>[0-9]+))?"


def _grammar(group: str, point: str) -> re.Pattern[str]:
    grouped = _GROUPED.format(group=re.escape(group))
    return re.compile(_WRITTEN.format(grouped=grouped, point=re.escape(point)))


COMMA_DECIMALS = _grammar(".", ",")
POINT_DECIMALS = _grammar(",", ".")


def parse_number(text: str, language: str, *, whole: bool = False) -> ParsedNumber:
    """The number that was typed. Raises `Unreadable`.

    The language's own reading counts; the other one only where that is not well-formed. A field
    for whole numbers takes the whole reading: 1.234 and 1,234 are both 1234 there.
    """
    typed = text.strip()
    if len(typed) > LONGEST_NUMBER:
        raise Unreadable(Problem.NOT_A_NUMBER)
    comma_first = _signs(language)[1] == ","
    grammars = (COMMA_DECIMALS, POINT_DECIMALS) if comma_first else (POINT_DECIMALS, COMMA_DECIMALS)
    readings = [_value(match) for g in grammars if (match := g.fullmatch(typed))]
    if not readings:
        raise Unreadable(Problem.NOT_A_NUMBER)
    if abs(readings[0]) >= LARGEST:
        raise Unreadable(Problem.TOO_LARGE)
    return _whole(readings) if whole else _with_other(readings)


def _value(match: re.Match[str]) -> float:
    digits = re.sub(r"[^0-9]", "", match["whole"])
    size = float(f"{digits}.{match['decimals'] or 0}")
    return -size if match["sign"] in ("-", MINUS) and size else size


def _with_other(readings: list[float]) -> ParsedNumber:
    value, *others = readings
    return ParsedNumber(value, next((other for other in others if other != value), None))


def _whole(readings: list[float]) -> ParsedNumber:
    for value in readings:
        if value.is_integer():
            return ParsedNumber(value)
    raise Unreadable(Problem.NOT_WHOLE)


#: A day with the signs that people write between, in full or shortened.
_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<sign>[-./])(?P<month>[0-9]{1,2})"
    r"(?:(?P=sign)(?P<year>[0-9]{4}|[0-9]{2}))?"
)
#: A day in digits alone; of such years none can be meant the other way round.
_DIGITS = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>20[0-9]{2}|2100)")
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_ISO_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_MONTH = re.compile(r"(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")


def parse_day(text: str, *, latest: date | None = None, near: date | None = None) -> date:
    """The day that was typed, as day/month/year or ISO 8601. Raises `Unreadable`.

    `near`: where the day is shown in full at once, the year may be left out, and then the nearest
    such day is meant that is not after `latest`.
    """
    day = _written_day(text.strip(), latest, near)
    if not day:
        raise Unreadable(Problem.NOT_A_DAY)
    return checked_day(day, latest=latest)


def parse_period(
    text: str, *, latest: date | None = None, near: date | None = None
) -> tuple[date, date]:
    """First and last day of what was typed: a month (2020-07, 7/2020) or a day.

    `latest` bounds the first day, so the running month can be meant; `near` is as for a day.
    Raises `Unreadable`.
    """
    typed = text.strip()
    if match := _ISO_MONTH.fullmatch(typed) or _MONTH.fullmatch(typed):
        year, month = int(match["year"]), int(match["month"])
        first = checked_day(_day_at(year, month, 1), latest=latest)
        return first, first.replace(day=monthrange(year, month)[1])
    day = _written_day(typed, latest, near)
    if not day:
        raise Unreadable(Problem.NOT_A_PERIOD)
    only = checked_day(day, latest=latest)
    return only, only


def lacks_year(text: str) -> bool:
    """Whether a day was typed without its year."""
    found = _DAY.fullmatch(text.strip())
    return found is not None and not found["year"]


def checked_day(value: date, *, latest: date | None = None) -> date:
    """The day itself, unless it lies before 2000 or after `latest`. Raises `Unreadable`."""
    if value < EARLIEST:
        raise Unreadable(Problem.TOO_EARLY)
    if latest is not None and value > latest:
        raise Unreadable(Problem.TOO_LATE)
    return value


def _written_day(typed: str, latest: date | None, near: date | None) -> date | None:
    if digits := _DIGITS.fullmatch(typed):
        return _possible(*map(int, digits.group("year", "month", "day")))
    found = _DAY.fullmatch(typed) or _ISO_DAY.fullmatch(typed)
    if not found:
        return None
    month, day_of_month = int(found["month"]), int(found["day"])
    if not found["year"]:
        return _without_year(month, day_of_month, latest, near)
    year, short = int(found["year"]), len(found["year"]) == len("26")
    if short and not near and found.groupdict().get("sign") == "-":
        # It may be year-month-day, and here nobody sees how it is read.
        return None
    return _day_at(year + CENTURY if short else year, month, day_of_month)


def _without_year(
    month: int, day_of_month: int, latest: date | None, near: date | None
) -> date | None:
    if near:
        return _nearest(month, day_of_month, latest, near)
    if _possible(EARLIEST.year, month, day_of_month):
        raise Unreadable(Problem.NO_YEAR)
    return None


def _nearest(month: int, day_of_month: int, latest: date | None, near: date) -> date:
    years = (near.year - 1, near.year, near.year + 1)
    found = [day for year in years if (day := _possible(year, month, day_of_month))]
    if not found:
        raise Unreadable(Problem.NO_SUCH_DAY)
    past = [day for day in found if latest is None or day <= latest]
    return min(past or found, key=lambda day: abs(day - near))


def _day_at(year: int, month: int, day_of_month: int) -> date:
    found = _possible(year, month, day_of_month)
    if not found:
        raise Unreadable(Problem.NO_SUCH_DAY)
    return found


def _possible(year: int, month: int, day_of_month: int) -> date | None:
    with suppress(ValueError):
        return date(year, month, day_of_month)
    return None
