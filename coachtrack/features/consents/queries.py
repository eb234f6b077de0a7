"""Who may see a factory, and what the factories of a programme said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, select

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account, Membership
from coachtrack.features.accounts.queries import holders, holders_of
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import SHOWN_TO, Consent, Factory
from coachtrack.features.factories.queries import ORDERS
from coachtrack.features.programmes.models import Programme, programme_factory
from coachtrack.features.programmes.queries import listing
from coachtrack.kit.lists import Asked, Page, page
from coachtrack.kit.permissions import USUAL_AUDIENCE, Audience, Role, Scope
from coachtrack.kit.searching import Searched

_SEARCHED: Searched[Factory] = Searched(
    Factory.search_key, Factory.code, lambda row: (row.search_key, row.code)
)


def managers_of(factory: Factory) -> list[Account]:
    """Those of the factory itself who can sign in, and so decide themselves."""
    found = holders(Role.FACTORY_MANAGER, Scope.FACTORY, {factory.code})
    return [each for each in found if not each.invited]


def leads_of(factory: Factory) -> list[Account]:
    """Who leads a programme that lists the factory."""
    codes = {each.code for each in listing(factory)}
    return holders(Role.PROGRAMME_LEAD, Scope.PROGRAMME, codes)


def consultants_of(factory: Factory) -> list[Account]:
    """Who coaches, or coached, in the factory."""
    coached = select(Engagement.code).where(Engagement.factory_id == factory.id)
    codes = set(db.session.scalars(coached))
    return holders(Role.CONSULTANT, Scope.ENGAGEMENT, codes)


def viewers_of(factory: Factory) -> Mapping[Audience, list[Account]]:
    """Who looks on whose behalf and would see the factory by name, if it agrees."""
    province = factory.province
    codes = {province.code, province.as_now.code}
    of_province = and_(Membership.scope == Scope.PROVINCE, Membership.code.in_(codes))
    programmes = [each.code for each in listing(factory)]
    held = {audience: _on_behalf(audience, programmes) for audience in Audience}
    held[Audience.PROVINCE] |= of_province
    return {audience: holders_of(Role.VIEWER, where) for audience, where in held.items()}


def _on_behalf(audience: Audience, programmes: Collection[str]) -> ColumnElement[bool]:
    looking = func.coalesce(Membership.audience, USUAL_AUDIENCE.value) == audience.value
    in_programme = Membership.scope == Scope.PROGRAMME
    return and_(in_programme, Membership.code.in_(programmes), looking)


def listed(programme: Programme, asked: Asked, size: int) -> Page[Factory]:
    """A page of the factories that a programme lists."""
    return page(
        _of(programme),
        ORDERS[""],
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
        _SEARCHED,
    )


def consents_of(factories: Sequence[Factory]) -> dict[int, Consent]:
    """What these factories said, by factory."""
    ids = [each.id for each in factories]
    found = db.session.scalars(select(Consent).where(Consent.factory_id.in_(ids)))
    return {row.factory_id: row for row in found}


def n_refusing(programme: Programme) -> dict[Audience, int]:
    """How many factories of a programme are not shown by name to whom."""
    within = _of(programme).with_only_columns(Factory.id)
    told = [
        func.count().filter(column.is_(False)).label(audience.name)
        for audience, column in SHOWN_TO.items()
    ]
    (row,) = db.session.execute(select(*told).where(Consent.factory_id.in_(within)))
    return dict(zip(SHOWN_TO, row, strict=True))


def _of(programme: Programme) -> Select[Factory]:
    listed_there = select(programme_factory.c.factory_id).where(
        programme_factory.c.programme_id == programme.id
    )
    return select(Factory).where(Factory.id.in_(listed_there))
