"""The Excel summary of a programme: what a lead hands on, and what a ministry reads."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from flask_babel import get_locale
from flask_babel import gettext as _

from coachtrack.features.exchange import summary_cohorts, summary_results, summary_sources
from coachtrack.features.exchange.summary_chart import write_chart
from coachtrack.features.exchange.summary_cover import cover, method
from coachtrack.features.exchange.summary_data import SummaryData, gather
from coachtrack.features.exchange.summary_words import ribbon, tones
from coachtrack.features.indicators.overview import Filters
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person
from coachtrack.kit.workbooks.writing import WorkbookWriter


def write_summary(
    programme: Programme, person: Person, filters: Filters, target: Path | IO[bytes]
) -> None:
    """Write what a person may see of a programme, in the language of the page.

    The same filters as on the dashboard narrow it; what they leave out, the cover says.
    """
    data = gather(programme, person, filters)
    with WorkbookWriter(
        f"{programme.code} · {programme.name}",
        language=str(get_locale()),
        author=person.name,
        ribbon=ribbon(programme),
    ) as writer:
        writer.text_sheet(_("Cover"), cover(data, _contents(data)))
        _write_results(writer, data)
        write_chart(writer, _("Chart"), data)
        _write_cohorts(writer, data)
        _write_sources(writer, data)
        writer.text_sheet(_("Method"), method())
        writer.save(target)


def _contents(data: SummaryData) -> dict[str, str]:
    """The sheets behind the cover, and what each holds."""
    chart = {_("Chart"): _("before and after, factory by factory")} if data.measured else {}
    return {
        _("Results"): _("a row for each factory and measure: before, after, change, verdict"),
        **chart,
        _("Over all factories"): _("medians, shares and averages, indicator by indicator"),
        _("Left out"): _("who is not in these figures, and why"),
        _("Definitions"): _("what is counted, in both languages"),
        _("Readings"): _("every count behind the figures, with its source"),
        _("Method"): _("how the figures came about"),
    }


def _write_results(writer: WorkbookWriter, data: SummaryData) -> None:
    writer.sheet(
        _("Results"),
        summary_results.result_columns(data),
        summary_results.result_rows(data),
        title=_("Results by factory and measure"),
        freeze=2,
        colours=tones(),
    )


def _write_cohorts(writer: WorkbookWriter, data: SummaryData) -> None:
    writer.sheet(
        _("Over all factories"),
        summary_cohorts.cohort_columns(),
        summary_cohorts.cohort_rows(data),
        title=_("Figures over all factories"),
        notes=summary_cohorts.cohort_notes(data),
        freeze=1,
    )
    writer.sheet(
        _("Left out"),
        summary_cohorts.left_out_columns(),
        summary_cohorts.left_out_rows(data),
        title=_("Left out of the figures, and why"),
        freeze=2,
    )


def _write_sources(writer: WorkbookWriter, data: SummaryData) -> None:
    writer.sheet(
        _("Definitions"),
        summary_sources.definition_columns(),
        summary_sources.definition_rows(data),
        title=_("Definitions of the indicators"),
        freeze=2,
    )
    writer.sheet(
        _("Readings"),
        summary_sources.reading_columns(),
        summary_sources.reading_rows(data),
        title=_("Readings behind the figures"),
        freeze=2,
    )
