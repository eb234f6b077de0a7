"""What concerns a person: their programmes, their engagements, their factory, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account
from coachtrack.features.accounts.queries import administrators, holders
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person, Role, Scope

#: At most this many programmes or engagements of a kind; the lists have the rest.
SHOWN = 12


def programmes_led_by(person: Person) -> Sequence[Programme]:
    """The programmes that a person leads, the latest first."""
    led = Programme.code.in_(person.led)
    return _latest(programmes.visible_to(person).where(led))


def programmes_watched_by(person: Person) -> Sequence[Programme]:
    """The programmes whose dashboards a person sees without leading them, the latest first."""
    others = Programme.code.not_in(person.led)
    return _latest(programmes.visible_to(person).where(others))


def programmes_coached_by(person: Person) -> Sequence[Programme]:
    """The programmes in which a person coaches somewhere."""
    mine = Engagement.code.in_(person.codes(Scope.ENGAGEMENT))
    within = select(Engagement.programme_id).where(mine)
    return db.session.scalars(
        select(Programme).where(Programme.id.in_(within)).order_by(Programme.code)
    ).all()


def engagements_in_own_factory(person: Person) -> Sequence[Engagement]:
    """The engagements of the factory that a person manages, the latest first."""
    mine = Factory.code.in_(person.codes(Scope.FACTORY))
    wanted = engagements.visible_to(person).where(mine)
    return db.session.scalars(
        wanted.order_by(Engagement.start_on.desc(), Engagement.code).limit(SHOWN)
    ).all()


def people_to_ask(person: Person) -> Sequence[Account]:
    """Who leads the programmes in which a person has a part; the administrators if nobody does."""
    concerned = select(Programme.code).join(Engagement, Engagement.programme_id == Programme.id)
    codes = set(
        db.session.scalars(
            concerned.join(Engagement.factory).where(
                or_(
                    Engagement.code.in_(person.codes(Scope.ENGAGEMENT)),
                    Factory.code.in_(person.codes(Scope.FACTORY)),
                )
            )
        )
    )
    codes |= person.codes(Scope.PROGRAMME) if not person.holds(Role.PROGRAMME_LEAD) else set()
    leads = holders(Role.PROGRAMME_LEAD, Scope.PROGRAMME, codes)
    return leads or administrators()


def _latest(wanted: Select[Programme]) -> Sequence[Programme]:
    return db.session.scalars(
        wanted.order_by(Programme.start_on.desc(), Programme.code).limit(SHOWN)
    ).all()
