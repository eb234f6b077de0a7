"""What concerns a person: their programmes, their engagements, their factory."""

from __future__ import annotations

from collections.abc import Sequence

from coachtrack.extensions import db
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person, Scope

#: At most this many programmes or engagements on a home page; the lists have the rest.
SHOWN = 12


def programmes_of(person: Person) -> Sequence[Programme]:
    """The programmes that a person leads or watches, the latest first."""
    wanted = programmes.visible_to(person)
    return db.session.scalars(
        wanted.order_by(Programme.start_on.desc(), Programme.code).limit(SHOWN)
    ).all()


def engagements_coached_by(person: Person) -> Sequence[Engagement]:
    """The engagements that a person coaches, the latest first."""
    mine = Engagement.code.in_(person.codes(Scope.ENGAGEMENT))
    wanted = engagements.visible_to(person).where(mine)
    return db.session.scalars(
        wanted.order_by(Engagement.start_on.desc(), Engagement.code).limit(SHOWN)
    ).all()


def engagements_in_own_factory(person: Person) -> Sequence[Engagement]:
    """The engagements of the factory that a person manages, the latest first."""
    mine = Factory.code.in_(person.codes(Scope.FACTORY))
    wanted = engagements.visible_to(person).where(mine)
    return db.session.scalars(
        wanted.order_by(Engagement.start_on.desc(), Engagement.code).limit(SHOWN)
    ).all()
