"""Adding and changing factories."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing import removal
from coachtrack.features.editing.choices import (
    offer_programmes,
    suggest_organisations,
    suggest_provinces,
)
from coachtrack.features.editing.detours import and_back, brought, detour, draft
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.factories import FactoryForm, NewFactoryForm
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.removing import Removal, remove
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.entries import FactoryEntry
from coachtrack.features.factories.models import Factory
from coachtrack.features.factories.sheets import factory_entry
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.errors import whom_to_ask
from coachtrack.kit.permissions import Permission, demand, or_404, requires
from coachtrack.kit.text import clean
from coachtrack.kit.transactions import commits


@bp.route("/factories/new", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def new_factory() -> ResponseReturnValue:
    """Add a factory."""
    form = NewFactoryForm()
    form.alike = partial(factories.factories_alike, person=g.person)
    organisation = request.args.get("organisation", "").upper()
    _suggest(form, organisation)
    home = _choose_programme(form)
    index = url_for("factories.index")
    setting = Setting(
        _("New factory"),
        [(_("Factories"), index)],
        index,
        _factory_page,
        missing=_organisations("organisation"),
        home=home,
        draft=draft(),
        brought=brought("organisation"),
    )
    blank = FactoryEntry("", clean(request.args.get("name", "")), organisation, "")
    return add(form, blank, and_back(setting))


@bp.route("/factories/<code>/edit", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def edit_factory(code: str) -> ResponseReturnValue:
    """Change a factory."""
    found = _own(code)
    stored = factory_entry(found)
    form = FactoryForm()
    _suggest(form, stored.organisation)
    way = [(_("Factories"), url_for("factories.index")), (found.name, _factory_page(stored))]
    setting = Setting(
        _("Change %(name)s", name=found.name),
        way,
        way[-1][1],
        _factory_page,
        missing=_organisations(),
        tools=[
            (_("Remove"), url_for(".remove_factory", code=found.code)),
            (_("History"), url_for("history.factory", code=found.code)),
        ],
    )
    return change(form, stored, setting)


@bp.route("/factories/<code>/remove", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def remove_factory(code: str) -> ResponseReturnValue:
    """Take a factory away that was added by mistake; one that takes part in anything stays."""
    found = _own(code)
    page = _factory_page(found)

    def stays() -> str:
        if programmes.listed_elsewhere(g.person, found):
            return _others_list_it()
        return _it_takes_part() if engagements.any_at(found) else ""

    what = Removal(
        title=_("Remove the factory"),
        name=f"{found.name} · {found.code}",
        about=[found.name, found.code],
        way=[(_("Factories"), url_for("factories.index")), (found.name, page)],
        back=page,
        then=url_for("factories.index"),
        told=[_once_removed()],
        stays=stays,
        instead=[
            (each.code, url_for("dashboards.engagement", code=each.code))
            for each in engagements.engagements_at(found, g.person)
        ],
    )
    return remove(what, lambda: removal.remove_factory(found, g.person))


def _it_takes_part() -> str:
    return _(
        "It stays: it takes part in an engagement. Remove that first if it was added by mistake;"
        " once coaching began, the factory is counted for good."
    )


def _others_list_it() -> str:
    told = _("Another programme lists it too, so only a system administrator may remove it.")
    return f"{told} {whom_to_ask()}"


def _once_removed() -> str:
    return _(
        "It takes part in nothing. Once removed it is gone for good, with the roles that people"
        " hold in it; its organisation stays."
    )


def _own(code: str) -> Factory:
    found = or_404(factories.factory(code, g.person))
    demand(Permission.FACTORY_EDIT, programmes.place_of(found))
    return found


def _suggest(form: NewFactoryForm, organisation: str) -> None:
    suggest_provinces(form.province)
    suggest_organisations(form.organisation, organisation)


def _choose_programme(form: NewFactoryForm) -> str:
    """The programme that lists the factory: asked for where the person could mean several."""
    led = programmes.led_by(g.person)
    if len(led) == 1 or not led:
        del form.programme
        return led[0].code if led else ""
    offer_programmes(form.programme, led)
    codes = {each.code for each in led}
    if not form.is_submitted():
        asked = request.args.get("programme", "").upper()
        form.programme.process_data(asked if asked in codes else "")
    return form.programme.shown if form.programme.shown in codes else ""


def _organisations(field: str = "") -> dict[str, tuple[str, str]]:
    address = detour("editing.new_organisation", field)
    return {"organisation": (_("The organisation is missing? Add it."), address)}


def _factory_page(entry: Any) -> str:
    return url_for("dashboards.factory", code=entry.code)
