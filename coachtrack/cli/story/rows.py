"""Rows of the workbook, as plain values under the English headings of its sheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from coachtrack.cli.story.counts import Count
from coachtrack.domain.types import Trust
from coachtrack.features.engagements.models import EventKind
from coachtrack.features.factories.models import OrganisationKind

Row = dict[str, object]
Sheets = dict[str, list[Row]]

#: The sheets of the workbook, in its order.
SHEETS = (
    "Organisations",
    "Programmes",
    "Components",
    "Factories",
    "Engagements",
    "Indicators",
    "Measures",
    "Readings",
    "Events",
    "Visits",
    "Claims",
)
#: What every invented name ends in.
INVENTED = "(giả định)"


@dataclass(frozen=True, slots=True)
class Tracked:
    """A measure with its readings; the target is in the indicator's unit, `covers` a share."""

    indicator: str
    counts: tuple[Count, ...]
    trust: Trust
    source: str
    scope: str = ""
    main: bool = False
    covers: float | None = None
    target: float | None = None
    target_on: date | None = None

    def measure(self, engagement: str) -> Row:
        """Its row of the sheet Measures."""
        return {
            "Engagement": engagement,
            "Indicator": self.indicator,
            "Scope": self.scope,
            "Main": yes_no(self.main),
            "Covers": self.covers,
            "Target": self.target,
            "Target date": self.target_on,
            "Selection": "no",
            "Target: percent better": None,
        }

    def readings(self, engagement: str) -> list[Row]:
        """Its rows of the sheet Readings."""
        return [self._reading(engagement, count) for count in self.counts]

    def _reading(self, engagement: str, count: Count) -> Row:
        return {
            "Engagement": engagement,
            "Indicator": self.indicator,
            "Version": count.version,
            "Scope": self.scope,
            "Lot": "",
            "From": count.start,
            "To": count.end,
            "Numerator": count.numerator,
            "Denominator": count.denominator,
            "Value": count.value,
            "Trust": self.trust.value,
            "Source": self.source,
            "Note": "",
            "Withdrawn": count.withdrawn,
        }


def organisation(code: str, name: str, kind: OrganisationKind) -> Row:
    """A row of the sheet Organisations; no invented firm has a tax code."""
    return {"Code": code, "Name": invented(name), "Kind": kind.value, "Tax code": ""}


def component(programme: str, code: str, name: str, year: int, planned: int) -> Row:
    """A row of the sheet Components."""
    return {
        "Programme": programme,
        "Code": code,
        "Name": name,
        "Year": year,
        "Planned factories": planned,
    }


def event(engagement: str, on: date, kind: EventKind, text: str) -> Row:
    """A row of the sheet Events, about the whole factory; another way of counting begins anew."""
    return {
        "Engagement": engagement,
        "Scope": "",
        "Date": on,
        "Kind": kind.value,
        "Text": text,
        "Rebase": "yes" if kind == EventKind.METHOD else "no",
        "Withdrawn": "",
    }


def visit(engagement: str, on: date, consultants: Iterable[str], said: dict[str, str]) -> Row:
    """A row of the sheet Visits without the next visit; what was said comes from a file."""
    return {
        "ID": str(uuid5(NAMESPACE_URL, f"coachtrack:demo:{engagement}:{on.isoformat()}")),
        "Engagement": engagement,
        "Date": on,
        "Kind": said["Kind"],
        "Consultants": listed(consultants),
        "Present": said["Present"],
        "Observations": said["Observations"],
        "Agreed": said["Agreed"],
        "Next visit": None,
        "Withdrawn": "",
    }


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file that lies beside this one."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def invented(name: str) -> str:
    """A name marked as invented, as it stands on every page, sheet and print."""
    return f"{name} {INVENTED}"


def listed(parts: Iterable[str]) -> str:
    """A cell that holds a list."""
    return "; ".join(parts)


def yes_no(is_so: bool) -> str:
    """A cell that holds yes or no."""
    return "yes" if is_so else "no"
