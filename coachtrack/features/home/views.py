"""The home page, the first steps, and help."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.features.accounts import actions
from coachtrack.features.accounts.queries import waits_for_tour
from coachtrack.features.dashboards.queries import known_of, page_of
from coachtrack.features.dashboards.standings import most_urgent, standings_of
from coachtrack.features.dashboards.tasks import due_told, task_told, task_url
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import confined_told
from coachtrack.features.home import queries, tour
from coachtrack.features.home.glossary import GLOSSARY
from coachtrack.features.home.page import (
    Coached,
    HomePage,
    MyEngagement,
    Overview,
    OwnFactory,
    my_engagement,
    my_engagements,
    workloads,
)
from coachtrack.features.indicators.cohorts import outcomes
from coachtrack.features.indicators.overview import headline
from coachtrack.features.objections import queries as objections
from coachtrack.features.programmes.models import Programme
from coachtrack.features.programmes.queries import lies
from coachtrack.features.signing.queries import whole
from coachtrack.features.visits import queries as visits
from coachtrack.kit.permissions import Permission, Role, Scope, signed_in
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import commits

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """What this person has to do next, by role."""
    page = HomePage(
        own=_own(),
        mine=my_engagements(list(_mine())),
        led=tuple(map(_overview, queries.programmes_led_by(g.person))),
        watched=tuple(map(_overview, queries.programmes_watched_by(g.person))),
    )
    return render_template(
        "home/home.html",
        page=page,
        limits=confined_told(factories.confined_to(g.person)),
        tour=_tour() if waits_for_tour(g.person) else None,
        task_told=task_told,
        due_told=due_told,
        task_url=task_url,
        needed=READINGS_FOR_LIMITS,
        roles=Role,
    )


@bp.get("/help")
@signed_in
def help_page() -> ResponseReturnValue:
    """The first steps again, what the words mean, and whom to ask."""
    return render_template(
        "home/help.html",
        tours=tour.tours_of(g.person, _own_code()),
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


def _tour() -> tour.Tour | None:
    return tour.at(g.person, _own_code(), request.args.get("step"))


def _own_code() -> str:
    """The latest engagement of one's factory; empty where there is none."""
    return next((one.code for one in queries.engagements_in_own_factory(g.person)), "")


def _own() -> OwnFactory | None:
    """The latest engagement of one's factory first."""
    found = [Coached(each, page_of(each)) for each in queries.engagements_in_own_factory(g.person)]
    if not found:
        return None
    latest = found[0].engagement
    visit = visits.last_visit(latest)
    return OwnFactory(
        found[0],
        tuple(found[1:]),
        today_in(latest.programme.time_zone),
        visit if visit and visit.agreed else None,
        {one.engagement.code: objections.n_to_read(one.engagement) for one in found},
    )


def _mine() -> Iterator[MyEngagement]:
    """Every engagement that the person coaches."""
    codes = g.person.codes(Scope.ENGAGEMENT)
    for programme in queries.programmes_coached_by(g.person):
        today = today_in(programme.time_zone)
        rows = [
            row for row in engagements.engagement_rows(programme, g.person) if row.code in codes
        ]
        known, agreed = known_of(programme, today), visits.last_agreed(programme)
        for one in standings_of(rows, outcomes(programme, g.person), known, today):
            yield my_engagement(one, known, agreed, today)


def _overview(programme: Programme) -> Overview:
    rows = engagements.engagement_rows(programme, g.person)
    results = outcomes(programme, g.person)
    today = today_in(programme.time_zone)
    known = known_of(programme, today)
    standings = standings_of(rows, results, known, today)
    return Overview(
        programme,
        headline(rows, results, today, whole(known.signed)),
        workloads(standings) if g.person.may(Permission.FACTORY_EDIT, lies(programme)) else (),
        len(most_urgent(standings)),
        over=programme.end_on is not None and programme.end_on < today,
    )
