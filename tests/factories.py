"""Rows that tests add to the database, each with what it cannot be without.

A test names only the fields it is about. A measure is computed with the next commit, as after an
action.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from coachtrack.extensions import Model, db
from coachtrack.features.engagements import signals
from coachtrack.features.engagements.models import Engagement, Event, EventKind, Stage
from coachtrack.features.factories.models import (
    Factory,
    Organisation,
    OrganisationKind,
    Province,
)
from coachtrack.features.indicators.actions import mark_dirty
from coachtrack.features.indicators.models import Indicator, Measure, Reading
from coachtrack.features.objections.models import Objection
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.features.signing import queries as signing
from coachtrack.features.signing.facts import digest_of, digest_of_bytes, facts_of
from coachtrack.features.signing.models import (
    Part,
    Party,
    Scan,
    ScanContent,
    Signature,
    Statement,
)
from coachtrack.features.visits.models import Visit
from coachtrack.kit.searching import search_key
from coachtrack.kit.text import vietnamese_key

START, END = date(2020, 7, 1), date(2020, 9, 30)
BASELINE = (START, date(2020, 7, 31))
FOLLOW_UP = (date(2020, 9, 1), END)
#: A dozen readings a side that show a clear improvement of a defect rate: 10 % to 5 %.
MANY_DEFECTS = tuple((20 + n % 3, 210) for n in range(12))
FEW_DEFECTS = tuple((9 + n % 3, 200) for n in range(12))

Row = TypeVar("Row", bound=Model)
#: Numerator and denominator, or a bare value.
Figure = tuple[float, float] | float


def programme(code: str = "P1", **fields: Any) -> Programme:
    """A programme without factories."""
    name = fields.pop("name", f"Programme {code}")
    return _added(Programme(code=code, name=name, **_keys(code, name), **fields))


def component(of: Programme, code: str = "C1", year: int = 0, **fields: Any) -> Component:
    """A component of a programme, with ten factories planned."""
    usual = {"name": f"Component {code}", "planned": 10}
    return _added(Component(programme=of, code=code, year=year, **{**usual, **fields}))


def organisation(code: str = "O1", **fields: Any) -> Organisation:
    """An enterprise."""
    name = fields.pop("name", f"Organisation {code}")
    usual = {"kind": OrganisationKind.ENTERPRISE, "search_key": search_key(name)}
    return _added(Organisation(code=code, name=name, **{**usual, **fields}))


def factory(code: str = "F1", *, province: str = "30", **fields: Any) -> Factory:
    """A factory; in Hải Dương as then, which is Hải Phòng now."""
    name = fields.pop("name", f"Factory {code}")
    unit = db.session.scalars(select(Province).where(Province.code == province)).one()
    return _added(Factory(code=code, name=name, province=unit, **_keys(code, name), **fields))


def engagement(
    code: str = "P1-01",
    *,
    within: Programme | None = None,
    at: Factory | None = None,
    **fields: Any,
) -> Engagement:
    """A closed engagement with a baseline in July and a follow-up in September 2020."""
    within = within or _known(Programme, "P1") or programme()
    at = at or factory(f"F-{code}")
    if at not in within.factories:
        within.factories.append(at)
    usual: dict[str, Any] = {
        "stage": Stage.CLOSED,
        "start_on": START,
        "end_on": END,
        "baseline_from": BASELINE[0],
        "baseline_to": BASELINE[1],
        "follow_up_from": FOLLOW_UP[0],
        "follow_up_to": FOLLOW_UP[1],
    }
    return _added(
        Engagement(
            code=code,
            search_key=search_key(" ".join((code, *fields.get("team", ())))),
            programme=within,
            factory=at,
            **{**usual, **fields},
        )
    )


def measure(
    of: Engagement | None = None,
    indicator: str = "defect-rate",
    *,
    before: Iterable[Figure] = (),
    after: Iterable[Figure] = (),
    **fields: Any,
) -> Measure:
    """A measure, with a reading a day in its two windows as given."""
    of = of or _known(Engagement, "P1-01") or engagement()
    entry = db.session.scalars(select(Indicator).where(Indicator.code == indicator)).one()
    made = _added(Measure(engagement=of, indicator=entry, **fields))
    readings(made, before, of.baseline_from or START)
    readings(made, after, of.follow_up_from or START)
    mark_dirty([made.id])
    return made


def readings(
    of: Measure, figures: Iterable[Figure], start: date = START, **fields: Any
) -> list[Reading]:
    """A reading a day from `start` on."""
    usual = {"measure": of, "version": of.indicator.current_version}
    days = (start + timedelta(n) for n in range(1000))
    made = [
        Reading(from_on=day, to_on=day, **_figures(figure), **{**usual, **fields})
        for figure, day in zip(figures, days, strict=False)
    ]
    db.session.add_all(made)
    db.session.flush()
    mark_dirty([of.id])
    return made


def event(of: Engagement, on: date, **fields: Any) -> Event:
    """A new machine that concerns the whole factory."""
    usual = {"kind": EventKind.OTHER_CHANGE, "text": "A new machine"}
    made = _added(Event(engagement=of, on=on, **{**usual, **fields}))
    signals.changed.send(ids=[of.id])
    return made


def visit(of: Engagement, on: date = START, **fields: Any) -> Visit:
    """A visit of which nothing but the day is known."""
    return _added(Visit(engagement=of, on=on, **fields))


def statement(of: Measure, **fields: Any) -> Statement:
    """A baseline that the consultants signed."""
    db.session.flush()
    part = fields.get("part", Part.BASELINE)
    facts = facts_of(signing.compared([of.id])[of.id], part)
    usual = {"part": part, "number": 1, "digest": digest_of(facts), "facts": facts}
    made = Statement(measure=of, **{**usual, **fields})
    made.signatures.append(Signature(party=Party.CONSULTANT, name="Lan"))
    return _added(made)


def signed(of: Measure, **fields: Any) -> Statement:
    """A baseline that both sides signed."""
    made = statement(of, **fields)
    made.signatures.append(Signature(party=Party.FACTORY, name="Thắng"))
    db.session.flush()
    return made


def scan(of: Engagement, content: bytes = b"%PDF-1.7", **fields: Any) -> Scan:
    """A signed paper."""
    usual = {
        "name": "paper.pdf",
        "media_type": "application/pdf",
        "digest": digest_of_bytes(content),
        "size": len(content),
    }
    return _added(Scan(engagement=of, content=ScanContent(content=content), **{**usual, **fields}))


def objection(of: Measure, **fields: Any) -> Objection:
    """The factory says that a result is wrong."""
    return _added(Objection(measure=of, **{"reason": "Twice", "made_by": "Thắng", **fields}))


def _keys(code: str, name: str) -> dict[str, str]:
    return {"search_key": search_key(f"{code} {name}"), "sort_key": vietnamese_key(name)}


def _figures(figure: Figure) -> dict[str, float]:
    if isinstance(figure, tuple):
        return {"numerator": figure[0], "denominator": figure[1]}
    return {"value": figure}


def _known(kind: type[Row], code: str) -> Row | None:
    return db.session.scalars(select(kind).filter_by(code=code)).one_or_none()


def _added(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
