"""The story's sheets, as its tests ask about them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coachtrack.domain import compare
from coachtrack.domain.types import (
    Better,
    Definition,
    Kind,
    Plan,
    Reading,
    Result,
    Trust,
    Window,
)

LIBRARY = Path(__file__).parents[2] / "migrations" / "reference" / "indicators.csv"
Row = dict[str, Any]


@dataclass(frozen=True)
class Workbook:
    """Sheets, and what the arithmetic says of their measures."""

    sheets: dict[str, list[Row]]

    def of(self, sheet: str, engagement: str) -> list[Row]:
        return [row for row in self.sheets[sheet] if row["Engagement"] == engagement]

    def main(self, engagement: str) -> Result:
        (measure,) = (m for m in self.of("Measures", engagement) if m["Main"] == "yes")
        return self.result(measure)

    def result(self, measure: Row) -> Result:
        code = measure["Engagement"]
        (engagement,) = (e for e in self.sheets["Engagements"] if e["Code"] == code)
        readings = [_reading(row) for row in self.readings(measure) if not row["Withdrawn"]]
        baseline = _window(engagement["Baseline from"], engagement["Baseline to"])
        follow_up = _window(engagement["Follow-up from"], engagement["Follow-up to"])
        explained = any(
            event["Kind"] == "other-change"
            and baseline
            and follow_up
            and baseline.start <= event["Date"] <= follow_up.end
            for event in self.of("Events", code)
        )
        plan = Plan(
            baseline, follow_up, engagement["End"], measure["Target"], other_change=explained
        )
        return compare(_definitions()[measure["Indicator"]], readings, plan)

    def readings(self, measure: Row) -> list[Row]:
        key = (measure["Indicator"], measure["Scope"])
        found = self.of("Readings", measure["Engagement"])
        return [row for row in found if (row["Indicator"], row["Scope"]) == key]


def _reading(row: Row) -> Reading:
    return Reading(
        row["From"],
        row["To"],
        row["Numerator"],
        row["Denominator"],
        row["Value"],
        row["Version"],
        Trust(row["Trust"]),
        row["Lot"],
    )


def _window(first: date | None, last: date | None) -> Window | None:
    return Window(first, last) if first and last else None


def _definitions() -> dict[str, Definition]:
    with LIBRARY.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Definition(Kind(row["kind"]), Better(row["better"]), float(row["factor"]))
            for row in csv.DictReader(file)
        }
