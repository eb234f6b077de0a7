"""Logging visits, and changing what was written down."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing.flow import Setting, add, change
from coachtrack.features.editing.forms.visits import VisitForm, VisitWithdrawalForm
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.engagements.views import engagement_to
from coachtrack.features.visits import queries as visits
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.models import Visit, VisitKind
from coachtrack.features.visits.sheets import visit_entry
from coachtrack.kit import formats
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import commits
from coachtrack.kit.words import word

#: What a visit is for in some stages; in the others it is coaching.
KINDS = {
    Stage.KICK_OFF: VisitKind.KICK_OFF,
    Stage.BASELINE: VisitKind.SURVEY,
    Stage.EVALUATION: VisitKind.REVIEW,
    Stage.SUSTAIN: VisitKind.FOLLOW_UP,
}


@bp.route("/engagements/<code>/visits/new", methods=["GET", "POST"])
@requires(Permission.VISIT_LOG)
@commits
def new_visit(code: str) -> ResponseReturnValue:
    """Log a visit."""
    found = engagement_to(Permission.VISIT_LOG, code)
    form = VisitForm(partial(visits.days_besides, found))
    setting = _setting(found, _("Log a visit"), url_for("visits.index", code=found.code))
    # What was saved already and comes once more, perhaps with other words, is the same visit.
    if stored := visits.visit(found, form.identity):
        return change(form, visit_entry(stored), setting)
    blank = _usual(found, form.identity)
    if not form.is_submitted():
        if last := visits.last_visit(found):
            setting = _copying(setting, last)
        # Named in the address, so that it is the same one after going back.
        asked = request.args.get("copy", type=UUID)
        if asked and (copied := visits.visit(found, asked)) and not copied.withdrawn:
            blank = _copied(blank, copied)
        form.uuid.data = str(blank.uuid)
        if last and last.on == blank.on:
            setting = replace(setting, naming=[_written_already(found, last)])
    return add(form, blank, setting)


@bp.route("/engagements/<code>/visits/<uuid:uuid>/edit", methods=["GET", "POST"])
@requires(Permission.VISIT_LOG)
@commits
def edit_visit(code: str, uuid: UUID) -> ResponseReturnValue:
    """Change what was written down of a visit."""
    found = engagement_to(Permission.VISIT_LOG, code)
    stored = or_404(visits.visit(found, uuid))
    form = VisitForm(partial(visits.days_besides, found))
    form.uuid.data = str(uuid)
    title = _("Change the visit of %(day)s", day=formats.day(stored.on))
    entry = visit_entry(stored)
    setting = _setting(found, title, _visit_page(entry))
    if not stored.withdrawn:
        address = url_for(".withdraw_visit", code=code, uuid=uuid)
        setting = replace(setting, tools=[(_("Withdraw"), address)])
    return change(form, entry, setting)


@bp.route("/engagements/<code>/visits/<uuid:uuid>/withdraw", methods=["GET", "POST"])
@requires(Permission.VISIT_LOG)
@commits
def withdraw_visit(code: str, uuid: UUID) -> ResponseReturnValue:
    """Say why a visit does not count; it stays in the list."""
    found = engagement_to(Permission.VISIT_LOG, code)
    stored = or_404(visits.visit(found, uuid))
    title = _("Withdraw the visit of %(day)s", day=formats.day(stored.on))
    entry = visit_entry(stored)
    setting = replace(_setting(found, title, _visit_page(entry)), button=_("Withdraw"))
    return change(VisitWithdrawalForm(), entry, setting)


def _usual(found: Engagement, uuid: UUID) -> VisitEntry:
    """What is usual: today, by the team, for what the stage asks for."""
    today = today_in(found.programme.time_zone)
    kind = KINDS.get(found.stage, VisitKind.COACHING)
    return VisitEntry(uuid, found.code, today, kind, consultants=found.team)


def _copied(blank: VisitEntry, last: Visit) -> VisitEntry:
    """With what stays the same from visit to visit; what was agreed is open until crossed out."""
    agreed = ""
    if last.agreed:
        # What is still open from before says since when already.
        since = _("Open since %(day)s:", day=formats.day(last.on))
        begun = since.removesuffix(f"{formats.day(last.on)}:")
        agreed = last.agreed if last.agreed.startswith(begun) else f"{since}\n{last.agreed}"
    return blank._replace(
        kind=last.kind,
        consultants=last.consultants or blank.consultants,
        present=last.present,
        agreed=agreed,
    )


def _copying(setting: Setting, last: Visit) -> Setting:
    label = _("Copy from the visit of %(day)s", day=formats.day(last.on))
    return replace(setting, tools=[(label, f"{setting.draft}?copy={last.uuid}")])


def _written_already(found: Engagement, last: Visit) -> tuple[str, list[tuple[str, str]]]:
    told = _("A visit of %(day)s is written down already.", day=formats.day(last.on))
    name = f"{formats.day(last.on)} · {word(last.kind)}"
    return told, [(name, url_for("visits.show", code=found.code, uuid=last.uuid))]


def _setting(found: Engagement, title: str, back: str) -> Setting:
    page = url_for("dashboards.engagement", code=found.code)
    way = [
        (_("Engagements"), url_for("engagements.index")),
        (found.code, page),
        (_("Visits"), url_for("visits.index", code=found.code)),
    ]
    return Setting(
        title,
        way,
        back,
        _visit_page,
        intro=found.factory.name,
        demo=found.programme.demo,
        draft=request.path,
    )


def _visit_page(entry: Any) -> str:
    return url_for("visits.show", code=entry.engagement, uuid=entry.uuid)
