"""The sheets of figures over all factories, and of those left out of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from coachtrack.domain.cohorts import LEFT_OUT
from coachtrack.features.exchange.summary_data import SummaryData
from coachtrack.features.exchange.summary_words import without_measure
from coachtrack.features.indicators.cohorts import IndicatorFigures
from coachtrack.features.indicators.conclusions import reason_word, why_left_out
from coachtrack.features.indicators.sentences import name_of
from coachtrack.kit.words import unit_word, word
from coachtrack.kit.workbooks.writing import Column, Figure, Kind


def cohort_columns() -> tuple[Column, ...]:
    """The figures over all factories, a row for each indicator."""
    return (
        Column(_("Indicator"), width=24, wrap=True),
        Column(_("Unit"), width=13, wrap=True),
        Column(_("Better"), width=17),
        Column(_("Started, with those to come"), Kind.WHOLE, 11),
        Column(_("Measured"), Kind.WHOLE, 10),
        Column(_("With evidence seen"), Kind.WHOLE, 10),
        *(
            Column(_("Left out: %(reason)s", reason=reason_word(reason)), Kind.WHOLE, 13)
            for reason in LEFT_OUT
        ),
        *_improvement_columns(),
        *_typical_columns(),
        *_pooled_columns(),
    )


def _improvement_columns() -> tuple[Column, ...]:
    return (
        Column(_("Improvement of the one factory"), Kind.FRACTION, 13, signed=True),
        Column(_("Median improvement"), Kind.FRACTION, 15, signed=True),
        Column(_("Lower quartile"), Kind.FRACTION, 10, signed=True),
        Column(_("Upper quartile"), Kind.FRACTION, 10, signed=True),
        Column(_("Improved"), Kind.WHOLE, 10),
        Column(_("Share of those measured: from"), Kind.FRACTION, 13),
        Column(_("Share of those measured: to"), Kind.FRACTION, 13),
        Column(_("Share of those started: from"), Kind.FRACTION, 12),
        Column(_("Share of those started: to"), Kind.FRACTION, 12),
        Column(_("Geometric mean improvement"), Kind.FRACTION, 13, signed=True),
        Column(
            _("Arithmetic mean (for comparison with older reports)"), Kind.FRACTION, 15, signed=True
        ),
    )


def _typical_columns() -> tuple[Column, ...]:
    return (
        Column(_("Typical, by ranks"), Kind.FRACTION, 11, signed=True),
        Column(_("Typical, by ranks: from"), Kind.FRACTION, 11, signed=True),
        Column(_("Typical, by ranks: to"), Kind.FRACTION, 11, signed=True),
        Column(_("Probability where nothing changed (p)"), Kind.NUMBER, 13, decimals=4),
        Column(_("Measured again: factories"), Kind.WHOLE, 10),
        Column(_("Median of these at closing"), Kind.FRACTION, 11, signed=True),
        Column(_("Median of these months later"), Kind.FRACTION, 11, signed=True),
    )


def _pooled_columns() -> tuple[Column, ...]:
    return (
        Column(_("Weighted by what was counted: before"), Kind.NUMBER, 12),
        Column(_("Weighted by what was counted: after"), Kind.NUMBER, 12),
        Column(_("Weighted by what was counted: change"), Kind.NUMBER, 12),
        Column(_("Weighted by what was counted: improvement"), Kind.FRACTION, 12, signed=True),
    )


def cohort_rows(data: SummaryData) -> Iterator[list[Any]]:
    """The indicator that speaks for most factories first."""
    for figures in data.figures:
        cohort, definition = figures.cohort, figures.definition
        yield [
            name_of(definition),
            unit_word(definition.unit),
            word(definition.better),
            cohort.started,
            cohort.measured,
            figures.with_evidence,
            *(cohort.left_out.get(reason, 0) for reason in LEFT_OUT),
            *_improvement(figures),
            *_typical(figures),
            *_pooled(figures),
        ]


def _improvement(figures: IndicatorFigures) -> list[Any]:
    cohort = figures.cohort
    low, _middle, high = cohort.quartiles or (None, None, None)
    measured = cohort.share_improved.interval if cohort.tells_share else None
    started = cohort.share_of_started.interval if cohort.tells_share else None
    one = cohort.measured == 1
    return [
        cohort.median if one else None,
        None if one else cohort.median,
        low,
        high,
        cohort.share_improved.k,
        measured and measured.low,
        measured and measured.high,
        started and started.low,
        started and started.high,
        None if one else figures.geometric_improvement,
        None if one else cohort.mean,
    ]


def _typical(figures: IndicatorFigures) -> list[Any]:
    """What the ranks of the factories say, and how those stand that were measured again."""
    across = figures.across if figures.cohort.measured > 1 else None
    low, high = (across and across.interval) or (None, None)
    again = figures.remeasured
    return [
        across and across.improvement,
        low,
        high,
        across and across.p,
        again.n if again else 0,
        again and again.closing,
        again and again.now,
    ]


def _pooled(figures: IndicatorFigures) -> list[Any]:
    pooled, decimals = figures.cohort.pooled, figures.definition.decimals
    if pooled is None:
        return [None, None, None, None]
    return [
        Figure(pooled.baseline, decimals),
        Figure(pooled.follow_up, decimals),
        Figure(pooled.absolute, decimals, signed=True),
        figures.pooled_improvement,
    ]


def cohort_notes(data: SummaryData) -> list[str]:
    """Why the averages of one indicator differ."""
    told = (
        (
            _("Median"),
            _(
                "Half of the factories did better, half did worse;"
                " one extraordinary factory cannot move it."
            ),
        ),
        (
            _("Arithmetic mean"),
            _("For comparison with older reports; one extraordinary factory moves it a lot."),
        ),
        (
            _("Geometric mean"),
            _("By the typical ratio of after to before; halving and doubling cancel out."),
        ),
        (
            _("Typical, by ranks"),
            _(
                "Hodges and Lehmann's estimate with its 95 per cent interval, as if these factories"
                " were drawn from many like them; with the probability of figures as far from no"
                " change as these, or farther, had nothing changed (Wilcoxon's signed ranks)."
            ),
        ),
        (
            _("Weighted by what was counted"),
            _(
                "What was counted at all factories measured, together; where more was counted, it"
                " weighs more."
            ),
        ),
    )
    notes = [
        _(
            "Started is measured and left out together, those to come among them. Shares stand as"
            " their 95 per cent interval, from three factories measured on."
        ),
        _(
            "In shares of those started, whoever is left out counts as not improved, also where the"
            " time after is not over yet or coaching has not begun."
        ),
        _("All averages are improvements: above zero is better, whichever way the figure goes."),
    ]
    notes += [f"{name}: {text}" for name, text in told]
    if any(figures.cohort.simpson for figures in data.figures):
        notes.append(
            _(
                "Together the figures go one way and every single factory goes the other: do not"
                " quote the weighted figure alone."
            )
        )
    return notes


def left_out_columns() -> tuple[Column, ...]:
    """Who is not in the figures, and why."""
    return (
        Column(_("Engagement"), width=16),
        Column(_("Factory"), width=36, wrap=True),
        Column(_("Indicator"), width=28, wrap=True),
        Column(_("Why it is left out"), width=70, wrap=True),
    )


def left_out_rows(data: SummaryData) -> Iterator[list[Any]]:
    """By engagement; one without any measure stands here too."""
    names = {figures.code: name_of(figures.definition) for figures in data.figures}
    for engagement in data.engagements:
        who = [engagement.code, engagement.factory_name]
        lines = data.lines.get(engagement.code, ())
        for line in lines:
            row = data.speaking.get(line.row.measure_id)
            reason = why_left_out(row) if row else ""
            if reason:
                yield [*who, names[line.row.indicator], reason]
        if not lines:
            yield [*who, None, without_measure(engagement, data)]
