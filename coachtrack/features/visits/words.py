"""What people read for the kinds of visits."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.visits.models import VisitKind
from coachtrack.kit.words import add_words

add_words(
    {
        VisitKind.KICK_OFF: _l("Kick-off meeting"),
        VisitKind.SURVEY: _l("Survey"),
        VisitKind.COACHING: _l("Coaching"),
        VisitKind.REVIEW: _l("Review"),
        VisitKind.CLOSING: _l("Closing ceremony"),
        VisitKind.FOLLOW_UP: _l("Later follow-up"),
    }
)
