"""The overviews of programmes, engagements and factories, and their figures as JSON."""

from __future__ import annotations

from flask import Blueprint, abort, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from coachtrack.features.dashboards import api
from coachtrack.features.dashboards.engagement_page import engagement_page
from coachtrack.features.dashboards.factory_page import factory_page
from coachtrack.features.dashboards.programme_charts import main_chart, spread_chart
from coachtrack.features.dashboards.programme_page import ProgrammePage, programme_page
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.factories import queries as factories
from coachtrack.features.indicators import cohorts
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.charts import figure
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.times import today_in

bp = Blueprint("dashboards", __name__)


@bp.get("/programmes/<code>")
@requires(Permission.DASHBOARD_SEE)
def programme(code: str) -> ResponseReturnValue:
    """A programme at a glance, with everything that is left out of its figures."""
    found = or_404(programmes.programme(code, g.person))
    page = _programme_page(found)
    return render_template(
        "dashboards/programme.html",
        programme=found,
        page=page,
        chart=main_chart(page) if page.shown else None,
        spread=spread_chart(page),
        components=programmes.components(found),
        demo_ribbon=found.demo,
    )


@bp.get("/programmes/<code>/results.json")
@requires(Permission.DASHBOARD_SEE)
def programme_results(code: str) -> ResponseReturnValue:
    """The figures of a programme, indicator by indicator."""
    found = or_404(programmes.programme(code, g.person))
    return jsonify(api.programme_results(found, cohorts.figures(found, g.person)))


@bp.get("/programmes/<code>/chart.json")
@requires(Permission.DASHBOARD_SEE)
def programme_chart(code: str) -> ResponseReturnValue:
    """The main figure of a programme's dashboard, for the one who looks closer."""
    page = _programme_page(or_404(programmes.programme(code, g.person)))
    if page.figures is None:
        abort(404)
    return jsonify(figure(main_chart(page)))


@bp.get("/engagements/<code>")
@requires(Permission.DASHBOARD_SEE)
def engagement(code: str) -> ResponseReturnValue:
    """An engagement: its measures, what changed, how sure that is."""
    found = or_404(engagements.engagement(code, g.person))
    page = engagement_page(
        found,
        indicators.measures_of(found),
        engagements.events_of(found),
        today_in(found.programme.time_zone),
    )
    return render_template(
        "dashboards/engagement.html",
        engagement=found,
        page=page,
        demo_ribbon=found.programme.demo,
    )


@bp.get("/engagements/<code>/results.json")
@requires(Permission.DASHBOARD_SEE)
def engagement_results(code: str) -> ResponseReturnValue:
    """Every result of an engagement."""
    found = or_404(engagements.engagement(code, g.person))
    return jsonify(api.engagement_results(found, indicators.measures_of(found)))


@bp.get("/engagements/<code>/chart.json")
@requires(Permission.DASHBOARD_SEE)
def engagement_chart(code: str) -> ResponseReturnValue:
    """The run chart of one measure, for the one who looks closer."""
    found = or_404(engagements.engagement(code, g.person))
    page = engagement_page(
        found,
        indicators.measures_of(found),
        engagements.events_of(found),
        today_in(found.programme.time_zone),
    )
    wanted = (request.args.get("indicator", ""), request.args.get("scope", ""))
    cards = {(card.indicator, card.scope): card for card in page.cards}
    card = or_404(cards.get(wanted))
    return jsonify(figure(or_404(card.chart)))


@bp.get("/factories/<code>")
@requires(Permission.DASHBOARD_SEE)
def factory(code: str) -> ResponseReturnValue:
    """A factory and all its engagements that the person may see."""
    found = or_404(factories.factory(code, g.person))
    coached = engagements.engagements_at(found, g.person)
    measures = {each.code: indicators.measures_of(each) for each in coached}
    return render_template(
        "dashboards/factory.html",
        factory=found,
        page=factory_page(coached, measures),
        demo_ribbon=any(each.programme.demo for each in coached),
    )


def _programme_page(found: Programme) -> ProgrammePage:
    rows = cohorts.outcomes(found, g.person)
    definitions = {
        code: (definition, name_of(definition))
        for code, definition in cohorts.definitions_of(rows).items()
    }
    return programme_page(
        Filters.read(request.args),
        engagements.engagement_rows(found, g.person),
        rows,
        definitions,
        today_in(found.time_zone),
    )
