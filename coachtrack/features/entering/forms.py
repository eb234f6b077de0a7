"""Why a reading is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.indicators.sheets import READINGS
from coachtrack.kit.entry_forms import EntryForm, reason_of


class WithdrawalForm(EntryForm):
    """The reason; without one a reading counts."""

    sheet = READINGS
    #: What is withdrawn, in a line.
    about = ""
    withdrawn = reason_of(
        READINGS,
        _l("Such as “Typed twice”, or “The scale was broken”. It stands beside the reading."),
    )

    def told(self, entry: Any) -> Iterator[str]:
        """What counts no more, and why."""
        yield _(
            "This reading no longer counts: %(reading)s. The reason: %(reason)s",
            reading=self.about,
            reason=entry.withdrawn,
        )
