"""The sheet of results: a row for each factory and measure, and no factory that vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.types import Change, Result, Side
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.engagements.words import changed_afterwards, counted_late, so_far
from coachtrack.features.exchange.summary_data import MeasureLine, SummaryData
from coachtrack.features.exchange.summary_words import (
    at_closing,
    by_now,
    count,
    counted,
    without_measure,
)
from coachtrack.features.indicators.conclusions import (
    NOT_CLEAR_TO_LAST,
    target_word,
    tells_relative,
    unsteady_told,
    verdict_word,
    warning_told,
)
from coachtrack.features.indicators.overview import province_of
from coachtrack.features.indicators.sentences import decimals_of, name_of
from coachtrack.features.signing.models import Part
from coachtrack.features.signing.sentences import standing_told
from coachtrack.kit import formats
from coachtrack.kit.words import unit_word, word
from coachtrack.kit.workbooks.writing import Column, Figure, Kind


def result_columns(data: SummaryData) -> tuple[Column, ...]:
    """The columns; numbers take the decimals of their indicator."""
    now = data.filters.provinces_as == "now"
    return (
        Column(_("Engagement"), width=11),
        Column(_("Factory"), width=17, wrap=True),
        Column(_("Province now") if now else _("Province then"), width=9.5, wrap=True),
        Column(_("Batch"), width=11, wrap=True),
        Column(_("Stage"), width=10, wrap=True),
        Column(_("Indicator"), width=14, wrap=True),
        Column(_("Scope"), width=10, wrap=True),
        Column(_("Share of output"), Kind.FRACTION, 8),
        Column(_("Main measure"), width=7),
        Column(_("Unit"), width=9, wrap=True),
        *_figure_columns(),
        Column(_("Verdict"), width=13, wrap=True, indent=1),
        Column(_("Strength at closing"), width=11, wrap=True),
        Column(_("Strength now"), width=12, wrap=True),
        Column(_("Trust"), width=14, wrap=True),
        Column(_("Signatures"), width=20, wrap=True),
        Column(_("Target"), Kind.NUMBER, 7),
        Column(_("Target reached?"), width=10, wrap=True, indent=1),
        Column(_("In the figures?"), width=17, wrap=True),
        Column(_("What to know besides"), width=32, wrap=True),
        *_window_columns(),
    )


def _window_columns() -> tuple[Column, ...]:
    return (
        Column(_("Baseline from"), Kind.DAY, 10),
        Column(_("Baseline to"), Kind.DAY, 10),
        Column(_("Follow-up from"), Kind.DAY, 10),
        Column(_("Follow-up to"), Kind.DAY, 10),
        Column(_("Dispersion"), Kind.NUMBER, 8, decimals=2),
    )


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column(_("Before"), Kind.NUMBER, 7.5),
        Column(_("Before: numerator"), Kind.NUMBER, 10),
        Column(_("Before: denominator"), Kind.NUMBER, 11),
        Column(_("After"), Kind.NUMBER, 7.5),
        Column(_("After: numerator"), Kind.NUMBER, 10),
        Column(_("After: denominator"), Kind.NUMBER, 11),
        *_later_columns(),
        Column(_("Change"), Kind.NUMBER, 7.5),
        Column(_("Change: low"), Kind.NUMBER, 8),
        Column(_("Change: high"), Kind.NUMBER, 8),
        Column(_("Relative change"), Kind.FRACTION, 8.5, signed=True),
        Column(_("Relative change: low"), Kind.FRACTION, 8.5, signed=True),
        Column(_("Relative change: high"), Kind.FRACTION, 8.5, signed=True),
    )


def _later_columns() -> tuple[Column, ...]:
    """What was measured again, and how far it is from before."""
    return (
        Column(_("Measured again"), Kind.NUMBER, 7.5),
        Column(_("Measured again: numerator"), Kind.NUMBER, 10),
        Column(_("Measured again: denominator"), Kind.NUMBER, 11),
        Column(_("Measured again: from"), Kind.DAY, 10),
        Column(_("Measured again: to"), Kind.DAY, 10),
        Column(_("Measured again: change"), Kind.NUMBER, 8),
        Column(_("Measured again: change, low"), Kind.NUMBER, 8),
        Column(_("Measured again: change, high"), Kind.NUMBER, 8),
        Column(_("Measured again: relative change"), Kind.FRACTION, 8.5, signed=True),
        Column(_("Measured again: relative change, low"), Kind.FRACTION, 8.5, signed=True),
        Column(_("Measured again: relative change, high"), Kind.FRACTION, 8.5, signed=True),
    )


def result_rows(data: SummaryData) -> Iterator[list[Any]]:
    """The rows by engagement, the main measure first."""
    blank = [None] * (len(result_columns(data)) - len(_window_columns()) - 7)
    for engagement in data.engagements:
        who = _who(engagement, data)
        for line in data.lines.get(engagement.code, ()):
            said = _said(line, engagement, data)
            yield [
                *who,
                *_what(line),
                *_figures(line),
                *said,
                counted(line, data.speaking),
                _besides(line, engagement, data),
                *_windows(line, engagement),
            ]
        if engagement.code not in data.lines:
            reason = _("No: %(reason)s", reason=without_measure(engagement, data))
            yield [*who, *blank, reason, None, *[None] * len(_window_columns())]


def _who(engagement: EngagementRow, data: SummaryData) -> list[Any]:
    return [
        engagement.code,
        engagement.factory_name,
        province_of(engagement, data.filters),
        engagement.batch,
        word(engagement.stage),
    ]


def _what(line: MeasureLine) -> list[Any]:
    main = _("Yes") if line.row.main else ""
    row, definition = line.row, line.definition
    return [name_of(definition), row.scope, row.covers, main, unit_word(definition.unit)]


def _figures(line: MeasureLine) -> list[Any]:
    result, change, later = line.result, line.result.change, line.result.later
    decimals = decimals_of(line.definition, result.baseline, result.follow_up)
    told = tells_relative(result)
    return [
        *_side(result.baseline, decimals),
        *_side(result.follow_up, decimals),
        *_side(later, decimals),
        later.start if later else None,
        later.end if later else None,
        *_change(result.later_change, decimals),
        *_relative(result.later_change, told=told),
        *_change(change, decimals),
        *_relative(change, told=told),
    ]


def _side(side: Side | None, decimals: int) -> list[Any]:
    if side is None:
        return [None, None, None]
    return [Figure(side.value, decimals), count(side.numerator), count(side.denominator)]


def _change(change: Change | None, decimals: int) -> list[Any]:
    """A change and the ends of its interval, where that is not of the relative change."""
    ends = _ends(change, "absolute")
    figures = [change.absolute if change else None, *ends]
    return [None if each is None else Figure(each, decimals, signed=True) for each in figures]


def _relative(change: Change | None, *, told: bool) -> list[float | None]:
    """A relative change and the ends of its interval; nothing where it is not told on pages."""
    if change is None or not told:
        return [None, None, None]
    ends = (None if end is None else end - 1 for end in _ends(change, "ratio"))
    return [change.relative, *ends]


def _ends(change: Change | None, of: str) -> tuple[float | None, float | None]:
    """As far as they are known; a method gives an interval of the one or of the other."""
    interval = change.interval if change else None
    if interval is None or interval.of != of:
        return None, None
    return interval.low, interval.high


def _windows(line: MeasureLine, engagement: EngagementRow) -> list[Any]:
    """When before and after were measured, and how much lots varied beyond chance."""
    result = line.result
    interval = result.change.interval if result.change else None
    counted = interval is not None and result.effective_baseline is not None
    return [
        engagement.baseline_from,
        engagement.baseline_to,
        engagement.follow_up_from,
        engagement.follow_up_to,
        interval.dispersion if interval and counted else None,
    ]


def _said(line: MeasureLine, engagement: EngagementRow, data: SummaryData) -> list[Any]:
    result, target, decimals = line.result, line.result.target.value, line.definition.decimals
    return [
        _verdict(line),
        at_closing(result, engagement.end_on),
        by_now(line, engagement.end_on, data.today),
        word(result.trust) if result.trust else None,
        _signed(line, data),
        None if target is None else Figure(target, formats.decimals_in(target, decimals)),
        target_word(result, line.definition.better),
    ]


def _verdict(line: MeasureLine) -> str | None:
    result, over = line.result, line.row.dropped_out
    if result.verdict is None:
        return None
    return verdict_word(result.verdict, result.baseline, result.follow_up, over=over)


def _signed(line: MeasureLine, data: SummaryData) -> str | None:
    """Who signed the figures before, and the closing result where somebody did."""
    if line.result.baseline is None:
        return None
    told = [standing_told(data.signed.get(line.row.measure_id), Part.BASELINE)]
    if closed := data.closed.get(line.row.measure_id):
        told.append(standing_told(closed, Part.CLOSING))
    return "; ".join(told)


def _besides(line: MeasureLine, engagement: EngagementRow, data: SummaryData) -> str:
    result = line.result
    told = [warning_told(warning, result) for warning in result.warnings]
    told += [unsteady_told(result.unsteady), counted_late(engagement) if result.baseline else ""]
    told += changed_afterwards(engagement, main=line.row.main)
    told.append(so_far(engagement, data.today) if result.follow_up else "")
    told.append(_not_clear_to_last(result))
    return " ".join(filter(None, told))


def _not_clear_to_last(result: Result) -> str:
    if result.later_change is None or not result.later_change.holds_no_change:
        return ""
    return _(
        "Measured again, against before (in columns of its own): %(told)s", told=NOT_CLEAR_TO_LAST
    )
