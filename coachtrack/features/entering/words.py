"""What people read for the codes of entering."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.indicators.periods import Every
from coachtrack.kit.words import add_words

add_words({Every.DAY: _l("Daily"), Every.WEEK: _l("Weekly"), Every.MONTH: _l("Monthly")})
