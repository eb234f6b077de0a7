"""The page of published figures."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_pgettext as pgettext

from coachtrack.features.claims import queries
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import signed_in

bp = Blueprint("claims", __name__)
add_to_menu(40, Entry("claims.index", pgettext("menu", "Published figures")))


@bp.get("/claims/")
@signed_in
def index() -> ResponseReturnValue:
    """What was published elsewhere, as printed, with its source."""
    grade = request.args.get("grade", "")
    page = queries.listed(Asked.read(request.args), grade, current_app.config["PAGE_ROWS"])
    return render_template(
        "claims/index.html",
        page=page,
        grade=grade,
        graded=queries.graded(),
        demo_ribbon=False,
    )
