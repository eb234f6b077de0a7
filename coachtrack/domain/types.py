"""The words of the arithmetic: what goes into a comparison and what comes out.

Everything is frozen and free of Flask and of the database. Values of a `Side`, a `Change` and a
`Progress` are in the indicator's unit (21.5 for 21.5 %); `relative` and `improvement` are
fractions (-0.48 is 48 % less); a ratio is after divided by before.

Source: docs/method.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How an indicator is counted, which decides how it is pooled and compared."""

    PROPORTION = "proportion"
    RATE = "rate"
    RATIO = "ratio"
    SCORE = "score"
    VALUE = "value"
    LEVEL = "level"


#: Kinds that count a part of a whole.
PARTS = (Kind.PROPORTION, Kind.SCORE)


class Better(StrEnum):
    """Which direction is good."""

    LOWER = "lower"
    HIGHER = "higher"


class Trust(StrEnum):
    """How far a reading was verified, from the weakest to the strongest."""

    SELF_REPORTED = "self-reported"
    SEEN = "seen"
    CROSS_CHECKED = "cross-checked"
    THIRD_PARTY = "third-party"


def lowest(levels: Iterable[Trust]) -> Trust | None:
    """The weakest of these levels; None where there are none."""
    found = set(levels)
    return next((level for level in Trust if level in found), None)


class Phase(StrEnum):
    """Where a reading lies in its engagement."""

    EARLIER = "earlier"
    BASELINE = "baseline"
    COACHING = "coaching"
    FOLLOW_UP = "follow-up"
    LATER = "later"


class Verdict(StrEnum):
    """What the comparison says, in the order in which it is decided."""

    NOT_MEASURED = "not-measured"
    NOT_COMPARABLE = "not-comparable"
    TOO_LITTLE_DATA = "too-little-data"
    IMPROVED = "improved"
    WORSE = "worse"
    NO_CLEAR_CHANGE = "no-clear-change"


class Strength(StrEnum):
    """How strong the claim is, a ladder."""

    CLAIMED = "claimed"
    MEASURED = "measured"
    SIGNAL = "signal"
    SUSTAINED = "sustained"
    PARTLY_SUSTAINED = "partly-sustained"
    SLIPPED = "slipped"


class TargetState(StrEnum):
    """Where a measure stands against its target."""

    NONE = "none"
    MET_AT_BASELINE = "met-at-baseline"
    LOST = "lost"
    BEHIND = "behind"
    ON_WAY = "on-way"
    MET = "met"


class Warning(StrEnum):
    """What a reader of the figure must know besides."""

    FEW_BASELINE_READINGS = "few-baseline-readings"
    BASELINE_SPECIAL_CAUSE = "baseline-special-cause"
    SELECTION_MEASUREMENT = "selection-measurement"
    OTHER_CHANGE = "other-change"
    CLUSTERED = "clustered"
    DISPERSION_UNKNOWN = "dispersion-unknown"
    FEW_EVENTS = "few-events"
    BARE_VALUES = "bare-values"
    STRADDLING_READINGS = "straddling-readings"
    NO_VARIATION = "no-variation"


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an indicator's definition. `factor` turns n/d into the unit (100 for %)."""

    kind: Kind
    better: Better
    factor: float = 1.0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted over a period, perhaps of a lot; or a bare value in the indicator's unit."""

    start: date
    end: date
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    version: int = 1
    trust: Trust = Trust.SELF_REPORTED
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both ends included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What the engagement says about a comparison.

    `gain`: by how many percent it is to be better than the baseline, which makes the target where
    there is no figure. `selection`: the baseline was also how the line was chosen. `other_change`:
    an event of that kind (a new machine, a model change) lies between the windows' outer ends.
    """

    baseline: Window | None = None
    follow_up: Window | None = None
    ended_on: date | None = None
    target: float | None = None
    selection: bool = False
    other_change: bool = False
    gain: float | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; an end is None or infinite where there is none."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Side:
    """One window of a comparison: its pooled value and what it was pooled from."""

    value: float
    numerator: float | None
    denominator: float | None
    readings: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ChangeInterval:
    """The 95 % interval of a change: `of` is "absolute" (in the unit) or "ratio"."""

    of: str
    low: float | None
    high: float | None
    confidence: float
    method: str
    dispersion: float

    @property
    def unchanged(self) -> float:
        """What stands for no change among its ends."""
        return 1.0 if self.of == "ratio" else 0.0

    @property
    def holds_no_change(self) -> bool:
        """Whether it has two ends, and no change lies between them."""
        if self.low is None or self.high is None:
            return False
        return self.low <= self.unchanged <= self.high


@dataclass(frozen=True, slots=True)
class Change:
    """Follow-up minus baseline. `improvement` is `relative` with the sign of the coach."""

    absolute: float
    relative: float | None
    improvement: float | None
    interval: ChangeInterval | None

    @property
    def holds_no_change(self) -> bool:
        """Whether no change at all lies within its interval."""
        return self.interval is not None and self.interval.holds_no_change


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the way to the target is gone: 1 is there, not capped."""

    value: float | None = None
    progress: float | None = None
    state: TargetState = TargetState.NONE


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one measure: the only figures that pages, sheets and JSON may show.

    `verdict` is None for a level, which is shown as a transition and not tested.

    `version` is that of the indicator's definition under which it was computed.

    `needed` is how many units each period would have to count to settle a proportion without a
    clear change; `effective_baseline` and `effective_follow_up` are the denominators left after
    over-dispersion. `bare` is how many of the readings compared are only a rate. `later_trust` is
    that of the later readings where it is less than `trust`, which is of those compared.
    `signal_readings` is by how many readings there is a signal since `since`. `unsteady` is how
    many readings of the baseline break a rule of its own chart. `follow_up_interval` is that of the
    value after, in the unit. `later_change` is how what was measured months later differs from
    before, as a follow-up in its place would. `hearsay`: all that is compared are rates that the
    factory gave, without counts or evidence.
    """

    kind: Kind
    verdict: Verdict | None
    baseline: Side | None = None
    follow_up: Side | None = None
    later: Side | None = None
    change: Change | None = None
    target: Progress = field(default_factory=Progress)
    strength: Strength | None = None
    since: date | None = None
    confirmed: date | None = None
    trust: Trust | None = None
    warnings: tuple[Warning, ...] = ()
    needed: int | None = None
    effective_baseline: float | None = None
    effective_follow_up: float | None = None
    version: int = 1
    bare: int = 0
    later_trust: Trust | None = None
    signal_readings: int = 0
    unsteady: int = 0
    follow_up_interval: Interval | None = None
    later_change: Change | None = None
    hearsay: bool = False
