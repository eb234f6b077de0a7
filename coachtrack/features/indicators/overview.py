"""A programme narrowed to what was asked for: who took part, who is in a figure, who is left out.

The dashboard and the Excel summary both stand on this, so they count alike and list in one order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _

from coachtrack.domain.cohorts import left_out_reason
from coachtrack.domain.types import Strength, Verdict
from coachtrack.domain.windows import later_from
from coachtrack.features.engagements.models import BEFORE_THE_END, Stage
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.indicators.cohorts import IndicatorFigures, Outcome
from coachtrack.features.indicators.conclusions import LASTING
from coachtrack.kit import formats
from coachtrack.kit.text import slug

#: Verdicts of a measure that has both sides and enough on each.
MEASURED = (Verdict.IMPROVED, Verdict.WORSE, Verdict.NO_CLEAR_CHANGE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; everything by default."""

    indicator: str = ""
    batch: str = ""
    province: str = ""
    #: "yes": only what rests on figures that both sides signed; "no": only where that is missing.
    signed: str = ""
    show: str = ""
    #: Whose things to do; of no meaning for the other lists.
    who: str = ""
    page: int = 1
    provinces_as: str = "then"

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Filters:
        """From the query of an address; what makes no sense is as if it were not there."""
        page = args.get("page", "")
        return cls(
            indicator=args.get("indicator", "")[:40],
            batch=args.get("batch", "")[:200],
            province=args.get("province", "")[:40],
            signed=args["signed"] if args.get("signed") in {"yes", "no"} else "",
            show=args.get("show", "")[:20],
            who=args.get("who", "")[:200],
            page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
            provinces_as="now" if args.get("as") == "now" else "then",
        )

    @property
    def narrowed(self) -> bool:
        """Whether only some of the factories are asked for."""
        return bool(self.batch or self.province or self.signed)

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen of those that are chosen one by one."""
        return {
            "batch": self.batch,
            "province": self.province,
            "signed": self.signed,
            "who": self.who,
        }

    @property
    def named(self) -> list[str]:
        """What narrows it, for the name of a file."""
        now = self.provinces_as if self.province and self.provinces_as == "now" else ""
        signed = {"yes": "signed", "no": "unsigned"}.get(self.signed, "")
        parts = self.indicator, self.batch, self.province, now, signed
        return list(filter(None, map(slug, parts)))

    def address(self, **changes: str | int) -> str:
        """The query of the same page with these changes; a change starts on page one."""
        words = {
            "indicator": self.indicator,
            "batch": self.batch,
            "province": self.province,
            "signed": self.signed,
            "show": self.show,
            "who": "" if "show" in changes else self.who,
            "as": self.provinces_as if self.provinces_as == "now" else "",
        }
        words.update({name: str(value) for name, value in changes.items()})
        return "?" + urlencode({name: value for name, value in words.items() if value})


class Said(NamedTuple):
    """One of a headline's numbers in words, and the name of the list of those."""

    show: str
    told: str


def _counted(*found: tuple[int, str, str]) -> list[Said]:
    """Those that there are."""
    return [Said(show, told) for n, show, told in found if n]


@dataclass(frozen=True, slots=True)
class Headline:
    """The engagements of a programme, each with its main measure, in numbers.

    `started` are those in which coaching has begun, `to_come` the others. `factories`: at how many
    factories it has begun, of which one may be coached twice.
    """

    started: int
    to_come: int
    factories: int
    measured: int
    #: Of those measured, where somebody has looked at what the figures rest on.
    with_evidence: int
    improved: int
    unclear: int
    worse: int
    sustained: int
    slipped: int
    partly: int
    not_remeasured: int
    not_due: int
    #: In how many the main measure or the windows were changed once results were known.
    changed_afterwards: int
    #: In how many it was counted before, and in how many of these both sides signed that.
    baselines: int
    signed: int
    #: The same of the closing results.
    closings: int
    closed: int

    @property
    def later_on(self) -> list[Said]:
        """Who takes part besides, but not yet."""
        told = _("%(n)s to come", n=formats.number(self.to_come))
        return _counted((self.to_come, "to-come", told))

    @property
    def others(self) -> list[Said]:
        """What else was found where it was measured."""
        number = formats.number
        return _counted(
            (self.worse, "worse", _("%(n)s worse", n=number(self.worse))),
            (self.unclear, "no-clear-change", _("%(n)s no clear change", n=number(self.unclear))),
        )

    @property
    def later(self) -> list[Said]:
        """What else is known of those that improved, months later."""
        number, again = formats.number, self.not_remeasured
        return _counted(
            (self.slipped, "slipped", _("%(n)s not sustained", n=number(self.slipped))),
            (self.partly, "partly-sustained", _("%(n)s partly", n=number(self.partly))),
            (again, "not-remeasured", _("%(n)s not measured again", n=number(again))),
            (self.not_due, "not-due", _("%(n)s not due yet", n=number(self.not_due))),
        )

    @property
    def repeated(self) -> bool:
        """Whether some factory takes part more than once."""
        return self.factories != self.started

    @property
    def nobody(self) -> bool:
        """Whether there is no engagement at all."""
        return not self.started and not self.to_come


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A factory that is not in the figure, and why."""

    row: Outcome
    reason: str


def headline(
    engagements: Sequence[EngagementRow],
    rows: Sequence[Outcome],
    today: date,
    signed: Collection[int],
    closed: Collection[int] = (),
) -> Headline:
    """Who took part, who was measured, who improved, and what lasted.

    `signed`: the measures whose baseline both sides signed; `closed`: whose closing result.
    """
    ends = {row.code: row.end_on for row in engagements}
    mains = [row for row in rows if row.main]
    counted = [row for row in mains if row.baseline_value is not None]
    closings = [row for row in counted if row.follow_up_value is not None]
    kept = [row for row in mains if not row.dropped_out]
    improved = [row for row in kept if row.verdict == Verdict.IMPROVED]
    compared = [row for row in kept if row.verdict in MEASURED]
    known = {row.engagement for row in compared}
    started = [row for row in engagements if row.code in known or begun(row, today)]
    verdicts = Counter(row.verdict for row in compared)
    strengths = Counter(row.strength for row in improved)
    return Headline(
        started=len(started),
        to_come=len(engagements) - len(started),
        factories=len({row.factory for row in started}),
        measured=len(compared),
        with_evidence=sum(row.has_evidence for row in compared),
        improved=len(improved),
        unclear=verdicts[Verdict.NO_CLEAR_CHANGE],
        worse=verdicts[Verdict.WORSE],
        sustained=strengths[Strength.SUSTAINED],
        slipped=strengths[Strength.SLIPPED],
        partly=strengths[Strength.PARTLY_SUSTAINED],
        not_remeasured=sum(due(row, ends.get(row.engagement), today) for row in improved),
        not_due=sum(waits(row, ends.get(row.engagement), today) for row in improved),
        changed_afterwards=sum(row.changed_afterwards for row in engagements),
        baselines=len(counted),
        signed=sum(row.measure_id in signed for row in counted),
        closings=len(closings),
        closed=sum(row.measure_id in closed for row in closings),
    )


def parted(figures: IndicatorFigures | None) -> tuple[list[Outcome], list[LeftOut]]:
    """Those in the figure, the largest improvement first, and those left out of it."""
    measured: list[Outcome] = []
    left_out: list[LeftOut] = []
    for row in figures.rows if figures else ():
        reason = left_out_reason(row)
        if reason is None:
            measured.append(row)
        else:
            left_out.append(LeftOut(row, reason))
    measured.sort(key=lambda row: -(row.improvement or 0.0))
    return measured, left_out


class Kept(NamedTuple):
    """What is left of a programme by its filters."""

    engagements: list[EngagementRow]
    results: list[Outcome]


def kept_by(
    filters: Filters,
    engagements: Sequence[EngagementRow],
    rows: Sequence[Outcome],
    signed: Collection[int],
) -> Kept:
    """The engagements and results that were asked for.

    Where only what both sides signed is asked for, or what they did not, an engagement is one whose
    main measure is.
    """
    asked = [row for row in rows if not filters.signed or _signed_as(filters, row, signed)]
    main = {row.engagement for row in asked if row.main}
    left = [row for row in engagements if fits(row, filters)]
    if filters.signed:
        left = [row for row in left if row.code in main]
    codes = {row.code for row in left}
    return Kept(left, [row for row in asked if row.engagement in codes])


def _signed_as(filters: Filters, row: Outcome, signed: Collection[int]) -> bool:
    if filters.signed == "yes":
        return row.measure_id in signed
    return row.baseline_value is not None and row.measure_id not in signed


def fits(row: EngagementRow, filters: Filters) -> bool:
    """Whether an engagement is of the batch and the province that were asked for."""
    in_batch = not filters.batch or row.batch == filters.batch
    return in_batch and (not filters.province or province_of(row, filters) == filters.province)


def province_of(row: EngagementRow, filters: Filters) -> str:
    """The province of an engagement, as then or as now."""
    return row.province_now if filters.provinces_as == "now" else row.province_then


def begun(row: EngagementRow, today: date) -> bool:
    """Whether coaching has begun, by its stage or by its first day."""
    return row.stage != Stage.SELECTED or (row.start_on is not None and row.start_on <= today)


def still_open(row: EngagementRow, *, has_before: bool, today: date) -> bool:
    """Whether it may yet be measured: its time after is not over, nor that before without figures.

    Without days, it is over when coaching is.
    """
    if not has_before and row.baseline_to is not None and row.baseline_to < today:
        return False
    last = row.follow_up_to or row.end_on
    return row.stage in BEFORE_THE_END if last is None else last >= today


def due(row: Outcome, ended_on: date | None, today: date) -> bool:
    """Whether it should have been measured again by now, and was not."""
    return row.strength not in LASTING and ended_on is not None and later_from(ended_on) <= today


def waits(row: Outcome, ended_on: date | None, today: date) -> bool:
    """Whether it was not measured again, and need not have been by now."""
    return row.strength not in LASTING and not due(row, ended_on, today)
