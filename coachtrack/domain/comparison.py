"""compare(): from the readings of a measure to its result.

Source: docs/method.md, "One change, stated one way", "Verdict, in words", "Over-dispersion".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coachtrack.domain import rates, ratios, values
from coachtrack.domain.dispersion import Dispersion, dispersion
from coachtrack.domain.levels import transition
from coachtrack.domain.pooling import (
    counted,
    finite,
    pooled,
    telling,
    unvarying,
    unweighted,
    values_of,
)
from coachtrack.domain.proportions import newcombe, sample_size, wilson
from coachtrack.domain.signs import unsteady
from coachtrack.domain.strength import Limits, Signal, frozen_limits, lasted, signal
from coachtrack.domain.targets import goal, is_better, progress
from coachtrack.domain.types import (
    PARTS,
    Better,
    Change,
    ChangeInterval,
    Definition,
    Interval,
    Kind,
    Plan,
    Progress,
    Reading,
    Result,
    Side,
    Strength,
    Trust,
    Verdict,
    Warning,
    Window,
    lowest,
)
from coachtrack.domain.windows import Sorted, sort_out

CONFIDENCE = 0.95
#: A proportion with fewer effective units on a side says nothing.
FEWEST_UNITS = 20
#: With fewer events in the baseline a relative change is not shown.
FEWEST_EVENTS = 5
#: Readings a side below which a change is only claimed, and later readings that tell if it lasted.
FEWEST_READINGS = 3
#: With fewer baseline readings the limits of a chart are trial limits.
READINGS_FOR_LIMITS = 12
#: From this dispersion on units are said to come in clusters.
CLUSTERED_FROM = 2.0
#: A sample size above this settles nothing in practice.
LARGEST_NEEDED = 1e6

_COUNTED = (Kind.PROPORTION, Kind.RATE, Kind.RATIO, Kind.SCORE)


@dataclass(frozen=True, slots=True)
class _Case:
    """What a comparison works on: the readings sorted out, and both sides pooled."""

    definition: Definition
    kind: Kind
    plan: Plan
    sorted: Sorted
    #: The readings of the baseline and of the follow-up that say something.
    windows: tuple[tuple[Reading, ...], tuple[Reading, ...]]
    baseline: Side | None
    follow_up: Side | None
    #: How many of them are only a rate, of an indicator that is counted.
    bare: int
    spread: Dispersion


def compare(definition: Definition, readings: Sequence[Reading], plan: Plan) -> Result:
    """Compare the baseline with the follow-up of one measure.

    Readings may come in any order; those withdrawn are not given. Every finite input has an
    answer: what cannot be said is a verdict or a warning, never an exception or a NaN.
    """
    if definition.kind == Kind.LEVEL:
        return transition(definition, readings, plan)
    case = _case(definition, readings, plan)
    early = _too_early(case)
    if early is not None:
        return _result(case, early, None, None)
    change = _change(case)
    return _result(case, _verdict(case, change), change, _limits(case))


def signal_of(definition: Definition, readings: Sequence[Reading], plan: Plan) -> Signal | None:
    """The signal whose days a result tells; ask only where it tells some."""
    limits = _limits(_case(definition, readings, plan))
    return signal(limits, definition.better) if limits else None


def _limits(case: _Case) -> Limits | None:
    after = case.sorted.after_baseline
    return frozen_limits(case.kind, case.definition.factor, case.windows[0], after)


def _case(definition: Definition, readings: Sequence[Reading], plan: Plan) -> _Case:
    found = sort_out(readings, plan)
    windows = telling(found.baseline), telling(found.follow_up)
    both = windows[0] + windows[1]
    bare = 0
    if definition.kind in _COUNTED:
        bare = sum(not counted(reading) for reading in both)
    kind = Kind.VALUE if bare else definition.kind
    pool = unweighted if kind == Kind.VALUE else pooled
    spread = Dispersion(1.0, known=True)
    if kind in (Kind.PROPORTION, Kind.RATE):
        spread = dispersion(kind, windows)
    return _Case(
        definition,
        kind,
        plan,
        found,
        windows,
        pool(windows[0], definition.factor),
        pool(windows[1], definition.factor),
        bare,
        spread,
    )


def _too_early(case: _Case) -> Verdict | None:
    """The verdicts that need no arithmetic."""
    if not case.sorted.baseline or not case.sorted.follow_up:
        return Verdict.NOT_MEASURED
    if len({reading.version for window in case.windows for reading in window}) > 1:
        return Verdict.NOT_COMPARABLE
    if case.baseline is None or case.follow_up is None:
        return Verdict.TOO_LITTLE_DATA
    return None


def _change(case: _Case) -> Change:
    assert case.baseline is not None
    assert case.follow_up is not None
    before, after = case.baseline.value, case.follow_up.value
    relative = _fraction(after, before)
    improvement = relative
    if relative is not None and case.definition.better == Better.LOWER:
        improvement = 0.0 - relative
    return Change(finite(after - before), relative, improvement, _interval(case))


def _interval(case: _Case) -> ChangeInterval | None:
    if case.kind == Kind.PROPORTION:
        return _of_proportion(case)
    if case.kind == Kind.RATE:
        return _of_rate(case)
    if case.kind == Kind.VALUE:
        before, after = (values_of(window, case.definition.factor) for window in case.windows)
        return _told("absolute", values.welch(before, after, CONFIDENCE), "welch", case)
    found = ratios.log_ratio_interval(*case.windows, CONFIDENCE)
    return _told("ratio", found, "log-ratio", case)


def _of_proportion(case: _Case) -> ChangeInterval | None:
    (n1, d1), (n2, d2) = _effective(case)
    found = newcombe(n2, d2, n1, d1, CONFIDENCE)
    factor = case.definition.factor
    scaled = Interval(found.low * factor, found.high * factor)
    return _told("absolute", scaled, "newcombe", case)


def _of_rate(case: _Case) -> ChangeInterval | None:
    (n1, d1), (n2, d2) = _effective(case)
    return _told("ratio", rates.ratio(n2, d2, n1, d1, CONFIDENCE), "exact-conditional", case)


def _told(of: str, found: Interval | None, method: str, case: _Case) -> ChangeInterval | None:
    if found is None:
        return None
    low, high = (end if math.isfinite(end) else None for end in (found.low, found.high))
    return ChangeInterval(of, low, high, CONFIDENCE, method, case.spread.factor)


def _effective(case: _Case) -> tuple[tuple[float, float], tuple[float, float]]:
    """What was counted on each side, as if it had varied by chance only."""
    assert case.baseline is not None
    assert case.follow_up is not None
    phi = case.spread.factor
    return (
        ((case.baseline.numerator or 0.0) / phi, (case.baseline.denominator or 0.0) / phi),
        ((case.follow_up.numerator or 0.0) / phi, (case.follow_up.denominator or 0.0) / phi),
    )


def _of_follow_up(case: _Case) -> Interval | None:
    """The interval of the value after, by which one sees whether a target may be missed."""
    factor, window = case.definition.factor, case.windows[1]
    if case.kind == Kind.VALUE:
        return values.mean_interval(values_of(window, factor), CONFIDENCE)
    if case.kind in (Kind.PROPORTION, Kind.RATE):
        of_counts = wilson if case.kind == Kind.PROPORTION else rates.exact
        found: Interval | None = of_counts(*_effective(case)[1], CONFIDENCE)
    else:
        found = ratios.ratio_interval(window, CONFIDENCE)
    if found is None:
        return None
    most = factor if case.kind in PARTS else math.inf
    return Interval(finite(found.low * factor), finite(min(found.high * factor, most)))


def _verdict(case: _Case, change: Change) -> Verdict:
    interval = change.interval
    if interval is None:
        return Verdict.TOO_LITTLE_DATA
    if case.kind == Kind.PROPORTION and min(d for _, d in _effective(case)) < FEWEST_UNITS:
        return Verdict.TOO_LITTLE_DATA
    lower = interval.high is not None and interval.high < interval.unchanged
    higher = interval.low is not None and interval.low > interval.unchanged
    if not lower and not higher:
        return Verdict.NO_CLEAR_CHANGE
    good = lower == (case.definition.better == Better.LOWER)
    return Verdict.IMPROVED if good else Verdict.WORSE


def _result(case: _Case, verdict: Verdict, change: Change | None, limits: Limits | None) -> Result:
    later = _later(case)
    found = None
    if verdict == Verdict.IMPROVED and limits is not None and _measured(case):
        found = signal(limits, case.definition.better)
    effective: tuple[float | None, float | None] = (None, None)
    if change is not None and case.kind in (Kind.PROPORTION, Kind.RATE):
        (_, d1), (_, d2) = _effective(case)
        effective = (d1, d2)
    return Result(
        kind=case.kind,
        verdict=verdict,
        baseline=case.baseline,
        follow_up=case.follow_up,
        later=later,
        change=change,
        target=_target(case, verdict),
        strength=_strength(case, verdict, later, found is not None),
        since=found.since if found else None,
        confirmed=found.confirmed if found else None,
        trust=_trust(case),
        warnings=_warnings(case, verdict, change, limits),
        needed=_needed(case) if verdict == Verdict.NO_CLEAR_CHANGE else None,
        effective_baseline=effective[0],
        effective_follow_up=effective[1],
        version=case.definition.version,
        bare=case.bare,
        later_trust=_later_trust(case),
        signal_readings=found.readings if found else 0,
        unsteady=_unsteady(limits),
        follow_up_interval=_of_follow_up(case) if change is not None else None,
        hearsay=_hearsay(case),
        later_change=_later_change(case, later) if change is not None else None,
    )


def _unsteady(limits: Limits | None) -> int:
    if limits is None or limits.baseline < FEWEST_READINGS:
        return 0
    return unsteady(limits)


def _later(case: _Case) -> Side | None:
    return pooled_later(case.sorted.later, case.sorted.follow_up, case.kind, case.definition)


def pooled_later(
    later: Iterable[Reading], follow_up: Iterable[Reading], kind: Kind, definition: Definition
) -> Side | None:
    """Later readings as one side; what was counted otherwise than in the follow-up is left out."""
    found = _comparable(later, follow_up)
    if not found:
        return None
    bare = kind == Kind.VALUE or not all(counted(reading) for reading in found)
    pool = unweighted if bare else pooled
    return pool(found, definition.factor)


def _later_change(case: _Case, later: Side | None) -> Change | None:
    """As if what was measured months later were the follow-up; its own dispersion counts then."""
    if later is None:
        return None
    readings = (*case.sorted.baseline, *_comparable(case.sorted.later, case.sorted.follow_up))
    instead = replace(case.plan, follow_up=Window(later.start, later.end), ended_on=None)
    found = _case(case.definition, readings, instead)
    return None if _too_early(found) else _change(found)


def _comparable(later: Iterable[Reading], follow_up: Iterable[Reading]) -> tuple[Reading, ...]:
    """What was counted in another way later on neither proves nor disproves anything."""
    versions = {reading.version for reading in telling(follow_up)}
    return tuple(one for one in telling(later) if not versions or one.version in versions)


def _target(case: _Case, verdict: Verdict) -> Progress:
    comparable = verdict != Verdict.NOT_COMPARABLE
    baseline = case.baseline.value if case.baseline and comparable else None
    follow_up = case.follow_up.value if case.follow_up and comparable else None
    return progress(baseline, follow_up, _goal(case), case.definition.better)


def _goal(case: _Case) -> float | None:
    baseline = case.baseline.value if case.baseline else None
    return goal(case.plan, baseline, case.definition)


def _measured(case: _Case) -> bool:
    return case.bare == 0 and min(len(window) for window in case.windows) >= FEWEST_READINGS


def _strength(
    case: _Case, verdict: Verdict, later: Side | None, has_signal: bool
) -> Strength | None:
    if verdict in (Verdict.NOT_MEASURED, Verdict.NOT_COMPARABLE):
        return None
    if not _measured(case):
        return Strength.CLAIMED
    if verdict != Verdict.IMPROVED:
        return Strength.MEASURED
    if later is not None and later.readings >= FEWEST_READINGS:
        assert case.baseline is not None
        assert case.follow_up is not None
        known = lasted(case.baseline.value, case.follow_up.value, later.value)
        if known is not None:
            return known
    return Strength.SIGNAL if has_signal else Strength.MEASURED


def _trust(case: _Case) -> Trust | None:
    return lowest(reading.trust for window in case.windows for reading in window)


def _hearsay(case: _Case) -> bool:
    compared = [reading for window in case.windows for reading in window]
    told = {reading.trust for reading in compared}
    return 0 < case.bare == len(compared) and told == {Trust.SELF_REPORTED}


def _later_trust(case: _Case) -> Trust | None:
    later = lowest(one.trust for one in _comparable(case.sorted.later, case.sorted.follow_up))
    known = _trust(case)
    if known is None or later is None:
        return None
    return later if lowest((later, known)) != known else None


def _warnings(
    case: _Case, verdict: Verdict, change: Change | None, limits: Limits | None
) -> tuple[Warning, ...]:
    n_baseline = len(case.windows[0])
    counts = case.kind in (Kind.PROPORTION, Kind.RATE)
    told = {
        Warning.FEW_BASELINE_READINGS: 0 < n_baseline < READINGS_FOR_LIMITS,
        Warning.BASELINE_SPECIAL_CAUSE: limits is not None
        and any(position < limits.baseline for position in limits.chart.beyond),
        Warning.SELECTION_MEASUREMENT: case.plan.selection and n_baseline > 0,
        Warning.OTHER_CHANGE: case.plan.other_change,
        Warning.CLUSTERED: counts and case.spread.factor >= CLUSTERED_FROM,
        Warning.DISPERSION_UNKNOWN: counts and change is not None and not case.spread.known,
        Warning.FEW_EVENTS: counts and change is not None and _events(case) < FEWEST_EVENTS,
        Warning.BARE_VALUES: case.bare > 0,
        Warning.STRADDLING_READINGS: bool(case.sorted.straddling),
        Warning.NO_VARIATION: _no_variation(case, verdict),
    }
    return tuple(warning for warning in Warning if told[warning])


def _events(case: _Case) -> float:
    """Events of the baseline: the rarer of the property and its complement."""
    assert case.baseline is not None
    n, d = case.baseline.numerator or 0.0, case.baseline.denominator or 0.0
    return min(n, d - n) if case.kind == Kind.PROPORTION else n


def _no_variation(case: _Case, verdict: Verdict) -> bool:
    if verdict != Verdict.TOO_LITTLE_DATA or case.kind in (Kind.PROPORTION, Kind.RATE):
        return False
    if min(len(window) for window in case.windows) < FEWEST_READINGS:
        return False
    return all(unvarying(values_of(window, case.definition.factor)) for window in case.windows)


def _needed(case: _Case) -> int | None:
    """Units per period that would settle a proportion; None where no number would."""
    if case.kind != Kind.PROPORTION or case.baseline is None or case.follow_up is None:
        return None
    factor, better = case.definition.factor, case.definition.better
    aim = _goal(case)
    if aim is None or not is_better(aim, case.baseline.value, better):
        aim = case.follow_up.value
    first, second = case.baseline.value / factor, aim / factor
    if not (0 <= first <= 1 and 0 <= second <= 1):
        return None
    units = sample_size(first, second, CONFIDENCE) * case.spread.factor
    return math.ceil(units) if units <= LARGEST_NEEDED else None


def _fraction(after: float, before: float) -> float | None:
    """(after - before) / before; None where there is no such fraction."""
    if before == 0:
        return None
    found = (after - before) / before
    return found if math.isfinite(found) else None
