"""The pages on which a factory says who may see its figures, and a lead reads what they said."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.consents import actions, queries
from coachtrack.features.consents.forms import ConsentForm
from coachtrack.features.consents.words import decision_told, refusing_told
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import SHOWN_TO, Factory
from coachtrack.features.programmes import queries as programmes
from coachtrack.kit.forms import CONFLICT, UNUSABLE
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import Grant, Permission, Role, Scope, demand, or_404, requires
from coachtrack.kit.transactions import commits

bp = Blueprint("consents", __name__)
#: Each with the field in which a factory says whether it shows itself to it.
AUDIENCES = [(audience, column.key) for audience, column in SHOWN_TO.items()]


@bp.route("/factories/<code>/consent", methods=["GET", "POST"])
@requires(Permission.CONSENT_GIVE)
@commits
def factory(code: str) -> ResponseReturnValue:
    """Who may see this factory's figures by name, and whether others are compared with them."""
    found = or_404(factories.factory(code, g.person))
    demand(Permission.CONSENT_GIVE, programmes.place_of(found))
    own = Grant(Role.FACTORY_MANAGER, Scope.FACTORY, found.code) in g.person.grants
    stored, managers = factories.consent_of(found), queries.managers_of(found)
    form = ConsentForm()
    around = {"stored": stored, "managers": managers, **_around(found)}
    if own:
        del form.told_by
    elif managers:
        if form.is_submitted():
            abort(403, _("The factory's own manager decides this."))
        return render_template("consents/factory.html", form=None, **around)
    if not form.is_submitted():
        form.show(stored)
        return render_template("consents/factory.html", form=form, **around)
    overtaken = form.is_older_than(stored)
    if form.validate() and not overtaken:
        told_by = "" if own else form.told_by.data or ""
        actions.decide(found, form.said, g.person.name, told_by)
        flash(_("Saved. It counts from the next click on."), "saved")
        return redirect(url_for(".factory", code=found.code))
    differing = form.take_over(stored) if overtaken else []
    form.see(stored)
    page = render_template(
        "consents/factory.html",
        form=form,
        overtaken=overtaken,
        differing=differing,
        **around,
    )
    return page, CONFLICT if overtaken else UNUSABLE


@bp.get("/programmes/<code>/consents")
@requires(Permission.FACTORY_EDIT)
def programme(code: str) -> ResponseReturnValue:
    """What the factories of a programme said of who may see their figures."""
    found = or_404(programmes.programme(code, g.person))
    demand(Permission.FACTORY_EDIT, programmes.lies(found))
    page = queries.listed(found, Asked.read(request.args), current_app.config["PAGE_ROWS"])
    return render_template(
        "consents/programme.html",
        programme=found,
        page=page,
        audiences=AUDIENCES,
        said=queries.consents_of(page.rows),
        refusing=refusing_told(queries.n_refusing(found)),
        decision_told=decision_told,
        demo_ribbon=found.demo,
    )


def _around(found: Factory) -> dict[str, object]:
    return {
        "factory": found,
        "audiences": AUDIENCES,
        "viewers": queries.viewers_of(found),
        "consultants": queries.consultants_of(found),
        "leads": queries.leads_of(found),
        "decision_told": decision_told,
        "timezone": current_app.config["TIMEZONE"],
    }
