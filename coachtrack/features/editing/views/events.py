"""What happened meanwhile in an engagement: listed, noted, corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.editing.choices import suggest_scopes
from coachtrack.features.editing.flow import Setting, add, change, store
from coachtrack.features.editing.forms.engagements import (
    EventForm,
    EventWithdrawalForm,
    NewEventForm,
)
from coachtrack.features.editing.views.blueprint import bp
from coachtrack.features.editing.views.engagements import coached, way_to
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.actions import correct_event
from coachtrack.features.engagements.entries import EventEntry
from coachtrack.features.engagements.models import Engagement, Event
from coachtrack.features.engagements.sheets import EVENTS, event_entry
from coachtrack.features.intake.saving import IntakePlan, still
from coachtrack.kit import formats
from coachtrack.kit.permissions import Permission, requires
from coachtrack.kit.transactions import commits


@bp.get("/engagements/<code>/events/")
@requires(Permission.MEASURE_SET)
def events(code: str) -> ResponseReturnValue:
    """What happened in an engagement, the latest first."""
    found = coached(code)
    numbered = list(enumerate(engagements.events_as_noted(found), start=1))
    numbered.sort(key=lambda each: each[1].on, reverse=True)
    return render_template(
        "editing/events.html",
        engagement=found,
        events=numbered,
        way=way_to(found),
        demo_ribbon=found.programme.demo,
    )


@bp.route("/engagements/<code>/events/new", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def new_event(code: str) -> ResponseReturnValue:
    """Note something that happened."""
    found = coached(code)
    blank: Any = EventEntry(found.code, "", None, None, "")  # type: ignore[arg-type]
    form = NewEventForm()
    suggest_scopes(form.scope, found)
    return add(form, blank, _setting(found, _("New event")))


@bp.route("/engagements/<code>/events/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def edit_event(code: str, number: int) -> ResponseReturnValue:
    """Correct what was noted; events are numbered as they were noted."""
    found = coached(code)
    event, noted = _noted(found, number)

    def correct(plan: IntakePlan, entry: EventEntry) -> None:
        with still(plan):
            correct_event(event, entry)

    form = EventForm()
    suggest_scopes(form.scope, found)
    form.others = {EVENTS.key_of(event_entry(each)) for each in noted if each is not event}
    setting = _setting(found, _("Change the event"), correct)
    if not event.withdrawn:
        address = url_for(".withdraw_event", code=code, number=number)
        setting = replace(setting, tools=[(_("Withdraw"), address)])
    return change(form, event_entry(event), setting)


@bp.route("/engagements/<code>/events/<int:number>/withdraw", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def withdraw_event(code: str, number: int) -> ResponseReturnValue:
    """Say why an event does not count; it stays in the list."""
    found = coached(code)
    event, _all = _noted(found, number)
    about = f"{formats.day(event.on)}: {event.text}"
    setting = _setting(found, _("Withdraw an event"))
    setting = replace(setting, intro=about, button=_("Withdraw"))
    return change(EventWithdrawalForm(), event_entry(event), setting)


def _noted(found: Engagement, number: int) -> tuple[Event, Sequence[Event]]:
    """The event with this number, and all that is noted."""
    noted = engagements.events_as_noted(found)
    if not 1 <= number <= len(noted):
        abort(404)
    return noted[number - 1], noted


def _setting(
    found: Engagement, title: str, write: Callable[[IntakePlan, Any], None] = store
) -> Setting:
    index = url_for("editing.events", code=found.code)

    def listed(_entry: Any) -> str:
        return index

    return Setting(
        title,
        [*way_to(found), (_("Events"), index)],
        index,
        listed,
        intro=found.factory.name,
        demo=found.programme.demo,
        write=write,
    )
