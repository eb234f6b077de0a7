"""The pages on which things are added and changed by hand, a module for each kind."""

from coachtrack.features.editing.views import (
    engagements,
    events,
    factories,
    indicators,
    measures,
    organisations,
    programmes,
    visits,
)
from coachtrack.features.editing.views.blueprint import bp

__all__ = [
    "bp",
    "engagements",
    "events",
    "factories",
    "indicators",
    "measures",
    "organisations",
    "programmes",
    "visits",
]
