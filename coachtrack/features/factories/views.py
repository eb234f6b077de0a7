"""The list of factories."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from coachtrack.features.factories import queries
from coachtrack.features.factories.list_page import filters, order, turn
from coachtrack.features.factories.words import confined_told, province_told
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Permission, Scope, requires

bp = Blueprint("factories", __name__)
#: Where a role opens something on this list.
SCOPES = frozenset({Scope.EVERYTHING, Scope.PROGRAMME, Scope.PROVINCE, Scope.FACTORY})
add_to_menu(
    30,
    Entry(
        "factories.index",
        _l("Factories"),
        Permission.DASHBOARD_SEE,
        SCOPES,
        also=("Nhà máy", "Công ty"),
    ),
)


@bp.get("/factories/")
@requires(Permission.DASHBOARD_SEE)
def index() -> ResponseReturnValue:
    """The factories that the person may see."""
    asked = Asked.read(request.args, queries.FILTERS, queries.ORDERS)
    counted = queries.counted(g.person, asked)
    page = queries.listed(g.person, asked, current_app.config["PAGE_ROWS"])
    return render_template(
        "factories/index.html",
        page=page,
        limits=confined_told(queries.confined_to(g.person)),
        filters=[*filters(asked, counted), order(page)],
        turn=turn(asked, counted),
        province_told=partial(province_told, as_now=asked.chosen.get("as") == "now"),
        may_add=g.person.may(Permission.FACTORY_EDIT),
    )
