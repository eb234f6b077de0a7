"""Bare views to compare with: the statements that the product sends, plain loops, JSON.

No sign-in, no page, no rows with names; a page of the product cannot equal them.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import event

from coachtrack.domain.proportions import wilson
from coachtrack.domain.windows import later_from
from coachtrack.extensions import db
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.cohorts import Outcome

Row = Sequence[Any]
Statement = tuple[str, Any]

AT = {name: position for position, name in enumerate(Outcome._fields)}
ENGAGEMENT, NAME, STAGE, MAIN = (AT[n] for n in ("engagement", "factory_name", "stage", "main"))
VERDICT, STRENGTH, TRUST = AT["verdict"], AT["strength"], AT["trust"]
BEFORE, AFTER, NOW = AT["baseline_value"], AT["follow_up_value"], AT["later_value"]
N1, D1 = AT["baseline_numerator"], AT["baseline_denominator"]
N2, D2 = AT["follow_up_numerator"], AT["follow_up_denominator"]
ABSOLUTE, IMPROVEMENT = AT["absolute"], AT["improvement"]
SHOWN = (ENGAGEMENT, NAME, BEFORE, AFTER, NOW, ABSOLUTE, IMPROVEMENT, VERDICT, STRENGTH, TRUST)
CODE, ENDED = (EngagementRow._fields.index(name) for name in ("code", "end_on"))
REFUSED = ("not-measured", "not-comparable", "too-little-data")
KNOWN = ("sustained", "partly-sustained", "slipped")
ROWS = 40


def recorded(call: Callable[[], object]) -> list[Statement]:
    """The queries that a call sends, with their parameters."""
    told: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            told.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return told


def rows_of(statements: Sequence[Statement]) -> list[Sequence[Row]]:
    """What these statements find."""
    with db.engine.connect() as connection:
        return [
            connection.exec_driver_sql(statement, values).fetchall()
            for statement, values in statements
        ]


def programme(statements: Sequence[Statement], today: date) -> dict[str, Any]:
    """The figures of a programme whose engagements all track one indicator."""
    found = dict(zip((sql for sql, _ in statements), rows_of(statements), strict=True))
    outcomes = next(rows for sql, rows in found.items() if "result.verdict" in sql)
    engagements = next(rows for sql, rows in found.items() if "engagement.component" in sql)
    measured, reasons = parted(outcomes)
    return {
        "headline": headline(engagements, outcomes, today, ()),
        "cohort": cohort(measured, reasons, len(outcomes)),
        "rows": [[row[position] for position in SHOWN] for row in measured[:ROWS]],
    }


def parted(outcomes: Sequence[Row]) -> tuple[list[Row], Counter[str]]:
    """Those that count, the largest improvement first, and why the others do not."""
    measured, reasons = [], Counter[str]()
    for row in outcomes:
        if row[STAGE] == "dropped-out":
            reasons["dropped-out"] += 1
        elif row[VERDICT] in REFUSED:
            reasons[row[VERDICT]] += 1
        elif row[IMPROVEMENT] is None:
            reasons["baseline-zero"] += 1
        else:
            measured.append(row)
    return sorted(measured, key=lambda row: -row[IMPROVEMENT]), reasons


def headline(engagements: Sequence[Row], outcomes: Sequence[Row], today: date) -> list[int]:
    """Started, measured, improved, and what lasted of it."""
    ends = {row[CODE]: row[ENDED] for row in engagements}
    mains = [row for row in outcomes if row[MAIN] and row[STAGE] != "dropped-out"]
    improved = [row for row in mains if row[VERDICT] == "improved"]
    lasted = Counter(row[STRENGTH] for row in improved)
    due = [
        row
        for row in improved
        if row[STRENGTH] not in KNOWN
        and (end := ends[row[ENGAGEMENT]])
        and later_from(date.fromisoformat(end)) <= today
    ]
    measured = sum(row[VERDICT] not in REFUSED for row in mains)
    return [len(engagements), measured, len(improved), *(lasted[k] for k in KNOWN), len(due)]


def cohort(measured: Sequence[Row], reasons: Counter[str], started: int) -> dict[str, Any]:
    """The figures over the factories that count."""
    improvements = sorted(row[IMPROVEMENT] for row in measured)
    improved = sum(row[VERDICT] == "improved" for row in measured)
    share = wilson(improved, len(measured))
    ratios = [row[AFTER] / row[BEFORE] for row in measured if row[BEFORE]]
    logs = [math.log(ratio) for ratio in ratios if ratio > 0]
    low, middle, high = statistics.quantiles(improvements, n=4, method="inclusive")
    counted = [row for row in measured if row[D1] and row[D2]]
    return {
        "started": started,
        "measured": len(measured),
        "left_out": dict(reasons),
        "quartiles": [low, middle, high],
        "mean": math.fsum(improvements) / len(improvements),
        "improved": [improved, share.low, share.high],
        "geometric_mean": math.exp(math.fsum(logs) / len(logs)),
        "pooled": [_quotient(counted, N1, D1), _quotient(counted, N2, D2)],
        "strengths": dict(Counter(row[STRENGTH] for row in measured)),
    }


def _quotient(rows: Sequence[Row], numerator: int, denominator: int) -> float:
    total = math.fsum(row[denominator] for row in rows)
    return 100 * math.fsum(row[numerator] for row in rows) / total
