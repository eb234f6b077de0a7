"""What a result says, as a sentence: the same on the page, in the sheet and in print.

Always in this order: from, to (with what was counted), the change, its interval, the relative
change; then the verdict and what it rests on (docs/method.md, "One change, stated one way").
"""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from coachtrack.domain.types import (
    ChangeInterval,
    Kind,
    Result,
    Side,
    Strength,
    Verdict,
    Warning,
)
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.kit import formats
from coachtrack.kit.words import unit_word, word

#: Below this many units on a side a proportion says nothing (docs/method.md).
FEWEST_UNITS = 20


def name_of(definition: IndicatorVersion) -> str:
    """The indicator's name in the language of the page."""
    vietnamese = str(get_locale()) == "vi" and definition.name_vi
    return definition.name_vi if vietnamese else definition.name


def value_of(value: float | None, definition: IndicatorVersion) -> str:
    """A figure with its unit; a dash where there is none."""
    if value is None:
        return "–"
    return formats.value_with_unit(value, unit_word(definition.unit), definition.decimals)


def counts_of(side: Side | None) -> str:
    """What a value was pooled from: 301 of 1,400; empty for bare values."""
    return counts_shown(side.numerator, side.denominator) if side else ""


def counts_shown(numerator: float | None, denominator: float | None) -> str:
    """301 of 1,400; empty where nothing was counted."""
    if numerator is None or denominator is None:
        return ""
    return _(
        "%(numerator)s of %(denominator)s",
        numerator=formats.number(numerator),
        denominator=formats.number(denominator),
    )


def change_shown(absolute: float | None, definition: IndicatorVersion) -> str:
    """A change as it stands in a list: signed, in points or in the unit."""
    if absolute is None:
        return "–"
    figure = formats.signed(absolute, definition.decimals)
    if definition.unit == "%":
        return _("%(figure)s points", figure=figure)
    return f"{figure}\u00a0{unit_word(definition.unit)}"


def relative_of(result: Result) -> str:
    """The relative change, where the baseline has enough events to show one."""
    change = result.change
    if change is None or change.relative is None or Warning.FEW_EVENTS in result.warnings:
        return "–"
    return formats.value_with_unit(change.relative * 100, "%", 1, sign=True)


def sentence(result: Result, definition: IndicatorVersion, scope: str) -> str:
    """The whole sentence: what changed, by how much, how sure, and the verdict."""
    subject = _subject(definition, scope)
    if result.baseline is None or result.follow_up is None or result.change is None:
        return f"{_known_so_far(result, definition, subject)} {_conclusion(result)}"
    return f"{_change_clause(result, definition, subject)} {_conclusion(result)}"


def short_sentence(result: Result) -> str:
    """One line without statistics, for ten seconds."""
    short: dict[Verdict | None, str] = {
        Verdict.IMPROVED: _("This is a real improvement, not chance."),
        Verdict.WORSE: _("This has become worse, and not by chance."),
        Verdict.NO_CLEAR_CHANGE: _("It is not yet clear whether this has changed."),
        Verdict.TOO_LITTLE_DATA: _("There are too few figures to tell."),
        Verdict.NOT_COMPARABLE: _("Before and after were counted differently."),
        Verdict.NOT_MEASURED: _("There are not yet figures before and after."),
    }
    return short.get(result.verdict, "")


def _subject(definition: IndicatorVersion, scope: str) -> str:
    if not scope:
        return name_of(definition)
    return _("%(indicator)s on %(scope)s", indicator=name_of(definition), scope=scope)


def _change_clause(result: Result, definition: IndicatorVersion, subject: str) -> str:
    change = result.change
    assert change is not None
    words = {
        "subject": subject,
        "before": _with_counts(result.baseline, definition),
        "after": _with_counts(result.follow_up, definition),
    }
    if change.absolute == 0:
        return _("%(subject)s stayed the same: %(before)s, then %(after)s.", **words)
    words["amount"] = _amount(abs(change.absolute), definition)
    words["interval"] = _interval(change.interval, definition)
    words["relative"] = _relative_clause(result)
    if change.absolute < 0:
        return _(
            "%(subject)s fell from %(before)s to %(after)s:"
            " %(amount)s less%(interval)s%(relative)s.",
            **words,
        )
    return _(
        "%(subject)s rose from %(before)s to %(after)s: %(amount)s more%(interval)s%(relative)s.",
        **words,
    )


def _with_counts(side: Side | None, definition: IndicatorVersion) -> str:
    assert side is not None
    counts = counts_of(side)
    value = value_of(side.value, definition)
    return f"{value} ({counts})" if counts else value


def _amount(size: float, definition: IndicatorVersion) -> str:
    if definition.unit == "%":
        return _("%(figure)s percentage points", figure=formats.number(size, definition.decimals))
    return value_of(size, definition)


def _interval(interval: ChangeInterval | None, definition: IndicatorVersion) -> str:
    """In brackets, in the direction of the change: 6.9 to 13.9 less."""
    if interval is None or interval.low is None or interval.high is None:
        return ""
    low, high, decimals = interval.low, interval.high, definition.decimals
    if interval.of == "ratio":
        low, high, decimals = (low - 1) * 100, (high - 1) * 100, 1
    ends = _ends(low, high, decimals)
    if interval.of == "ratio":
        return " " + _("(95 %% interval of the relative change: %(ends)s, in %%)", ends=ends)
    return " " + _("(95 %% interval: %(ends)s)", ends=ends)


def _ends(low: float, high: float, decimals: int) -> str:
    if high <= 0:
        return _(
            "%(small)s to %(large)s less",
            small=formats.number(-high, decimals),
            large=formats.number(-low, decimals),
        )
    if low >= 0:
        return _(
            "%(small)s to %(large)s more",
            small=formats.number(low, decimals),
            large=formats.number(high, decimals),
        )
    return _(
        "from %(less)s less to %(more)s more",
        less=formats.number(-low, decimals),
        more=formats.number(high, decimals),
    )


def _relative_clause(result: Result) -> str:
    change = result.change
    if change is None or change.relative is None or Warning.FEW_EVENTS in result.warnings:
        return ""
    percent = formats.value_with_unit(abs(change.relative) * 100, "%", 1)
    if change.relative < 0:
        return _(", that is %(percent)s less than at first", percent=percent)
    return _(", that is %(percent)s more than at first", percent=percent)


def _known_so_far(result: Result, definition: IndicatorVersion, subject: str) -> str:
    if result.baseline is not None and result.follow_up is not None:
        return _(
            "%(subject)s: %(before)s before, %(after)s after.",
            subject=subject,
            before=_with_counts(result.baseline, definition),
            after=_with_counts(result.follow_up, definition),
        )
    if result.baseline is not None:
        return _(
            "%(subject)s was %(before)s before; there are no figures after.",
            subject=subject,
            before=_with_counts(result.baseline, definition),
        )
    if result.follow_up is not None:
        return _(
            "%(subject)s is %(after)s after; there are no figures before.",
            subject=subject,
            after=_with_counts(result.follow_up, definition),
        )
    return _("%(subject)s has no figures before or after.", subject=subject)


def _conclusion(result: Result) -> str:
    verdict = result.verdict
    if verdict is None:
        return _("A level is shown as it is; it is not averaged or tested.")
    if verdict == Verdict.IMPROVED and result.since and result.confirmed:
        return _(
            "%(verdict)s; a clear signal since %(since)s, confirmed on %(confirmed)s.",
            verdict=word(verdict),
            since=formats.day(result.since),
            confirmed=formats.day(result.confirmed),
        )
    if verdict == Verdict.NO_CLEAR_CHANGE and result.needed:
        return _needed(result)
    if verdict == Verdict.TOO_LITTLE_DATA:
        return _too_little(result)
    return f"{word(verdict)}."


def _needed(result: Result) -> str:
    assert result.baseline is not None
    assert result.follow_up is not None
    return _(
        "%(verdict)s: about %(needed)s per period would settle it; there are %(before)s and"
        " %(after)s.",
        verdict=word(Verdict.NO_CLEAR_CHANGE),
        needed=formats.number(rounded_up(result.needed or 0)),
        before=formats.number(result.baseline.denominator or 0),
        after=formats.number(result.follow_up.denominator or 0),
    )


def _too_little(result: Result) -> str:
    verdict = word(Verdict.TOO_LITTLE_DATA)
    if Warning.BARE_VALUES in result.warnings:
        return _("%(verdict)s: only rates were given, not what was counted.", verdict=verdict)
    if Warning.NO_VARIATION in result.warnings:
        return _("%(verdict)s: the readings do not vary.", verdict=verdict)
    least = min(
        (units for units in (result.effective_baseline, result.effective_follow_up) if units),
        default=None,
    )
    if result.kind == Kind.PROPORTION and least is not None and least < FEWEST_UNITS:
        return _(
            "%(verdict)s: at least %(fewest)s units are needed before and after.",
            verdict=verdict,
            fewest=FEWEST_UNITS,
        )
    return _("%(verdict)s: at least three readings are needed before and after.", verdict=verdict)


def rounded_up(needed: int) -> int:
    """A sample size as people say it: 11,369 is about 11,400."""
    step = 1 if needed < 100 else 10 if needed < 1000 else 50 if needed < 10000 else 100
    return -(-needed // step) * step


def lasting(strength: Strength | None) -> bool:
    """Whether what came months later is known."""
    return strength in (Strength.SUSTAINED, Strength.PARTLY_SUSTAINED, Strength.SLIPPED)


#: What templates call by name, so that a figure reads the same everywhere.
FOR_TEMPLATES: dict[str, object] = {
    "name_of": name_of,
    "value_of": value_of,
    "counts_of": counts_of,
    "counts_shown": counts_shown,
    "change_shown": change_shown,
    "relative_of": relative_of,
}
