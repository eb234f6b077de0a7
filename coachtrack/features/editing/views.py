"""Adding and changing factories."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms import FactoryForm, NewFactoryForm
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.factories.sheets import factory_entry
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.permissions import Permission, demand, or_404, requires
from coachtrack.kit.transactions import commits

bp = Blueprint("editing", __name__)


@bp.route("/factories/new", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def new_factory() -> ResponseReturnValue:
    """Add a factory."""
    form = NewFactoryForm()
    form.province.suggested = [(unit.name, unit.code) for unit in factories.provinces()]
    index = url_for("factories.index")
    return add(
        form,
        FactoryEntry("", "", "", ""),
        Setting(_("New factory"), [(_("Factories"), index)], index, _factory_page),
    )


@bp.route("/factories/<code>/edit", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def edit_factory(code: str) -> ResponseReturnValue:
    """Change a factory."""
    found = or_404(factories.factory(code, g.person))
    demand(Permission.FACTORY_EDIT, programmes.place_of(found))
    stored = factory_entry(found)
    form = FactoryForm()
    form.province.suggested = [(unit.name, unit.code) for unit in factories.provinces()]
    way = [(_("Factories"), url_for("factories.index")), (found.code, _factory_page(stored))]
    return change(
        form, stored, Setting(_("Change %(name)s", name=found.name), way, way[-1][1], _factory_page)
    )


def _factory_page(entry: Any) -> str:
    return url_for("dashboards.factory", code=entry.code)
