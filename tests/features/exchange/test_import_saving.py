"""What a workbook says is stored: new, changed and unchanged rows, and what is left out."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from coachtrack.domain.types import Trust, Verdict
from coachtrack.features.engagements.entries import EventEntry
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators import actions
from coachtrack.features.indicators.entries import ReadingEntry
from coachtrack.features.indicators.models import Measure, Reading, StoredResult
from coachtrack.features.visits.models import Visit
from tests.features.exchange.import_books import counted, planned, said, saved, sheets, write

NEW = {
    "Organisations": (1, 0, 0),
    "Programmes": (1, 0, 0),
    "Components": (1, 0, 0),
    "Factories": (1, 0, 0),
    "Engagements": (1, 0, 0),
    "Measures": (1, 0, 0),
    "Readings": (4, 0, 0),
    "Events": (1, 0, 0),
    "Visits": (1, 0, 0),
}


@pytest.fixture
def told():
    return sheets()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "import.xlsx"


@pytest.fixture
def stored(database, told, path):
    plan = saved(write(path, told))
    assert said(plan) == []
    return plan


def test_batches_that_differ_in_case_only_are_one(database, told, path):
    first = told["Engagements"][0]
    told["Engagements"] = [
        {**first, "Batch": "Đợt 1"},
        {**first, "Code": "P1-02", "Batch": "đợt 1"},
        {**first, "Code": "P1-03", "Batch": "Đợt 2"},
    ]
    saved(write(path, told))
    written = select(Engagement.batch).order_by(Engagement.code)
    assert database.scalars(written).all() == ["Đợt 1", "Đợt 1", "Đợt 2"]
    partly = [{"Code": "P1-03", "Programme": "P1", "Factory": "F1", "Batch": "ĐỢT 1"}]
    plan = saved(write(path, {"Engagements": partly}))
    assert (said(plan), counted(plan)) == ([], {"Engagements": (0, 1, 0)})
    assert database.scalars(written).all() == ["Đợt 1"] * 3


class TestNewRows:
    def test_everything_is_new(self, stored):
        assert counted(stored) == NEW

    def test_what_was_left_out_takes_its_usual_value(self, stored, database):
        measure, reading = database.scalar(select(Measure)), database.scalars(select(Reading)).all()

        assert measure.main
        assert [row.to_on for row in reading] == [row.from_on for row in reading]
        assert {row.trust for row in reading} == {Trust.SELF_REPORTED}
        assert {row.version for row in reading} == {1}

    def test_results_are_there_and_right(self, stored, database):
        result = database.scalar(select(StoredResult))

        assert result.baseline_numerator == 42
        assert result.follow_up_denominator == 200
        assert result.verdict == Verdict.IMPROVED
        assert list(actions.differences()) == []

    def test_the_programme_lists_the_factory(self, stored, database):
        engagement = database.scalar(select(Engagement))

        assert engagement.programme.factories == [engagement.factory]
        assert engagement.team == ("Lan", "Hà")

    def test_names_of_provinces_mean_the_unit_of_the_time(self, stored, database):
        assert database.scalar(select(Factory)).province.code == "30"

    def test_the_main_measure_is_the_first_unless_one_is_named(self, database, told, path):
        (first,) = told["Measures"]
        told["Measures"] = [first, {**first, "Scope": "Line 2", "Main": "có"}]
        saved(write(path, told))

        assert database.scalars(select(Measure.scope).where(Measure.main)).all() == ["Line 2"]


class TestTheSameAgain:
    def test_nothing_changes(self, stored, path, database):
        before = database.scalars(select(StoredResult.computed_at)).all()
        plan = saved(path)

        assert plan.changes_nothing
        assert counted(plan) == {name: (0, 0, new) for name, (new, _c, _u) in NEW.items()}
        assert database.scalars(select(StoredResult.computed_at)).all() == before

    def test_a_visit_without_identity_is_the_same_visit(self, stored, path, database):
        saved(path)

        assert database.scalar(select(func.count(Visit.id))) == 1

    def test_other_figures_are_a_change_shown_before_it_is_saved(self, stored, told, path):
        told["Readings"][1]["Numerator"] = 30
        plan = planned(write(path, told))
        (change,) = plan.sheets[ReadingEntry].changed
        (difference,) = plan.sheets[ReadingEntry].differences(change)

        assert counted(plan)["Readings"] == (0, 1, 3)
        assert (difference.column.field, difference.before, difference.after) == (
            "numerator",
            22,
            30,
        )

    def test_changed_readings_change_the_result(self, stored, told, path, database):
        told["Readings"][1]["Numerator"] = 30
        saved(write(path, told))

        assert database.scalar(select(StoredResult.baseline_numerator)) == 50
        assert list(actions.differences()) == []

    def test_windows_that_move_change_the_result(self, stored, told, path, database):
        told["Engagements"][0]["Baseline to"] = date(2020, 7, 1)
        saved(write(path, {"Engagements": told["Engagements"]}))

        assert database.scalar(select(StoredResult.baseline_denominator)) == 100
        assert list(actions.differences()) == []

    def test_an_event_that_explains_the_change_is_a_warning(self, stored, told, path, database):
        told["Events"][0]["Kind"] = "other-change"
        saved(write(path, {"Events": told["Events"]}))

        assert "other-change" in database.scalar(select(StoredResult.details))["warnings"]
        assert list(actions.differences()) == []

    def test_an_event_that_is_withdrawn_is_no_warning_any_more(self, stored, told, path, database):
        told["Events"][0]["Kind"] = "other-change"
        saved(write(path, {"Events": told["Events"]}))
        told["Events"][0]["Withdrawn"] = "Noted twice"
        plan = saved(write(path, {"Events": told["Events"]}))

        assert counted(plan) == {"Events": (0, 1, 0)}
        assert "other-change" not in database.scalar(select(StoredResult.details))["warnings"]
        assert list(actions.differences()) == []

    def test_what_was_withdrawn_stays_so_until_its_cell_is_blank(
        self, stored, told, path, database
    ):
        for reason in ("Logged twice", None):
            told["Visits"][0]["Withdrawn"] = reason
            saved(write(path, {"Visits": told["Visits"]}))
            del told["Visits"][0]["Withdrawn"]
            assert saved(write(path, {"Visits": told["Visits"]})).changes_nothing
            assert database.scalar(select(Visit.withdrawn)) == (reason or "")

    def test_columns_that_are_not_there_change_nothing(self, stored, told, path, database):
        told["Readings"] = [{**row, "Trust": "seen"} for row in told["Readings"]]
        saved(write(path, told))
        for row in told["Readings"]:
            del row["Trust"]
        plan = saved(write(path, {"Readings": told["Readings"]}))

        assert plan.changes_nothing
        assert set(database.scalars(select(Reading.trust))) == {Trust.SEEN}

    def test_a_blank_cell_empties_what_has_no_usual_value(self, stored, told, path, database):
        told["Measures"][0]["Target"] = None
        plan = saved(write(path, {"Measures": told["Measures"]}))

        assert counted(plan) == {"Measures": (0, 1, 0)}
        assert database.scalar(select(Measure.target)) is None

    def test_another_measure_becomes_main_when_the_first_gives_way(
        self, stored, told, path, database
    ):
        (first,) = told["Measures"]
        told["Measures"] = [
            {**first, "Main": "no"},
            {**first, "Scope": "Line 2", "Main": "yes"},
        ]
        saved(write(path, {"Measures": told["Measures"]}))

        assert database.scalars(select(Measure.scope).where(Measure.main)).all() == ["Line 2"]


def test_engagements_without_windows_are_said_and_saved_once(database, tmp_path):
    told = sheets()
    del told["Readings"]
    told["Engagements"][0] |= dict.fromkeys(("End", "Follow-up from", "Follow-up to"))
    path = write(tmp_path / "book.xlsx", told)
    note = (
        "Engagements: no windows yet, so before and after cannot be compared: P1-01. Set them on"
        " the engagement's page."
    )
    assert saved(path).notes == [note]
    assert database.scalars(select(Engagement.end_on)).one() is None
    assert planned(path).notes == []


def test_what_was_counted_twice_or_not_at_all_is_saved_and_said(database, tmp_path):
    told = sheets()
    first = told["Readings"][0]
    told["Readings"] += [
        {**first, "Lot": "Ca 1"},
        {**first, "From": date(2020, 7, 6), "Numerator": 0, "Denominator": 0},
    ]
    path = write(tmp_path / "book.xlsx", told)
    twice = (
        "Readings: days are counted both as a whole and by lot, so that their pieces count twice:"
        " row 2, row 6. Withdraw one of the two."
    )
    assert saved(path).notes == [
        twice,
        "Readings: 0 of 0 says that nothing was counted, so it counts as no reading: row 7.",
    ]
    assert planned(path).notes == []


def test_parts_of_pieces_are_saved_and_said(database, tmp_path):
    told = sheets()
    told["Readings"][0]["Numerator"] = 1.5
    path = write(tmp_path / "book.xlsx", told)
    note = "Readings: whole pieces are counted, and these counts are no whole numbers: row 2."
    assert saved(path).notes == [note]
    assert planned(path).notes == []


def test_a_workbook_from_before_a_scope_was_renamed_changes_nothing(database, stored, path):
    database.rollback()
    actions.rename_scope(database.scalars(select(Measure)).one(), "Line A")
    database.commit()
    again = planned(path)
    assert said(again) == []
    assert {rows for sheet, rows in counted(again).items() if sheet in NEW} == {
        (0, 0, 1),
        (0, 0, 4),
    }
    assert "“Line 1” was taken as “Line A”." in again.notes


def test_a_scope_or_a_lot_that_is_only_spelled_otherwise_is_the_same(database, tmp_path):
    told = sheets()
    told["Readings"][0]["Lot"] = "ca 1"
    saved(write(tmp_path / "first.xlsx", told))
    for sheet in ("Measures", "Readings"):
        for row in told[sheet]:
            row["Scope"] = "LINE  1"
    told["Readings"][0]["Lot"] = "Ca 1"
    told["Events"][0]["Scope"] = "line 1"
    again = planned(write(tmp_path / "again.xlsx", told))
    assert said(again) == []
    assert counted(again)["Measures"] == (0, 0, 1)
    assert counted(again)["Readings"] == (0, 0, 4)
    assert "“Ca 1” was taken as “ca 1”." in again.notes
    assert [event.scope for event in again.sheets[EventEntry].new] == ["Line 1"]


def test_an_event_at_a_scope_that_no_measure_has_is_told_and_saved(database, tmp_path):
    told = sheets()
    told["Events"][0]["Scope"] = "Line 9"
    plan = saved(write(tmp_path / "book.xlsx", told))
    note = (
        "Events: no measure has the scope “Line 9”, so these events stand in no chart. Leave the"
        " scope blank for the whole factory."
    )
    assert plan.notes.count(note) == 1
    assert note not in planned(write(tmp_path / "book.xlsx", told)).notes


def test_what_an_indicator_counts_is_not_half_said(database, tmp_path):
    row = {"Code": "own", "Name": "Own", "Kind": "rate", "Unit": "ppm", "Better": "lower"}
    whole = {**row, "Numerator": "defects", "Denominator (vi)": "sản phẩm"}
    assert said(planned(write(tmp_path / "whole.xlsx", {"Indicators": [whole]}))) == []
    (problem,) = said(
        planned(write(tmp_path / "half.xlsx", {"Indicators": [{**whole, "Denominator (vi)": ""}]}))
    )
    assert "Numerator and denominator belong together." in problem


def test_what_nobody_sees_in_a_cell_does_not_count(database, tmp_path):
    told = sheets()
    told["Readings"][0]["Numerator"] = "\u200b20"
    told["Readings"][1]["From"] = "2020-07-02\ufeff"
    assert said(planned(write(tmp_path / "book.xlsx", told))) == []
