"""The page of published figures."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_pgettext as pgettext

from coachtrack.features.claims import queries
from coachtrack.features.claims.words import country, told
from coachtrack.kit.filters import Filter, chips
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import signed_in
from coachtrack.kit.text import language_of

bp = Blueprint("claims", __name__)
add_to_menu(40, Entry("claims.index", pgettext("menu", "Published figures")))


@bp.get("/claims/")
@signed_in
def index() -> ResponseReturnValue:
    """What was published elsewhere, as printed, with its source."""
    asked = Asked.read(request.args, queries.FILTERS)
    graded = queries.graded(asked)
    options = [(grade, grade) for grade in sorted(graded)]
    return render_template(
        "claims/index.html",
        page=queries.listed(asked, current_app.config["PAGE_ROWS"]),
        filters=[Filter(_("Grade"), chips(asked, "grade", options, graded))],
        told=told,
        country=country,
        language_of=language_of,
        demo_ribbon=False,
    )
