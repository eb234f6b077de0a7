"""What a page asks for before it is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from coachtrack.features.dashboards.engagement_page import EngagementPage, engagement_page
from coachtrack.features.dashboards.standings import Known
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.progress import progress_of, silent_in
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.objections import queries as objections
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing import queries as signing
from coachtrack.features.signing.models import Part
from coachtrack.features.signing.queries import Given
from coachtrack.features.signing.waiting import stand_of, stands_in
from coachtrack.features.visits import queries as visits
from coachtrack.kit.times import today_in


def page_of(engagement: Engagement) -> EngagementPage:
    """The page of an engagement that the caller may see, as it is today."""
    measures = indicators.measures_of(engagement)
    return engagement_page(
        engagement,
        measures,
        signatures_of(measures),
        stand_of(engagement),
        engagements.events_of(engagement),
        visits.next_visit(engagement),
        objections.n_open(engagement),
        today_in(engagement.programme.time_zone),
    )


def signatures_of(measures: Sequence[MeasureView]) -> Mapping[tuple[int, Part], Given]:
    """What is signed of these measures."""
    rows = signing.standing([view.measure.id for view in measures])
    return {key: signing.given_of(row) for key, row in rows.items()}


def known_of(programme: Programme, today: date) -> Known:
    """What is known of a programme's engagements besides their results."""
    return Known(
        visits.next_visits(programme),
        progress_of(programme, today),
        silent_in(programme),
        signing.given_in(programme, Part.BASELINE),
        signing.given_in(programme, Part.CLOSING),
        objections.open_in(programme),
        stands_in(programme),
    )
