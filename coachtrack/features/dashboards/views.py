"""The overviews of programmes, engagements and factories, and their figures as JSON."""

from __future__ import annotations

from flask import Blueprint, abort, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.domain.types import Result
from coachtrack.features.consents.words import withheld_told
from coachtrack.features.dashboards import api
from coachtrack.features.dashboards.comparison import beside, comparable
from coachtrack.features.dashboards.engagement_page import LADDER, STAGES
from coachtrack.features.dashboards.factory_page import factory_page
from coachtrack.features.dashboards.programme_charts import (
    counts_chart,
    main_chart,
    spread_chart,
)
from coachtrack.features.dashboards.programme_page import Material, ProgrammePage, programme_page
from coachtrack.features.dashboards.queries import known_of, page_of, signatures_of
from coachtrack.features.dashboards.tasks import due_told, task_told, task_url
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.views import engagement_to
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import named, province_told
from coachtrack.features.indicators import cohorts
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.others import achieved_by_others
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.indicators.results import result_of
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing.models import Part
from coachtrack.features.signing.sentences import standing_told
from coachtrack.features.visits import queries as visits
from coachtrack.kit.charts import figure, plain
from coachtrack.kit.permissions import Permission, Scope, or_404, requires
from coachtrack.kit.times import today_in

bp = Blueprint("dashboards", __name__)

#: Of an engagement's visits, the latest.
VISITS_SHOWN = 3


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
        counted=counts_chart(page),
        results=_results(page),
        computed_at=cohorts.computed_at(found),
        today=today_in(found.time_zone),
        task_told=task_told,
        due_told=due_told,
        task_url=task_url,
        baseline_told=lambda row: standing_told(page.signed.get(row.measure_id), Part.BASELINE),
        closing_told=lambda row: standing_told(page.closed[row.measure_id], Part.CLOSING),
        place=", ".join(map(province_told, found.provinces)),
        part=named(programmes.part_seen(found, g.person)),
        withheld=withheld_told(engagements.n_withheld(found, g.person)),
        may_act=g.person.may(Permission.READING_ENTER, programmes.lies(found)),
        may_export=g.person.may(Permission.FIGURES_EXPORT),
        may_add=g.person.may(Permission.FACTORY_EDIT, programmes.lies(found)),
        may_change=g.person.may(Permission.PROGRAMME_ADD),
        may_see_history=g.person.may(Permission.HISTORY_SEE, programmes.lies(found)),
        demo_ribbon=found.demo,
    )


@bp.get("/programmes/<code>/results.json")
@requires(Permission.DASHBOARD_SEE)
def programme_results(code: str) -> ResponseReturnValue:
    """The figures of a programme, indicator by indicator."""
    found = or_404(programmes.programme(code, g.person))
    withheld = engagements.n_withheld(found, g.person)
    return jsonify(api.programme_results(found, cohorts.figures(found, g.person), withheld))


@bp.get("/programmes/<code>/chart.json")
@requires(Permission.DASHBOARD_SEE)
def programme_chart(code: str) -> ResponseReturnValue:
    """The main figure of a programme's dashboard, or its spread, for the one who looks closer."""
    page = _programme_page(or_404(programmes.programme(code, g.person)))
    if page.figures is None:
        abort(404)
    spread = request.args.get("chart") == "spread"
    return jsonify(figure(or_404(spread_chart(page)) if spread else main_chart(page)))


@bp.get("/engagements/<code>")
@requires(Permission.DASHBOARD_SEE)
def engagement(code: str) -> ResponseReturnValue:
    """An engagement: its measures, what changed, how sure that is."""
    found = or_404(engagements.engagement(code, g.person))
    page = page_of(found)
    return render_template(
        "dashboards/engagement.html",
        engagement=found,
        page=page,
        stages=STAGES,
        steps=LADDER,
        needed=READINGS_FOR_LIMITS,
        task_told=task_told,
        task_url=task_url,
        visited=visits.latest(found, VISITS_SHOWN),
        may_log=g.person.may(Permission.VISIT_LOG, engagements.place_of(found)),
        may_enter=g.person.may(Permission.READING_ENTER, engagements.place_of(found)),
        may_set=g.person.may(Permission.MEASURE_SET, engagements.place_of(found)),
        may_see_history=g.person.may(Permission.HISTORY_SEE, engagements.place_of(found)),
        may_compare=g.person.may(Permission.COMPARISON_SEE, engagements.place_of(found)),
        demo_ribbon=found.programme.demo,
    )


@bp.get("/engagements/<code>/comparison")
@requires(Permission.COMPARISON_SEE)
def comparison(code: str) -> ResponseReturnValue:
    """What a factory achieved beside what others did, without their names."""
    found = engagement_to(Permission.COMPARISON_SEE, code)
    said = factories.consent_of(found.factory)
    counts = bool(said and said.compared)
    measures = indicators.measures_of(found) if counts else []
    own = g.person.codes(Scope.FACTORY)
    others = achieved_by_others(comparable(measures), own, demo=found.programme.demo)
    return render_template(
        "dashboards/comparison.html",
        engagement=found,
        counts=counts,
        beside=beside(measures, others),
        demo_ribbon=found.programme.demo,
    )


@bp.get("/engagements/<code>/results.json")
@requires(Permission.DASHBOARD_SEE)
def engagement_results(code: str) -> ResponseReturnValue:
    """Every result of an engagement."""
    found = or_404(engagements.engagement(code, g.person))
    measures = indicators.measures_of(found)
    return jsonify(api.engagement_results(found, measures, signatures_of(measures)))


@bp.get("/engagements/<code>/chart.json")
@requires(Permission.DASHBOARD_SEE)
def engagement_chart(code: str) -> ResponseReturnValue:
    """The run chart of one measure, for the one who looks closer."""
    found = or_404(engagements.engagement(code, g.person))
    page = page_of(found)
    wanted = (request.args.get("indicator", ""), request.args.get("scope", ""))
    cards = {(card.indicator, card.scope): card for card in page.cards}
    card = or_404(cards.get(wanted))
    chart = or_404(card.chart)
    return jsonify(figure(plain(chart) if "plain" in request.args else chart))


@bp.get("/factories/<code>")
@requires(Permission.DASHBOARD_SEE)
def factory(code: str) -> ResponseReturnValue:
    """A factory and all its engagements that the person may see."""
    found = or_404(factories.factory(code, g.person))
    coached = engagements.engagements_at(found, g.person)
    measures = {each.code: indicators.measures_of(each) for each in coached}
    place = programmes.place_of(found)
    return render_template(
        "dashboards/factory.html",
        factory=found,
        province=province_told(found.province),
        page=factory_page(coached, measures),
        may_edit=g.person.may(Permission.FACTORY_EDIT, place),
        may_consent=g.person.may(Permission.CONSENT_GIVE, place),
        may_see_history=g.person.may(Permission.HISTORY_SEE, place),
        demo_ribbon=any(each.programme.demo for each in coached),
    )


def _programme_page(found: Programme) -> ProgrammePage:
    rows, today = cohorts.outcomes(found, g.person), today_in(found.time_zone)
    seen = engagements.engagement_rows(found, g.person)
    material = Material(
        engagements=seen,
        rows=rows,
        definitions=cohorts.definitions_of(rows),
        components=programmes.components(found),
        known=known_of(found, today),
        confined=bool(programmes.part_seen(found, g.person))
        and len(seen) < engagements.n_within(found),
    )
    return programme_page(Filters.read(request.args), material, today)


def _results(page: ProgrammePage) -> dict[int, Result]:
    """The whole results of the rows in view, for what a list of figures does not hold."""
    shown = page.shown
    if page.listing is not None:
        shown = tuple(one.main for one in page.listing if one.main)
    details = indicators.stored_details([row.measure_id for row in shown])
    return {key: result_of(stored) for key, stored in details.items()}
