"""Taking away for good what was added by mistake; what something rests on stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from coachtrack.extensions import Model, db
from coachtrack.features.accounts.actions import end_roles
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory, Organisation
from coachtrack.features.indicators import actions as measuring
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.models import Indicator, Measure
from coachtrack.features.objections import queries as objections
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.actions import remove_plan
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.features.visits import queries as visits
from coachtrack.kit.permissions import Person, Scope
from coachtrack.kit.transactions import Overtaken


class Stays(Exception):
    """Something is recorded of it or rests on it, so it is not taken away."""


def is_begun(engagement: Engagement) -> bool:
    """Whether coaching has begun or anything is recorded, withdrawn or not."""
    return (
        engagement.stage is not Stage.SELECTED
        or visits.any_of(engagement)
        or bool(engagements.events_as_noted(engagement))
        or indicators.has_readings(engagement)
        or objections.any_of(engagement)
    )


def remove_engagement(engagement: Engagement) -> None:
    """Take it away, with its measures and the roles that people hold in it; raises Stays."""
    _hold(engagement)
    if is_begun(engagement):
        raise Stays
    try:
        measuring.remove_measures(engagement)
    except measuring.HasReadings as begun:
        raise Stays from begun
    # Its code is not suggested again, for a form of it may still be open somewhere. Typed all the
    # same, nobody must see another one by a role in this one.
    programme = engagement.programme
    number = engagements.number_of(programme, engagement.code)
    programme.numbered = max(programme.numbered, number)
    end_roles(Scope.ENGAGEMENT, engagement.code)
    _take_away(engagement)


def remove_measure(measure: Measure) -> Measure | None:
    """Take it away; the one that is main instead, if it was main.

    Raises Stays where it has readings or somebody objected to it.
    """
    if objections.any_about(measure):
        raise Stays
    try:
        return measuring.remove_measure(measure)
    except measuring.HasReadings as measured:
        raise Stays from measured


def remove_component(component: Component) -> None:
    """Take a year out of a plan; raises Stays where engagements need the only one there is."""
    _hold(component.programme)
    _hold(component)
    if engagements.any_needing(component):
        raise Stays
    _take_away(component)


def remove_programme(programme: Programme) -> None:
    """Take it away, with its plan and the roles that people hold in it.

    Raises Stays where a factory takes part in it.
    """
    _hold(programme)
    if engagements.n_within(programme):
        raise Stays
    remove_plan(programme)
    end_roles(Scope.PROGRAMME, programme.code)
    _take_away(programme)


def remove_factory(factory: Factory, person: Person) -> None:
    """Take it away, from the lists of programmes too, with the roles that people hold in it.

    Raises Stays where it takes part in anything, or programmes list it that others lead.
    """
    _hold(factory)
    if engagements.any_at(factory) or programmes.listed_elsewhere(person, factory):
        raise Stays
    if said := factories.consent_of(factory):
        db.session.delete(said)
    for programme in programmes.listing(factory):
        programme.factories.remove(factory)
    end_roles(Scope.FACTORY, factory.code)
    _take_away(factory)


def users_of(organisation: Organisation) -> Sequence[str]:
    """The codes of the factories that belong to it, and of the programmes whose partner it is."""
    return [*factories.codes_of(organisation), *programmes.codes_with(organisation)]


def remove_organisation(organisation: Organisation) -> None:
    """Take it away; raises Stays where it has factories or is a partner of a programme."""
    _hold(organisation)
    if users_of(organisation):
        raise Stays
    _take_away(organisation)


def remove_indicator(indicator: Indicator) -> None:
    """Take it out of the library with all its versions.

    Raises Stays where it is tracked anywhere or came with the product.
    """
    _hold(indicator)
    if indicator.built_in or indicators.is_tracked(indicator):
        raise Stays
    measuring.remove_versions(indicator)
    _take_away(indicator)


def _hold(row: Component | Engagement | Factory | Indicator | Organisation | Programme) -> None:
    """Read a row anew, and let nobody add anything to it meanwhile.

    Raises Overtaken where somebody else took it away already.
    """
    table = type(row)
    wanted = select(table).where(table.id == row.id).with_for_update()
    if db.session.scalar(wanted.execution_options(populate_existing=True)) is None:
        raise Overtaken


def _take_away(row: Model) -> None:
    db.session.delete(row)
    db.session.flush()
