"""The visits of an engagement."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.visits import queries
from coachtrack.kit.permissions import Permission, or_404, requires

bp = Blueprint("visits", __name__)


@bp.get("/engagements/<code>/visits/")
@requires(Permission.DASHBOARD_SEE)
def index(code: str) -> ResponseReturnValue:
    """The visits of an engagement, in order."""
    engagement = or_404(engagements.engagement(code, g.person))
    return render_template(
        "visits/index.html",
        engagement=engagement,
        visits=queries.visits_of(engagement),
        demo_ribbon=engagement.programme.demo,
    )
