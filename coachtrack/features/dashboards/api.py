"""results.json of an engagement and of a programme: the figures of the pages, unrounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coachtrack.domain.cohorts import Cohort
from coachtrack.domain.types import Change, Interval, Result, Side
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators.cohorts import IndicatorFigures
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.programmes.models import Programme
from coachtrack.features.signing.models import Part, Party
from coachtrack.features.signing.queries import Given


def engagement_results(
    engagement: Engagement,
    measures: Sequence[MeasureView],
    signatures: Mapping[tuple[int, Part], Given],
) -> dict[str, Any]:
    """Every measure's result, in full precision, and who signed what of it."""
    return {
        "engagement": engagement.code,
        "demo": engagement.programme.demo,
        "results": [
            _measure(view, {part: signatures.get((view.measure.id, part)) for part in Part})
            for view in measures
        ],
    }


def programme_results(
    programme: Programme, figures: Sequence[IndicatorFigures], withheld: int
) -> dict[str, Any]:
    """The figures over a programme's factories, indicator by indicator.

    `withheld`: how many engagements are in none of them, as their factories do not show themselves
    to who asks; told where there are any.
    """
    return {
        "programme": programme.code,
        "demo": programme.demo,
        "indicators": [_cohort(each.code, each.cohort) for each in figures],
        **({"withheld": withheld} if withheld else {}),
    }


def _measure(view: MeasureView, given: Mapping[Part, Given | None]) -> dict[str, Any]:
    result = view.result
    baseline = _side(result.baseline)
    if baseline is not None:
        signed = given[Part.BASELINE]
        baseline["signed"] = signed is not None and signed.whole
    return {
        "indicator": view.measure.indicator.code,
        "scope": view.measure.scope,
        "main": view.measure.main,
        "kind": result.kind,
        "unit": view.definition.unit,
        "better": view.definition.better,
        "baseline": baseline,
        "follow_up": _side(result.follow_up),
        "later": _side(result.later),
        "change": _change(result.change),
        "target": {
            "value": result.target.value,
            "progress": result.target.progress,
            "state": result.target.state,
        },
        "verdict": result.verdict,
        "strength": result.strength,
        "since": _iso(result, "since"),
        "confirmed": _iso(result, "confirmed"),
        "trust": result.trust,
        "warnings": list(result.warnings),
        **_signatures(given),
    }


def _signatures(given: Mapping[Part, Given | None]) -> dict[str, Any]:
    """Who signed each part; told where anybody did."""
    if not any(given.values()):
        return {}
    return {"signatures": {part: _given(signed) for part, signed in given.items()}}


def _given(signed: Given | None) -> dict[str, Any] | None:
    """By whom a part is signed, empty for a side that has not; and the day of the last of them."""
    if signed is None:
        return None
    sides = {party.value: signed.names.get(party) for party in Party}
    return {**sides, "on": signed.on.isoformat(), "on_paper": signed.on_paper}


def _iso(result: Result, name: str) -> str | None:
    day = getattr(result, name)
    return day.isoformat() if day else None


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "value": side.value,
        "numerator": side.numerator,
        "denominator": side.denominator,
        "readings": side.readings,
        "from": side.start.isoformat(),
        "to": side.end.isoformat(),
    }


def _change(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    interval = change.interval
    return {
        "absolute": change.absolute,
        "relative": change.relative,
        "improvement": change.improvement,
        "interval": interval
        and {
            "of": interval.of,
            "low": interval.low,
            "high": interval.high,
            "confidence": interval.confidence,
            "method": interval.method,
            "dispersion": interval.dispersion,
        },
    }


def _cohort(indicator: str, cohort: Cohort) -> dict[str, Any]:
    share = cohort.share_improved
    pooled = cohort.pooled
    return {
        "indicator": indicator,
        "started": cohort.started,
        "measured": cohort.measured,
        "left_out": cohort.left_out,
        "median_improvement": cohort.median,
        "quartiles": list(cohort.quartiles) if cohort.quartiles else None,
        "mean_improvement": cohort.mean,
        "share_improved": {
            "k": share.k,
            "n": share.n,
            "low": _end(share.interval, "low"),
            "high": _end(share.interval, "high"),
        },
        "geometric_mean_ratio": cohort.geometric_mean_ratio,
        "pooled": pooled
        and {
            "baseline": pooled.baseline,
            "follow_up": pooled.follow_up,
            "absolute": pooled.absolute,
            "relative": pooled.relative,
        },
        "strengths": cohort.strengths,
    }


def _end(interval: Interval | None, name: str) -> float | None:
    return getattr(interval, name) if interval else None
