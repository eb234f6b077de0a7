"""What was signed, by the name of its indicator and its line or product."""

from __future__ import annotations

from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.signing.models import Statement


def named(row: Statement) -> str:
    """A measure as it was called when it was signed."""
    indicator = row.measure.indicator
    versions = indicators.definitions([indicator.id])[indicator.id]
    scope = str(row.facts["scope"])
    return " · ".join(filter(None, (name_of(versions[indicator.current_version]), scope)))
