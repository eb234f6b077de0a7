"""The arithmetic, which is plain Python, beside numpy and scipy doing the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
from scipy import stats

from coachtrack.domain import compare
from coachtrack.domain.cohorts import Entry, summarise
from coachtrack.domain.control_charts import MOVING_RANGE_TO_SIGMA
from coachtrack.domain.strength import SIGMA_Z_OF_CHANCE, frozen_limits
from coachtrack.domain.types import Plan, Reading, Result
from coachtrack.domain.windows import sort_out
from tests.bench.generated import BASELINE, DEFECT_RATE, END, FOLLOW_UP, STORIES, Story, readings
from tests.bench.timing import Table, beside, interleaved

RESULTS = 50_000
AGREE = 1e-9
PLAN = Plan(BASELINE, FOLLOW_UP, END, target=5.0)
Array = numpy.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """What numpy finds: the figures that both sides must agree on."""

    before: float
    after: float
    low: float
    high: float
    dispersion: float
    beyond: int


def tables() -> Iterator[Table]:
    """One comparison, and the cohort of many results."""
    yield _comparison()
    yield _cohort()


def _comparison() -> Table:
    counted = sixty_readings()
    result, figures = compare(DEFECT_RATE, counted, PLAN), with_numpy(counted)
    _agree(result, figures)
    assert figures.beyond == _beyond_limits(counted) > 0
    timings = interleaved(
        {
            "numpy and scipy": lambda: with_numpy(counted),
            "compare()": lambda: compare(DEFECT_RATE, counted, PLAN),
        },
        rounds=500,
    )
    about = (
        "From 60 readings to both pooled values, the dispersion, the 95 % interval of the change"
        " and the readings beyond\nthe limits of the baseline. compare() also decides verdict,"
        " strength, target and warnings."
    )
    return Table("compare() on 60 readings", about, beside(timings, {}))


def sixty_readings() -> list[Reading]:
    """Sixty readings of one measure: 24 in either window, 12 later."""
    dice = random.Random(7)
    story = Story(after=0.3, later=0.3)
    days = readings(story, dice)
    lots = [replace(reading, lot="2") for reading in readings(story, dice)[:24]]
    return [*days, *lots]


def with_numpy(counted: Sequence[Reading]) -> Figures:
    """The same figures as an analyst would have them, from the same readings."""
    ordered = sorted(counted, key=lambda reading: (reading.start, reading.lot))
    days = numpy.array([reading.start for reading in ordered], "datetime64[D]")
    n = numpy.array([reading.numerator for reading in ordered], float)
    d = numpy.array([reading.denominator for reading in ordered], float)
    first = (days >= numpy.datetime64(BASELINE.start)) & (days <= numpy.datetime64(BASELINE.end))
    last = (days >= numpy.datetime64(FOLLOW_UP.start)) & (days <= numpy.datetime64(FOLLOW_UP.end))
    p1, p2 = n[first].sum() / d[first].sum(), n[last].sum() / d[last].sum()
    parts = [_chi_square(n[w], d[w], p) for w, p in ((first, p1), (last, p2))]
    phi = max(1.0, sum(c for c, _ in parts) / sum(k - 1 for _, k in parts))
    low, high = _newcombe(p2, d[last].sum() / phi, p1, d[first].sum() / phi)
    beyond = _beyond(n, d, first, float(p1))
    return Figures(p1 * 100, p2 * 100, low * 100, high * 100, phi, beyond)


def _chi_square(n: Array, d: Array, p: float) -> tuple[float, int]:
    told = min(p, 1 - p) * d >= 1
    misses = (n[told] - p * d[told]) ** 2 / (p * d[told] * (1 - p))
    return float(misses.sum()), int(told.sum())


def _wilson(p: float, n: float) -> tuple[float, float]:
    z = stats.norm.ppf(0.975)
    centre = (p * n + z * z / 2) / (n + z * z)
    half = z * numpy.sqrt(n * p * (1 - p) + z * z / 4) / (n + z * z)
    return centre - half, centre + half


def _newcombe(p1: float, n1: float, p2: float, n2: float) -> tuple[float, float]:
    (low1, high1), (low2, high2) = _wilson(p1, n1), _wilson(p2, n2)
    return (
        p1 - p2 - numpy.hypot(p1 - low1, high2 - p2),
        p1 - p2 + numpy.hypot(high1 - p1, p2 - low2),
    )


def _beyond(n: Array, d: Array, first: Array, p: float) -> int:
    """Readings outside the frozen limits of the baseline."""
    sigma = numpy.sqrt(p * (1 - p) / d)
    z = (n / d - p) / sigma
    sigma_z = numpy.abs(numpy.diff(z[first])).mean() / MOVING_RANGE_TO_SIGMA
    half = 3 * sigma * (sigma_z if sigma_z > SIGMA_Z_OF_CHANCE else 1.0)
    return int((numpy.abs(n / d - p) > numpy.minimum(half, numpy.maximum(p, 1 - p))).sum())


def _agree(result: Result, figures: Figures) -> None:
    assert result.baseline is not None
    assert result.follow_up is not None
    assert result.change is not None
    interval = result.change.interval
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    ours = (result.baseline.value, result.follow_up.value, interval.low, interval.high)
    theirs = (figures.before, figures.after, figures.low, figures.high)
    assert numpy.allclose(ours, theirs, rtol=AGREE), (ours, theirs)
    assert numpy.isclose(interval.dispersion, figures.dispersion, rtol=AGREE)


def _beyond_limits(counted: Sequence[Reading]) -> int:
    """How many readings the product finds beyond the limits of the baseline."""
    found = sort_out(counted, PLAN)
    kind, factor = DEFECT_RATE.kind, DEFECT_RATE.factor
    limits = frozen_limits(kind, factor, found.baseline, found.after_baseline)
    assert limits is not None
    return len(limits.chart.beyond)


def _cohort() -> Table:
    entries = _entries()
    columns = _columns(entries)
    cohort = summarise(entries, DEFECT_RATE.kind, DEFECT_RATE.better, DEFECT_RATE.factor)
    theirs = _cohort_of(columns)
    ours = (cohort.median, cohort.mean, cohort.geometric_mean_ratio)
    assert numpy.allclose(ours, (theirs["median"], theirs["mean"], theirs["geometric"]), rtol=AGREE)
    timings = interleaved(
        {
            "numpy, from the same objects": lambda: _cohort_of(_columns(entries)),
            "numpy, arrays at hand": lambda: _cohort_of(columns),
            "summarise()": lambda: summarise(
                entries, DEFECT_RATE.kind, DEFECT_RATE.better, DEFECT_RATE.factor
            ),
        },
        rounds=20,
    )
    about = (
        "Who is left out and why, median, quartiles, mean, geometric mean, pooled figures, share"
        " improved and strengths\nof 50,000 results."
    )
    return Table(f"Cohort of {RESULTS:,} results", about, beside(timings, {}))


def _entries() -> list[Entry]:
    """A thousand results of the arithmetic, over and over."""
    dice = random.Random(11)
    thousand = [
        _entry(str(n), compare(DEFECT_RATE, readings(STORIES[n % len(STORIES)], dice), PLAN))
        for n in range(1000)
    ]
    return [thousand[n % 1000] for n in range(RESULTS)]


def _entry(key: str, result: Result) -> Entry:
    before, after, change = result.baseline, result.follow_up, result.change
    both = before is not None and after is not None and before.value
    return Entry(
        key=key,
        verdict=result.verdict,
        improvement=change.improvement if change else None,
        ratio=after.value / before.value if both else None,
        strength=result.strength,
        baseline_numerator=before.numerator if before else None,
        baseline_denominator=before.denominator if before else None,
        follow_up_numerator=after.numerator if after else None,
        follow_up_denominator=after.denominator if after else None,
    )


def _columns(entries: Sequence[Entry]) -> dict[str, Array]:
    """One array a field; what is missing is not a number."""
    floats = (
        "improvement",
        "ratio",
        "baseline_numerator",
        "baseline_denominator",
        "follow_up_numerator",
        "follow_up_denominator",
    )
    found = {name: numpy.array([getattr(e, name) for e in entries], float) for name in floats}
    found["verdict"] = numpy.array([entry.verdict for entry in entries], "U16")
    found["strength"] = numpy.array([entry.strength or "" for entry in entries], "U16")
    return found


def _cohort_of(columns: dict[str, Array]) -> dict[str, Any]:
    refused = numpy.isin(columns["verdict"], ("not-measured", "not-comparable", "too-little-data"))
    counted = ~refused & ~numpy.isnan(columns["improvement"])
    improvements, ratios = columns["improvement"][counted], columns["ratio"][counted]
    sums = {
        side: columns[f"{side}_numerator"][counted].sum()
        / columns[f"{side}_denominator"][counted].sum()
        for side in ("baseline", "follow_up")
    }
    improved = int((columns["verdict"][counted] == "improved").sum())
    return {
        "left_out": Counter(columns["verdict"][refused].tolist()),
        "median": numpy.median(improvements),
        "quartiles": numpy.quantile(improvements, (0.25, 0.5, 0.75)),
        "mean": improvements.mean(),
        "geometric": stats.gmean(ratios[ratios > 0]),
        "pooled": sums,
        "improved": stats.binomtest(improved, int(counted.sum())).proportion_ci(method="wilson"),
        "strengths": numpy.unique(columns["strength"][counted], return_counts=True),
    }
