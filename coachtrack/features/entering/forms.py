"""Why a reading is withdrawn."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.indicators.sheets import READINGS
from coachtrack.kit.entry_forms import EntryForm, reason_of


class WithdrawalForm(EntryForm):
    """The reason; without one a reading counts."""

    sheet = READINGS
    withdrawn = reason_of(
        READINGS,
        _l("Such as “Typed twice”, or “The scale was broken”. It stands beside the reading."),
    )
