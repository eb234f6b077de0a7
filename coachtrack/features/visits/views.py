"""The visits of an engagement: the list, one to read, and its minutes to print and sign."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.visits import queries
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import Permission, or_404, requires

bp = Blueprint("visits", __name__)


@bp.get("/engagements/<code>/visits/")
@requires(Permission.DASHBOARD_SEE)
def index(code: str) -> ResponseReturnValue:
    """The visits of an engagement, the latest first."""
    engagement = or_404(engagements.engagement(code, g.person))
    return render_template(
        "visits/index.html",
        engagement=engagement,
        page=queries.listed(engagement, Asked.read(request.args), current_app.config["PAGE_ROWS"]),
        may_log=_may_log(engagement),
        demo_ribbon=engagement.programme.demo,
    )


@bp.get("/engagements/<code>/visits/<uuid:uuid>")
@requires(Permission.DASHBOARD_SEE)
def show(code: str, uuid: UUID) -> ResponseReturnValue:
    """One visit, to read."""
    engagement = or_404(engagements.engagement(code, g.person))
    return render_template(
        "visits/show.html",
        engagement=engagement,
        visit=or_404(queries.visit(engagement, uuid)),
        may_see_history=g.person.may(Permission.HISTORY_SEE, engagements.place_of(engagement)),
        may_log=_may_log(engagement),
        demo_ribbon=engagement.programme.demo,
    )


@bp.get("/engagements/<code>/visits/<uuid:uuid>/print")
@requires(Permission.DASHBOARD_SEE)
def minutes(code: str, uuid: UUID) -> ResponseReturnValue:
    """The minutes of a visit, for both sides to sign."""
    engagement = or_404(engagements.engagement(code, g.person))
    return render_template(
        "visits/minutes.html",
        engagement=engagement,
        visit=or_404(queries.visit(engagement, uuid)),
        demo_ribbon=engagement.programme.demo,
    )


def _may_log(engagement: Engagement) -> bool:
    allowed: bool = g.person.may(Permission.VISIT_LOG, engagements.place_of(engagement))
    return allowed
