"""The cover of an Excel summary, and its last sheet: how the figures came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from coachtrack.domain.types import Result
from coachtrack.features.consents.words import not_for_all, withheld_told
from coachtrack.features.engagements.words import changed_in
from coachtrack.features.exchange.summary_data import SummaryData
from coachtrack.features.factories.words import named as units_named
from coachtrack.features.factories.words import province_told
from coachtrack.features.indicators.cohorts import IndicatorFigures
from coachtrack.features.indicators.conclusions import NOT_SHOWN
from coachtrack.features.indicators.overview import Filters, Headline, Said, parted
from coachtrack.features.indicators.sentences import name_of, sure_of_one, typical_told
from coachtrack.features.programmes.queries import part_seen
from coachtrack.features.signing.sentences import signatures_told
from coachtrack.kit import formats
from coachtrack.kit.journal.sealing import newest_seal
from coachtrack.kit.permissions import Audience
from coachtrack.kit.text import fold
from coachtrack.kit.words import word
from coachtrack.kit.workbooks.writing import Line, Look


def cover(data: SummaryData, sheets: Mapping[str, str]) -> list[Line]:
    """What it is, the main figures in words, how to read it; `sheets` has name and content."""
    return [
        Line(data.programme.name, look=Look.TITLE),
        Line(_("Summary of before and after"), look=Look.SUBTITLE),
        *(Line(text, label) for label, text in _facts(data) if text),
        Line(_("In short"), look=Look.SECTION),
        *(Line(text, label) for label, text in _in_short(data) if text),
        Line(_("How to read it"), look=Look.SECTION),
        *(Line(text, label) for label, text in _reading()),
        Line(_("Sheets"), look=Look.SECTION),
        *(Line(text, name, sheet=name) for name, text in sheets.items()),
    ]


def _facts(data: SummaryData) -> Iterator[tuple[str, str]]:
    programme = data.programme
    yield _("Programme"), programme.code
    yield _("Dates"), formats.span(programme.start_on, programme.end_on)
    yield _("Provinces"), "; ".join(province_told(unit) for unit in programme.provinces)
    yield _("Partners"), "; ".join(partner.name for partner in programme.partners)
    yield _("Shown"), _filters(data)
    yield _("Not shown"), withheld_told(data.withheld)
    yield _("Not for everybody"), not_for_all(data.refusing)
    yield (
        _("Made"),
        _("%(day)s by %(person)s", day=formats.day(data.today), person=data.person.name),
    )
    looked_at = (one for one in Audience if programme.code in data.person.looked_at(one))
    yield _("Made for"), ", ".join(map(word, looked_at))
    seal = newest_seal(programme.code)
    yield _("Newest seal of the journal"), seal.mark if seal else ""


def _filters(data: SummaryData) -> str:
    """What was asked for, in words; never silently a part of the whole."""
    filters, named = data.filters, []
    if filters.indicator and data.chosen:
        named.append(_("indicator %(name)s", name=name_of(data.chosen.definition)))
    if filters.batch:
        named.append(_batch(filters.batch))
    if filters.province:
        named.append(_("province %(name)s", name=_province_asked(filters)))
    if filters.signed:
        signed = filters.signed == "yes"
        named.append(_("signed by both sides") if signed else _("not signed by both"))
    if part := units_named(part_seen(data.programme, data.person)):
        told = _("what this person may see: factories in %(names)s, and their own", names=part)
        named.append(told)
    if not named:
        return _("All factories and all indicators")
    return _("Only %(what)s", what="; ".join(named))


def _batch(name: str) -> str:
    """A batch that is not called one already."""
    told = _("batch %(name)s", name=name)
    called = fold(name).startswith(fold(told.removesuffix(name)))
    return name if called else told


def _province_asked(filters: Filters) -> str:
    if filters.provinces_as == "now":
        return _("%(province)s as it is now", province=filters.province)
    return _("%(province)s as it was then", province=filters.province)


def _in_short(data: SummaryData) -> Iterator[tuple[str, str]]:
    yield _("Factories"), _headline(data.headline)
    if data.headline.measured:
        yield _("With evidence seen"), _with_evidence(data.headline)
    yield _("Signatures"), signatures_told(data.headline)
    yield _("To know"), changed_in(data.headline.changed_afterwards)
    for each in _told(data):
        yield name_of(each.definition), _over_factories(each, data)


def _headline(line: Headline) -> str:
    number = formats.number
    counts = (
        _took_part(line) + _in_brackets(line.later_on),
        _("%(n)s measured", n=number(line.measured)),
        _("%(n)s clearly improved", n=number(line.improved)) + _in_brackets(line.others),
        _("%(n)s sustained", n=number(line.sustained)),
    )
    return " · ".join(counts) + _in_brackets(line.later)


def _with_evidence(line: Headline) -> str:
    return _(
        "%(k)s of %(n)s measured",
        k=formats.number(line.with_evidence),
        n=formats.number(line.measured),
    )


def _in_brackets(found: Sequence[Said]) -> str:
    return f" ({', '.join(one.told for one in found)})" if found else ""


def _took_part(line: Headline) -> str:
    started, factories = formats.number(line.started), formats.number(line.factories)
    if line.repeated:
        return _("%(n)s engagements at %(factories)s factories", n=started, factories=factories)
    return _("%(n)s took part", n=started)


def _told(data: SummaryData) -> list[IndicatorFigures]:
    """The indicators that are somebody's main measure, or the one that was asked for."""
    mains = [each for each in data.figures if any(row.main for row in each.rows)]
    return mains or list(data.figures[:1])


def _over_factories(figures: IndicatorFigures, data: SummaryData) -> str:
    cohort = figures.cohort
    if cohort.median is None:
        return _(
            "Of none of %(started)s factories can an improvement be computed yet.",
            started=formats.number(cohort.started),
        )
    if cohort.measured == 1:
        told = _(
            "improvement %(median)s at the one of %(started)s factories that was measured",
            median=formats.percent(cohort.median, 1),
            started=formats.number(cohort.started),
        )
        return f"{told} ({sure_of_one(_only_result(figures, data), figures.definition)})"
    told = _(
        "median improvement %(median)s in %(measured)s of %(started)s factories;"
        " %(improved)s of them clearly improved",
        median=formats.percent(cohort.median, 1),
        measured=formats.number(cohort.measured),
        started=formats.number(cohort.started),
        improved=formats.number(cohort.share_improved.k),
    )
    interval = cohort.share_improved.interval
    if interval is None or not cohort.tells_share:
        return told
    low, high = formats.percent(interval.low), formats.percent(interval.high)
    share = _("95 %% interval of this share: %(low)s to %(high)s", low=low, high=high)
    return f"{told} ({share}). {typical_told(figures)}".strip()


def _only_result(figures: IndicatorFigures, data: SummaryData) -> Result:
    """Of the one factory that is measured."""
    (row,) = parted(figures)[0]
    lines = data.lines[row.engagement]
    return next(line.result for line in lines if line.row.measure_id == row.measure_id)


def _reading() -> Iterator[tuple[str, str]]:
    yield (
        _("Before and after"),
        _(
            "Sums of what was counted, divided by sums of what was inspected, in the baseline"
            " window and in the follow-up window at the end of coaching."
        ),
    )
    yield (
        _("Change"),
        _(
            "After minus before, in the unit of the indicator; in percentage points where the unit"
            " is per cent. Improvement is the relative change, counted so that more is better."
        ),
    )
    yield (
        _("Verdict"),
        _(
            "Improved or worse only where the 95 per cent interval does not include 0, that is, no"
            " change; all else may be chance."
        ),
    )
    yield _("What it does not show"), str(NOT_SHOWN)
    yield (
        _("Left out"),
        _(
            "Factories that dropped out or could not be measured or compared are not in the"
            " figures over all factories; they keep their rows, with the reason."
        ),
    )


def method() -> list[Line]:
    """How the figures came about, in short."""
    return [
        Line(_("How the figures came about"), look=Look.TITLE),
        *(Line(text, label) for label, text in _reading()),
        *(Line(text, label) for label, text in _rules()),
    ]


def _rules() -> Iterator[tuple[str, str]]:
    yield (
        _("Windows"),
        _(
            "A reading counts only where it lies wholly inside a window. Withdrawn readings do not"
            " count; they stand in the sheet of readings with the reason."
        ),
    )
    yield (
        _("Interval"),
        _(
            "Of the change, or of the relative change; widened by how much lots vary"
            " beyond chance. Proportions: Newcombe. Rates: exact. Ratios and scores: log-ratio."
            " Values: Welch."
        ),
    )
    yield (
        _("Strength"),
        _(
            "Claimed: rates without counts, or fewer than three readings on a side. Measured: the"
            " same definition and three readings on each side. Clear signal: improved, and eight"
            " readings in a row on the good side of the baseline, or one beyond its limit."
            " Sustained: at least 80 per cent of the gain was there, by the best estimate, when it"
            " was measured again three months later or more."
        ),
    )
    yield (
        _("Trust"),
        _("The lowest level among the readings of both windows, from self-reported upwards."),
    )
    yield (
        _("Over all factories"),
        _(
            "One measure speaks for a factory, to be chosen before its result is known: its main"
            " measure, else the whole factory, else the first by name. Started is measured and"
            " left out together."
        ),
    )
