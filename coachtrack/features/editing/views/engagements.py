"""Adding and changing engagements."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing import removal
from coachtrack.features.editing.choices import (
    offer_components,
    suggest_batches,
    suggest_factories,
    suggest_team,
)
from coachtrack.features.editing.detours import brought, detour, draft
from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.engagements import (
    EngagementForm,
    FullEngagementForm,
    NewEngagementForm,
    usual_dates,
)
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.removing import Removal, Way, remove
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.engagements.sheets import engagement_entry
from coachtrack.features.engagements.views import engagement_to
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.journal.naming import in_history
from coachtrack.kit.permissions import Permission, requires
from coachtrack.kit.transactions import commits


@bp.route("/engagements/new", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def new_engagement() -> ResponseReturnValue:
    """Add an engagement to a programme, which is chosen first where there are several."""
    led = programmes.led_by(g.person)
    asked = request.args.get("programme", "").upper()
    programme = next((each for each in led if each.code == asked or len(led) == 1), None)
    if programme is None:
        return render_template(
            "editing/choose_programme.html",
            programmes=led,
            gone=asked if request.method == "POST" else "",
            factory=request.args.get("factory", ""),
            may_add=g.person.may(Permission.PROGRAMME_ADD),
            way=_way(),
        )
    form = NewEngagementForm()
    form.programme = programme.start_on, programme.end_on
    factory = request.args.get("factory", "").upper()
    _suggest(form, programme, factory)
    form.remind(factory, partial(engagements.codes_at, programme))
    code = engagements.next_code(programme)
    setting = Setting(
        _("New engagement"),
        _way(),
        url_for("engagements.index"),
        page_of,
        intro=programme.name,
        demo=programme.demo,
        missing={
            "factory": (
                _("The factory is missing? Add it."),
                detour("editing.new_factory", "factory", programme=programme.code),
            )
        },
        draft=draft(),
        brought=brought("factory"),
        suggest=url_for("editing.suggested_dates"),
    )
    return add(form, EngagementEntry(code, programme.code, factory), setting)


@bp.get("/engagements/new/dates.json")
@requires(Permission.FACTORY_EDIT)
def suggested_dates() -> ResponseReturnValue:
    """The days that a new engagement would have where those typed so far leave it open."""
    return jsonify({name: day.isoformat() for name, day in usual_dates(request.args).items()})


@bp.route("/engagements/<code>/edit", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def edit_engagement(code: str) -> ResponseReturnValue:
    """Change how an engagement goes, or for its lead which one it is."""
    found = coached(code)
    stored = engagement_entry(found)
    row = url_for("history.engagement", code=found.code, row=in_history(found))
    tools = [
        (_("What happened meanwhile"), url_for("editing.events", code=found.code)),
        (_("History"), row),
    ]
    if g.person.may(Permission.FACTORY_EDIT, engagements.place_of(found)):
        form: EngagementForm | FullEngagementForm = FullEngagementForm()
        _suggest(form, found.programme, stored.factory)
        tools.append((_("Remove"), url_for(".remove_engagement", code=found.code)))
    else:
        form = EngagementForm()
    form.programme = found.programme.start_on, found.programme.end_on
    if indicators.with_results([found.id]):
        form.warn_of_results()
    setting = Setting(
        _("Change %(name)s", name=found.code),
        way_to(found),
        page_of(stored),
        page_of,
        intro=found.factory.name,
        demo=found.programme.demo,
        tools=tools,
    )
    return change(form, stored, setting)


@bp.route("/engagements/<code>/remove", methods=["GET", "POST"])
@requires(Permission.FACTORY_EDIT)
@commits
def remove_engagement(code: str) -> ResponseReturnValue:
    """Take an engagement away that was added by mistake; one that has begun stays."""
    found = engagement_to(Permission.FACTORY_EDIT, code)
    page = page_of(found)
    what = Removal(
        title=_("Remove the engagement"),
        name=f"{found.factory.name} · {found.code}",
        about=[found.factory.name, found.code, found.programme.name],
        way=way_to(found),
        back=page,
        then=url_for("engagements.index"),
        told=[_once_removed()],
        stays=lambda: _it_has_begun() if removal.is_begun(found) else "",
        instead=[(_("Edit"), url_for(".edit_engagement", code=found.code))],
        demo=found.programme.demo,
    )
    return remove(what, lambda: removal.remove_engagement(found))


def _it_has_begun() -> str:
    return _(
        "It stays: its stage is past “Selected”, or a visit, an event, a reading or an objection is"
        " recorded of it, and a programme's figures count everything that began. Where the factory"
        " has left, set the stage to “Dropped out”, with the reason."
    )


def _once_removed() -> str:
    return _(
        "Nothing is recorded of it, and its stage is still “Selected”. Once removed it is gone for"
        " good, with its measures and the roles that people hold in it; the factory stays."
    )


def coached(code: str) -> Engagement:
    """The engagement with this code, in which the person may set windows and measures."""
    return engagement_to(Permission.MEASURE_SET, code)


def way_to(found: Engagement) -> Way:
    """From the list down to the page of an engagement."""
    return [*_way(), (found.code, url_for("dashboards.engagement", code=found.code))]


def page_of(entry: Any) -> str:
    """The page of an engagement."""
    return url_for("dashboards.engagement", code=entry.code)


def _way() -> Way:
    return [(_("Engagements"), url_for("engagements.index"))]


def _suggest(form: Any, programme: Programme, factory: str) -> None:
    suggest_factories(form.factory, g.person, factory)
    suggest_batches(form.batch, programme)
    suggest_team(form.team, programme, g.person)
    offer_components(form.component, programme)
    if not form.component.choices:
        del form.component
