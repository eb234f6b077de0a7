"""What people read for what became of an objection."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.objections.models import Outcome
from coachtrack.kit.words import add_words

add_words(
    {
        Outcome.CORRECTED: _l("The factory is right: it is to be corrected"),
        Outcome.STANDS: _l("The figure stays as it is"),
    }
)
