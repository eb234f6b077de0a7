"""The sustain clock: whether a gain was measured again 3, 6 and 12 months after the end.

Each later reading belongs to the check that it is nearest to, and to none half a year after the
last one was due. Source: docs/method.md, "Strength of a claim": the strength of the whole rests on
all later readings together; this shows them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from coachtrack.domain.comparison import FEWEST_READINGS, pooled_later
from coachtrack.domain.strength import lasted
from coachtrack.domain.types import Definition, Plan, Reading, Result, Side, Strength, Verdict
from coachtrack.domain.windows import later_from, months_after, sort_out

#: Months after the end at which a gain is measured again.
MONTHS = (3, 6, 12)
#: So long after it is due the last one still says something about that time.
STILL_TIME = timedelta(days=183)
#: So long after its end an engagement may have a re-measurement that is due.
CHECKED_FOR = timedelta(days=366) + STILL_TIME


@dataclass(frozen=True, slots=True)
class SustainCheck:
    """A re-measurement: when it is due, the days that count for it, and what was found.

    `until` is the first day that counts for the next one. `strength` is what the check says by
    itself; None with fewer than three readings, or where nothing was gained.
    """

    months: int
    due: date
    since: date
    until: date
    side: Side | None = None
    strength: Strength | None = None

    @property
    def needed(self) -> int:
        """How many readings it takes to say anything, where there are fewer; else 0."""
        return FEWEST_READINGS if self.side and self.side.readings < FEWEST_READINGS else 0

    def is_over(self, today: date) -> bool:
        """Whether what is measured from now on says nothing of this check any more."""
        return today >= self.until


@lru_cache(maxsize=1024)
def clock(ended_on: date) -> tuple[SustainCheck, ...]:
    """When an engagement's gain is measured again."""
    dues = [months_after(ended_on, months) for months in MONTHS]
    edges = [later_from(ended_on), *(_middle(*pair) for pair in pairwise(dues))]
    edges.append(min(dues[-1], date.max - STILL_TIME) + STILL_TIME)
    rows = zip(MONTHS, dues, *zip(*pairwise(edges), strict=True), strict=True)
    return tuple(SustainCheck(*row) for row in rows)


def sustain_checks(
    definition: Definition, readings: Sequence[Reading], plan: Plan, result: Result
) -> tuple[SustainCheck, ...]:
    """The clock of a gain with what was found; empty where there is no gain to keep, or no end."""
    if result.verdict != Verdict.IMPROVED or plan.ended_on is None:
        return ()
    found = sort_out(readings, plan)
    made = []
    for check in clock(plan.ended_on):
        part = [r for r in found.later if check.since <= r.start < check.until]
        side = pooled_later(part, found.follow_up, result.kind, definition)
        made.append(_filled(check, side, result))
    return tuple(made)


def _filled(check: SustainCheck, side: Side | None, result: Result) -> SustainCheck:
    strength = None
    known = result.strength not in (None, Strength.CLAIMED)
    if known and side and side.readings >= FEWEST_READINGS:
        assert result.baseline is not None
        assert result.follow_up is not None
        strength = lasted(result.baseline.value, result.follow_up.value, side.value)
    return SustainCheck(check.months, check.due, check.since, check.until, side, strength)


def _middle(start: date, end: date) -> date:
    return start + (end - start) / 2
