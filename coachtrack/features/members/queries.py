"""Who is there for the person who asks, and over which roles they decide.

An administrator sees everybody. A lead sees who holds a role in one of their programmes, in an
engagement of these, or in a factory that these list; and of such a person only those roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account, Membership
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory
from coachtrack.features.factories.words import units_told
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme, programme_factory
from coachtrack.kit.lists import Asked, Order, Page, page
from coachtrack.kit.permissions import HELD_IN, Audience, Grant, Permission, Person, Role, Scope
from coachtrack.kit.searching import Searched

FILTERS = ("role", "state")
_BY_NAME: Order[Account] = Order(
    (Account.sort_key, Account.handle), lambda row: (row.sort_key, row.handle)
)
_SEARCHED: Searched[Account] = Searched(
    Account.search_key, Account.handle, lambda row: (row.search_key, row.handle)
)


class State(StrEnum):
    """Whether somebody can sign in."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"


def state_of(account: Account) -> State:
    """Whether this person can sign in."""
    if account.disabled_at is not None:
        return State.DISABLED
    return State.INVITED if account.invited else State.ACTIVE


def decided_by(person: Person) -> ColumnElement[bool]:
    """Whether a membership is one over which a person decides."""
    if person.sees_everything:
        return true()
    led = person.codes(Scope.PROGRAMME, Permission.PEOPLE_INVITE)
    within = select(Programme.id).where(Programme.code.in_(led))
    coached = select(Engagement.code).where(Engagement.programme_id.in_(within))
    listed_there = select(Factory.code).join(
        programme_factory, programme_factory.c.factory_id == Factory.id
    )
    sites = listed_there.where(programme_factory.c.programme_id.in_(within))
    return or_(
        and_(Membership.scope == Scope.PROGRAMME, Membership.code.in_(led)),
        and_(Membership.scope == Scope.ENGAGEMENT, Membership.code.in_(coached)),
        and_(Membership.scope == Scope.FACTORY, Membership.code.in_(sites)),
    )


def visible_to(person: Person) -> Select[Account]:
    """The people whom a person may see."""
    if person.sees_everything:
        return select(Account)
    theirs = select(Membership.account_id).where(decided_by(person))
    return select(Account).where(Account.id.in_(theirs))


def account(handle: str, person: Person) -> Account | None:
    """One of them; None when there is none or not for this person."""
    return db.session.scalar(visible_to(person).where(Account.handle == handle))


def roles_of(accounts: Sequence[Account], person: Person) -> dict[int, list[Membership]]:
    """The roles of people over which a person decides, by account."""
    found: dict[int, list[Membership]] = {each.id: [] for each in accounts}
    wanted = select(Membership).where(Membership.account_id.in_(found), decided_by(person))
    for held in db.session.scalars(wanted.order_by(Membership.scope, Membership.code)):
        found[held.account_id].append(held)
    return found


def is_known_whole(account: Account, decided: Sequence[Membership]) -> bool:
    """Whether these are all the roles of a person; else when they come is not only one's own."""
    return len(decided) == len(account.memberships)


def listed(person: Person, asked: Asked, size: int) -> Page[Account]:
    """A page of the people whom a person may see; letters of a name or an address find them."""
    wanted = visible_to(person)
    if role := asked.chosen.get("role"):
        of_role = select(Membership.account_id).where(decided_by(person), Membership.role == role)
        wanted = wanted.where(Account.id.in_(of_role))
    if state := asked.chosen.get("state"):
        wanted = wanted.where(_IN_STATE.get(state, true()))
    return page(
        wanted, _BY_NAME, asked, lambda query: db.session.scalars(query).all(), size, _SEARCHED
    )


def roles_given_by(person: Person) -> list[Role]:
    """The roles that a person can give in some place."""
    if person.sees_everything:
        return list(Role)
    return [role for role in Role if role != Role.ADMINISTRATOR]


def grant_meant(
    role: Role, code: str, person: Person, audience: Audience | None = None
) -> Grant | None:
    """The role in the place that a code means; None where this person cannot give it there.

    `audience`: on whose behalf a viewer of a programme looks; nobody looks so at a province.
    """
    if Scope.EVERYTHING in HELD_IN[role]:
        meant = Grant(role, Scope.EVERYTHING) if not code else None
        return meant if person.sees_everything else None
    for scope in HELD_IN[role]:
        if found := _place(scope, code, person):
            if scope == Scope.PROGRAMME:
                return Grant(role, scope, found, audience)
            return Grant(role, scope, found) if audience in {None, Audience.PROVINCE} else None
    return None


def _place(scope: Scope, code: str, person: Person) -> str:
    """The code as it is stored, of a place where the person may give roles; empty elsewhere."""
    if scope == Scope.PROVINCE:
        unit = factories.province_by_code(code) if person.sees_everything else None
        return unit.code if unit else ""
    if scope == Scope.PROGRAMME:
        programme = programmes.programme(code, person)
        where = (programme.code, programmes.lies(programme)) if programme else None
    elif scope == Scope.ENGAGEMENT:
        coached = engagements.engagement(code, person)
        where = (coached.code, engagements.place_of(coached)) if coached else None
    else:
        site = factories.factory(code, person)
        # Its manager sees and signs what was done there in every programme.
        theirs = site is not None and not programmes.listed_elsewhere(person, site)
        where = (site.code, programmes.place_of(site)) if site and theirs else None
    return where[0] if where and person.may(Permission.PEOPLE_INVITE, where[1]) else ""


def may_open(account: Account, person: Person) -> bool:
    """Whether a person may have a link that opens another's account.

    Only where all that it opens is theirs to decide on; else they could get at what is not.
    """
    if person.sees_everything:
        return True
    decided = {held.id for held in roles_of([account], person)[account.id]}
    held_elsewhere = [held for held in account.memberships if held.id not in decided]
    return not held_elsewhere and not any(
        _lies_elsewhere_too(held, person) for held in account.memberships
    )


def _lies_elsewhere_too(held: Membership, person: Person) -> bool:
    """A factory that another programme lists shows what was done there in that one too."""
    if held.scope != Scope.FACTORY:
        return False
    site = factories.factory(held.code, person)
    return site is None or programmes.listed_elsewhere(person, site)


def places(person: Person, most: int) -> list[tuple[Scope, str, str]]:
    """Kind, code and name of the first places in which a person may give roles.

    At a factory only who leads every programme that lists it may.
    """
    everything = person.sees_everything
    led = person.codes(Scope.PROGRAMME, Permission.PEOPLE_INVITE)
    theirs = true() if everything else Programme.code.in_(led)
    own = select(Programme.code, Programme.name).where(theirs).order_by(Programme.sort_key)
    coached = (
        select(Engagement)
        .join(Engagement.programme)
        .options(joinedload(Engagement.factory))
        .where(theirs)
        .order_by(Engagement.code)
        .limit(most)
    )
    alone = true() if everything else programmes.listed_by_none_but(led)
    sites = select(Factory.code, Factory.name).where(alone).order_by(Factory.sort_key, Factory.code)
    found: dict[Scope, Iterable[tuple[str, str]]] = {
        Scope.PROGRAMME: db.session.execute(own.limit(most)).tuples(),
        Scope.ENGAGEMENT: ((row.code, row.factory.name) for row in db.session.scalars(coached)),
        Scope.FACTORY: db.session.execute(sites.limit(most)).tuples(),
    }
    if everything:
        found[Scope.PROVINCE] = units_told(factories.provinces())
    return [(scope, code, name) for scope, pairs in found.items() for code, name in pairs]


_IN_STATE: dict[str, ColumnElement[bool]] = {
    State.DISABLED: Account.disabled_at.is_not(None),
    State.INVITED: and_(Account.disabled_at.is_(None), Account.password_hash == ""),
    State.ACTIVE: and_(Account.disabled_at.is_(None), Account.password_hash != ""),
}
