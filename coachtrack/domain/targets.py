"""How far the way to a target is gone: (b - f)/(b - t), the same for both directions."""

from __future__ import annotations

from coachtrack.domain.pooling import finite
from coachtrack.domain.types import PARTS, Better, Definition, Plan, Progress, TargetState


def progress(
    baseline: float | None, follow_up: float | None, target: float | None, better: Better
) -> Progress:
    """The progress from baseline to target, all in the unit; not capped."""
    if target is None:
        return Progress()
    if baseline is None or follow_up is None:
        return Progress(target, None, TargetState.NONE)
    if not is_better(target, baseline, better):
        kept = not is_better(target, follow_up, better)
        return Progress(target, None, TargetState.MET_AT_BASELINE if kept else TargetState.LOST)
    share = finite(finite(baseline - follow_up) / finite(baseline - target))
    return Progress(target, share, _state(share))


def goal(plan: Plan, baseline: float | None, definition: Definition) -> float | None:
    """The target in the unit: the figure, or what the gain makes of the baseline; else None.

    A gain that would lead beyond the whole, such as 30 % more than a yield of 90 %, is no target.
    """
    if plan.target is not None or plan.gain is None or baseline is None:
        return plan.target
    figure = finite(after_gain(baseline, plan.gain, definition.better))
    return None if definition.kind in PARTS and figure > definition.factor else figure


def after_gain(baseline: float, gain: float, better: Better) -> float:
    """A figure that is so many percent better than the baseline."""
    return baseline * (1 + (-gain if better == Better.LOWER else gain) / 100)


def is_better(figure: float, than: float, better: Better) -> bool:
    """Whether a figure is strictly on the good side of another."""
    return figure < than if better == Better.LOWER else figure > than


def _state(share: float) -> TargetState:
    if share < 0:
        return TargetState.BEHIND
    return TargetState.MET if share >= 1 else TargetState.ON_WAY
