"""Everybody, everywhere: who asks for which place, and what docs/permissions.md has them told.

The page by page table of the document speaks of the place P1-01 and of those who hold a role
there. What the others are told follows from it, as the document says below the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from coachtrack.domain.types import Better, Kind
from coachtrack.extensions import Model, db
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.indicators.models import Indicator, IndicatorVersion
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import ALLOWED, Grant, Role, Scope
from tests import factories
from tests.site.place import (
    MEMBER,
    OBJECTION,
    PEOPLE,
    READING,
    SCAN,
    STATEMENT,
    VISIT,
    add_member,
    settle,
)

#: Methods that change nothing.
READS = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSALS = {"401", "403", "404"}

Fields = dict[str, Any] | None
Row = TypeVar("Row", bound=Model)


class Relation(StrEnum):
    """How a place lies to the one that somebody holds a role in."""

    OWN = "own"
    BESIDE = "of the same programme"
    ELSEWHERE = "of another programme"
    ABSENT = "absent"


#: How the places lie to those who hold a role in the programme P1, in P1-01, in P1-02, in P2.
_OWN, _BESIDE, _ELSEWHERE = Relation.OWN, Relation.BESIDE, Relation.ELSEWHERE
IN_THE_PROGRAMME = {_OWN: _OWN, _BESIDE: _OWN, _ELSEWHERE: _ELSEWHERE}
IN_THE_PLACE = {_OWN: _OWN, _BESIDE: _BESIDE, _ELSEWHERE: _ELSEWHERE}
IN_THE_NEIGHBOUR = {_OWN: _BESIDE, _BESIDE: _OWN, _ELSEWHERE: _ELSEWHERE}
IN_ANOTHER = {_OWN: _ELSEWHERE, _BESIDE: _ELSEWHERE, _ELSEWHERE: _OWN}
NOWHERE = dict.fromkeys((_OWN, _BESIDE, _ELSEWHERE), _ELSEWHERE)


@dataclass(frozen=True)
class Actor:
    """Somebody who asks."""

    #: Of the page by page table.
    column: str
    grants: tuple[Grant, ...]
    places: Mapping[Relation, Relation]
    disabled: bool = False
    signed_in: bool = True

    @property
    def permissions(self) -> frozenset[str]:
        """What any of their roles allows."""
        return frozenset(str(each) for held in self.grants for each in ALLOWED[held.role])


def _in(places: Mapping[Relation, Relation], role: Role, scope: Scope, code: str) -> Actor:
    return Actor(role, (Grant(role, scope, code),), places)


#: Where those of the page by page table hold their roles.
_HELD = {
    "consultant": IN_THE_PLACE,
    "factory-manager": IN_THE_PLACE,
    "programme-lead elsewhere": IN_ANOTHER,
    "without a role": NOWHERE,
}
#: Who asks: those of the page by page table, those who hold the same roles in other places, and
#: who is not let in at all.
ACTORS: dict[str, Actor] = {
    **{n: Actor(n, held, _HELD.get(n, IN_THE_PROGRAMME)) for n, held in PEOPLE.items()},
    "consultant beside": _in(IN_THE_NEIGHBOUR, Role.CONSULTANT, Scope.ENGAGEMENT, "P1-02"),
    "consultant elsewhere": _in(IN_ANOTHER, Role.CONSULTANT, Scope.ENGAGEMENT, "P2-01"),
    "factory-manager beside": _in(IN_THE_NEIGHBOUR, Role.FACTORY_MANAGER, Scope.FACTORY, "F3"),
    "factory-manager elsewhere": _in(IN_ANOTHER, Role.FACTORY_MANAGER, Scope.FACTORY, "F2"),
    "viewer elsewhere": _in(IN_ANOTHER, Role.VIEWER, Scope.PROGRAMME, "P2"),
    "viewer of a province elsewhere": _in(IN_ANOTHER, Role.VIEWER, Scope.PROVINCE, "01"),
    "disabled": Actor("", PEOPLE["administrator"], IN_THE_PROGRAMME, disabled=True),
    "anonymous": Actor("", (), NOWHERE, signed_in=False),
}

#: The rows of P1-01 that have an identity; for other places add the number of the place.
ROWS = (VISIT, READING, STATEMENT, SCAN, OBJECTION)
BESIDE, ELSEWHERE, ABSENT = 10, 20, 30


def rows_in(place: int) -> dict[str, str]:
    """The identities of such rows in another place, by those in P1-01."""
    return {str(row): str(UUID(int=place + n)) for n, row in enumerate(ROWS, start=1)}


def member_in(place: int) -> str:
    """Who coaches in another place."""
    return f"{place:020}"


#: What stands in the address of another place for what stands in that of P1-01.
PLACES: dict[Relation, Mapping[str, str]] = {
    Relation.OWN: {},
    Relation.BESIDE: {
        "P1-01": "P1-02",
        "F1": "F3",
        MEMBER: member_in(BESIDE),
        **rows_in(BESIDE),
    },
    Relation.ELSEWHERE: {
        "P1": "P2",
        "P1-01": "P2-01",
        "F1": "F2",
        MEMBER: member_in(ELSEWHERE),
        **rows_in(ELSEWHERE),
    },
    Relation.ABSENT: {
        "P1": "P0",
        "P1-01": "P0-01",
        "F1": "F0",
        "O1": "O0",
        "defect-rate": "no-such-rate",
        MEMBER: member_in(ABSENT),
        **rows_in(ABSENT),
    },
}


def settle_all() -> None:
    """The place, its neighbour, the one elsewhere, and rows that nothing rests on."""
    first = settle()
    factories.measure(first, "rework-rate")
    _fill(factories.engagement("P1-02", at=factories.factory("F3")), BESIDE)
    _fill(_row(Engagement, "P2-01"), ELSEWHERE)
    factories.component(_row(Programme, "P2"), "C1", 2020)
    factories.programme("P7")
    first.programme.factories.append(factories.factory("F7"))
    # Selected only, so that it may still be taken away.
    factories.engagement(
        "P1-03", at=first.factory, stage=Stage.SELECTED, batch="Another batch", start_on=None
    )
    _add_indicator("own-rate")


def _fill(found: Engagement, place: int) -> None:
    visit, reading, statement, scan, objection = map(UUID, rows_in(place).values())
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    measure = factories.measure(found, main=True, **figures)
    factories.readings(measure, [(1, 20)], date(2020, 10, 1), uuid=reading)
    factories.visit(found, uuid=visit)
    factories.event(found, factories.START)
    factories.statement(measure, uuid=statement)
    factories.scan(found, uuid=scan)
    factories.objection(measure, uuid=objection)
    add_member(member_in(place), found.code)


def _add_indicator(code: str) -> None:
    made = Indicator(code=code)
    version = IndicatorVersion(
        indicator=made, version=1, name=code, kind=Kind.VALUE, unit="kg", better=Better.LOWER
    )
    db.session.add_all([made, version])
    db.session.flush()


def _row(kind: type[Row], code: str) -> Row:
    return db.session.query(kind).filter_by(code=code).one()


def moved(address: str, asked: Relation) -> str:
    """The address of the same page of another place."""
    path, mark, query = address.partition("?")
    places = PLACES[asked]
    return "/".join(places.get(part, part) for part in path.split("/")) + mark + query


def as_theirs(actor: Actor, where: str, fields: Fields) -> tuple[str, Fields]:
    """What somebody sends who holds their role in P2 only, where the address names no place."""
    if actor.places is not IN_ANOTHER:
        return where, fields
    theirs = PLACES[Relation.ELSEWHERE]
    query = where.replace("=P1", f"={theirs['P1']}")
    return query, fields and {name: _said(theirs, typed) for name, typed in fields.items()}


def _said(theirs: Mapping[str, str], typed: Any) -> Any:
    return theirs.get(typed, typed) if isinstance(typed, str) else typed


def as_if_absent(text: str, asked: Relation) -> str:
    """What is said of a place, said of the one that is not there."""
    for own, there in sorted(PLACES[asked].items(), key=lambda pair: -len(pair[1])):
        text = re.sub(rf"\b{re.escape(there)}\b", PLACES[Relation.ABSENT].get(own, own), text)
    return text


def expected(
    actor: Actor, rule: Rule, row: Mapping[str, str], asked: Relation, method: str
) -> str | None:
    """What somebody is told who asks for a page of a place, by the row of the page.

    None where it is theirs, but not the place that the table speaks of.
    """
    if not actor.signed_in or actor.disabled:
        return "401" if rule.rule.endswith(".json") or rule.rule.startswith("/api/") else "302"
    relation = _relation(actor, rule, asked)
    if relation is Relation.OWN and asked is not Relation.OWN:
        return None
    told = row[actor.column] if relation is Relation.OWN else _of_others(actor, row, relation)
    looked, _mark, sent = told.partition(" / ")
    return (sent or looked) if method == "POST" else looked


def _relation(actor: Actor, rule: Rule, asked: Relation) -> Relation:
    """How what the page is about lies to what somebody holds."""
    if asked is Relation.ABSENT:
        return asked
    if not rule.arguments or any(held.scope is Scope.EVERYTHING for held in actor.grants):
        return Relation.OWN
    relation = actor.places[asked]
    if relation is Relation.BESIDE and rule.rule.startswith("/programmes/<code>"):
        return Relation.OWN
    return relation


def _of_others(actor: Actor, row: Mapping[str, str], relation: Relation) -> str:
    """A foreign page is as one that is not there; who may do this nowhere is told so first."""
    if relation is not Relation.ABSENT and is_shared(row):
        return row[actor.column]
    may = row["asks for"] == "signed-in" or row["asks for"] in actor.permissions
    return "404" if may or not actor.grants else "403"


def is_shared(row: Mapping[str, str]) -> bool:
    """Whether a page is about what all programmes share, such as the library of indicators."""
    return row["programme-lead elsewhere"] == row["programme-lead"] == "200"


def wrong_with(answer: TestResponse, told: str, instead: int = 0) -> str:
    """What is wrong with an answer; empty where it is as it is told in the matrix.

    `instead`: what is sent is not refused for who sends it, and still answered so.
    """
    if told in REFUSALS or answer.request.method != "POST":
        right = str(answer.status_code) == told
    else:
        right = answer.status_code == instead if instead else answer.status_code < 400
    return "" if right else f"{answer.status_code} instead of {told}"


@contextmanager
def nothing_kept(app: Flask) -> Iterator[None]:
    """What is asked for here may write, and the database forgets it with the answer."""
    with app.app_context():
        dialect = db.engine.dialect
    dialect.do_commit = dialect.do_rollback
    try:
        yield
    finally:
        del dialect.do_commit


class QuickClient(FlaskClient):
    """Asks in a context of its own, as a server does; no look at the page, others have that."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask."""
        return Context().run(super().open, *args, **kwargs)


def quick(app: Flask, known: FlaskClient | None) -> QuickClient:
    """The browser of somebody who is signed in with another one."""
    made = QuickClient(app, app.response_class, use_cookies=True)
    if known is not None:
        made._cookies = known._cookies
    return made
