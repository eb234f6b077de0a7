"""How far the baseline of a measure is, and what keeps it from being measured."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.domain.sustain import clock
from coachtrack.features.engagements.models import BEFORE_THE_END, Stage
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.kit import formats

#: The improvement has not begun, so what is counted now still tells of the state before.
NOT_YET_CHANGED = (Stage.SELECTED, Stage.KICK_OFF, Stage.BASELINE, Stage.PLAN)


def being_measured(view: MeasureView, today: date) -> bool:
    """Whether readings of the baseline are still coming in."""
    window = view.plan.baseline
    open_now = window is None or today <= window.end
    return open_now and _unfinished(view)


def progress_told(view: MeasureView) -> str:
    """How many readings of the baseline there are, and where its window is still to be set."""
    found = {"n": view.n_baseline, "needed": READINGS_FOR_LIMITS}
    if view.plan.baseline is None:
        return _(
            "When the baseline is measured is not set yet: %(n)s of %(needed)s readings.", **found
        )
    return _("The baseline is being measured: %(n)s of %(needed)s readings.", **found)


def obstacle(view: MeasureView, today: date) -> str:
    """Why no more readings count as a baseline, and what to do; empty where nothing is amiss."""
    window = view.plan.baseline
    if window is None:
        return _said_without_window() if view.readings else ""
    if today <= window.end or not (_unfinished(view) or view.n_baseline == 0):
        return ""
    told = _(
        "The baseline window, %(days)s, is over with %(n)s of %(needed)s readings.",
        days=formats.span(window.start, window.end),
        n=view.n_baseline,
        needed=READINGS_FOR_LIMITS,
    )
    if view.measure.engagement.stage in NOT_YET_CHANGED:
        return f"{told} " + _("Make it longer and go on counting, or enter what was counted in it.")
    return f"{told} " + _("Enter what was counted in it; later figures cannot stand for it.")


def is_over(view: MeasureView, today: date) -> bool:
    """Whether no re-measurement is due any more."""
    ended = view.plan.ended_on
    measured = ended is not None and view.result.follow_up is not None
    return measured and clock(ended)[-1].is_over(today)


def afterwards(view: MeasureView, today: date) -> str:
    """That no re-measurement is due any more; empty where one may be."""
    if not is_over(view, today):
        return ""
    return _(
        "Coaching ended on %(day)s, and the last time to measure again is over. What is entered now"
        " is counted with the figures of months later, and can change what is said of them.",
        day=formats.day(view.plan.ended_on),
    )


def _unfinished(view: MeasureView) -> bool:
    under_way = view.measure.engagement.stage in BEFORE_THE_END
    return under_way and view.result.follow_up is None and view.n_baseline < READINGS_FOR_LIMITS


def _said_without_window() -> str:
    return _("The baseline window is not set, so no reading counts as before.")
