"""Which engagements there are for a person, and what happened in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import contains_eager

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement, Event
from coachtrack.features.factories.models import Factory
from coachtrack.features.factories.queries import in_provinces
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.lists import Asked, Page, matching, page
from coachtrack.kit.permissions import Person, Scope


def reached_by(person: Person) -> ColumnElement[bool]:
    """Whether a person may see an engagement; needs Programme and Factory joined."""
    if person.sees_everything:
        return true()
    return or_(
        Engagement.code.in_(person.codes(Scope.ENGAGEMENT)),
        Programme.code.in_(person.codes(Scope.PROGRAMME)),
        Factory.code.in_(person.codes(Scope.FACTORY)),
        in_provinces(person.codes(Scope.PROVINCE)),
    )


def visible_to(person: Person) -> Select[Engagement]:
    """The engagements a person may see, each with its programme and factory."""
    return (
        select(Engagement)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .where(reached_by(person))
        .options(contains_eager(Engagement.programme), contains_eager(Engagement.factory))
    )


def engagement(code: str, person: Person) -> Engagement | None:
    """One engagement; None when it is not there or not theirs."""
    return db.session.scalar(visible_to(person).where(Engagement.code == code.upper()))


def engagements_of(programme: Programme, person: Person) -> Sequence[Engagement]:
    """What a person may see of a programme, by code."""
    mine = visible_to(person).where(Engagement.programme_id == programme.id)
    return db.session.scalars(mine.order_by(Engagement.code)).all()


def engagements_at(factory: Factory, person: Person) -> Sequence[Engagement]:
    """What a person may see of a factory, the latest first."""
    mine = visible_to(person).where(Engagement.factory_id == factory.id)
    return db.session.scalars(mine.order_by(Engagement.start_on.desc(), Engagement.code)).all()


def events_of(engagement: Engagement) -> Sequence[Event]:
    """What happened in an engagement, in order."""
    return db.session.scalars(
        select(Event).where(Event.engagement_id == engagement.id).order_by(Event.on, Event.id)
    ).all()


def listed(person: Person, asked: Asked, size: int) -> Page[Engagement]:
    """A page of the engagements that a person may see, by code; a factory's name finds them."""
    key = Engagement.search_key + " " + Factory.search_key
    found = visible_to(person).where(matching(key, asked.search))
    return page(
        found,
        (Engagement.code, Engagement.code),
        asked,
        lambda query: db.session.scalars(query).all(),
        lambda row: (row.code, row.code),
        size,
    )
