"""Figures published elsewhere, with the evidence grade that follows from what was printed.

The wording of claims.csv is that of its sources; each row names its own.
"""

from __future__ import annotations

from coachtrack.cli.story.rows import Row, rows_of

#: Evidence that rests on a group of firms that was not treated.
CONTROLLED = ("rct", "propensity score", "psm")
#: Wording that gives a bound, a spread or a pick of firms instead of a figure.
NO_FIGURE = ("up to", "at least", "more than", "most", "range", "upper bound", "best firms")


def claims() -> list[Row]:
    """The rows of the sheet Claims."""
    return [_claim(printed) for printed in rows_of("claims.csv")]


def grade(evidence: str, qualifier: str, baseline: str = "", follow_up: str = "") -> str:
    """How well a printed figure is founded. Source: docs/method.md, "Over many factories".

    A: a controlled study. D: a figure before and one after, both as their owners gave them.
    E: press wording, a change alone or "up to". B and C ask for the readings themselves with
    their verification, which no printed claim shows, so none gets them here.
    """
    told, hedged = evidence.casefold(), qualifier.casefold()
    if any(word in told for word in CONTROLLED) and "press" not in told:
        return "A"
    if any(word in hedged for word in NO_FIGURE):
        return "E"
    return "D" if baseline and follow_up else "E"


def _claim(printed: dict[str, str]) -> Row:
    evidence = printed["Evidence"]
    row: Row = {name: text for name, text in printed.items() if name != "Evidence"}
    row["Note"] = "; ".join(part for part in (evidence, printed["Note"]) if part)
    row["Grade"] = grade(evidence, printed["Qualifier"], printed["Baseline"], printed["Follow-up"])
    return row
