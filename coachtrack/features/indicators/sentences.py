"""What a result says, as a sentence: the same on the page, in the sheet and in print.

Always in this order: from, to (with what was counted), the change, its interval, the relative
change; then the verdict and what it rests on (docs/method.md, "One change, stated one way").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from coachtrack.domain.types import (
    Better,
    Change,
    ChangeInterval,
    Kind,
    Reading,
    Result,
    Side,
    Strength,
    Verdict,
)
from coachtrack.features.engagements.words import (
    changed_afterwards,
    changed_in,
    counted_late,
    so_far,
)
from coachtrack.features.indicators.chart_limits import not_widened, varying
from coachtrack.features.indicators.cohorts import IndicatorFigures, Outcome
from coachtrack.features.indicators.conclusions import (
    LASTING,
    NOT_CLEAR_TO_LAST,
    NOT_SHOWN,
    averaged_told,
    besides,
    conclusion,
    is_provisional,
    method_word,
    power_told,
    reason_told,
    rounded_up,
    strength_told,
    target_word,
    tells_relative,
    verdict_word,
    warning_told,
    why_left_out,
)
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.kit import formats
from coachtrack.kit.words import unit_word, word


def name_of(definition: IndicatorVersion) -> str:
    """The indicator's name in the language of the page."""
    vietnamese = str(get_locale()) == "vi" and definition.name_vi
    return definition.name_vi if vietnamese else definition.name


def measure_named(definition: IndicatorVersion, scope: str) -> str:
    """A measure by the name of its indicator and its line or product, where it has one."""
    return " · ".join(filter(None, (name_of(definition), scope)))


def counted_words(definition: IndicatorVersion) -> tuple[str, str]:
    """What is counted, and among what, in the language of the page; empty for a number as such."""
    english = (definition.numerator, definition.denominator)
    both = (english, (definition.numerator_vi, definition.denominator_vi))
    first, other = reversed(both) if str(get_locale()) == "vi" else both
    return first[0] or other[0], first[1] or other[1]


def counted_of(definition: IndicatorVersion) -> str:
    """What is divided by what, in the language of the page; empty for a number as such."""
    upper, lower = counted_words(definition)
    return f"{upper} / {lower}" if upper else ""


def value_of(value: float | None, definition: IndicatorVersion, decimals: int | None = None) -> str:
    """A figure with its unit, or a level by its number; a dash where there is none.

    With as many decimals as its definition says, unless told.
    """
    if value is None:
        return "–"
    if definition.kind == Kind.LEVEL:
        return _("level %(number)s", number=formats.number(value))
    shown = definition.decimals if decimals is None else decimals
    return formats.value_with_unit(value, unit_word(definition.unit), shown)


def target_of(target: float | None, definition: IndicatorVersion) -> str:
    """A figure that somebody chose: with more decimals than usual where it has more."""
    shown = None if target is None else formats.decimals_in(target, definition.decimals)
    return value_of(target, definition, shown)


def aim_of(measure: Measure, definition: IndicatorVersion) -> str:
    """What a measure is to reach and by when, as it was set; empty where nothing was."""
    if measure.target is not None:
        told = _("Target: %(value)s", value=target_of(measure.target, definition))
    elif measure.gain is not None:
        percent = formats.value_with_unit(measure.gain, "%", formats.decimals_in(measure.gain, 0))
        told = _("Target: %(percent)s better than before", percent=percent)
    else:
        return ""
    if measure.target_on is None:
        return told
    return _("%(target)s by %(day)s", target=told, day=formats.day(measure.target_on))


def beyond_told(measure: Measure, result: Result) -> str:
    """That the target would be more than the whole; empty where it is a figure, or none is set."""
    if measure.gain is None or result.baseline is None or result.target.value is not None:
        return ""
    return _("That would be more than the whole: correct the target.")


def decimals_of(
    definition: IndicatorVersion, before: Side | float | None, after: Side | float | None
) -> int:
    """Of a measure's figures: as many as it takes that before, after and the change agree."""
    first, last = (side.value if isinstance(side, Side) else side for side in (before, after))
    if first is None or last is None:
        return definition.decimals
    return formats.decimals_of_change(first, last, definition.decimals)


def scope_told(row: Outcome) -> str:
    """Which line or product, and how much of the output it makes; empty for the whole factory."""
    if not row.scope or not row.covers:
        return row.scope
    share = _("%(share)s of output", share=formats.percent(row.covers))
    return f"{row.scope} · {share}"


def counts_of(side: Side | Reading | None) -> str:
    """What a value was pooled from: 301 of 1,400; empty for bare values."""
    return counts_shown(side.numerator, side.denominator) if side else ""


def mean_of(side: Side | None, definition: IndicatorVersion) -> str:
    """That a value is a plain mean; empty for what was counted, and for one reading alone."""
    if side is None or side.numerator is not None or side.readings <= 1:
        return ""
    if definition.kind == Kind.LEVEL:
        return ""
    return ngettext(
        "plain mean of %(num)s reading", "plain mean of %(num)s readings", side.readings
    )


def counts_shown(numerator: float | None, denominator: float | None) -> str:
    """301 of 1,400, or 1,840/46 where there is more above than below; empty without counts."""
    if numerator is None or denominator is None:
        return ""
    if numerator > denominator:
        return f"{formats.number(numerator)}/{formats.number(denominator)}"
    return _(
        "%(numerator)s of %(denominator)s",
        numerator=formats.number(numerator),
        denominator=formats.number(denominator),
    )


def change_shown(
    absolute: float | None, definition: IndicatorVersion, decimals: int | None = None
) -> str:
    """A change as it stands in a list: signed, in points or in the unit; levels have none."""
    if absolute is None or definition.kind == Kind.LEVEL:
        return "–"
    figure = formats.signed(absolute, definition.decimals if decimals is None else decimals)
    if definition.unit == "%":
        return _("%(figure)s points", figure=figure)
    return f"{figure}\u00a0{unit_word(definition.unit)}"


def course_of(result: Result, definition: IndicatorVersion) -> str:
    """Before, after and the change on one line; no arrow between what does not compare."""
    decimals = decimals_of(definition, result.baseline, result.follow_up)
    before, after = (
        value_of(side.value if side else None, definition, decimals)
        for side in (result.baseline, result.follow_up)
    )
    if result.verdict == Verdict.NOT_COMPARABLE:
        return _("%(before)s before, %(after)s after", before=before, after=after)
    course = f"{before} → {after}"
    if result.change is None or definition.kind == Kind.LEVEL:
        return course
    return f"{course} · {change_shown(result.change.absolute, definition, decimals)}"


def relative_of(result: Result) -> str:
    """The relative change, where the baseline has enough events to show one."""
    change = result.change
    if change is None or change.relative is None or not tells_relative(result):
        return "–"
    return formats.value_with_unit(change.relative * 100, "%", 1, sign=True)


def interval_shown(
    interval: ChangeInterval | None, definition: IndicatorVersion, decimals: int | None = None
) -> str:
    """An interval as it stands in a list: signed, in the unit or as a relative change."""
    if interval is None or interval.low is None or interval.high is None:
        return "–"
    low, high, unit, decimals = _scaled(interval, definition, decimals)
    ends = [formats.signed(low, decimals), formats.value_with_unit(high, unit, decimals, sign=True)]
    return _("%(low)s to %(high)s", low=ends[0], high=ends[1])


def sure_of_one(result: Result, definition: IndicatorVersion) -> str:
    """How sure the improvement of a single factory is: its verdict, and the interval with it."""
    told = verdict_word(result.verdict) if result.verdict else ""
    interval = result.change.interval if result.change else None
    if interval is None or interval.low is None or interval.high is None:
        return told
    if interval.of == "ratio":
        low, high = _improvements(interval.low - 1, interval.high - 1, definition)
        sure = _("95 %% interval: %(low)s to %(high)s", low=low, high=high)
    else:
        decimals = decimals_of(definition, result.baseline, result.follow_up)
        shown = interval_shown(interval, definition, decimals)
        if definition.unit == "%":
            shown = _("%(figure)s points", figure=shown)
        sure = _("95 %% interval of the change: %(interval)s", interval=shown)
    return f"{told}; {sure}"


def typical_told(figures: IndicatorFigures) -> str:
    """The improvement of a typical factory, with its interval; empty where there is none."""
    across = figures.across
    if across is None or across.interval is None:
        return ""
    shown = (across.improvement, *across.interval)
    improvement, low, high = (
        formats.value_with_unit(each * 100, "%", 1, sign=True) for each in shown
    )
    return _(
        "By ranks, the improvement of a typical factory is %(improvement)s (95 %% interval:"
        " %(low)s to %(high)s).",
        improvement=improvement,
        low=low,
        high=high,
    )


def later_told(change: Change | None, definition: IndicatorVersion, decimals: int) -> str:
    """How far what was measured months later is from before; empty where it was not."""
    if change is None or change.interval is None or definition.kind == Kind.LEVEL:
        return ""
    told = _(
        "Months later against before: %(change)s (95 %% interval: %(interval)s).",
        change=change_shown(change.absolute, definition, decimals),
        interval=interval_shown(change.interval, definition, decimals),
    )
    if change.holds_no_change:
        told += " " + str(NOT_CLEAR_TO_LAST)
    return told


def sentence(
    result: Result,
    definition: IndicatorVersion,
    scope: str,
    changed: date | None = None,
    *,
    over: bool = False,
) -> str:
    """The whole sentence: what changed, by how much, how sure, the verdict, whether it lasted.

    `changed` is since when it is counted differently, where that is known. `over`: the factory
    dropped out, so that nothing follows.
    """
    subject = _subject(definition, scope)
    if result.baseline is None or result.follow_up is None or result.change is None:
        known = _known_so_far(result, definition, subject)
    else:
        known = _change_clause(result, definition, subject)
    parts = (
        known,
        conclusion(result, changed, over=over),
        _later_clause(result, definition),
        _was_unsteady(result),
    )
    return " ".join(part for part in parts if part)


def short_sentence(result: Result) -> str:
    """One line without statistics, for ten seconds; of what improved, whether it lasted."""
    lasted: dict[Strength | None, str] = {
        Strength.SUSTAINED: _("Clearly better, and it had lasted when it was measured again."),
        Strength.PARTLY_SUSTAINED: _(
            "Clearly better at closing; only part of it had lasted when it was measured again."
        ),
        Strength.SLIPPED: _(
            "Clearly better at closing; it had not lasted when it was measured again."
        ),
    }
    short: dict[Verdict | None, str] = {
        Verdict.IMPROVED: _("Clearly better, by more than chance."),
        Verdict.WORSE: _("Clearly worse, by more than chance."),
        Verdict.NO_CLEAR_CHANGE: _("It is not yet clear whether this has changed."),
        Verdict.TOO_LITTLE_DATA: _("There are too few figures to tell."),
        Verdict.NOT_COMPARABLE: _("Before and after were counted differently."),
        Verdict.NOT_MEASURED: _("There are not yet figures before and after."),
    }
    return lasted.get(result.strength) or short.get(result.verdict, "")


def _subject(definition: IndicatorVersion, scope: str) -> str:
    if not scope:
        return name_of(definition)
    return _("%(indicator)s on %(scope)s", indicator=name_of(definition), scope=scope)


def _change_clause(result: Result, definition: IndicatorVersion, subject: str) -> str:
    change = result.change
    assert change is not None
    decimals = decimals_of(definition, result.baseline, result.follow_up)
    words = {
        "subject": subject,
        "before": _with_counts(result.baseline, definition, decimals),
        "after": _with_counts(result.follow_up, definition, decimals),
    }
    if definition.kind == Kind.LEVEL:
        return _("%(subject)s: %(before)s before, %(after)s after.", **words)
    if change.absolute == 0:
        return _stayed(result, words)
    words["amount"] = _amount(abs(change.absolute), definition, decimals)
    words["rest"] = _how_sure(result, definition)
    if result.hearsay:
        return _said_to_have(words, less=change.absolute < 0)
    if change.absolute < 0:
        return _("%(subject)s fell from %(before)s to %(after)s: %(amount)s less%(rest)s.", **words)
    return _("%(subject)s rose from %(before)s to %(after)s: %(amount)s more%(rest)s.", **words)


def _stayed(result: Result, words: Mapping[str, str]) -> str:
    if result.hearsay:
        return _(
            "%(subject)s is said to have stayed the same: %(before)s, then %(after)s.", **words
        )
    return _("%(subject)s stayed the same: %(before)s, then %(after)s.", **words)


def _said_to_have(words: Mapping[str, str], *, less: bool) -> str:
    """The change of figures that nobody counted: told as what it is, somebody's word."""
    if less:
        return _(
            "%(subject)s is said to have fallen from %(before)s to %(after)s:"
            " %(amount)s less%(rest)s.",
            **words,
        )
    return _(
        "%(subject)s is said to have risen from %(before)s to %(after)s: %(amount)s more%(rest)s.",
        **words,
    )


def _how_sure(result: Result, definition: IndicatorVersion) -> str:
    """The interval and the relative change; the interval of a ratio stands behind the latter."""
    assert result.change is not None
    decimals = decimals_of(definition, result.baseline, result.follow_up)
    interval = _interval(result.change.interval, definition, decimals)
    relative = _relative_clause(result)
    ratio = result.change.interval is not None and result.change.interval.of == "ratio"
    return relative + interval if ratio else interval + relative


def _with_counts(side: Side | None, definition: IndicatorVersion, decimals: int) -> str:
    if side is None:
        return ""
    counts = counts_of(side)
    value = value_of(side.value, definition, decimals)
    return f"{value} ({counts})" if counts else value


def _improvements(low: float, high: float, definition: IndicatorVersion) -> list[str]:
    """The ends of a relative change as improvements, the smaller first: more is better."""
    ends = (-high, -low) if definition.better == Better.LOWER else (low, high)
    return [formats.value_with_unit(end * 100, "%", 1, sign=True) for end in ends]


def _amount(size: float, definition: IndicatorVersion, decimals: int) -> str:
    if definition.unit == "%":
        return _("%(figure)s percentage points", figure=formats.number(size, decimals))
    return value_of(size, definition, decimals)


def _interval(interval: ChangeInterval | None, definition: IndicatorVersion, decimals: int) -> str:
    """In brackets, in the direction of the change: 6.9 to 13.9 less."""
    if interval is None or interval.low is None or interval.high is None:
        return ""
    low, high, unit, decimals = _scaled(interval, definition, decimals)
    ends = _ends(low, high, unit if interval.of == "ratio" else "", decimals)
    return " " + _("(95 %% interval: %(ends)s)", ends=ends)


def _scaled(
    interval: ChangeInterval, definition: IndicatorVersion, decimals: int | None
) -> tuple[float, float, str, int]:
    """The ends with their unit and decimals; a ratio becomes a relative change in percent."""
    low, high = interval.low or 0.0, interval.high or 0.0
    if interval.of == "ratio":
        return (low - 1) * 100, (high - 1) * 100, "%", 1
    unit = "" if definition.unit == "%" else unit_word(definition.unit)
    return low, high, unit, definition.decimals if decimals is None else decimals


def _ends(low: float, high: float, unit: str, decimals: int) -> str:
    if high <= 0:
        return _(
            "%(small)s to %(large)s less",
            small=formats.number(-high, decimals),
            large=formats.value_with_unit(-low, unit, decimals),
        )
    if low >= 0:
        return _(
            "%(small)s to %(large)s more",
            small=formats.number(low, decimals),
            large=formats.value_with_unit(high, unit, decimals),
        )
    return _(
        "from %(less)s less to %(more)s more",
        less=formats.value_with_unit(-low, unit, decimals),
        more=formats.value_with_unit(high, unit, decimals),
    )


def _relative_clause(result: Result) -> str:
    change = result.change
    if change is None or change.relative is None or not tells_relative(result):
        return ""
    percent = formats.value_with_unit(abs(change.relative) * 100, "%", 1)
    if change.relative < 0:
        return _(", that is %(percent)s less than at first", percent=percent)
    return _(", that is %(percent)s more than at first", percent=percent)


def _later_clause(result: Result, definition: IndicatorVersion) -> str:
    """What was measured months after the end, where it was."""
    if result.later is None or result.strength not in LASTING:
        return ""
    decimals = decimals_of(definition, result.baseline, result.follow_up)
    words = {
        "later": _with_counts(result.later, definition, decimals),
        "strength": word(result.strength),
    }
    change = result.later_change
    if change is not None and change.holds_no_change and result.strength != Strength.SLIPPED:
        return _(
            "Months later: %(later)s. %(strength)s, though the interval against before includes 0,"
            " that is, no change.",
            **words,
        )
    return _("Months later: %(later)s. %(strength)s.", **words)


def _was_unsteady(result: Result) -> str:
    """That a change may be less than it seems, where the baseline itself was out of the common."""
    if not result.unsteady or result.verdict not in (Verdict.IMPROVED, Verdict.WORSE):
        return ""
    return _(
        "The baseline was not steady, so part of the change may be a return to what was usual."
    )


def _known_so_far(result: Result, definition: IndicatorVersion, subject: str) -> str:
    decimals = decimals_of(definition, result.baseline, result.follow_up)
    words = {
        "subject": subject,
        "before": _with_counts(result.baseline, definition, decimals),
        "after": _with_counts(result.follow_up, definition, decimals),
    }
    if result.baseline is not None and result.follow_up is not None:
        return _("%(subject)s: %(before)s before, %(after)s after.", **words)
    if result.baseline is not None:
        return _("%(subject)s was %(before)s before.", **words)
    if result.follow_up is not None:
        return _("%(subject)s is %(after)s after.", **words)
    return f"{subject}."


#: What templates call by name, so that a figure reads the same everywhere.
FOR_TEMPLATES: dict[str, object] = {
    "changed_afterwards": changed_afterwards,
    "changed_in": changed_in,
    "counted_late": counted_late,
    "so_far": so_far,
    "beyond_told": beyond_told,
    "not_shown": NOT_SHOWN,
    "name_of": name_of,
    "counted_of": counted_of,
    "counted_words": counted_words,
    "value_of": value_of,
    "decimals_of": decimals_of,
    "counts_of": counts_of,
    "besides": besides,
    "mean_of": mean_of,
    "counts_shown": counts_shown,
    "power_told": power_told,
    "rounded_up": rounded_up,
    "change_shown": change_shown,
    "course_of": course_of,
    "sure_of_one": sure_of_one,
    "typical_told": typical_told,
    "relative_of": relative_of,
    "scope_told": scope_told,
    "interval_shown": interval_shown,
    "reason_told": reason_told,
    "averaged_told": averaged_told,
    "method_word": method_word,
    "target_of": target_of,
    "is_provisional": is_provisional,
    "strength_told": strength_told,
    "target_word": target_word,
    "verdict_word": verdict_word,
    "warning_told": warning_told,
    "why_left_out": why_left_out,
    "not_widened": not_widened,
    "varying": varying,
}
