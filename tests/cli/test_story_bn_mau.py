"""The running programme is alive and told alike on whatever day the demo is loaded."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from coachtrack.cli.story import sheets
from coachtrack.cli.story.days import is_working_day
from coachtrack.domain.types import Strength, Verdict
from tests.cli.workbook import Workbook

#: Any day, a Sunday, a Monday, within and after Tết, around New Year, a leap day.
DAYS = [
    date(2026, 11, 24),
    date(2026, 7, 5),
    date(2027, 3, 1),
    date(2027, 2, 14),
    date(2028, 2, 29),
    date(2027, 1, 1),
    date(2026, 12, 13),
    date(2028, 1, 31),
]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def loaded(request: pytest.FixtureRequest) -> tuple[date, Workbook]:
    return request.param, Workbook(sheets(request.param))


def test_readings_belong_to_a_measure_and_do_not_overlap(loaded: tuple[date, Workbook]) -> None:
    _, book = loaded
    seen = 0
    for measure in book.sheets["Measures"]:
        rows = sorted(book.readings(measure), key=lambda row: row["From"])
        seen += len(rows)
        for before, after in pairwise(rows):
            assert before["To"] < after["From"]
    assert seen == len(book.sheets["Readings"])


def test_nothing_is_counted_or_visited_in_the_future(loaded: tuple[date, Workbook]) -> None:
    today, book = loaded
    assert all(row["From"] <= row["To"] < today for row in book.sheets["Readings"])
    assert all(row["Date"] < today for row in book.sheets["Visits"])


def test_nobody_works_on_sundays_and_holidays(loaded: tuple[date, Workbook]) -> None:
    _, book = loaded
    days = [row["Date"] for row in book.sheets["Visits"]]
    days += [
        row["From"]
        for row in book.sheets["Readings"]
        if row["From"] == row["To"] and row["Engagement"] != "HD2020-07"
    ]
    assert [day for day in days if not is_working_day(day)] == []


def test_windows_are_in_order(loaded: tuple[date, Workbook]) -> None:
    _, book = loaded
    for row in book.sheets["Engagements"]:
        days = ("Baseline from", "Baseline to", "Follow-up from", "Follow-up to")
        known = [row[name] for name in days if row[name]]
        assert known == sorted(known)
        assert row["Start"] < row["End"]


def test_the_running_programme_always_has_something_to_do(
    loaded: tuple[date, Workbook],
) -> None:
    today, book = loaded
    rows = {row["Code"]: row for row in book.sheets["Engagements"]}
    assert book.of("Readings", "BN-MAU-01") == []
    assert len(book.of("Readings", "BN-MAU-02")) == 5
    assert book.main("BN-MAU-03").baseline is not None
    assert (today - rows["BN-MAU-04"]["Start"]).days // 7 + 1 == 7
    assert -1 <= (rows["BN-MAU-05"]["End"] - today).days < 7
    assert (today - rows["BN-MAU-06"]["End"]).days > 92
    assert book.main("BN-MAU-06").later is None
    assert book.of("Visits", "BN-MAU-06")[-1]["Next visit"] < today


@pytest.mark.parametrize(
    ("number", "verdict", "strength"),
    [
        (5, Verdict.IMPROVED, Strength.SIGNAL),
        (6, Verdict.IMPROVED, Strength.SIGNAL),
        (7, Verdict.IMPROVED, Strength.SUSTAINED),
        (10, Verdict.NO_CLEAR_CHANGE, Strength.MEASURED),
    ],
)
def test_the_running_programme_turns_out_as_told(
    loaded: tuple[date, Workbook], number: int, verdict: Verdict, strength: Strength
) -> None:
    result = loaded[1].main(f"BN-MAU-{number:02}")
    assert (result.verdict, result.strength) == (verdict, strength)


def test_two_agreements_of_week_seven_are_overdue(loaded: tuple[date, Workbook]) -> None:
    today, book = loaded
    agreed = " ".join(row["Agreed"] for row in book.of("Visits", "BN-MAU-04"))
    due = [f"{today - timedelta(days):%d/%m/%Y}" for days in (11, 5)]
    assert [agreed.count(day) for day in due] == [1, 1]
