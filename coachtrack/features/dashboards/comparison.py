"""How much a factory improved, beside what others did whose names nobody is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from coachtrack.domain.cohorts import Quartiles
from coachtrack.domain.types import Kind
from coachtrack.features.dashboards.charts import Improvement, distribution
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.sentences import measure_named
from coachtrack.kit import formats
from coachtrack.kit.charts import Caption, Chart


@dataclass(frozen=True, slots=True)
class Beside:
    """A measure of one's own beside the others; without quartiles there are too few of them."""

    name: str
    improvement: float | None
    quartiles: Quartiles | None
    chart: Chart | None

    @property
    def told(self) -> str:
        """What the others did, in a sentence."""
        assert self.quartiles is not None
        low, middle, high = map(formats.percent, self.quartiles)
        return _(
            "Half of the other factories improved by %(middle)s or more; the best quarter by"
            " %(high)s or more, the last quarter by %(low)s or less.",
            low=low,
            middle=middle,
            high=high,
        )


def comparable(measures: Sequence[MeasureView]) -> dict[str, IndicatorVersion]:
    """The indicators of these measures of which improvements are told, each as it is counted."""
    return {
        view.measure.indicator.code: view.definition
        for view in reversed(measures)
        if view.definition.kind != Kind.LEVEL
    }


def beside(measures: Sequence[MeasureView], others: Mapping[str, Quartiles]) -> list[Beside]:
    """Each measure beside the others, the main one first."""
    wanted = comparable(measures)
    return [
        _beside(view, others.get(view.measure.indicator.code))
        for view in measures
        if view.measure.indicator.code in wanted
    ]


def _beside(view: MeasureView, quartiles: Quartiles | None) -> Beside:
    name = measure_named(view.definition, view.measure.scope)
    change = view.result.change
    own = change.improvement if change else None
    chart = _chart(name, view, own, quartiles) if quartiles and own is not None else None
    return Beside(name, own, quartiles, chart)


def _chart(name: str, view: MeasureView, own: float, quartiles: Quartiles) -> Chart:
    low, middle, high = quartiles
    text = _(
        "%(measure)s: you improved by %(own)s; the middle half of the others by %(low)s to"
        " %(high)s.",
        measure=name,
        own=formats.percent(own),
        low=formats.percent(low),
        high=formats.percent(high),
    )
    caption = Caption(f"beside-{view.measure.id}", _("Improvement"), "%", 0, text)
    mine = Improvement(_("Your factory"), own, view.result.verdict)
    chart = distribution([mine], middle, (low, high), caption)
    ((shape, tone, _kind),) = chart.marks
    return replace(chart, marks=((shape, tone, mine.name),))
