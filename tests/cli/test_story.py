"""The demo tells what it is meant to tell, by the rules of the arithmetic and no other."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.cli.story import sheets
from coachtrack.cli.story.people import PEOPLE
from coachtrack.cli.story.rows import INVENTED, SHEETS
from coachtrack.domain.types import (
    Strength,
    TargetState,
    Trust,
    Verdict,
    Warning,
)
from coachtrack.features.visits.models import VisitKind
from tests.cli.workbook import Workbook

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def story() -> Workbook:
    return Workbook(sheets(TODAY))


OUTCOMES = [
    (1, "improved", "sustained", (638, 7_648), (331, 7_180), Trust.CROSS_CHECKED, []),
    (2, "improved", "sustained", (184, 9_212), (121, 9_488), Trust.THIRD_PARTY, []),
    (3, "improved", "slipped", (391, 5_420), (214, 5_365), Trust.SEEN, []),
    (4, "improved", "signal", (297, 5_940), (201, 6_120), Trust.SELF_REPORTED, []),
    (5, "no-clear-change", "measured", (78, 3_900), (62, 4_100), Trust.SEEN, []),
    (6, "worse", "measured", (211, 7_012), (289, 6_795), Trust.SEEN, ["other-change"]),
    (7, "improved", "signal", (301, 1_400), (133, 1_200), Trust.SELF_REPORTED, []),
    (8, "improved", "measured", (1_840, 46), (1_196, 52), Trust.SEEN, ["few-baseline-readings"]),
    (
        9,
        "too-little-data",
        "claimed",
        (2, 15),
        (1, 18),
        Trust.SELF_REPORTED,
        ["few-baseline-readings", "dispersion-unknown", "few-events"],
    ),
    (11, "not-comparable", None, (547, 9_030), (318, 9_105), Trust.SEEN, []),
    (
        12,
        "improved",
        "measured",
        (51_120, 3_600),
        (60_840, 3_600),
        Trust.SEEN,
        ["few-baseline-readings"],
    ),
    (15, "improved", "partly-sustained", (137, 5_410), (71, 5_288), Trust.CROSS_CHECKED, []),
]


@pytest.mark.parametrize(
    ("number", "verdict", "strength", "before", "after", "trust", "warnings"), OUTCOMES
)
def test_an_engagement_turns_out_as_told(
    story: Workbook,
    number: int,
    verdict: str,
    strength: str | None,
    before: tuple[int, int],
    after: tuple[int, int],
    trust: Trust,
    warnings: list[str],
) -> None:
    result = story.main(f"HD2020-{number:02}")
    assert result.baseline is not None
    assert result.follow_up is not None
    assert result.verdict == Verdict(verdict)
    assert result.strength == (Strength(strength) if strength else None)
    assert (result.baseline.numerator, result.baseline.denominator) == before
    assert (result.follow_up.numerator, result.follow_up.denominator) == after
    assert result.trust == trust
    assert list(result.warnings) == [Warning(code) for code in warnings]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 7, 15])
def test_a_lasting_or_clear_gain_has_a_signal(story: Workbook, number: int) -> None:
    result = story.main(f"HD2020-{number:02}")
    assert result.since is not None
    assert result.confirmed is not None
    assert result.since <= result.confirmed


@pytest.mark.parametrize(("number", "rate"), [(1, 4.8), (2, 1.38), (3, 6.8), (15, 1.85)])
def test_months_later_it_was_measured_again(story: Workbook, number: int, rate: float) -> None:
    later = story.main(f"HD2020-{number:02}").later
    assert later is not None
    assert later.value == pytest.approx(rate)
    assert later.readings >= 3


@pytest.mark.parametrize("number", [10, 14])
def test_two_factories_have_a_baseline_only(story: Workbook, number: int) -> None:
    result = story.main(f"HD2020-{number:02}")
    assert result.verdict == Verdict.NOT_MEASURED
    assert result.baseline is not None
    assert result.baseline.readings == 24
    assert result.follow_up is None


def test_bare_monthly_rates_are_only_claimed(story: Workbook) -> None:
    result = story.main("HD2020-13")
    assert result.baseline is not None
    assert result.follow_up is not None
    assert (result.baseline.value, result.follow_up.value) == (12.0, 7.0)
    assert result.verdict == Verdict.TOO_LITTLE_DATA
    assert result.strength == Strength.CLAIMED
    assert Warning.BARE_VALUES in result.warnings


def test_about_11_400_would_settle_the_unclear_one(story: Workbook) -> None:
    assert story.main("HD2020-05").needed == 11_381


def test_the_textbook_line_gives_the_figures_of_the_contract(story: Workbook) -> None:
    result = story.main("HD2020-07")
    assert result.change is not None
    interval = result.change.interval
    assert interval is not None
    assert interval.dispersion == pytest.approx(1.5612, abs=5e-5)
    assert interval.low == pytest.approx(-13.8803, abs=5e-5)
    assert interval.high == pytest.approx(-6.8937, abs=5e-5)
    assert result.change.relative == pytest.approx(-0.4845, abs=5e-5)
    assert (result.since, result.confirmed) == (date(2020, 9, 4), date(2020, 9, 11))
    assert result.target.state == TargetState.ON_WAY
    assert result.target.progress == pytest.approx(0.9058, abs=5e-5)
    assert result.later is None


def test_the_textbook_line_says_where_its_counts_come_from(story: Workbook) -> None:
    readings = story.of("Readings", "HD2020-07")
    assert [row["From"] for row in readings[:28]] == [date(2020, 7, n) for n in range(1, 29)]
    assert [row["From"] for row in readings[28:]] == [date(2020, 9, n) for n in range(1, 25)]
    assert {row["Denominator"] for row in readings} == {50}
    (source,) = {row["Source"] for row in readings}
    assert all(word in source for word in ("Montgomery", "orange-juice", "15", "23"))


def test_only_one_factory_changed_its_way_of_counting(story: Workbook) -> None:
    changed = {row["Engagement"] for row in story.sheets["Readings"] if row["Version"] == 2}
    assert changed == {"HD2020-11"}
    (version,) = story.sheets["Indicators"]
    assert (version["Code"], version["Version"]) == ("defect-rate", 2)


def test_the_drop_out_says_why(story: Workbook) -> None:
    rows = story.sheets["Engagements"]
    reasons = {row["Code"]: row["Drop-out reason"] for row in rows if row["Drop-out reason"]}
    assert list(reasons) == ["HD2020-10"]
    assert "tuần 4" in reasons["HD2020-10"]


def test_the_sheets_are_those_of_the_workbook_each_with_one_set_of_columns(
    story: Workbook,
) -> None:
    assert tuple(story.sheets) == SHEETS
    for rows in story.sheets.values():
        assert len({tuple(sorted(row)) for row in rows}) == 1


def test_loading_twice_on_a_day_gives_the_same() -> None:
    assert sheets(TODAY) == sheets(TODAY)


def test_every_invented_name_says_so(story: Workbook) -> None:
    for sheet in ("Organisations", "Programmes", "Factories"):
        assert all(row["Name"].endswith(INVENTED) for row in story.sheets[sheet])
    people = [row["Team"] for row in story.sheets["Engagements"]]
    people += [row["Consultants"] for row in story.sheets["Visits"]]
    names = {name for cell in people for name in cell.split("; ")}
    assert all(name.endswith(INVENTED) for name in names | {person.name for person in PEOPLE})
    assert all(row["Demo"] == "yes" for row in story.sheets["Programmes"])


def test_every_row_refers_to_rows_that_are_there(story: Workbook) -> None:
    codes = {
        sheet: {row["Code"] for row in story.sheets[sheet]}
        for sheet in ("Organisations", "Programmes", "Components", "Factories", "Engagements")
    }
    for row in story.sheets["Engagements"]:
        assert row["Programme"] in codes["Programmes"]
        assert row["Factory"] in codes["Factories"]
        assert row["Component"] in codes["Components"]
    for row in story.sheets["Programmes"]:
        assert set(row["Partners"].split("; ")) <= codes["Organisations"]
    for row in story.sheets["Factories"]:
        assert row["Organisation"] in codes["Organisations"] | {""}
    for sheet in ("Measures", "Readings", "Events", "Visits"):
        assert {row["Engagement"] for row in story.sheets[sheet]} <= codes["Engagements"]


def test_an_engagement_has_one_main_measure(story: Workbook) -> None:
    for row in story.sheets["Engagements"]:
        measures = story.of("Measures", row["Code"])
        expected = [] if row["Stage"] == "selected" else ["yes"]
        assert [m["Main"] for m in measures if m["Main"] == "yes"] == expected


def test_a_factory_has_a_few_visits_of_known_kinds(story: Workbook) -> None:
    for row in story.sheets["Engagements"]:
        n = len(story.of("Visits", row["Code"]))
        running = row["Stage"] in ("selected", "kick-off")
        assert n <= 5 if running else 2 <= n <= 5
    assert {VisitKind(row["Kind"]) for row in story.sheets["Visits"]} == set(VisitKind)
    assert all(row["Observations"] and row["Agreed"] for row in story.sheets["Visits"])
    ids = [row["ID"] for row in story.sheets["Visits"]]
    assert len(set(ids)) == len(ids)
