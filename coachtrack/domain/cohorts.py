"""Figures over many factories: who is in them, who is left out and why, and several averages.

Sources: docs/method.md, "Over many factories"; Wilcoxon 1945, Biometrics Bulletin 1:80 and Hodges
& Lehmann 1963, Ann. Math. Stat. 34:598 for the test across factories.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from coachtrack.domain.pooling import finite, mean, total
from coachtrack.domain.proportions import wilson
from coachtrack.domain.types import Better, Interval, Kind, Strength, Verdict

#: Why a factory is not in a figure, in the order in which it is decided.
LEFT_OUT = ("dropped-out", "not-measured", "not-comparable", "too-little-data", "baseline-zero")
#: With fewer factories quartiles mean nothing.
FEWEST_FOR_QUARTILES = 3
#: With fewer, what is told of them without their names could tell of one of them.
FEWEST_WITHOUT_NAMES = 5
#: With fewer factories measured a share of those started says nothing about the rest.
FEWEST_FOR_REST = 5
#: With this many or fewer no two-sided test can tell them from chance (2/2ⁿ > .05).
TOO_FEW_TO_TEST = 5
#: Up to this many pairs the distribution of the signed ranks is counted out.
EXACT_PAIRS = 50

_REFUSED = {
    Verdict.NOT_MEASURED: "not-measured",
    Verdict.NOT_COMPARABLE: "not-comparable",
    Verdict.TOO_LITTLE_DATA: "too-little-data",
}


class Compared(Protocol):
    """What the figures ask of a factory; `ratio` is after divided by before."""

    @property
    def verdict(self) -> Verdict | None: ...
    @property
    def improvement(self) -> float | None: ...
    @property
    def ratio(self) -> float | None: ...
    @property
    def dropped_out(self) -> bool: ...
    @property
    def strength(self) -> Strength | None: ...
    @property
    def baseline_numerator(self) -> float | None: ...
    @property
    def baseline_denominator(self) -> float | None: ...
    @property
    def follow_up_numerator(self) -> float | None: ...
    @property
    def follow_up_denominator(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One factory in a figure over many, where no stored result stands for it."""

    key: str
    verdict: Verdict | None
    improvement: float | None
    ratio: float | None
    dropped_out: bool = False
    strength: Strength | None = None
    baseline_numerator: float | None = None
    baseline_denominator: float | None = None
    follow_up_numerator: float | None = None
    follow_up_denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """k of n with a Wilson interval, as shares; no interval where n is 0."""

    k: int
    n: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Pooled:
    """Σn/Σd over the factories measured, in the unit; large factories weigh more."""

    baseline: float
    follow_up: float
    absolute: float
    relative: float | None


class Quartiles(NamedTuple):
    """A quarter improved by less than `low`, half by less than `middle`, a quarter by more than
    `high`; improvements as fractions, positive is good.
    """

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """The figures over factories; improvements are fractions, positive is good."""

    started: int
    measured: int
    left_out: dict[str, int]
    median: float | None
    quartiles: tuple[float, float, float] | None
    mean: float | None
    share_improved: Share
    share_of_started: Share
    geometric_mean_ratio: float | None
    zero_ratios: int
    pooled: Pooled | None
    strengths: dict[str, int] = field(default_factory=dict)
    simpson: bool = False

    @property
    def tells_share(self) -> bool:
        """Whether so many are measured that a share of them, with its interval, says something."""
        return self.measured >= FEWEST_FOR_QUARTILES

    @property
    def tells_rest(self) -> bool:
        """Whether so many are measured that they stand for those that may yet follow."""
        return self.measured >= FEWEST_FOR_REST


@dataclass(frozen=True, slots=True)
class Remeasured:
    """The factories measured again months later: their median improvement at closing and now."""

    n: int
    closing: float
    now: float


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Wilcoxon's test of paired differences; `p` is None where there are too few to test."""

    n: int
    v: float
    p: float | None
    estimate: float
    interval: Interval | None


def left_out_reason(entry: Compared) -> str | None:
    """Why a factory is not in the figures; None when it is. A drop-out never vanishes."""
    if entry.dropped_out:
        return "dropped-out"
    if entry.verdict is None:
        return "not-comparable"
    if entry.verdict in _REFUSED:
        return _REFUSED[entry.verdict]
    return "baseline-zero" if entry.improvement is None else None


def summarise(entries: Iterable[Compared], kind: Kind, better: Better, factor: float) -> Cohort:
    """The figures over factories, each with the one measure that speaks for it."""
    everyone = list(entries)
    reasons: Counter[str] = Counter()
    counted: list[Compared] = []
    for entry in everyone:
        reason = left_out_reason(entry)
        if reason is None:
            counted.append(entry)
        else:
            reasons[reason] += 1
    improvements = sorted(entry.improvement for entry in counted if entry.improvement is not None)
    improved = sum(entry.verdict == Verdict.IMPROVED for entry in counted)
    pooled = _pooled(counted, kind, factor)
    ratio, zeros = _geometric_mean(counted)
    return Cohort(
        started=len(everyone),
        measured=len(counted),
        left_out={reason: reasons[reason] for reason in LEFT_OUT if reasons[reason]},
        median=_median(improvements),
        quartiles=_quartiles(improvements),
        mean=mean(improvements) if improvements else None,
        share_improved=_share(improved, len(counted)),
        share_of_started=_share(improved, len(everyone)),
        geometric_mean_ratio=ratio,
        zero_ratios=zeros,
        pooled=pooled,
        strengths=_strengths(counted),
        simpson=_disagrees(pooled, improvements, better),
    )


def remeasured(gains: Iterable[tuple[float, float, float]], better: Better) -> Remeasured | None:
    """At closing and now, from before, after and later of each factory; None without any."""
    counted = [(before, after, later) for before, after, later in gains if before]
    if not counted:
        return None
    sign = -1 if better == Better.LOWER else 1
    closing = sorted(finite(sign * (after - before) / before) for before, after, _later in counted)
    now = sorted(finite(sign * (later - before) / before) for before, _after, later in counted)
    return Remeasured(len(counted), _median(closing) or 0.0, _median(now) or 0.0)


def signed_ranks(differences: Sequence[float], confidence: float = 0.95) -> SignedRanks:
    """Wilcoxon's signed-rank test of paired differences, with the Hodges-Lehmann estimate.

    Exact up to 50 pairs without ties, else by the normal approximation with a correction for
    continuity and ties. Zero differences are left out.
    """
    pairs = sorted((d for d in differences if d != 0), key=abs)
    ranks, ties = _ranks([abs(d) for d in pairs])
    v = math.fsum(rank for rank, d in zip(ranks, pairs, strict=True) if d > 0)
    n = len(pairs)
    walsh = _walsh(pairs)
    estimate = statistics.median(walsh) if walsh else 0.0
    if n <= TOO_FEW_TO_TEST:
        return SignedRanks(n, v, None, estimate, None)
    exact = n <= EXACT_PAIRS and not ties
    p = _exact_p(v, n) if exact else _normal_p(v, n, ties)
    interval = _walsh_interval(walsh, n, confidence) if n <= EXACT_PAIRS else None
    return SignedRanks(n, v, p, estimate, interval)


def quartiles_without_names(improvements: Sequence[float]) -> Quartiles | None:
    """The quartiles of factories that shall not be known, in whole percents as fractions.

    None with fewer than five. The figures of a cohort have them exactly (`summarise`); rounded,
    they are nobody's own figure.
    """
    if len(improvements) < FEWEST_WITHOUT_NAMES:
        return None
    exact = _quartiles(sorted(improvements))
    return None if exact is None else Quartiles(*(round(value, 2) for value in exact))


def _median(ordered: Sequence[float]) -> float | None:
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return ordered[half - 1] / 2 + ordered[half] / 2


def _quartiles(ordered: Sequence[float]) -> tuple[float, float, float] | None:
    """As statistics.quantiles(n=4, method="inclusive") has them."""
    if len(ordered) < FEWEST_FOR_QUARTILES:
        return None
    # A quarter, exactly, so that sums within stay finite.
    quarters = [improvement / 4 for improvement in ordered]
    low, middle, high = statistics.quantiles(quarters, n=4, method="inclusive")
    return 4 * low, 4 * middle, 4 * high


def _share(k: int, n: int) -> Share:
    return Share(k, n, wilson(k, n) if n else None)


def _geometric_mean(entries: Sequence[Compared]) -> tuple[float | None, int]:
    ratios = [ratio for entry in entries if (ratio := entry.ratio) is not None]
    logs = [math.log(ratio) for ratio in ratios if ratio > 0]
    return (math.exp(math.fsum(logs) / len(logs)) if logs else None), ratios.count(0)


def _pooled(entries: Sequence[Compared], kind: Kind, factor: float) -> Pooled | None:
    """Over the factories that gave counts; None for other kinds than proportions and rates."""
    if kind not in (Kind.PROPORTION, Kind.RATE):
        return None
    rows = [e for e in entries if e.baseline_denominator and e.follow_up_denominator]
    if not rows:
        return None
    before = _quotient([(e.baseline_numerator, e.baseline_denominator) for e in rows], factor)
    after = _quotient([(e.follow_up_numerator, e.follow_up_denominator) for e in rows], factor)
    relative = finite((after - before) / before) if before else None
    return Pooled(before, after, finite(after - before), relative)


def _quotient(pairs: Sequence[tuple[float | None, float | None]], factor: float) -> float:
    numerator = total([n or 0.0 for n, _ in pairs])
    return finite(numerator / total([d or 0.0 for _, d in pairs]) * factor)


def _strengths(entries: Sequence[Compared]) -> dict[str, int]:
    found = Counter(entry.strength for entry in entries)
    return {strength.value: found[strength] for strength in Strength if found[strength]}


def _disagrees(pooled: Pooled | None, improvements: Sequence[float], better: Better) -> bool:
    """Simpson: the pooled figure goes one way and every factory the other."""
    if pooled is None or not improvements or pooled.absolute == 0:
        return False
    pooled_is_better = (pooled.absolute < 0) == (better == Better.LOWER)
    others = all(i < 0 for i in improvements) if pooled_is_better else improvements[0] > 0
    return bool(others)


def _ranks(sizes: Sequence[float]) -> tuple[list[float], list[int]]:
    """Mean ranks of sorted sizes, and how many share each tied rank."""
    ranks: list[float] = []
    ties: list[int] = []
    i = 0
    while i < len(sizes):
        j = i
        while j + 1 < len(sizes) and sizes[j + 1] == sizes[i]:
            j += 1
        ranks += [(i + j) / 2 + 1] * (j - i + 1)
        if j > i:
            ties.append(j - i + 1)
        i = j + 1
    return ranks, ties


def _exact_p(v: float, n: int) -> float:
    """Two-sided: how many of the 2ⁿ sign patterns are at least as far from the middle."""
    tail = min(v, n * (n + 1) / 2 - v)
    return min(1.0, 2 * sum(_ways(n)[: int(tail) + 1]) / 2.0**n)


@lru_cache(maxsize=EXACT_PAIRS + 1)
def _ways(n: int) -> tuple[int, ...]:
    """How many of the 2ⁿ sign patterns give each sum of positive ranks, from 0 on."""
    ways = [1]
    for rank in range(1, n + 1):
        longer = ways + [0] * rank
        for reached, count in enumerate(ways):
            longer[reached + rank] += count
        ways = longer
    return tuple(ways)


def _normal_p(v: float, n: int, ties: Sequence[int]) -> float:
    mean = n * (n + 1) / 4
    variance = n * (n + 1) * (2 * n + 1) / 24 - sum(t**3 - t for t in ties) / 48
    z = max(abs(v - mean) - 0.5, 0.0) / math.sqrt(variance) if variance > 0 else 0.0
    return math.erfc(z / math.sqrt(2))


#: Up to this many pairs all n(n+1)/2 averages are made; above, evenly spaced ones stand for all.
_ALL_WALSH = 400


def _walsh(pairs: Sequence[float]) -> list[float]:
    """The averages of all pairs of differences, in order; their median is Hodges-Lehmann's."""
    values = sorted(pairs)
    if len(values) > _ALL_WALSH:
        step = (len(values) - 1) / (_ALL_WALSH - 1)
        values = [values[round(i * step)] for i in range(_ALL_WALSH)]
    return sorted(
        values[i] / 2 + values[j] / 2 for i in range(len(values)) for j in range(i, len(values))
    )


def _walsh_interval(walsh: Sequence[float], n: int, confidence: float) -> Interval | None:
    """Order statistics of the averages: the k-th from either end (Hollander & Wolfe 1973)."""
    tail, below, k = (1 - confidence) / 2, 0.0, 0
    ways = _ways(n)
    while below + ways[k] / 2**n <= tail:
        below += ways[k] / 2**n
        k += 1
    return Interval(walsh[k - 1], walsh[-k]) if k else None
