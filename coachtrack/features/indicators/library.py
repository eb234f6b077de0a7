"""The library of indicators, as it is searched and put in order."""

from __future__ import annotations

from collections.abc import Sequence

from coachtrack.features.indicators import queries
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import name_of
from coachtrack.kit.lists import holds
from coachtrack.kit.text import vietnamese_key


def found(search: str) -> Sequence[IndicatorVersion]:
    """What a search finds by code or by name in either language, in the order of the page's."""
    rows = [row for row in queries.library() if holds(_found_by(row), search)]
    return sorted(rows, key=lambda row: vietnamese_key(name_of(row)))


def _found_by(row: IndicatorVersion) -> str:
    return " ".join((row.indicator.code, row.name, row.name_vi))
