"""The days on which a factory works, and its weeks."""

from __future__ import annotations

from datetime import date, timedelta

#: The first day of the lunar year. Source: the Vietnamese calendar (time zone +7).
TET = {
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 3),
}
#: New Year, Reunification Day, Labour Day, National Day: (month, day).
FIXED_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}
SATURDAY, SUNDAY = 5, 6


def is_working_day(day: date) -> bool:
    """Monday to Saturday, without public holidays and the week around Tết."""
    if day.weekday() == SUNDAY or (day.month, day.day) in FIXED_HOLIDAYS:
        return False
    tet = TET.get(day.year)
    return tet is None or not -2 <= (day - tet).days <= 4


def working_days(first: date, last: date) -> list[date]:
    """The working days of a span, both ends included."""
    span = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in span if is_working_day(day)]


def working_days_from(day: date, n: int) -> list[date]:
    """The first n working days from this day on."""
    return working_days(day, day + timedelta(2 * n + 14))[:n]


def working_days_before(day: date, n: int) -> list[date]:
    """The last n working days before this day."""
    return working_days(day - timedelta(2 * n + 14), day - timedelta(1))[-n:]


def working_day_near(day: date, step: int) -> date:
    """This day or, where nobody works, the nearest before (-1) or after it (1)."""
    while not is_working_day(day):
        day += timedelta(step)
    return day


def weeks_from(monday: date, n: int) -> list[tuple[date, date]]:
    """Monday and Saturday of n weeks, without those in which nobody works."""
    starts = (monday + timedelta(weeks=week) for week in range(n))
    weeks = ((start, start + timedelta(SATURDAY)) for start in starts)
    return [week for week in weeks if working_days(*week)]


def monday_of(day: date) -> date:
    """The Monday of the week in which a day lies."""
    return day - timedelta(day.weekday())
