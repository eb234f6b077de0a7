"""Which programmes there are for a person, and what they consist of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import selectinload

from coachtrack.extensions import db
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory, Organisation, Province
from coachtrack.features.programmes.models import (
    Component,
    Programme,
    programme_factory,
    programme_partner,
)
from coachtrack.kit.lists import Asked, Order, Page, by_code, latest_start_first, page
from coachtrack.kit.permissions import Audience, Person, Place, Scope, place_at
from coachtrack.kit.rows import tuples_with
from coachtrack.kit.searching import Searched, matching

#: What the list can be narrowed by.
FILTERS = ("when",)

#: The orders of the list, the usual one first: by name, by start, and by code.
ORDERS: dict[str, Order[Programme]] = {
    "": Order((Programme.sort_key, Programme.code), lambda row: (row.sort_key, row.code)),
    "start": latest_start_first(Programme.start_on, Programme.code),
    "code": by_code(Programme.code),
}
_SEARCHED: Searched[Programme] = Searched(
    Programme.search_key, Programme.code, lambda row: (row.search_key, row.code)
)
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
    programmes = (place_at(programme=code) for code in db.session.scalars(listing))
    return place_at(factory=factory.code).union(*programmes)


def part_seen(programme: Programme, person: Person) -> Sequence[Province]:
    """The same of a programme; empty where they see all of it."""
    if programme.code in person.codes(Scope.PROGRAMME):
        return []
    return factories.confined_to(person)


def components(programme: Programme) -> Sequence[Component]:
    """The components of a programme, in order of code and year."""
    return db.session.scalars(_COMPONENTS, {"programme": programme.id}).all()


def years_of(programme: Programme, code: str) -> Sequence[Component]:
    """The years of a component in the plan of a programme, in order."""
    return [each for each in components(programme) if each.code == code]


def component(programme: Programme, code: str, year: int) -> Component | None:
    """A component of a programme in a year; 0 for the one without."""
    return next((each for each in years_of(programme, code) if each.year == year), None)


def listing(factory: Factory) -> Sequence[Programme]:
    """The programmes that list a factory, whoever may see them."""
    return db.session.scalars(select(Programme).where(Programme.factories.contains(factory))).all()


def listed_elsewhere(person: Person, factory: Factory) -> bool:
    """Whether a factory is listed by more than the programmes that a person leads."""
    others = {each.code for each in listing(factory)} - person.led
    return bool(others) and not person.sees_everything


def listed_by_none_but(led: Collection[str]) -> ColumnElement[bool]:
    """Whether a factory is listed by one of these programmes at least, and by no other."""
    listing = (
        select(programme_factory.c.factory_id)
        .join(Programme, Programme.id == programme_factory.c.programme_id)
        .where(programme_factory.c.factory_id == Factory.id)
    )
    theirs = Programme.code.in_(led)
    return and_(listing.where(theirs).exists(), not_(listing.where(not_(theirs)).exists()))


def codes_with(organisation: Organisation) -> Sequence[str]:
    """The programmes of which an organisation is a partner, whoever may see them."""
    found = select(Programme.code).where(Programme.partners.contains(organisation))
    return db.session.scalars(found.order_by(Programme.code)).all()


def led_by(person: Person) -> Sequence[Programme]:
    """The programmes in which a person may add factories and engagements."""
    found = visible_to(person).order_by(Programme.code)
    if not person.sees_everything:
        found = found.where(Programme.code.in_(person.led))
    return db.session.scalars(found).all()


def used_elsewhere(person: Person, codes: Iterable[str]) -> frozenset[str]:
    """Organisations of these that belong to more than the programmes that a person leads.

    That is as a partner, or by a factory that another programme lists, or none.
    """
    if person.sees_everything:
        return frozenset()
    wanted, led = set(codes), Programme.code.in_(person.led)
    partners = (
        select(Organisation.code)
        .join(programme_partner, programme_partner.c.organisation_id == Organisation.id)
        .join(Programme, Programme.id == programme_partner.c.programme_id)
        .where(not_(led))
    )
    owners = (
        select(Organisation.code)
        .join(Factory, Factory.organisation_id == Organisation.id)
        .where(not_(listed_by_none_but(person.led)))
    )
    found = (tuples_with(query, Organisation.code, wanted) for query in (partners, owners))
    return frozenset(code for rows in found for (code,) in rows)


def lies(programme: Programme) -> Place:
    """Where a programme lies, to ask what somebody may do in it."""
    return place_at(programme=programme.code)


def any_demo() -> bool:
    """Whether this installation holds invented figures."""
    return bool(db.session.scalar(select(exists().where(Programme.demo))))


def listed(person: Person, asked: Asked, size: int, today: date) -> Page[Programme]:
    """A page of the programmes that a person may see."""
    found = visible_to(person)
    if when := asked.chosen.get("when"):
        found = found.where(_running(when, today))
    return page(
        found,
        ORDERS[asked.sort],
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
        searched=_SEARCHED,
    )


def spans(person: Person, asked: Asked) -> Sequence[tuple[date | None, date | None]]:
    """From when to when each programme runs that a person may see and a search finds."""
    wanted = select(Programme.start_on, Programme.end_on).where(
        reached_by(person), matching(Programme.search_key, asked.search)
    )
    return db.session.execute(wanted).tuples().all()


def _running(when: str, today: date) -> ColumnElement[bool]:
    """Whether a programme is to come, running or ended; one without dates is running."""
    to_come, ended = Programme.start_on > today, Programme.end_on < today
    if when == "running":
        begun = or_(Programme.start_on.is_(None), Programme.start_on <= today)
        return begun & or_(Programme.end_on.is_(None), Programme.end_on >= today)
    return {"to-come": to_come, "ended": ended}.get(when, false())


def _listed(person: Person) -> ColumnElement[bool]:
    """A factory is seen by whoever holds a role in a programme that lists it."""
    listing = select(programme_factory.c.factory_id).join(
        Programme, Programme.id == programme_factory.c.programme_id
    )

    def listed_in(codes: frozenset[str]) -> ColumnElement[bool]:
        return Factory.id.in_(listing.where(Programme.code.in_(codes)))

    looked_at = {audience: person.looked_at(audience) for audience in Audience}
    return or_(
        listed_in(person.looked_at(None)),
        *(listed_in(codes) & factories.shown_to(to) for to, codes in looked_at.items() if codes),
    )


factories.REACH.append(_listed)
