"""The list of engagements."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements import queries
from coachtrack.features.engagements.list_page import filters, order
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import confined_told
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Permission, demand, or_404, requires

bp = Blueprint("engagements", __name__)
add_to_menu(20, Entry("engagements.index", _l("Engagements"), Permission.DASHBOARD_SEE))


@bp.get("/engagements/")
@requires(Permission.DASHBOARD_SEE)
def index() -> ResponseReturnValue:
    """The engagements that the person may see."""
    asked = Asked.read(request.args, queries.FILTERS, queries.ORDERS)
    page = queries.listed(g.person, asked, current_app.config["PAGE_ROWS"])
    return render_template(
        "engagements/index.html",
        page=page,
        limits=confined_told(factories.confined_to(g.person)),
        filters=[*filters(asked, queries.counted(g.person, asked), g.person), order(page)],
        may_add=g.person.may(Permission.FACTORY_EDIT),
    )


def engagement_to(permission: Permission, code: str) -> Engagement:
    """The engagement with this code, in which whoever asks may do this; else a 404 or a 403."""
    found = or_404(queries.engagement(code, g.person))
    demand(permission, queries.place_of(found))
    return found
