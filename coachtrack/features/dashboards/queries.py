"""What a page asks for before it is put together."""

from __future__ import annotations

from coachtrack.features.dashboards.engagement_page import EngagementPage, engagement_page
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.visits import queries as visits
from coachtrack.kit.times import today_in


def page_of(engagement: Engagement) -> EngagementPage:
    """The page of an engagement that the caller may see, as it is today."""
    return engagement_page(
        engagement,
        indicators.measures_of(engagement),
        engagements.events_of(engagement),
        visits.next_visit(engagement),
        today_in(engagement.programme.time_zone),
    )
