"""What people read for the codes of signing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.signing.models import Cause, Part, Party
from coachtrack.kit.words import add_words

add_words(
    {
        Part.BASELINE: _l("Figures before the improvement"),
        Part.CLOSING: _l("Closing result"),
        Party.FACTORY: _l("the factory"),
        Party.CONSULTANT: _l("the consultants"),
        Cause.MISTYPED: _l("A figure was mistyped"),
        Cause.COUNTED_TWICE: _l("Something was counted twice"),
        Cause.LEFT_OUT: _l("Readings were left out"),
        Cause.WRONG_PERIOD: _l("The period was wrong"),
        Cause.COUNTED_OTHERWISE: _l("It was counted in another way than agreed"),
        Cause.EVIDENCE: _l("The evidence says something else"),
        Cause.OTHER: _l("Another reason"),
        Cause.CHANGED_BEFORE: _l("The figures were changed before both sides had signed"),
        Cause.BASELINE_REOPENED: _l("The figures before it were opened for a correction"),
    }
)
