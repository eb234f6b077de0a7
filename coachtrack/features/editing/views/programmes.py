"""Adding and changing programmes, their components and planned numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing.choices import suggest_organisations, suggest_provinces
from coachtrack.features.editing.detours import detour
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.programmes import (
    ComponentForm,
    NewComponentForm,
    NewProgrammeForm,
    ProgrammeForm,
)
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.programmes.models import Programme
from coachtrack.features.programmes.sheets import component_entry, programme_entry
from coachtrack.kit.permissions import Permission, demand, or_404, requires
from coachtrack.kit.transactions import commits


@bp.route("/programmes/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def new_programme() -> ResponseReturnValue:
    """Add a programme."""
    form = NewProgrammeForm()
    _suggest(form, ())
    index = url_for("programmes.index")
    setting = Setting(
        _("New programme"),
        [(_("Programmes"), index)],
        index,
        _programme_page,
        missing=_organisations(),
    )
    return add(form, ProgrammeEntry("", ""), setting)


@bp.route("/programmes/<code>/edit", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def edit_programme(code: str) -> ResponseReturnValue:
    """Change a programme."""
    found = or_404(programmes.programme(code, g.person))
    form = ProgrammeForm()
    stored = programme_entry(found)
    _suggest(form, stored.partners)
    plan = (_("Components and planned numbers"), url_for("editing.components", code=found.code))
    setting = Setting(
        _("Change %(name)s", name=found.name),
        _way(found),
        _way(found)[-1][1],
        _programme_page,
        demo=found.demo,
        tools=[plan],
        missing=_organisations(),
    )
    return change(form, stored, setting)


@bp.get("/programmes/<code>/components/")
@requires(Permission.FACTORY_EDIT)
def components(code: str) -> ResponseReturnValue:
    """The components of a programme with the numbers planned for each year."""
    found = _led(code)
    return render_template(
        "editing/components.html",
        programme=found,
        components=programmes.components(found),
        way=_way(found),
        demo_ribbon=found.demo,
    )


@bp.route("/programmes/<code>/components/new", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def new_component(code: str) -> ResponseReturnValue:
    """Add a component, or a year to the plan of one."""
    found = _led(code)
    form = NewComponentForm()
    form.programme = found.start_on, found.end_on
    return add(form, ComponentEntry(found.code, "", ""), _plan(found, _("New component")))


@bp.route("/programmes/<code>/components/<component>/<int:year>/edit", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def edit_component(code: str, component: str, year: int) -> ResponseReturnValue:
    """Change a component's name, or what is planned of it for a year."""
    found = _led(code)
    row = or_404(programmes.component(found, component.upper(), year))
    named = f"{row.name} · {row.year}" if row.year else row.name
    setting = _plan(found, _("Change %(name)s", name=named))
    return change(ComponentForm(), component_entry(row), setting)


def _led(code: str) -> Programme:
    found = or_404(programmes.programme(code, g.person))
    demand(Permission.FACTORY_EDIT, programmes.lies(found))
    return found


def _suggest(form: NewProgrammeForm, partners: Sequence[str]) -> None:
    suggest_provinces(form.provinces)
    suggest_organisations(form.partners, *partners)


def _plan(found: Programme, title: str) -> Setting:
    """What stands around the form of a component."""
    index = url_for("editing.components", code=found.code)

    def listed(_entry: Any) -> str:
        return index

    way = [*_way(found), (_("Components"), index)]
    return Setting(title, way, index, listed, intro=found.name, demo=found.demo)


def _way(found: Programme) -> list[tuple[str, str]]:
    page = url_for("dashboards.programme", code=found.code)
    return [(_("Programmes"), url_for("programmes.index")), (found.code, page)]


def _organisations() -> dict[str, tuple[str, str]]:
    address = detour("editing.new_organisation")
    return {"partners": (_("A partner is missing? Add it."), address)}


def _programme_page(entry: Any) -> str:
    return url_for("dashboards.programme", code=entry.code)
