"""The readings of an engagement."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.indicators import queries
from coachtrack.features.indicators.sentences import name_of
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import Permission, or_404, requires

bp = Blueprint("indicators", __name__)


@bp.get("/engagements/<code>/readings")
@requires(Permission.DASHBOARD_SEE)
def readings(code: str) -> ResponseReturnValue:
    """Every reading of an engagement, with what it was counted from."""
    engagement = or_404(engagements.engagement(code, g.person))
    page = queries.readings_listed(
        engagement, Asked.read(request.args), current_app.config["PAGE_ROWS"]
    )
    definitions = queries.definitions(row.measure.indicator_id for row in page.rows)
    return render_template(
        "indicators/readings.html",
        engagement=engagement,
        page=page,
        definitions=definitions,
        name_of=name_of,
        demo_ribbon=engagement.programme.demo,
    )
