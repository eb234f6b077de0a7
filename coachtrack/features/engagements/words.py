"""What people read for the codes of engagements."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext

from coachtrack.features.engagements.models import EventKind, Stage
from coachtrack.kit.words import add_words

add_words(
    {
        Stage.SELECTED: _l("Selected"),
        Stage.KICK_OFF: _l("Kick-off"),
        Stage.BASELINE: pgettext("stage of an engagement", "Baseline"),
        Stage.PLAN: _l("Plan"),
        Stage.IMPROVEMENT: pgettext("stage of an engagement", "Improvement"),
        Stage.EVALUATION: _l("Evaluation"),
        Stage.CLOSED: _l("Closed"),
        Stage.SUSTAIN: _l("Sustain checks"),
        Stage.COMPLETE: _l("Complete"),
        Stage.DROPPED_OUT: _l("Dropped out"),
        EventKind.OTHER_CHANGE: _l("Another change (machine, model)"),
        EventKind.HOLIDAY: _l("Holiday"),
        EventKind.PEOPLE: _l("People"),
        EventKind.METHOD: _l("Method of counting"),
        EventKind.OTHER: _l("Other"),
    }
)


def whom_to_ask(team: Sequence[str]) -> str:
    """Who can correct a reading that was checked."""
    if team:
        return _("Ask %(names)s to correct it.", names=", ".join(team))
    return _("Ask the consultant to correct it.")
