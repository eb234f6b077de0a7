"""Where the entries of each sheet are stored, and by which codes they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.claims.models import Claim
from coachtrack.features.claims.sheets import CLAIMS, claim_entry
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.models import Engagement, Event
from coachtrack.features.engagements.sheets import (
    ENGAGEMENTS,
    EVENTS,
    engagement_entry,
    event_entry,
)
from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.models import Factory, Organisation
from coachtrack.features.factories.sheets import (
    FACTORIES,
    ORGANISATIONS,
    factory_entry,
    organisation_entry,
)
from coachtrack.features.indicators.entries import IndicatorEntry
from coachtrack.features.indicators.models import Indicator, IndicatorVersion, Measure
from coachtrack.features.indicators.sheets import (
    INDICATORS,
    MEASURES,
    indicator_entry,
    measure_entry,
)
from coachtrack.features.programmes.entries import ProgrammeEntry
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.features.programmes.sheets import (
    COMPONENTS,
    PROGRAMMES,
    component_entry,
    programme_entry,
)
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.models import Visit
from coachtrack.features.visits.sheets import VISITS, visit_entry
from coachtrack.kit.rows import rows_with
from coachtrack.kit.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Source:
    """Where the entries of a kind are found: by which column, and the codes of which kind."""

    query: Select[Any]
    column: SQLColumnExpression[Any]
    named: type[Any]
    entry: Callable[[Any], Any]
    sheet: Sheet[Any]

    def entries(self, codes: Iterable[Any]) -> dict[Any, Any]:
        """The entries found by these codes, by what identifies them."""
        found = map(self.entry, rows_with(self.query, self.column, codes))
        return {self.sheet.key_of(entry): entry for entry in found}


#: All sheets but Readings, of which there are too many to read twice.
SOURCES: dict[type[Any], Source] = {
    source.sheet.entry: source
    for source in (
        Source(
            select(Organisation),
            Organisation.code,
            OrganisationEntry,
            organisation_entry,
            ORGANISATIONS,
        ),
        Source(
            select(Programme).options(
                selectinload(Programme.provinces), selectinload(Programme.partners)
            ),
            Programme.code,
            ProgrammeEntry,
            programme_entry,
            PROGRAMMES,
        ),
        Source(
            select(Component)
            .join(Component.programme)
            .options(contains_eager(Component.programme)),
            Programme.code,
            ProgrammeEntry,
            component_entry,
            COMPONENTS,
        ),
        Source(
            select(Factory).options(joinedload(Factory.organisation), joinedload(Factory.province)),
            Factory.code,
            FactoryEntry,
            factory_entry,
            FACTORIES,
        ),
        Source(
            select(Engagement).options(
                joinedload(Engagement.programme), joinedload(Engagement.factory)
            ),
            Engagement.code,
            EngagementEntry,
            engagement_entry,
            ENGAGEMENTS,
        ),
        Source(
            select(IndicatorVersion)
            .join(IndicatorVersion.indicator)
            .options(contains_eager(IndicatorVersion.indicator)),
            Indicator.code,
            IndicatorEntry,
            indicator_entry,
            INDICATORS,
        ),
        Source(
            select(Measure)
            .join(Measure.engagement)
            .options(contains_eager(Measure.engagement), joinedload(Measure.indicator)),
            Engagement.code,
            EngagementEntry,
            measure_entry,
            MEASURES,
        ),
        Source(
            select(Event).join(Event.engagement).options(contains_eager(Event.engagement)),
            Engagement.code,
            EngagementEntry,
            event_entry,
            EVENTS,
        ),
        Source(
            select(Visit).options(joinedload(Visit.engagement)),
            Visit.uuid,
            VisitEntry,
            visit_entry,
            VISITS,
        ),
        Source(select(Claim), Claim.code, ClaimEntry, claim_entry, CLAIMS),
    )
}
