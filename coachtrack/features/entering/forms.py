"""Why a reading is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from coachtrack.features.indicators.sheets import READINGS
from coachtrack.kit.entry_forms import CellField, EntryForm


class WithdrawalForm(EntryForm):
    """The reason; without one a reading counts."""

    sheet = READINGS
    withdrawn: Any = CellField(
        replace(READINGS.column("withdrawn"), required=True),
        _l("Such as “Typed twice”, or “The scale was broken”. It stands beside the reading."),
        _l("Reason"),
    )
