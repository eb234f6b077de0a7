"""What a plan would do, put into words for somebody who is to confirm it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from flask_babel import get_locale

from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.exchange.standing import (
    Fault,
    FieldShown,
    RowShown,
    SheetShown,
    Standing,
    State,
)
from coachtrack.features.intake.plans import Change, SheetPlan
from coachtrack.features.intake.problems import Problem
from coachtrack.features.intake.saving import IntakePlan
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.kit import formats
from coachtrack.kit.sheets import Column, Sheet
from coachtrack.kit.workbooks.kinds import Kind

#: Rows of each sort that are shown.
MOST_SHOWN = 50
#: Fields of a new row that are shown.
MOST_FIELDS = 8
LONGEST_SHOWN = 200
#: Engagements that are linked once they were saved.
MOST_LINKED = 20


def standing_of(plan: IntakePlan, sentence: str = "") -> Standing:
    """How an import stands that was planned."""
    found = Standing(
        State.PROBLEMS if plan.problems else State.READY,
        language=str(get_locale()),
        sentence=sentence,
        notes=plan.notes,
    )
    return _with_faults(found, plan) if plan.problems else _with_rows(found, plan)


def _with_faults(found: Standing, plan: IntakePlan) -> Standing:
    faults = [Fault(each.sheet, _cells(each), each.sentence) for each in plan.problems]
    unlisted = plan.total - sum(each.count for each in plan.problems)
    return replace(found, faults=faults, total=plan.total, unlisted=unlisted)


def _with_rows(found: Standing, plan: IntakePlan) -> Standing:
    touched = sorted(_engagements(plan))
    return replace(
        found,
        sheets=[_sheet_shown(sheet) for sheet in plan.sheets.values()],
        seen=plan.digest,
        programmes=sorted(_programmes(plan)),
        engagements=touched[:MOST_LINKED],
        more_engagements=len(touched[MOST_LINKED:]),
    )


def _cells(problem: Problem) -> str:
    return problem.place.removeprefix(f"{problem.sheet}!") if problem.cells else ""


def _sheet_shown(plan: SheetPlan) -> SheetShown:
    return SheetShown(
        plan.sheet.english,
        len(plan.new),
        len(plan.changed),
        plan.unchanged,
        [_new_row(plan.sheet, entry) for entry in plan.new[:MOST_SHOWN]],
        [_changed_row(plan, change) for change in plan.changed[:MOST_SHOWN]],
    )


def _new_row(sheet: Sheet[Any], entry: Any) -> RowShown:
    names = set(_naming(sheet))
    told = (
        FieldShown(str(column.heading), "", text)
        for column, value in zip(sheet.columns, entry, strict=True)
        if column.field not in names and value != column.usual and (text := shown(column, value))
    )
    return RowShown(_name(sheet, entry), list(islice(told, MOST_FIELDS)))


def _changed_row(plan: SheetPlan, change: Change) -> RowShown:
    fields = [
        FieldShown(str(column.heading), shown(column, before), shown(column, after))
        for column, before, after in plan.differences(change)
    ]
    return RowShown(_name(plan.sheet, change.after), fields)


def _naming(sheet: Sheet[Any]) -> tuple[str, ...]:
    """By which fields people know a row: its key, unless that was made by a machine."""
    if sheet.key == ("uuid",):
        return ("uuid", *(column.field for column in sheet.columns if column.required))
    return sheet.key


def _name(sheet: Sheet[Any], entry: Any) -> str:
    names = (name for name in _naming(sheet) if name != "uuid")
    told = [shown(sheet.column(name), getattr(entry, name)) for name in names]
    return " · ".join(dict.fromkeys(filter(None, told)))


def shown(column: Column, value: Any) -> str:
    """A value as people read it; empty where there is none."""
    if value is None or value in ("", ()):
        return ""
    if column.cell.choices:
        return str(column.cell.label(value))
    if isinstance(value, date):
        return formats.day(value)
    if column.cell.kind is Kind.FRACTION:
        return formats.percent(value)
    if isinstance(value, int | float):
        return "" if column.written(value) is None else formats.for_field(value)
    text = str(column.written(value))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _engagements(plan: IntakePlan) -> set[str]:
    """The engagements in which something would be added or changed."""
    touched = set()
    for kind, sheet in plan.sheets.items():
        for entry in sheet.saved:
            touched.add(entry.code if kind is EngagementEntry else getattr(entry, "engagement", ""))
    return touched - {""}


def _programmes(plan: IntakePlan) -> Iterator[str]:
    """The programmes in which something would be added or changed."""
    engagements = dict(plan.stored.entries[EngagementEntry]) if plan.stored else {}
    if EngagementEntry in plan.sheets:
        engagements |= {entry.code: entry for entry in plan.sheets[EngagementEntry].saved}
    touched = {plan.home}
    for kind, sheet in plan.sheets.items():
        for entry in sheet.saved:
            if kind is ProgrammeEntry:
                touched.add(entry.code)
            elif hasattr(entry, "programme"):
                touched.add(entry.programme)
            elif getattr(entry, "engagement", None) in engagements:
                touched.add(engagements[entry.engagement].programme)
    yield from touched - {""}
