"""Adding and changing programmes, their components and planned numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing import removal
from coachtrack.features.editing.choices import suggest_organisations, suggest_provinces
from coachtrack.features.editing.detours import brought, detour, draft
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.programmes import (
    ComponentForm,
    NewComponentForm,
    NewProgrammeForm,
    ProgrammeForm,
    is_beyond,
)
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.removing import Removal, remove
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.intake.saving import IntakePlan, still
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.actions import correct_component
from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.features.programmes.sheets import component_entry, programme_entry
from coachtrack.kit.journal.naming import in_history
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
        draft=draft(),
        brought=brought("partners"),
    )
    return add(form, ProgrammeEntry("", ""), setting)


@bp.route("/programmes/<code>/edit", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def edit_programme(code: str) -> ResponseReturnValue:
    """Change a programme."""
    found = or_404(programmes.programme(code, g.person))
    form = ProgrammeForm()
    form.planned = sorted({each.year for each in programmes.components(found) if each.year})
    form.until = engagements.last_day_of(found)
    stored = programme_entry(found)
    _suggest(form, stored.partners)
    plan = (_("Components and planned numbers"), url_for("editing.components", code=found.code))
    gone = (_("Remove"), url_for(".remove_programme", code=found.code))
    history = url_for("history.programme", code=found.code, row=in_history(found))
    setting = Setting(
        _("Change %(name)s", name=found.name),
        _way(found),
        _way(found)[-1][1],
        _programme_page,
        demo=found.demo,
        tools=[plan, gone, (_("History"), history)],
        missing=_organisations(),
        draft=draft(),
        brought=brought("partners"),
    )
    return change(form, stored, setting)


@bp.route("/programmes/<code>/remove", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_ADD)
@commits
def remove_programme(code: str) -> ResponseReturnValue:
    """Take a programme away that was added by mistake; one in which a factory takes part stays."""
    found = or_404(programmes.programme(code, g.person))
    page = _way(found)[-1][1]
    what = Removal(
        title=_("Remove the programme"),
        name=f"{found.name} · {found.code}",
        about=[found.name, found.code],
        way=_way(found),
        back=page,
        then=url_for("programmes.index"),
        told=[_with_the_programme()],
        stays=lambda: _it_takes_place() if engagements.n_within(found) else "",
        instead=[(_("Engagements"), url_for("engagements.index", programme=found.code))],
        demo=found.demo,
    )
    return remove(what, lambda: removal.remove_programme(found))


def _it_takes_place() -> str:
    return _(
        "It stays: factories take part in it. Remove the engagements first that were added by"
        " mistake; a programme in which coaching began is never removed."
    )


def _with_the_programme() -> str:
    return _(
        "No factory takes part in it. Once removed it is gone for good, with its plan and the roles"
        " that people hold in it; the factories that it lists stay."
    )


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
        is_beyond=is_beyond,
        demo_ribbon=found.demo,
    )


@bp.route("/programmes/<code>/components/new", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def new_component(code: str) -> ResponseReturnValue:
    """Add a component; or a year to the plan of one, which the address names."""
    found = _led(code)
    form = NewComponentForm()
    form.programme = found.start_on, found.end_on
    there, asked = programmes.components(found), request.args.get("component", "").upper()
    form.called = {each.code: each.name for each in there}
    blank, title = ComponentEntry(found.code, "", ""), _("New component")
    if rows := [each for each in there if each.code == asked]:
        title = _("Another year of %(name)s", name=rows[-1].name)
        year = rows[-1].year + 1 if rows[-1].year else 0
        blank = ComponentEntry(found.code, rows[-1].code, rows[-1].name, year)
    return add(form, blank, _plan(found, title))


@bp.route("/programmes/<code>/components/<component>/<int:year>/edit", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def edit_component(code: str, component: str, year: int) -> ResponseReturnValue:
    """Change a component's name, or for which year how much of it is planned."""
    found = _led(code)
    years = programmes.years_of(found, component.upper())
    row = or_404(next((each for each in years if each.year == year), None))

    def correct(plan: IntakePlan, entry: ComponentEntry) -> None:
        with still(plan):
            correct_component(row, entry)

    form = ComponentForm()
    form.programme = found.start_on, found.end_on
    form.others = {each.year for each in years if each is not row}
    setting = _plan(found, _("Change %(name)s", name=_named(row)))
    address = url_for(".remove_component", code=found.code, component=row.code, year=row.year)
    history = url_for("history.programme", code=found.code, row=in_history(row))
    tools = [(_("Remove"), address), (_("History"), history)]
    setting = replace(setting, write=correct, tools=tools)
    return change(form, component_entry(row), setting)


@bp.route("/programmes/<code>/components/<component>/<int:year>/remove", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def remove_component(code: str, component: str, year: int) -> ResponseReturnValue:
    """Take a year of a component out of the plan."""
    found = _led(code)
    row = or_404(programmes.component(found, component.upper(), year))
    index = url_for("editing.components", code=found.code)
    what = Removal(
        title=_("Remove from the plan"),
        name=_named(row),
        about=[_named(row), row.code, found.name],
        way=[*_way(found), (_("Components"), index)],
        back=index,
        then=index,
        told=[_("It is taken out of the plan, with the number planned for it. Engagements stay.")],
        stays=lambda: _it_is_needed() if engagements.any_needing(row) else "",
        demo=found.demo,
    )
    return remove(what, lambda: removal.remove_component(row))


def _it_is_needed() -> str:
    return _(
        "It stays: engagements are of this component, and the plan names it nowhere else. Give them"
        " another component first, or change its name and year instead."
    )


def _named(row: Component) -> str:
    return f"{row.name} · {row.year}" if row.year else row.name


def _led(code: str) -> Programme:
    found = or_404(programmes.programme(code, g.person))
    demand(Permission.FACTORY_EDIT, programmes.lies(found))
    return found


def _suggest(form: NewProgrammeForm, partners: Sequence[str]) -> None:
    suggest_provinces(form.provinces)
    form.partner = request.args.get("partners", "").upper()
    suggest_organisations(form.partners, *partners, form.partner)


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
    address = detour("editing.new_organisation", "partners")
    return {"partners": (_("A partner is missing? Add it."), address)}


def _programme_page(entry: Any) -> str:
    return url_for("dashboards.programme", code=entry.code)
