"""The list of programmes."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import confined_told
from coachtrack.features.programmes import queries
from coachtrack.features.programmes.list_page import filters, order
from coachtrack.kit import times
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import RIBBON, Entry, add_to_menu
from coachtrack.kit.permissions import Permission, Scope, requires

bp = Blueprint("programmes", __name__)
#: Where a role opens something on this list.
SCOPES = frozenset({Scope.EVERYTHING, Scope.PROGRAMME, Scope.PROVINCE})
add_to_menu(10, Entry("programmes.index", _l("Programmes"), Permission.DASHBOARD_SEE, SCOPES))
RIBBON.append(queries.any_demo)


@bp.get("/programmes/")
@requires(Permission.DASHBOARD_SEE)
def index() -> ResponseReturnValue:
    """The programmes that the person may see."""
    asked = Asked.read(request.args, queries.FILTERS, queries.ORDERS)
    today = times.today()
    page = queries.listed(g.person, asked, current_app.config["PAGE_ROWS"], today)
    return render_template(
        "programmes/index.html",
        page=page,
        limits=confined_told(factories.confined_to(g.person)),
        filters=[*filters(asked, queries.spans(g.person, asked), today), order(page)],
        may_add=g.person.may(Permission.PROGRAMME_ADD),
    )
