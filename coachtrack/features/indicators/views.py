"""The library of indicators, and the readings of an engagement."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.indicators import queries
from coachtrack.features.indicators.library import found
from coachtrack.features.indicators.list_page import filters
from coachtrack.features.indicators.remarks import remarks
from coachtrack.features.indicators.sentences import name_of
from coachtrack.kit.lists import Asked, Page
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Permission, or_404, requires

bp = Blueprint("indicators", __name__)
#: In the menu of those who choose indicators; others come here from a figure.
add_to_menu(36, Entry("indicators.library", _l("Indicators"), Permission.MEASURE_SET))


@bp.get("/engagements/<code>/readings")
@requires(Permission.DASHBOARD_SEE)
def readings(code: str) -> ResponseReturnValue:
    """Every reading of an engagement, with what it was counted from."""
    engagement = or_404(engagements.engagement(code, g.person))
    asked = Asked.read(request.args, queries.READING_FILTERS)
    page = queries.readings_listed(engagement, asked, current_app.config["PAGE_ROWS"])
    counted = queries.readings_counted(engagement, asked)
    definitions = queries.definitions(measure.indicator_id for measure, _n in counted)
    place = engagements.place_of(engagement)
    measured = bool(page.rows) or queries.main_measure(engagement) is not None
    return render_template(
        "indicators/readings.html",
        engagement=engagement,
        page=page,
        filters=filters(asked, counted, definitions),
        definitions=definitions,
        remarks=remarks(engagement, page.rows),
        name_of=name_of,
        may_enter=measured and g.person.may(Permission.READING_ENTER, place),
        may_vouch=g.person.may(Permission.VISIT_LOG, place),
        may_object=g.person.may(Permission.FIGURES_OBJECT, place),
        may_import=g.person.may(Permission.WORKBOOK_IMPORT, place),
        demo_ribbon=engagement.programme.demo,
    )


@bp.get("/indicators/")
@requires(Permission.DASHBOARD_SEE)
def library() -> ResponseReturnValue:
    """The library: what can be measured, and how it is counted."""
    asked = Asked.read(request.args)
    return render_template(
        "indicators/library.html",
        page=Page(found(asked.search), asked, None, None),
        may_add=g.person.may(Permission.PROGRAMME_ADD),
    )


@bp.get("/indicators/<code>")
@requires(Permission.DASHBOARD_SEE)
def indicator(code: str) -> ResponseReturnValue:
    """An indicator with every version of its definition, in words."""
    versions = queries.versions_of(code)
    return render_template(
        "indicators/indicator.html",
        indicator=or_404(next(iter(versions), None)).indicator,
        versions=versions,
        may_change=g.person.may(Permission.PROGRAMME_ADD),
    )
