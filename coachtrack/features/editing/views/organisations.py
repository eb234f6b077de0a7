"""Finding, adding and changing organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.editing import removal
from coachtrack.features.editing.detours import and_back
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.factories import NewOrganisationForm, OrganisationForm
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.removing import Removal, Way, remove
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.entries import OrganisationEntry
from coachtrack.features.factories.models import Organisation
from coachtrack.features.factories.sheets import organisation_entry
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.entry_forms import NAMED
from coachtrack.kit.errors import whom_to_ask
from coachtrack.kit.lists import Asked
from coachtrack.kit.pages import Entry, add_to_menu
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.text import clean
from coachtrack.kit.transactions import commits

add_to_menu(
    33,
    Entry(
        "editing.organisations",
        _l("Organisations"),
        Permission.FACTORY_EDIT,
        also=("Tổ chức", "Cơ quan", "Đối tác", "Partners"),
    ),
)


@bp.get("/organisations/")
@requires(Permission.FACTORY_EDIT)
def organisations() -> ResponseReturnValue:
    """The organisations, to find one that factories or programmes refer to."""
    asked = Asked.read(request.args)
    page = factories.organisations_listed(asked, current_app.config["PAGE_ROWS"])
    shared = programmes.used_elsewhere(g.person, [row.code for row in page.rows])
    return render_template("editing/organisations.html", page=page, shared=shared)


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def new_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    form = NewOrganisationForm()
    there = factories.organisation(form.code.shown)
    form.there = organisation_entry(there) if there else None
    form.alike = factories.organisations_alike
    blank = OrganisationEntry("", clean(request.args.get("name", "")))
    return add(form, blank, and_back(_setting(_("New organisation"))))


@bp.route("/organisations/<code>/edit", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def edit_organisation(code: str) -> ResponseReturnValue:
    """Change an organisation that belongs to no programme of others."""
    found = _own(code)
    setting = _setting(_("Change %(name)s", name=found.name))
    setting = replace(
        setting, tools=[(_("Remove"), url_for(".remove_organisation", code=found.code))]
    )
    if not g.person.sees_everything:
        intro = _("Once another programme uses it too, only a system administrator may change it.")
        setting = replace(setting, intro=intro)
    return change(OrganisationForm(), organisation_entry(found), setting)


@bp.route("/organisations/<code>/remove", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def remove_organisation(code: str) -> ResponseReturnValue:
    """Take an organisation away that was added by mistake and to which nothing belongs."""
    found = _own(code)
    index = url_for("editing.organisations")
    what = Removal(
        title=_("Remove the organisation"),
        name=f"{found.name} · {found.code}",
        about=[found.name, found.code],
        way=_way(),
        back=url_for(".edit_organisation", code=found.code),
        then=index,
        told=[_("Nothing belongs to it. Once removed it is gone for good.")],
        stays=lambda: _it_is_used(removal.users_of(found)),
        instead=[(_("Edit"), url_for(".edit_organisation", code=found.code))],
    )
    return remove(what, lambda: removal.remove_organisation(found))


def _it_is_used(codes: Sequence[str]) -> str:
    if not codes:
        return ""
    more = " …" if codes[NAMED:] else ""
    return _(
        "It stays: a factory belongs to it, or it is a partner of a programme: %(codes)s. Choose"
        " another organisation there first.",
        codes=", ".join(codes[:NAMED]) + more,
    )


def _own(code: str) -> Organisation:
    """An organisation that belongs to no programme of others."""
    found = or_404(factories.organisation(code))
    if programmes.used_elsewhere(g.person, [found.code]):
        told = _("Other programmes use it too, so only a system administrator may change it.")
        abort(403, f"{told} {whom_to_ask()}")
    return found


def _setting(title: str) -> Setting:
    return Setting(title, _way(), url_for("editing.organisations"), _listed)


def _way() -> Way:
    return [(_("Organisations"), url_for("editing.organisations"))]


def _listed(entry: Any) -> str:
    return url_for("editing.organisations", q=entry.name)
