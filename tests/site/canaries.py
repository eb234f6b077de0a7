"""Texts and figures that tell whose they are, in every column of every row of a factory."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

from sqlalchemy import Enum, String, inspect
from werkzeug.test import TestResponse

from coachtrack.extensions import Base, Model, db
from coachtrack.features.consents.actions import Decisions, decide
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators.actions import mark_dirty
from coachtrack.features.indicators.models import Measure
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing.models import Statement
from coachtrack.kit.columns import Words
from coachtrack.kit.searching import search_key

#: Every text begins with this, so that it is found by everybody who may see any of it.
SOUGHT = "Canary"
#: By factory: the end of its word, and how its counts begin.
MARKS = {"F1": ("One", "271"), "F3": ("Three", "283"), "F2": ("Two", "293")}
#: The one that shows itself to nobody who looks on behalf of others.
WITHHELD = "F3"
#: What names a row or is made from its names, and so cannot be anything else.
NAMING = {"code", "uuid", "search_key", "sort_key", "digest", "unit", "component", "withdrawn"}
#: Counts that may be as large as they like.
COUNTED = {"numerator", "denominator", "headcount"}


def mark(code: str) -> str:
    """The word in all texts of a factory."""
    return f"{SOUGHT}{MARKS[code][0]}"


def plant() -> None:
    """Put the marks into all that belongs to the three factories of the place.

    Not into organisations, which belong to nobody: whoever adds factories sees them.
    """
    for code in MARKS:
        factory = db.session.query(Factory).filter_by(code=code).one()
        _mark([factory, *_below(factory)], code)
    # To this one nobody agreed to be shown.
    withheld = db.session.query(Factory).filter_by(code=WITHHELD).one()
    decide(withheld, Decisions(to_province=False, to_ministry=False, to_lead_firm=False), "Lan")
    elsewhere = db.session.query(Programme).filter_by(code="P2").one()
    elsewhere.name = mark("F2")
    elsewhere.search_key = search_key(f"P2 {elsewhere.name}")
    db.session.flush()
    mark_dirty([each.id for each in db.session.query(Measure)])
    db.session.commit()
    # What one side signed fell with the figures; here it stands, to be looked at and opened.
    for statement in db.session.query(Statement):
        statement.voided_at = statement.cause = None
    db.session.commit()


def _below(factory: Factory) -> list[Model]:
    """The rows that rest on a factory, on what rests on it, and so on."""
    found: dict[type, set[int]] = {Factory: {factory.id}}
    rows: list[Model] = []
    kinds = {m.local_table.name: m.class_ for m in Base.registry.mappers}
    for table in Base.metadata.sorted_tables:
        kind = kinds.get(table.name)
        if kind is None or kind is Factory or "id" not in table.c:
            continue
        for key in table.foreign_keys:
            above = found.get(kinds.get(key.column.table.name, object), set())
            if above and key.parent.name in inspect(kind).columns:
                new = db.session.query(kind).filter(key.parent.in_(above)).all()
                found.setdefault(kind, set()).update(row.id for row in new)
                rows += new
    return rows


def _mark(rows: list[Model], code: str) -> None:
    _word, number = MARKS[code]
    for n, row in enumerate(rows):
        for column in inspect(type(row)).columns:
            if column.name in NAMING or column.unique or column.foreign_keys or column.computed:
                continue
            if isinstance(column.type, Words):
                setattr(row, column.key, (mark(code),))
            elif column.name == "scope":
                # The address of a measure of the first one names none.
                setattr(row, column.key, "" if code == "F1" else mark(code))
            elif _is_text(column.type):
                setattr(row, column.key, f"{mark(code)} {n}")
            elif column.name in COUNTED and getattr(row, column.key) is not None:
                more = 9 if column.name == "denominator" else 1
                setattr(row, column.key, int(f"{number}{more}{n % 100:02}"))
        if "search_key" in inspect(type(row)).columns:
            name = getattr(row, "name", "")
            row.search_key = search_key(f"{row.code} {name} {mark(code)}")


def _is_text(kind: Any) -> bool:
    return isinstance(kind, String) and not isinstance(kind, Enum) and (kind.length or 99) >= 30


def told(answer: TestResponse) -> str:
    """Everything that an answer says, in its headers and in the parts of a workbook."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(answer.data)) as book:
            parts = [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        return "\n".join([headers, *parts])
    return f"{headers}\n{answer.data.decode('utf-8', 'replace')}"


def found_of(code: str, text: str) -> list[str]:
    """The marks of a factory in a text."""
    word, number = MARKS[code]
    counts = rf"(?<![\d.,-]){number}[.,\u00a0\u202f ]?[19]\d\d(?![\d])"
    return re.findall(rf"{SOUGHT}{word}(?!\w)|{SOUGHT.lower()}{word.lower()}(?!\w)|{counts}", text)
