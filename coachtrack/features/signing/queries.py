"""What was signed of measures, and what still may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, undefer

from coachtrack.domain.types import Window
from coachtrack.extensions import db
from coachtrack.features.accounts import tickets
from coachtrack.features.accounts.models import Account, Ticket
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories.models import Factory
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.entries import MeasureKey
from coachtrack.features.indicators.models import Indicator, Measure, Reading
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing.facts import Subject
from coachtrack.features.signing.models import Part, Party, Scan, Signature, Statement
from coachtrack.kit.permissions import Person, Role, Scope
from coachtrack.kit.rows import batches

#: For so long it is told of a signature by whose link its password was chosen.
FRESH = timedelta(days=1)
#: The end of a window, as a column.
Days = InstrumentedAttribute[date | None]

#: Both sides.
_SIDES = len(Party)


class Given(NamedTuple):
    """What is signed of a part of a measure and was not voided: by whom, and since when."""

    #: By side, the name of who signed for it.
    names: Mapping[Party, str]
    #: The day on which the last of them signed, where the factory is.
    on: date
    #: Whether a paper was signed.
    on_paper: bool

    @property
    def whole(self) -> bool:
        """Whether both sides signed."""
        return len(self.names) == _SIDES


class Opened(NamedTuple):
    """A link by which somebody else let an account's password be chosen."""

    made_by: str
    at: datetime


class Frozen(NamedTuple):
    """What both sides signed of a measure: its windows and its main measure stay as they are."""

    part: Part
    windows: tuple[Window, ...]
    #: The day on which the second of them signed.
    on: date


def standing(ids: Collection[int]) -> dict[tuple[int, Part], Statement]:
    """What is signed of these measures, by one side or both, and was not voided since."""
    wanted = select(Statement).where(Statement.voided_at.is_(None))
    found: dict[tuple[int, Part], Statement] = {}
    for some in batches(ids):
        for row in db.session.scalars(wanted.where(Statement.measure_id.in_(some))):
            found[row.measure_id, row.part] = row
    return found


def statements_of(engagement: Engagement) -> Sequence[Statement]:
    """Every statement about an engagement's measures, voided ones too, the latest first."""
    return db.session.scalars(
        select(Statement)
        .join(Statement.measure)
        .where(Measure.engagement_id == engagement.id)
        .order_by(Statement.id.desc())
        .options(contains_eager(Statement.measure))
    ).all()


def statement(engagement: Engagement, uuid: UUID) -> Statement | None:
    """One statement about an engagement; None when it is not one of its own."""
    return db.session.scalar(
        select(Statement)
        .join(Statement.measure)
        .where(Measure.engagement_id == engagement.id, Statement.uuid == uuid)
        .options(contains_eager(Statement.measure))
    )


def scan(engagement: Engagement, uuid: UUID) -> Scan | None:
    """A signed paper of an engagement with its content; None when it is not one of its own."""
    wanted = select(Scan).where(Scan.engagement_id == engagement.id, Scan.uuid == uuid)
    return db.session.scalar(wanted.options(joinedload(Scan.content)))


def room_taken(engagement_id: int) -> tuple[int, int]:
    """How many signed papers an engagement has, and bytes of all of them."""
    taken = select(func.count(), func.coalesce(func.sum(Scan.size), 0))
    found = db.session.execute(taken.where(Scan.engagement_id == engagement_id)).one()
    return found[0], int(found[1])


def last_numbers(ids: Collection[int], part: Part) -> dict[int, int]:
    """The number of the last statement of each of these measures that has one."""
    wanted = select(Statement.measure_id, func.max(Statement.number))
    those = wanted.where(Statement.measure_id.in_(ids), Statement.part == part)
    return dict(db.session.execute(those.group_by(Statement.measure_id)).tuples().all())


def saved_since(measures: Collection[int], day: date, time_zone: str) -> Sequence[Reading]:
    """The readings of these measures that were saved after a day, withdrawn ones too."""
    after = datetime.combine(day + timedelta(1), time(), ZoneInfo(time_zone))
    those = Reading.measure_id.in_(measures), Reading.saved_at >= after
    return db.session.scalars(select(Reading).where(*those).order_by(Reading.from_on)).all()


def compared(ids: Iterable[int]) -> dict[int, Subject]:
    """By measure, all that a signature is about."""
    wanted = sorted(ids)
    where = (
        select(Measure.id, Measure.indicator_id, Factory.code)
        .join(Measure.engagement)
        .join(Engagement.factory)
        .where(Measure.id.in_(wanted))
    )
    places = db.session.execute(where).tuples().all()
    told = {key: (indicator, factory) for key, indicator, factory in places}
    definitions = indicators.definitions(indicator for _key, indicator, _factory in places)
    found = {}
    for asked in indicators.comparisons(wanted):
        indicator, factory = told[asked.measure_id]
        found[asked.measure_id] = Subject(asked, factory, definitions[indicator])
    return found


def signed_under(indicator: str, version: int) -> Sequence[str]:
    """The engagements of which both sides signed figures of this version, by code."""
    sides = select(func.count()).where(Signature.statement_id == Statement.id).scalar_subquery()
    wanted = (
        select(Engagement.code)
        .join(Measure, Measure.engagement_id == Engagement.id)
        .join(Measure.indicator)
        .join(Statement, Statement.measure_id == Measure.id)
        .join(Reading, Reading.measure_id == Measure.id)
        .where(Indicator.code == indicator, Reading.version == version, Reading.withdrawn == "")
        .where(Statement.voided_at.is_(None), sides == _SIDES)
        .where(
            or_(
                _within(Engagement.baseline_from, Engagement.baseline_to),
                and_(
                    Statement.part == Part.CLOSING,
                    _within(Engagement.follow_up_from, Engagement.follow_up_to),
                ),
            )
        )
    )
    return db.session.scalars(wanted.distinct().order_by(Engagement.code)).all()


def given_of(row: Statement) -> Given:
    """Who signed a statement."""
    return _given(row.signatures, row.measure.engagement.programme.time_zone)


def given_in(programme: Programme, part: Part) -> dict[int, Given]:
    """What is signed of a part of the measures of a programme, by measure."""
    wanted = (
        select(Statement.measure_id, Signature)
        .join(Signature.statement)
        .join(Statement.measure)
        .join(Measure.engagement)
        .where(Engagement.programme_id == programme.id)
        .where(Statement.part == part, Statement.voided_at.is_(None))
        .order_by(Signature.id)
    )
    found: dict[int, list[Signature]] = defaultdict(list)
    for measure, row in db.session.execute(wanted):
        found[measure].append(row)
    return {key: _given(rows, programme.time_zone) for key, rows in found.items()}


def whole(given: Mapping[int, Given]) -> frozenset[int]:
    """The measures that both sides signed."""
    return frozenset(key for key, each in given.items() if each.whole)


def opened_by_others(engagement: Engagement) -> dict[int, Opened]:
    """By signature, the link of somebody else by which its password was chosen shortly before."""
    wanted = (
        select(Signature.id, Signature.signed_at, Ticket.made_by, Ticket.used_at)
        .join(Signature.statement)
        .join(Statement.measure)
        .join(Signature.account)
        .join(Ticket, Ticket.account_id == Account.id)
        .where(Measure.engagement_id == engagement.id, Ticket.kind.in_(tickets.LINKS))
        .where(Ticket.used_at <= Signature.signed_at, Ticket.made_by.not_in(("", Account.email)))
        .order_by(Ticket.used_at)
    )
    return {
        key: Opened(made_by, used_at)
        for key, signed_at, made_by, used_at in db.session.execute(wanted).tuples()
        if used_at is not None and signed_at - used_at < FRESH
    }


def frozen_in(engagements: Iterable[str]) -> dict[MeasureKey, tuple[Frozen, ...]]:
    """What both sides signed of the measures of these engagements, by code."""
    query = (
        select(Engagement.code, Indicator.code, Measure.scope, Statement)
        .join(Statement.measure)
        .join(Measure.engagement)
        .join(Measure.indicator)
        .where(Statement.voided_at.is_(None))
        .order_by(Statement.id)
        .options(
            undefer(Statement.facts),
            contains_eager(Statement.measure).contains_eager(Measure.engagement),
        )
    )
    found: dict[MeasureKey, list[Frozen]] = defaultdict(list)
    for some in batches(sorted(set(engagements))):
        for *key, row in db.session.execute(query.where(Engagement.code.in_(some))):
            if row.signed:
                frozen = Frozen(row.part, _windows(row.facts), given_of(row).on)
                found[key[0], key[1], key[2]].append(frozen)
    return {key: tuple(frozen) for key, frozen in found.items()}


def party_of(person: Person, engagement: Engagement) -> Party | None:
    """On whose behalf a person signs figures of an engagement; None who signs for nobody.

    Whoever coaches there and manages the factory too does not sign for both sides.
    """
    sides = {
        Party.CONSULTANT: (Role.CONSULTANT, Scope.ENGAGEMENT, engagement.code),
        Party.FACTORY: (Role.FACTORY_MANAGER, Scope.FACTORY, engagement.factory.code),
    }
    held = {(grant.role, grant.scope, grant.code) for grant in person.grants}
    return next((party for party, place in sides.items() if place in held), None)


def _within(first: Days, last: Days) -> ColumnElement[bool]:
    """Whether a reading lies within a window."""
    return and_(Reading.from_on >= first, Reading.to_on <= last)


def _given(signatures: Sequence[Signature], time_zone: str) -> Given:
    return Given(
        {each.party: each.name for each in signatures},
        max(each.day(time_zone) for each in signatures),
        any(each.on for each in signatures),
    )


def _windows(facts: Mapping[str, object]) -> tuple[Window, ...]:
    told = facts["windows"]
    assert isinstance(told, dict)
    return tuple(Window(*map(date.fromisoformat, days)) for days in told.values() if days)
