"""Workbooks to import, as people fill them in, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from flask_babel import force_locale

from coachtrack.features.exchange.importing import import_workbook, plan_import
from coachtrack.features.intake.saving import IntakePlan
from coachtrack.kit.cells import Context
from coachtrack.kit.permissions import OPERATOR, Person
from coachtrack.kit.transactions import Door

TODAY = date(2026, 11, 24)
Row = dict[str, Any]
Sheets = dict[str, list[Row]]


def sheets() -> Sheets:
    """A programme with a factory, its measure and four readings; every sheet has a row."""
    engagement = {"Engagement": "P1-01"}
    reading = {**engagement, "Indicator": "defect-rate", "Scope": "Line 1"}
    return {
        "Organisations": [{"Code": "DN-1", "Name": "Firm 1"}],
        "Programmes": [{"Code": "P1", "Name": "Programme", "Provinces": "Hải Dương"}],
        "Components": [{"Programme": "P1", "Code": "TV", "Name": "Consulting", "Year": 2020}],
        "Factories": [
            {"Code": "F1", "Name": "Factory 1", "Organisation": "DN-1", "Province": "Hải Dương"}
        ],
        "Engagements": [
            {
                "Code": "P1-01",
                "Programme": "P1",
                "Factory": "F1",
                "Component": "TV",
                "Start": date(2020, 7, 1),
                "End": date(2020, 9, 30),
                "Baseline from": date(2020, 7, 1),
                "Baseline to": date(2020, 7, 31),
                "Follow-up from": date(2020, 9, 1),
                "Follow-up to": date(2020, 9, 30),
                "Team": "Lan; Hà",
            }
        ],
        "Measures": [{**reading, "Target": 10, "Covers": 0.5}],
        "Readings": [
            {**reading, "From": date(2020, month, day), "Numerator": n, "Denominator": 100}
            for month, day, n in ((7, 1, 20), (7, 2, 22), (9, 1, 11), (9, 2, 9))
        ],
        "Events": [
            {**engagement, "Date": date(2020, 8, 1), "Kind": "holiday", "Text": "No production"}
        ],
        "Visits": [{**engagement, "Date": date(2020, 7, 3), "Observations": "Mould 3 is worn"}],
    }


def write(path: Path, told: Mapping[str, list[Row]]) -> Path:
    """The sheets as a file; a sheet's headings are the keys of its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in told.items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    book.save(path)
    return path


def saved(path: Path, person: Person = OPERATOR) -> IntakePlan:
    """What importing a file said and did, in English."""
    with force_locale("en"):
        return import_workbook(path, person, Door.WORKBOOK, Context("en", TODAY))


def planned(path: Path, language: str = "en", person: Person = OPERATOR) -> IntakePlan:
    """What importing a file would do, told in a language."""
    with force_locale(language):
        return plan_import(path, person, Context(language, TODAY))


def said(plan: IntakePlan) -> list[str]:
    """The problems as people read them."""
    with force_locale("en"):
        return [str(problem) for problem in plan.problems]


def counted(plan: IntakePlan) -> dict[str, tuple[int, int, int]]:
    """New, changed and unchanged rows by sheet."""
    return {
        each.sheet.english: (len(each.new), len(each.changed), each.unchanged)
        for each in plan.sheets.values()
    }
