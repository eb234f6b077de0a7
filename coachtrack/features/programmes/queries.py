"""Which programmes there are for a person, and what they consist of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select, true
from sqlalchemy.orm import selectinload

from coachtrack.extensions import db
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes.models import Component, Programme, programme_factory
from coachtrack.kit.lists import Asked, Page, matching, page
from coachtrack.kit.permissions import Person, Place, Scope

_COMPONENTS = (
    select(Component)
    .where(Component.programme_id == bindparam("programme"))
    .order_by(Component.code, Component.year)
)


def reached_by(person: Person) -> ColumnElement[bool]:
    """Whether a person may see a programme: their own, or one at work in their province."""
    if person.sees_everything:
        return true()
    at_work = (
        select(programme_factory.c.programme_id)
        .join(Factory, Factory.id == programme_factory.c.factory_id)
        .where(factories.in_provinces(person.codes(Scope.PROVINCE)))
    )
    return or_(Programme.code.in_(person.codes(Scope.PROGRAMME)), Programme.id.in_(at_work))


def visible_to(person: Person) -> Select[Programme]:
    """The programmes whose dashboards a person may see."""
    return select(Programme).where(reached_by(person))


def programme(code: str, person: Person) -> Programme | None:
    """One programme; None when it is not there or not theirs."""
    wanted = visible_to(person).where(Programme.code == code.upper())
    return db.session.scalar(
        wanted.options(selectinload(Programme.provinces), selectinload(Programme.partners))
    )


def place_of(factory: Factory) -> Place:
    """Where a factory lies: itself, and the programmes that list it."""
    listing = (
        select(Programme.code)
        .join(programme_factory, programme_factory.c.programme_id == Programme.id)
        .where(programme_factory.c.factory_id == factory.id)
    )
    programmes = {(Scope.PROGRAMME, code) for code in db.session.scalars(listing)}
    return frozenset(programmes | {(Scope.FACTORY, factory.code)})


def components(programme: Programme) -> Sequence[Component]:
    """The components of a programme, in order of code and year."""
    return db.session.scalars(_COMPONENTS, {"programme": programme.id}).all()


def any_demo() -> bool:
    """Whether this installation holds invented figures."""
    return bool(db.session.scalar(select(exists().where(Programme.demo))))


def listed(person: Person, asked: Asked, size: int) -> Page[Programme]:
    """A page of the programmes that a person may see, by code."""
    found = visible_to(person).where(matching(Programme.search_key, asked.search))
    return page(
        found,
        (Programme.code, Programme.code),
        asked,
        lambda query: db.session.scalars(query).all(),
        lambda row: (row.code, row.code),
        size,
    )


def _listed(person: Person) -> ColumnElement[bool]:
    """A factory is seen by whoever holds a role in a programme that lists it."""
    listing = (
        select(programme_factory.c.factory_id)
        .join(Programme, Programme.id == programme_factory.c.programme_id)
        .where(Programme.code.in_(person.codes(Scope.PROGRAMME)))
    )
    return Factory.id.in_(listing)


factories.REACH.append(_listed)
