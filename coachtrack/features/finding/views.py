"""Finding anything from anywhere: a page, and the same as JSON for the dialog."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coachtrack.features.finding.groups import Group, groups
from coachtrack.kit import times
from coachtrack.kit.formats import number
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import signed_in

bp = Blueprint("finding", __name__)

#: So many of each kind stand in the dialog, and on the page.
IN_DIALOG, ON_PAGE = 8, 20


@bp.get("/find")
@signed_in
def show() -> ResponseReturnValue:
    """What a search finds, where there is no script."""
    search = Asked.read(request.args).search
    found = _found(search, ON_PAGE)
    return render_template("finding/find.html", search=search, groups=found)


@bp.get("/find.json")
@signed_in
def hits() -> ResponseReturnValue:
    """The same for the dialog, with the sentence that it says."""
    search = Asked.read(request.args).search
    found = _found(search, IN_DIALOG)
    told = [{**group._asdict(), "hits": [hit._asdict() for hit in group.hits]} for group in found]
    return jsonify({"said": _said(search, found), "groups": told})


def _found(search: str, size: int) -> list[Group]:
    return groups(g.person, search, size, times.today())


def _said(search: str, found: list[Group]) -> str:
    if not search:
        return _("Type a name or a code; tone marks do not matter.")
    if not found:
        return _("Nothing fits “%(search)s”. Try fewer letters.", search=search)
    n = sum(len(group.hits) for group in found)
    if any(group.more for group in found):
        return _("The first %(n)s of more.", n=number(n))
    return ngettext("%(n)s result.", "%(n)s results.", n, n=number(n))
