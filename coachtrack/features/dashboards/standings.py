"""Where every engagement of a programme stands by its main measure: the lists behind a headline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from coachtrack.domain.types import Strength, Verdict
from coachtrack.features.dashboards.plan import DONE
from coachtrack.features.dashboards.tasks import Main, Rank, Task, facts_of, tasks_of
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.cohorts import Outcome
from coachtrack.features.indicators.overview import MEASURED, begun, due, waits
from coachtrack.features.indicators.progress import NONE_YET, Progress
from coachtrack.features.signing.queries import Given
from coachtrack.features.signing.waiting import Stand, unsigned

#: Stands in an address for engagements in which nobody is named.
NOBODY = "-"


class Show(StrEnum):
    """The lists that a headline's numbers lead to."""

    STARTED = "started"
    TO_COME = "to-come"
    MEASURED = "measured"
    NOT_MEASURED = "not-measured"
    IMPROVED = "improved"
    UNCLEAR = "no-clear-change"
    WORSE = "worse"
    SUSTAINED = "sustained"
    PARTLY_SUSTAINED = "partly-sustained"
    SLIPPED = "slipped"
    NOT_REMEASURED = "not-remeasured"
    NOT_DUE = "not-due"
    WITH_EVIDENCE = "with-evidence"
    COACHING_DONE = "coaching-done"
    SIGNED = "signed"
    UNSIGNED = "unsigned"
    CHANGED_AFTERWARDS = "changed-afterwards"
    TO_DO = "to-do"


class Standing(NamedTuple):
    """An engagement with the measure that speaks for it, and what waits to be done."""

    engagement: EngagementRow
    main: Outcome | None
    begun: bool
    due: bool
    waits: bool
    tasks: tuple[Task, ...]
    #: Whether both sides signed what was counted before.
    signed: bool

    @property
    def has_baseline(self) -> bool:
        """Whether its main measure was counted before."""
        return self.main is not None and self.main.baseline_value is not None

    @property
    def measured(self) -> bool:
        """Whether its main measure was compared."""
        return self.main is not None and self.main.verdict in MEASURED and not self._left

    @property
    def improved(self) -> bool:
        """Whether its main measure clearly improved."""
        return self.found(Verdict.IMPROVED)

    def found(self, verdict: Verdict) -> bool:
        """Whether this is what the comparison of its main measure says."""
        return self.measured and self.main is not None and self.main.verdict == verdict

    @property
    def has_evidence(self) -> bool:
        """Whether it was compared, and somebody has looked at what its figures rest on."""
        return self.measured and self.main is not None and self.main.has_evidence

    @property
    def responsible(self) -> str:
        """Who sees to it: the first of the team; empty where nobody is named."""
        return next(iter(self.engagement.team), "")

    @property
    def rank(self) -> tuple[bool, Rank | None]:
        """What comes first: where something waits, what is most urgent."""
        return not self.tasks, self.tasks[0].rank if self.tasks else None

    def of(self, who: str) -> bool:
        """Whether a person sees to it, as an address names them."""
        return (self.responsible or NOBODY) == who

    @property
    def _left(self) -> bool:
        return self.main is not None and self.main.dropped_out

    def is_now(self, strength: Strength) -> bool:
        """Whether what improved stands like this months later."""
        return self.improved and self.main is not None and self.main.strength == strength


TESTS: dict[Show, Callable[[Standing], bool]] = {
    Show.STARTED: lambda one: one.begun or one.measured,
    Show.TO_COME: lambda one: not (one.begun or one.measured),
    Show.MEASURED: lambda one: one.measured,
    Show.NOT_MEASURED: lambda one: not one.measured,
    Show.IMPROVED: lambda one: one.improved,
    Show.UNCLEAR: lambda one: one.found(Verdict.NO_CLEAR_CHANGE),
    Show.WORSE: lambda one: one.found(Verdict.WORSE),
    Show.SUSTAINED: lambda one: one.is_now(Strength.SUSTAINED),
    Show.PARTLY_SUSTAINED: lambda one: one.is_now(Strength.PARTLY_SUSTAINED),
    Show.SLIPPED: lambda one: one.is_now(Strength.SLIPPED),
    Show.NOT_REMEASURED: lambda one: one.due,
    Show.NOT_DUE: lambda one: one.waits,
    Show.WITH_EVIDENCE: lambda one: one.has_evidence,
    Show.COACHING_DONE: lambda one: one.engagement.stage in DONE,
    Show.SIGNED: lambda one: one.has_baseline and one.signed,
    Show.UNSIGNED: lambda one: one.has_baseline and not one.signed,
    Show.CHANGED_AFTERWARDS: lambda one: one.engagement.changed_afterwards,
    Show.TO_DO: lambda one: bool(one.tasks),
}


class Known(NamedTuple):
    """What is known of engagements besides their results, by code; of signatures by measure.

    `signed`: of the figures before; `closed`: of the closing results.
    """

    visits: Mapping[str, date]
    progress: Mapping[str, Progress]
    silent: Mapping[str, int]
    signed: Mapping[int, Given]
    closed: Mapping[int, Given]
    objections: Mapping[str, int]
    #: How far what was ever signed is signed now.
    stands: Mapping[str, Stand]


def standings_of(
    engagements: Sequence[EngagementRow], rows: Sequence[Outcome], known: Known, today: date
) -> list[Standing]:
    """Every engagement, in the order given."""
    mains = {row.engagement: row for row in rows if row.main}
    return [
        _standing(engagement, mains.get(engagement.code), known, today)
        for engagement in engagements
    ]


def listed(standings: Sequence[Standing], show: str, who: str = "") -> list[Standing] | None:
    """Those that a headline's number counts; None where the address asks for no list.

    In the order given, but what is to be done in order of urgency, of one person if asked for.
    """
    if show not in set(Show):
        return None
    if show == Show.TO_DO:
        return [one for one in most_urgent(standings) if not who or one.of(who)]
    return [one for one in standings if TESTS[Show(show)](one)]


def most_urgent(standings: Sequence[Standing]) -> list[Standing]:
    """Those in which something waits, what is most urgent first."""
    waiting = [one for one in standings if one.tasks]
    return sorted(waiting, key=lambda one: (one.rank, one.engagement.code))


def _standing(
    engagement: EngagementRow, main: Outcome | None, known: Known, today: date
) -> Standing:
    given = known.signed.get(main.measure_id) if main else None
    code = engagement.code
    stands = main and _stands(main, known.progress.get(code, NONE_YET))
    counts = known.silent.get(code, 0), known.objections.get(code, 0)
    waiting = unsigned(known.stands.get(code, {}), main.measure_id if main else None)
    facts = facts_of(engagement, stands, known.visits.get(code), *counts, waiting)
    again = later = False
    if main and main.verdict == Verdict.IMPROVED and not main.dropped_out:
        again = due(main, engagement.end_on, today)
        later = waits(main, engagement.end_on, today)
    started = begun(engagement, today)
    tasks, signed = tasks_of(facts, today), given is not None and given.whole
    return Standing(engagement, main, started, again, later, tasks, signed)


def _stands(main: Outcome, counted: Progress) -> Main:
    has_follow_up = main.follow_up_value is not None
    aimed = main.target is not None or main.gain is not None
    return Main(*counted, aimed, main.verdict, main.strength, main.trust, has_follow_up)
