"""A factory objects to a figure; the consultants answer; both stay to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

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

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.engagements.views import engagement_to
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.models import IndicatorVersion, Measure, Reading
from coachtrack.features.indicators.sentences import counts_shown, measure_named
from coachtrack.features.objections import actions, notices, queries
from coachtrack.features.objections.forms import AnswerForm, ObjectionForm
from coachtrack.features.objections.models import Objection, Outcome
from coachtrack.features.objections.sentences import Told, of_reading, told
from coachtrack.kit import formats
from coachtrack.kit.forms import CONFLICT, UNUSABLE
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.transactions import commits

bp = Blueprint("objections", __name__)

#: By indicator and version.
Definitions = Mapping[int, Mapping[int, IndicatorVersion]]


@bp.get("/engagements/<code>/objections/")
@requires(Permission.READING_ENTER)
def index(code: str) -> ResponseReturnValue:
    """What the factory objects to, and what was answered."""
    found = engagement_to(Permission.READING_ENTER, code)
    asked = Asked.read(request.args)
    page = queries.listed(found, asked, current_app.config["PAGE_ROWS"])
    return render_template(
        "objections/index.html",
        page=page,
        told=_all_told(page.rows),
        may_object=g.person.may(Permission.FIGURES_OBJECT, engagements.place_of(found)),
        may_answer=g.person.may(Permission.MEASURE_SET, engagements.place_of(found)),
        **_around(found),
    )


@bp.route("/engagements/<code>/objections/new", methods=["GET", "POST"])
@requires(Permission.FIGURES_OBJECT)
@commits
def new(code: str) -> ResponseReturnValue:
    """Say what is wrong with a reading, or with a result as a whole."""
    found = engagement_to(Permission.FIGURES_OBJECT, code)
    reading = _reading_asked(found)
    views = indicators.measures_of(found)
    # By name, for what is first may be another one once the form is sent.
    measures = {f"{m.indicator.code} {m.scope}": m for m in (view.measure for view in views)}
    definitions = _definitions(measures.values())
    form = ObjectionForm()
    if reading is None:
        form.measure.choices = [(key, _named(one, definitions)) for key, one in measures.items()]
    else:
        del form.measure
    if not form.is_submitted():
        form.uuid.data = str(uuid4())
    elif queries.objection(found, form.identity):
        flash(_("This was sent already, and stays as it was said. To add something, object anew."))
        return redirect(url_for(".index", code=code))
    if form.validate_on_submit():
        measure = reading.measure if reading else measures[form.measure.data]
        said = form.reason.data or ""
        row = actions.object_to(measure, reading, said, g.person.name, form.identity)
        notices.tell_consultants(found, row, g.person)
        flash(_("Sent. The consultants are asked to answer."), "saved")
        return redirect(url_for(".index", code=code))
    page = render_template(
        "objections/new.html",
        form=form,
        about=_about(reading, definitions) if reading else "",
        nothing=not measures,
        **_around(found),
    )
    return page, UNUSABLE if form.is_submitted() else 200


@bp.route("/engagements/<code>/objections/<uuid:uuid>/answer", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def answer(code: str, uuid: UUID) -> ResponseReturnValue:
    """Answer an objection, once."""
    found = engagement_to(Permission.MEASURE_SET, code)
    row = or_404(queries.objection(found, uuid))
    form = AnswerForm()
    status = UNUSABLE if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            actions.answer(row, Outcome(form.outcome.data), form.answer.data or "", g.person.name)
        except actions.AnsweredAlready:
            status = CONFLICT
        else:
            notices.tell_factory(found, row, g.person)
            flash(_("Answered. The factory can read it."), "saved")
            return redirect(url_for(".index", code=code))
    page = render_template(
        "objections/answer.html",
        form=form,
        row=row,
        told=_all_told([row])[row.id],
        **_around(found),
    )
    return page, status


@bp.post("/engagements/<code>/objections/<uuid:uuid>/read")
@requires(Permission.FIGURES_OBJECT)
@commits
def read(code: str, uuid: UUID) -> ResponseReturnValue:
    """Say that one read the answer, so that it waits no more among the things to do."""
    found = engagement_to(Permission.FIGURES_OBJECT, code)
    actions.note_read(or_404(queries.objection(found, uuid)))
    return redirect(url_for(".index", code=code))


def _all_told(rows: Sequence[Objection]) -> dict[int, Told]:
    """Objections in words."""
    now, definitions = queries.figures_now(rows), _definitions(row.measure for row in rows)
    return {row.id: told(row, now[row.id], _current(row.measure, definitions)) for row in rows}


def _about(reading: Reading, definitions: Definitions) -> str:
    """The reading that somebody is about to object to, in words."""
    measure = reading.measure
    figures = counts_shown(reading.numerator, reading.denominator) or formats.number(reading.value)
    return of_reading(queries.figures_of(measure, reading), _named(measure, definitions), figures)


def _named(measure: Measure, definitions: Definitions) -> str:
    return measure_named(_current(measure, definitions), measure.scope)


def _current(measure: Measure, definitions: Definitions) -> IndicatorVersion:
    return definitions[measure.indicator_id][measure.indicator.current_version]


def _reading_asked(found: Engagement) -> Reading | None:
    asked = request.args.get("reading", "")
    if not asked:
        return None
    try:
        return or_404(queries.reading(found, UUID(asked)))
    except ValueError:
        abort(404)


def _definitions(measures: Iterable[Measure]) -> Definitions:
    return indicators.definitions(measure.indicator_id for measure in measures)


def _around(found: Engagement) -> dict[str, object]:
    return {
        "engagement": found,
        "time_zone": found.programme.time_zone,
        "demo_ribbon": found.programme.demo,
    }
