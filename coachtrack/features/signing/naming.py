"""What was signed, by the name of its indicator and its line or product."""

from __future__ import annotations

from flask_babel import gettext as _

from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.sentences import measure_named
from coachtrack.features.signing.models import Statement
from coachtrack.kit.words import word


def named(row: Statement) -> str:
    """A measure as it was called when it was signed."""
    indicator = row.measure.indicator
    versions = indicators.definitions([indicator.id])[indicator.id]
    return measure_named(versions[indicator.current_version], str(row.facts["scope"]))


def fallen_told(row: Statement) -> str:
    """That what one side had signed does not hold any more, as its figures were changed."""
    return _(
        "%(names)s had signed “%(part)s” of %(measure)s. The figures are others now, so that does"
        " not hold any more: sign it again under “Signatures”.",
        names=", ".join(each.name for each in row.signatures),
        part=word(row.part),
        measure=named(row),
    )
