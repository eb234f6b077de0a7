"""What a verdict rests on, and what is needed where there is none yet, as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from coachtrack.domain.cohorts import left_out_reason
from coachtrack.domain.comparison import FEWEST_UNITS
from coachtrack.domain.proportions import POWER
from coachtrack.domain.strength import Signal
from coachtrack.domain.targets import is_better
from coachtrack.domain.types import (
    Better,
    Kind,
    Reading,
    Result,
    Side,
    Strength,
    TargetState,
    Verdict,
    Warning,
)
from coachtrack.features.indicators.cohorts import Outcome
from coachtrack.kit import formats
from coachtrack.kit.words import word

#: What is known of the time after the end.
LASTING = (Strength.SUSTAINED, Strength.PARTLY_SUSTAINED, Strength.SLIPPED)

#: What a comparison of before and after leaves open, whatever its figures.
NOT_SHOWN = _l(
    "Whether it was the coaching. No factory without coaching is compared with, the time of year is"
    " not taken out, and where a line was chosen because it was bad, part of an improvement comes"
    " by itself; where several measures are followed in each factory, some improve by chance alone."
)
NOT_CLEAR_TO_LAST = _l(
    "The interval includes 0, that is, no change, so it is not clear that any of the gain lasted."
)
#: With more dispersion than this, counting more of the same lots says little more.
LOTS_DIFFER_FROM = 1.5
#: So many readings are one before and one after.
ONE_A_SIDE = 2
#: Why a factory is not in a programme's figures (`domain.cohorts.LEFT_OUT`).
REASONS: dict[str, LazyString] = {
    "dropped-out": _l("Dropped out"),
    "not-measured": _l("Not measured before and after"),
    "not-comparable": _l("Not comparable"),
    "too-little-data": _l("Too little data"),
    "baseline-zero": _l("Zero at baseline"),
}
#: How an interval was computed (`domain.types.ChangeInterval.method`).
METHODS: dict[str, LazyString] = {
    "newcombe": _l("Difference of two proportions (Newcombe's hybrid score)"),
    "exact-conditional": _l("Ratio of two rates (exact, conditional on the total)"),
    "log-ratio": _l("Ratio of two ratios (log-ratio, Student's t)"),
    "welch": _l("Difference of two means (Welch's t)"),
}


def reason_word(reason: str) -> str:
    """Why a factory is left out, in the language of the page."""
    return str(REASONS[reason])


def reason_told(row: Outcome) -> str:
    """Why one factory is left out, and what it still waits for; empty where it is counted."""
    reason = left_out_reason(row)
    if reason is None:
        return ""
    if reason == "not-measured":
        return verdict_word(Verdict.NOT_MEASURED, row.baseline_value, row.follow_up_value)
    return reason_word(reason)


def why_left_out(row: Outcome, told: str = "") -> str:
    """The same with what was said of it; `told` is the reason where it is known already."""
    told = told or reason_told(row)
    return f"{told}: {row.drop_out_reason}" if row.dropped_out and row.drop_out_reason else told


def verdict_word(
    verdict: Verdict,
    before: Side | float | None = None,
    after: Side | float | None = None,
    *,
    over: bool = False,
) -> str:
    """A verdict in a word; one that only waits for figures of one side says of which.

    `over`: nothing follows any more.
    """
    if verdict == Verdict.NOT_MEASURED and before is not None and after is None:
        return _("Not measured after") if over else _("Not measured after yet")
    if verdict == Verdict.NOT_MEASURED and before is None and after is not None:
        return _("Not measured before")
    return word(verdict)


def target_word(result: Result, better: Better) -> str:
    """Where a measure stands against its target, months later too; empty where it has none."""
    target, state = result.target.value, result.target.state
    if target is None or state == TargetState.NONE:
        return ""
    if state != TargetState.MET:
        return word(state)
    later, unsure = result.later, _may_miss(result, target, better)
    if later and is_better(target, later.value, better):
        if unsure:
            return _("By the best estimate: met at closing, not when measured again")
        return _("Met at closing; by the best estimate not when measured again")
    if unsure:
        return _("Met by the best estimate; the interval includes values that miss it")
    return word(state)


def _may_miss(result: Result, target: float, better: Better) -> bool:
    """Whether the value after may be, within its interval, one that does not reach the target."""
    interval = result.follow_up_interval
    if interval is None:
        return False
    return is_better(target, interval.high if better == Better.LOWER else interval.low, better)


def method_word(method: str) -> str:
    """How an interval was computed, in the language of the page."""
    return str(METHODS[method])


def warning_told(warning: Warning, result: Result) -> str:
    """What a reader of a result must know besides, with the numbers that it is about."""
    if warning != Warning.BARE_VALUES:
        return word(warning)
    return averaged_told(result) or _("Only rates are known, not what was counted.")


def besides(result: Result) -> Iterator[str]:
    """What else may explain a change, in a line each."""
    if Warning.OTHER_CHANGE in result.warnings:
        yield word(Warning.OTHER_CHANGE)
    if result.unsteady:
        yield _("The baseline was not steady.")


def averaged_told(result: Result) -> str:
    """Why rates were averaged and not pooled; empty where they were not."""
    if Warning.BARE_VALUES not in result.warnings:
        return ""
    if not result.bare:
        return word(Warning.BARE_VALUES)
    if _readings(result) <= ONE_A_SIDE:
        return ""
    return ngettext(
        "%(num)s of %(readings)s readings is only a rate;"
        " therefore the rates were averaged without weights.",
        "%(num)s of %(readings)s readings are only rates;"
        " therefore the rates were averaged without weights.",
        result.bare,
        readings=formats.number(_readings(result)),
    )


def unsteady_told(marked: int) -> str:
    """What it means that points of the baseline are marked themselves; empty where none is."""
    if not marked:
        return ""
    return ngettext(
        "%(num)s point of the baseline is marked itself, so it was not steady before: part of a"
        " change may be a return to what was usual.",
        "%(num)s points of the baseline are marked themselves, so it was not steady before: part of"
        " a change may be a return to what was usual.",
        marked,
    )


def tells_relative(result: Result) -> bool:
    """Whether its figures are firm enough for a relative change to be shown."""
    return Warning.FEW_EVENTS not in result.warnings and not result.hearsay


def changed_on(readings: Sequence[Reading]) -> date | None:
    """Since when another version of the definition is in use; None where it never changed."""
    ordered = sorted(readings, key=lambda reading: reading.start)
    other = (reading for reading in ordered if reading.version != ordered[0].version)
    found = next(other, None)
    return found.start if found else None


def conclusion(result: Result, changed: date | None = None, *, over: bool = False) -> str:
    """The verdict with its reason; `changed` is since when it is counted differently.

    `over`: nothing follows any more.
    """
    verdict = result.verdict
    if verdict is None:
        return _("A level is shown as it is; it is not averaged or tested.")
    if verdict == Verdict.NOT_MEASURED:
        return _not_measured(result, over=over)
    if verdict == Verdict.NOT_COMPARABLE:
        return _not_comparable(changed)
    if verdict == Verdict.TOO_LITTLE_DATA:
        return f"{word(verdict)}. {_too_little(result)}"
    if verdict == Verdict.NO_CLEAR_CHANGE and result.needed:
        return _needed(result, result.needed)
    if verdict == Verdict.IMPROVED and result.since and result.confirmed:
        return _signal(result, verdict)
    return f"{word(verdict)}."


def is_provisional(result: Result) -> bool:
    """Whether a signal rests on trial limits."""
    return Warning.FEW_BASELINE_READINGS in result.warnings


def strength_told(result: Result, step: Strength | None = None) -> str:
    """How strong its claim is, or a step on the way there; a signal over trial limits says so."""
    step = step or result.strength
    if step == Strength.SIGNAL and is_provisional(result):
        return _("Provisional signal")
    return word(step) if step else ""


def _signal(result: Result, verdict: Verdict) -> str:
    """Since when there is a signal; one reading beyond the limits is confirmed by nothing else."""
    told = {"verdict": word(verdict), "since": formats.day(result.since)}
    if result.signal_readings == 1:
        if is_provisional(result):
            return _(
                "%(verdict)s; a provisional signal since %(since)s, for the limits are trial"
                " limits.",
                **told,
            )
        return _("%(verdict)s; a clear signal since %(since)s.", **told)
    told["confirmed"] = formats.day(result.confirmed)
    if is_provisional(result):
        return _(
            "%(verdict)s; a provisional signal since %(since)s, seen on %(confirmed)s, for the"
            " limits are trial limits.",
            **told,
        )
    return _(
        "%(verdict)s; a clear signal since %(since)s, confirmed on %(confirmed)s.",
        **told,
    )


def signal_told(found: Signal) -> str:
    """By which readings there is a clear signal."""
    if found.readings == 1:
        period = formats.span(found.since, found.confirmed)
        return _(
            "The reading of %(period)s lies on the good side, beyond the limit of the baseline."
            " That is the first sign that was complete; a row of readings may have begun before it"
            " and been complete after it.",
            period=period,
        )
    return _(
        "%(n)s readings in a row lie on the good side of the average before: from the one of"
        " %(since)s to the one of %(confirmed)s, which confirmed it.",
        n=formats.number(found.readings),
        since=formats.day(found.since),
        confirmed=formats.day(found.confirmed),
    )


def rounded_up(needed: int) -> int:
    """A sample size as people say it: 11,369 is about 11,400."""
    step = 1 if needed < 100 else 10 if needed < 1000 else 50 if needed < 10000 else 100
    return -(-needed // step) * step


def _not_measured(result: Result, *, over: bool) -> str:
    if result.baseline is None and result.follow_up is None:
        return _("Not measured: there are no figures before or after.")
    if result.baseline is None:
        return _("There are no figures before.")
    return _("There are no figures after.") if over else _("There are no figures after yet.")


def _not_comparable(changed: date | None) -> str:
    if changed is None:
        return _("Not comparable: before and after were counted differently.")
    return _("Not comparable: the way of counting changed on %(day)s.", day=formats.day(changed))


def _needed(result: Result, needed: int) -> str:
    words = {
        "verdict": word(Verdict.NO_CLEAR_CHANGE),
        "needed": formats.number(rounded_up(needed)),
        "before": _units(result.baseline),
        "after": _units(result.follow_up),
    }
    if _to_target(result):
        return _(
            "%(verdict)s. About %(needed)s inspected per period would be needed to see a change as"
            " large as the one to the target, if it is real; there are %(before)s and %(after)s.",
            **words,
        )
    return _(
        "%(verdict)s. About %(needed)s inspected per period would be needed to see a change of this"
        " size, if it is real; there are %(before)s and %(after)s.",
        **words,
    )


def power_told(result: Result) -> str:
    """What a sample size is good for, and how it is to be reached where lots differ."""
    chance = formats.percent(POWER)
    if _to_target(result):
        told = _(
            "With so many there is a chance of %(chance)s to see a change as large as the one to"
            " the target, if it is real.",
            chance=chance,
        )
    else:
        told = _(
            "With so many there is a chance of %(chance)s to see a change as large as the one"
            " found, if it is real.",
            chance=chance,
        )
    interval = result.change.interval if result.change else None
    if interval is None or interval.dispersion <= LOTS_DIFFER_FROM:
        return told
    more = _("Lots differ by more than chance: more lots or days tell, not more pieces of a lot.")
    return f"{told} {more}"


def _to_target(result: Result) -> bool:
    """Whether a sample size is for the change to the target: where that is better than before."""
    return result.target.state in (TargetState.BEHIND, TargetState.ON_WAY, TargetState.MET)


def _too_little(result: Result) -> str:
    if result.bare and result.bare == _readings(result):
        return _("Only rates were given, not what was counted.")
    if Warning.NO_VARIATION in result.warnings:
        return _("The readings do not vary, so chance cannot be told from change.")
    if result.kind == Kind.PROPORTION:
        return _too_few_units(result)
    if result.kind == Kind.RATE:
        return _("Too few events were counted before and after.")
    return _("At least three readings are needed before and after.")


def _readings(result: Result) -> int:
    """How many readings are compared."""
    return sum(side.readings for side in (result.baseline, result.follow_up) if side)


def _too_few_units(result: Result) -> str:
    words = {
        "before": _units(result.baseline),
        "after": _units(result.follow_up),
        "fewest": FEWEST_UNITS,
    }
    few_before, few_after = _is_few(result.baseline), _is_few(result.follow_up)
    if few_before and few_after:
        return _(
            "Too few were inspected: %(before)s before and %(after)s after;"
            " at least %(fewest)s are needed on each side.",
            **words,
        )
    if few_before:
        return _(
            "Too few were inspected before: %(before)s; at least %(fewest)s are needed.", **words
        )
    if few_after:
        return _(
            "Too few were inspected after: %(after)s; at least %(fewest)s are needed.", **words
        )
    return _(
        "Lots vary so much that what was inspected counts for fewer than %(fewest)s units.",
        **words,
    )


def _is_few(side: Side | None) -> bool:
    return side is not None and (side.denominator or 0.0) < FEWEST_UNITS


def _units(side: Side | None) -> str:
    return formats.number(side.denominator if side and side.denominator else 0.0)
