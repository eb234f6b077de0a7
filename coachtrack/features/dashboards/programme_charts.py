"""The charts of the programme dashboard, from what the page shows."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from coachtrack.features.dashboards.charts import (
    FactoryRow,
    Improvement,
    counted_bars,
    distribution,
    dumbbell,
)
from coachtrack.features.dashboards.programme_page import ROWS_A_PAGE, ProgrammePage
from coachtrack.features.indicators.cohorts import Outcome
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import (
    change_shown,
    counts_shown,
    decimals_of,
    name_of,
)
from coachtrack.kit import formats
from coachtrack.kit.charts import Caption, Chart
from coachtrack.kit.words import unit_word


def main_chart(page: ProgrammePage) -> Chart:
    """Before and after, a row for each factory of this page of the list."""
    assert page.figures is not None
    definition = page.figures.definition
    rows = [_factory(row, definition, page) for row in page.shown]
    text = _(
        "%(indicator)s before and after in %(n)s factories, the largest improvement first;"
        " the table below has the same figures.",
        indicator=name_of(definition),
        n=len(rows),
    )
    caption = Caption(
        "before-after",
        name_of(definition),
        unit_word(definition.unit),
        definition.decimals,
        text,
    )
    return dumbbell(rows, definition.better, caption)


def spread_chart(page: ProgrammePage) -> Chart | None:
    """All improvements at once, where there are more factories than rows on a page."""
    if page.figures is None or len(page.measured) <= ROWS_A_PAGE:
        return None
    cohort = page.figures.cohort
    quartiles = (cohort.quartiles[0], cohort.quartiles[2]) if cohort.quartiles else None
    text = _(
        "How much %(n)s factories improved; the median is %(median)s.",
        n=formats.number(len(page.measured)),
        median=formats.percent(cohort.median),
    )
    caption = Caption("spread", _("Improvement"), "%", 0, text)
    improvements = [
        Improvement(
            page.named(row.factory_name, row.engagement), row.improvement or 0.0, row.verdict
        )
        for row in page.measured
    ]
    return distribution(improvements, cohort.median, quartiles, caption)


def counts_chart(page: ProgrammePage) -> Chart | None:
    """How many engagements the figures rest on, and how many are left out."""
    if page.figures is None:
        return None
    cohort = page.figures.cohort
    left_out = cohort.started - cohort.measured
    text = _(
        "%(started)s engagements track this indicator, %(measured)s are measured,"
        " %(left_out)s are left out.",
        started=cohort.started,
        measured=cohort.measured,
        left_out=left_out,
    )
    caption = Caption("counted", _("Who is counted in this indicator"), "", 0, text)
    return counted_bars(cohort.started, cohort.measured, left_out, caption)


def _factory(row: Outcome, definition: IndicatorVersion, page: ProgrammePage) -> FactoryRow:
    decimals = decimals_of(definition, row.baseline_value, row.follow_up_value)
    return FactoryRow(
        name=page.named(row.factory_name, row.engagement),
        note=change_shown(row.absolute, definition, decimals),
        verdict=row.verdict,
        before=row.baseline_value,
        after=row.follow_up_value,
        now=row.later_value,
        before_counts=counts_shown(row.baseline_numerator, row.baseline_denominator),
        after_counts=counts_shown(row.follow_up_numerator, row.follow_up_denominator),
        href=url_for("dashboards.engagement", code=row.engagement),
        decimals=decimals,
    )
