"""The home page, the first steps, and help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.features.accounts import actions
from coachtrack.features.accounts.queries import waits_for_tour
from coachtrack.features.dashboards.engagement_page import engagement_page
from coachtrack.features.dashboards.standings import Known, most_urgent, standings_of
from coachtrack.features.dashboards.tasks import due_told, task_told
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.home import queries, tour
from coachtrack.features.home.glossary import GLOSSARY
from coachtrack.features.home.page import (
    Coached,
    HomePage,
    MyEngagement,
    Overview,
    my_engagement,
    my_engagements,
    own_factory,
    workloads,
)
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.cohorts import outcomes
from coachtrack.features.indicators.overview import headline
from coachtrack.features.indicators.progress import progress_of
from coachtrack.features.programmes.models import Programme
from coachtrack.features.visits import queries as visits
from coachtrack.kit.permissions import Role, Scope, signed_in
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import commits

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """What this person has to do next, by role."""
    page = HomePage(
        own=own_factory(_coached(queries.engagements_in_own_factory(g.person))),
        mine=my_engagements(list(_mine())),
        led=tuple(_overview(each, led=True) for each in queries.programmes_led_by(g.person)),
        watched=tuple(
            _overview(each, led=False) for each in queries.programmes_watched_by(g.person)
        ),
    )
    return render_template(
        "home/home.html",
        page=page,
        tour=tour.at(g.person, request.args.get("step")) if waits_for_tour(g.person) else None,
        task_told=task_told,
        due_told=due_told,
        needed=READINGS_FOR_LIMITS,
        roles=Role,
    )


@bp.get("/help")
@signed_in
def help_page() -> ResponseReturnValue:
    """The first steps again, what the words mean, and whom to ask."""
    return render_template(
        "home/help.html",
        tours=tour.tours_of(g.person),
        glossary=GLOSSARY,
        people=queries.people_to_ask(g.person),
        roles=Role,
    )


@bp.post("/tour/end")
@signed_in
@commits
def end_tour() -> ResponseReturnValue:
    """Show the first steps no more; they stay on the page for help."""
    actions.end_tour(g.person.account_id)
    return redirect(url_for("home.show"))


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


def _mine() -> Iterator[MyEngagement]:
    """Every engagement that the person coaches."""
    codes = g.person.codes(Scope.ENGAGEMENT)
    for programme in queries.programmes_coached_by(g.person):
        today = today_in(programme.time_zone)
        rows = [
            row for row in engagements.engagement_rows(programme, g.person) if row.code in codes
        ]
        known = _known(programme)
        for one in standings_of(rows, outcomes(programme, g.person), known, today):
            yield my_engagement(one, known.visits.get(one.engagement.code), today)


def _overview(programme: Programme, *, led: bool) -> Overview:
    rows = engagements.engagement_rows(programme, g.person)
    results = outcomes(programme, g.person)
    today = today_in(programme.time_zone)
    standings = standings_of(rows, results, _known(programme), today)
    return Overview(
        programme,
        headline(rows, results, today),
        workloads(standings) if led else (),
        len(most_urgent(standings)),
    )


def _known(programme: Programme) -> Known:
    return Known(visits.next_visits(programme), progress_of(programme))
