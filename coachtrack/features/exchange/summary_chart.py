"""The sheet with the chart before and after, and the table from which it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from coachtrack.features.exchange.summary_data import SummaryData
from coachtrack.features.exchange.summary_words import tones
from coachtrack.features.indicators.cohorts import IndicatorFigures, Outcome
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import decimals_of, name_of
from coachtrack.kit import formats
from coachtrack.kit.words import unit_word, word
from coachtrack.kit.workbooks.writing import (
    Chart,
    Column,
    Figure,
    Kind,
    Shape,
    WorkbookWriter,
    number_format,
)

#: Factories in the chart; more than these nobody could read.
MOST_ROWS = 40
#: With more bars than these, figures at them would run into each other.
MOST_LABELLED = 20
NAMES, BEFORE, AFTER = 0, 1, 2
#: Centimetres: the chart's width, what its head and feet take, a factory's two bars, and those
#: of a chart that is not full.
WIDTH, AROUND, EACH, FREELY, FULL = 19.0, 3.4, 0.62, 1.15, 14.0


def write_chart(writer: WorkbookWriter, name: str, data: SummaryData) -> None:
    """Write the sheet; nothing where no factory has figures before and after."""
    figures, measured = data.chosen, data.measured
    if figures is None or not measured:
        return
    shown, definition = measured[:MOST_ROWS], figures.definition
    title = _("%(indicator)s: before and after", indicator=name_of(definition))
    sheet = writer.sheet(
        name,
        _columns(),
        _rows(shown, definition),
        title=title,
        notes=_notes(figures, len(shown), len(measured)),
        colours=tones(),
    )
    chart = Chart(
        title,
        NAMES,
        (BEFORE, AFTER),
        unit=unit_word(definition.unit),
        shape=Shape.ROWS,
        width=WIDTH,
        height=AROUND + max(EACH * len(shown), min(FREELY * len(shown), FULL)),
        labels=number_format(Kind.NUMBER, definition.decimals)
        if len(shown) <= MOST_LABELLED
        else "",
    )
    writer.chart(sheet, chart, beside=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Factory"), width=36),
        Column(_("Before"), Kind.NUMBER, 10),
        Column(_("After"), Kind.NUMBER, 10),
        Column(_("Change"), Kind.NUMBER, 10),
        Column(_("Verdict"), width=26, indent=1),
    )


def _rows(rows: Sequence[Outcome], definition: IndicatorVersion) -> Iterator[list[Any]]:
    for row in rows:
        decimals = decimals_of(definition, row.baseline_value, row.follow_up_value)
        yield [
            row.factory_name,
            Figure(row.baseline_value, decimals),
            Figure(row.follow_up_value, decimals),
            Figure(row.absolute, decimals, signed=True),
            word(row.verdict) if row.verdict else None,
        ]


def _notes(figures: IndicatorFigures, shown: int, measured: int) -> list[str]:
    order = _("In the order of the dashboard: the largest improvement first.")
    better = word(figures.definition.better)
    if shown == measured:
        return [f"{better}. {order}"]
    some = _(
        "The first %(shown)s of %(measured)s factories; all of them stand in the sheet of results.",
        shown=shown,
        measured=formats.number(measured),
    )
    return [f"{better}. {order}", some]
