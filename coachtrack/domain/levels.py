"""Levels on a named scale: shown as a transition, never averaged and never tested."""

from __future__ import annotations

from collections.abc import Sequence

from coachtrack.domain.pooling import finite, telling, unweighted
from coachtrack.domain.targets import progress
from coachtrack.domain.types import (
    Change,
    Definition,
    Kind,
    Plan,
    Reading,
    Result,
    Side,
    Warning,
    lowest,
)
from coachtrack.domain.windows import sort_out


def transition(definition: Definition, readings: Sequence[Reading], plan: Plan) -> Result:
    """From the last level of the baseline to the last of the follow-up."""
    found = sort_out(readings, plan)
    windows = (found.baseline, found.follow_up, found.later)
    last = [telling(window)[-1:] for window in windows]
    baseline, follow_up, later = (unweighted(one, definition.factor) for one in last)
    before, after = (side.value if side else None for side in (baseline, follow_up))
    compared = last[0] + last[1]
    return Result(
        kind=Kind.LEVEL,
        verdict=None,
        baseline=baseline,
        follow_up=follow_up,
        later=later,
        change=_change(baseline, follow_up, {reading.version for reading in compared}),
        target=progress(before, after, plan.target, definition.better),
        trust=lowest(reading.trust for reading in compared),
        warnings=(Warning.STRADDLING_READINGS,) if found.straddling else (),
        version=definition.version,
    )


def _change(baseline: Side | None, follow_up: Side | None, versions: set[int]) -> Change | None:
    """Levels on two versions of a scale have no difference."""
    if baseline is None or follow_up is None or len(versions) > 1:
        return None
    return Change(finite(follow_up.value - baseline.value), None, None, None)
