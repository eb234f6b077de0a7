"""What the list of an engagement's readings can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.indicators.sentences import measure_named
from coachtrack.kit.filters import Filter, chips
from coachtrack.kit.lists import Asked


def filters(
    asked: Asked,
    counted: Sequence[tuple[Measure, int]],
    definitions: Mapping[int, Mapping[int, IndicatorVersion]],
) -> list[Filter]:
    """Of which measure, where there are several."""
    options, found = [], {}
    for measure, n in counted:
        indicator, scope = measure.indicator, measure.scope
        name = measure_named(definitions[indicator.id][indicator.current_version], scope)
        value = f"{indicator.code} {scope}".strip()
        options.append((value, name))
        found[value] = n
    return [Filter(_("Indicator"), chips(asked, "measure", options, found))]
