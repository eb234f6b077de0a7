"""The home page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.features.dashboards.engagement_page import engagement_page
from coachtrack.features.dashboards.standings import most_urgent, standings_of
from coachtrack.features.dashboards.tasks import task_told
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.home import queries
from coachtrack.features.home.page import Coached, HomePage, Led, own_factory
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.cohorts import outcomes
from coachtrack.features.indicators.overview import headline
from coachtrack.features.programmes.models import Programme
from coachtrack.features.visits import queries as visits
from coachtrack.kit.permissions import signed_in
from coachtrack.kit.times import today_in

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """What this person has to do next, by role."""
    page = HomePage(
        own=own_factory(_coached(queries.engagements_in_own_factory(g.person))),
        coached=tuple(_coached(queries.engagements_coached_by(g.person))),
        led=tuple(_led(programme) for programme in queries.programmes_of(g.person)),
    )
    return render_template(
        "home/home.html", page=page, task_told=task_told, needed=READINGS_FOR_LIMITS
    )


def _coached(found: Sequence[Engagement]) -> list[Coached]:
    return [
        Coached(
            engagement,
            engagement_page(
                engagement,
                indicators.measures_of(engagement),
                engagements.events_of(engagement),
                visits.next_visit(engagement),
                today_in(engagement.programme.time_zone),
            ),
        )
        for engagement in found
    ]


def _led(programme: Programme) -> Led:
    rows = engagements.engagement_rows(programme, g.person)
    results = outcomes(programme, g.person)
    today = today_in(programme.time_zone)
    urgent = most_urgent(standings_of(rows, results, visits.next_visits(programme), today))
    return Led(programme, headline(rows, results, today), tuple(urgent))
