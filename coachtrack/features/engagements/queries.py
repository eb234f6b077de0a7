"""Which engagements there are for a person, and what happened in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased, contains_eager

from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement, Event, Stage
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory, Province
from coachtrack.features.factories.queries import in_provinces, shown_to
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.kit.lists import Asked, Order, Page, by_code, latest_start_first, page
from coachtrack.kit.permissions import Audience, Person, Place, Scope, place_at
from coachtrack.kit.searching import Searched, found_by, matching
from coachtrack.kit.tuples import rows_as

#: What the list can be narrowed by; `mine` is "yes" for what the person coaches.
FILTERS = ("programme", "batch", "stage", "mine")

#: The orders of the list, the usual one first: by factory, by start, and by code.
ORDERS: dict[str, Order[Engagement]] = {
    "": Order((Factory.sort_key, Engagement.code), lambda row: (row.factory.sort_key, row.code)),
    "start": latest_start_first(Engagement.start_on, Engagement.code),
    "code": by_code(Engagement.code),
}
_KEY = Engagement.search_key + " " + Factory.search_key


class EngagementRow(NamedTuple):
    """An engagement as the overviews list it."""

    code: str
    factory: str
    factory_name: str
    sort_key: str
    province_then: str
    province_now: str
    batch: str
    stage: Stage
    drop_out_reason: str
    component: str
    start_on: date | None
    end_on: date | None
    follow_up_to: date | None
    team: tuple[str, ...]
    baseline_from: date | None
    baseline_to: date | None
    follow_up_from: date | None
    main_changed_on: date | None
    windows_changed_on: date | None

    @property
    def changed_afterwards(self) -> bool:
        """Whether its main measure or its windows were changed once a result was known."""
        return bool(self.main_changed_on or self.windows_changed_on)


def reached_by(person: Person) -> ColumnElement[bool]:
    """Whether a person may see an engagement; needs Programme and Factory joined.

    Whoever looks on somebody's behalf sees those whose factory shows its figures to these.
    """
    if person.sees_everything:
        return true()
    looking = (found & shown_to(audience) for audience, found in _looked_at(person))
    return or_(_takes_part(person), *looking)


def _takes_part(person: Person) -> ColumnElement[bool]:
    places = (
        (Engagement.code, person.codes(Scope.ENGAGEMENT)),
        (Programme.code, person.looked_at(None)),
        (Factory.code, person.codes(Scope.FACTORY)),
    )
    return or_(false(), *(code.in_(codes) for code, codes in places if codes))


def _looked_at(person: Person) -> Iterator[tuple[Audience, ColumnElement[bool]]]:
    """What a person looks at on whose behalf, if its factory shows it."""
    if provinces := person.codes(Scope.PROVINCE):
        yield Audience.PROVINCE, in_provinces(provinces)
    for audience in Audience:
        if codes := person.looked_at(audience):
            yield audience, Programme.code.in_(codes)


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


def place_of(engagement: Engagement) -> Place:
    """Where an engagement lies, to ask what somebody may do there."""
    return place_at(
        programme=engagement.programme.code,
        engagement=engagement.code,
        factory=engagement.factory.code,
    )


def engagements_of(programme: Programme, person: Person) -> Sequence[Engagement]:
    """What a person may see of a programme, by code."""
    mine = visible_to(person).where(Engagement.programme_id == programme.id)
    return db.session.scalars(mine.order_by(Engagement.code)).all()


def engagement_rows(programme: Programme, person: Person) -> list[EngagementRow]:
    """The engagements of a programme that a person may see, by code."""
    return rows_as(EngagementRow._make, _rows_of_one(person), programme=programme.id)


def engagements_at(factory: Factory, person: Person) -> Sequence[Engagement]:
    """What a person may see of a factory, the latest first."""
    mine = visible_to(person).where(Engagement.factory_id == factory.id)
    return db.session.scalars(mine.order_by(Engagement.start_on.desc(), Engagement.code)).all()


def events_of(engagement: Engagement) -> Sequence[Event]:
    """What happened in an engagement and was not withdrawn, in order."""
    counting = select(Event).where(Event.engagement_id == engagement.id, Event.withdrawn == "")
    return db.session.scalars(counting.order_by(Event.on, Event.id)).all()


def events_as_noted(engagement: Engagement) -> Sequence[Event]:
    """All that was noted in an engagement, withdrawn or not, in the order in which it was."""
    return db.session.scalars(
        select(Event).where(Event.engagement_id == engagement.id).order_by(Event.id)
    ).all()


def next_code(programme: Programme) -> str:
    """The next code of a programme's engagements, such as HD2020-16; none is given out twice."""
    start = f"{programme.code}-"
    theirs = Engagement.code.startswith(start, autoescape=True)
    found = db.session.scalars(select(Engagement.code).where(theirs))
    last = max((number_of(programme, code) for code in found), default=0)
    return f"{start}{max(last, programme.numbered) + 1:02d}"


def number_of(programme: Programme, code: str) -> int:
    """The number at the end of an engagement's code; 0 where it has none."""
    end = code.removeprefix(f"{programme.code}-")
    return int(end) if end != code and end.isascii() and end.isdecimal() else 0


def codes_at(programme: Programme, factory: str) -> Sequence[str]:
    """The engagements of a programme at a factory, in order."""
    here = Engagement.programme_id == programme.id, Factory.code == factory
    found = select(Engagement.code).join(Engagement.factory).where(*here)
    return db.session.scalars(found.order_by(Engagement.code)).all()


def factories_of(codes: Collection[str]) -> dict[str, str]:
    """The names of the factories of these engagements, whoever may see them."""
    found = select(Engagement.code, Factory.name).join(Engagement.factory)
    return dict(db.session.execute(found.where(Engagement.code.in_(codes))).tuples().all())


def any_at(factory: Factory) -> bool:
    """Whether a factory takes part in anything, whoever may see it."""
    return _any(Engagement.factory_id == factory.id)


def n_within(programme: Programme) -> int:
    """How many engagements a programme has, whoever may see them."""
    mine = select(func.count()).where(Engagement.programme_id == programme.id)
    return db.session.scalar(mine) or 0


def n_withheld(programme: Programme, person: Person) -> int:
    """How many engagements of a programme a person would see if their factories showed them."""
    looked_at = [found for _audience, found in _looked_at(person)]
    if not looked_at:
        return 0
    hidden = (
        select(func.count())
        .select_from(Engagement)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .where(
            Engagement.programme_id == programme.id,
            or_(*looked_at),
            not_(reached_by(person)),
        )
    )
    return db.session.scalar(hidden) or 0


def last_day_of(programme: Programme) -> date | None:
    """The last day of all coaching in a programme, as far as it is planned."""
    mine = select(func.max(Engagement.end_on)).where(Engagement.programme_id == programme.id)
    return db.session.scalar(mine)


def any_needing(component: Component) -> bool:
    """Whether engagements are of a component that has no other year in the plan."""
    same = Component.programme_id == component.programme_id, Component.code == component.code
    others = select(Component.id).where(*same, Component.id != component.id)
    if db.session.scalar(select(others.exists())):
        return False
    here = Engagement.programme_id == component.programme_id
    return _any(here & (Engagement.component == component.code))


def _any(which: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(select(Engagement.id).where(which).exists())))


def batches_of(programmes: Collection[str]) -> dict[tuple[str, str], int]:
    """Programme and batch, as it is written → how many engagements write it so."""
    found = (
        select(Programme.code, Engagement.batch, func.count())
        .join(Engagement.programme)
        .where(Programme.code.in_(programmes), Engagement.batch != "")
        .group_by(Programme.code, Engagement.batch)
    )
    return {(code, batch): n for code, batch, n in db.session.execute(found).tuples()}


def teams_of(programme: Programme, person: Person) -> Sequence[tuple[str, ...]]:
    """The teams of those engagements of a programme that a person may see."""
    found = (
        select(Engagement.team)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .where(Engagement.programme_id == programme.id, reached_by(person))
    )
    return db.session.scalars(found).all()


def listed(person: Person, asked: Asked, size: int) -> Page[Engagement]:
    """A page of the engagements that a person may see.

    The name or code of the factory and the names of the team find them too; behind these, its
    province and organisation, and the programme.
    """
    return page(
        visible_to(person).where(*_fitting(person, asked.chosen)),
        ORDERS[asked.sort],
        asked,
        lambda query: db.session.scalars(query).all(),
        size,
        searched=_searched(asked.search),
    )


def _searched(search: str) -> Searched[Engagement]:
    of_factory = factories.belonging(search)
    of_programme = matching(Programme.search_key, search)
    return Searched(
        _KEY,
        Engagement.code,
        lambda row: (f"{row.search_key} {row.factory.search_key}", row.code),
        None if of_factory is None else or_(of_factory, of_programme),
    )


class EngagementCount(NamedTuple):
    """So many engagements of a batch of a programme in a stage."""

    programme: str
    batch: str
    stage: Stage
    n: int


def counted(person: Person, asked: Asked) -> list[EngagementCount]:
    """How many engagements a person may see and a search finds; where asked for, their own."""
    groups = (Programme.code, Engagement.batch, Engagement.stage)
    mine = {name: value for name, value in asked.chosen.items() if name == "mine"}
    wanted = (
        select(*groups, func.count())
        .select_from(Engagement)
        .join(Engagement.programme)
        .join(Engagement.factory)
        .where(reached_by(person), *_fitting(person, mine))
        .group_by(*groups)
    )
    if asked.search:
        wanted = wanted.where(found_by(_searched(asked.search), asked.search))
    return list(map(EngagementCount._make, db.session.execute(wanted).tuples()))


def _fitting(person: Person, chosen: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """What the filters ask of an engagement."""
    rules: dict[str, Callable[[str], ColumnElement[bool]]] = {
        "programme": lambda code: Programme.code == code,
        "batch": lambda batch: Engagement.batch == batch,
        "stage": lambda stage: Engagement.stage.in_([one for one in Stage if one == stage]),
        "mine": lambda told: coached_by(person) if told == "yes" else false(),
    }
    return [rules[name](value) for name, value in chosen.items()]


def coached_by(person: Person) -> ColumnElement[bool]:
    """Whether a person holds a role in an engagement itself."""
    return Engagement.code.in_(person.codes(Scope.ENGAGEMENT))


@lru_cache(maxsize=256)
def _rows_of_one(person: Person) -> Select[*tuple[Any, ...]]:
    """The rows of one programme; kept, as putting it together takes longer than a few rows."""
    now = aliased(Province)
    return (
        select(
            Engagement.code,
            Factory.code,
            Factory.name,
            Factory.sort_key,
            Province.name,
            func.coalesce(now.name, Province.name),
            Engagement.batch,
            Engagement.stage,
            Engagement.drop_out_reason,
            Engagement.component,
            Engagement.start_on,
            Engagement.end_on,
            Engagement.follow_up_to,
            Engagement.team,
            Engagement.baseline_from,
            Engagement.baseline_to,
            Engagement.follow_up_from,
            Engagement.main_changed_on,
            Engagement.windows_changed_on,
        )
        .join(Engagement.programme)
        .join(Engagement.factory)
        .join(Province, Province.id == Factory.province_id)
        .outerjoin(now, now.id == Province.successor_id)
        .where(Engagement.programme_id == bindparam("programme"), reached_by(person))
        .order_by(Engagement.code)
    )
