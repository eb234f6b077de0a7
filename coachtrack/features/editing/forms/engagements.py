"""Forms of engagements and of what happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.features.engagements.entries import WINDOWS, EngagementEntry, EventEntry
from coachtrack.features.engagements.models import Stage
from coachtrack.features.engagements.sheets import ENGAGEMENTS, EVENTS
from coachtrack.features.indicators.periods import Rhythm
from coachtrack.kit import formats, times
from coachtrack.kit.cells import REFUSALS, Context
from coachtrack.kit.entry_forms import EntryForm, field_of, reason_of

#: What is usual: twelve weeks of coaching, compared over the four before and the last four; where
#: nobody has counted before it begins, over its first two, which hold twelve working days.
COACHING, WINDOW, DAY = timedelta(weeks=12), timedelta(weeks=4), timedelta(days=1)
FIRST_WEEKS = timedelta(weeks=2)
#: Whoever is coached for longer than this may have a wrong year.
LONG = timedelta(days=366)
SUGGESTED = {
    "code": _l("The next one that is free is suggested. It stays for good."),
    "start_on": _l("The first day of coaching."),
    "end_on": _l("Blank: twelve weeks from the start."),
    "baseline_from": _l(
        "Blank: four weeks before the start, or its first day where it lies about now."
    ),
    "baseline_to": _l("Blank: the day before the start, or the end of the first two weeks."),
    "follow_up_from": _l("Blank: the last four weeks of coaching."),
    "follow_up_to": _l("Blank: the last day of coaching."),
}
#: What follows from one another, in order.
DAYS = ("start_on", "end_on", *WINDOWS)


class _Engagement(EntryForm):
    """All that can be said about an engagement."""

    sheet = ENGAGEMENTS

    #: The first and the last day of the programme, as far as they are known.
    programme: tuple[date | None, date | None] = (None, None)
    #: Whether one of its days is another one than before.
    moved = False
    #: Whether there are results, which other windows would change, and whether they are others now.
    judged = False
    judged_anew = False
    #: Whether it was closed just now.
    ended = False
    #: Which days were left blank, so that usual ones stand there.
    suggested: Set[str] = frozenset()

    factory = field_of(
        ENGAGEMENTS,
        "factory",
        _l("Letters of its name, or its code."),
        pick=_l("Choose a factory from the list."),
    )
    code = field_of(ENGAGEMENTS, "code")
    component = field_of(
        ENGAGEMENTS,
        "component",
        _l("Which part of the programme it belongs to."),
        half=True,
        pick=_l("Choose a component from the list."),
    )
    batch = field_of(ENGAGEMENTS, "batch", _l("Such as wave 2, or 2026-1."), half=True)
    stage = field_of(ENGAGEMENTS, "stage", pick=_l("Choose a stage from the list."))
    drop_out_reason = field_of(
        ENGAGEMENTS,
        "drop_out_reason",
        _l("In a few words; it stands on the engagement's page."),
        only_for=Stage.DROPPED_OUT,
        rows=2,
    )
    start_on = field_of(ENGAGEMENTS, "start_on", half=True)
    end_on = field_of(ENGAGEMENTS, "end_on", half=True)
    baseline_from = field_of(
        ENGAGEMENTS, "baseline_from", _l("Readings from here on are the state before."), half=True
    )
    baseline_to = field_of(
        ENGAGEMENTS, "baseline_to", _l("The last day of the state before."), half=True
    )
    follow_up_from = field_of(
        ENGAGEMENTS, "follow_up_from", _l("Readings from here on are the state after."), half=True
    )
    follow_up_to = field_of(
        ENGAGEMENTS, "follow_up_to", _l("The last day of the state after."), half=True
    )
    team = field_of(
        ENGAGEMENTS,
        "team",
        _l(
            "The names of the consultants, one on each line. A name alone opens nothing to anybody:"
            " a system administrator gives the role."
        ),
        rows=3,
        several=True,
    )

    def warn_of_results(self) -> None:
        """Say beforehand what other windows mean where a result is known."""
        self.judged = True
        told = _("Results are known already: the pages will say that the windows were changed.")
        for name in WINDOWS:
            self[name].description = f"{self[name].description} {told}"

    def objections(
        self, stored: EngagementEntry | None, entry: EngagementEntry
    ) -> Iterator[tuple[str, str]]:
        """Who drops out says why."""
        if entry.stage == Stage.DROPPED_OUT and not entry.drop_out_reason:
            yield "drop_out_reason", _("Say in a few words why the factory dropped out.")

    def said(self, base: EngagementEntry) -> EngagementEntry:
        """With a note of whether its days were changed; once it has a start, the end and the
        windows that are left blank follow from it.
        """
        typed: EngagementEntry = super().said(base)
        entry = with_usual_dates(typed) if base.start_on is None else typed
        self.suggested = {name for name in DAYS if getattr(entry, name) != getattr(typed, name)}
        moved = {name for name in DAYS if getattr(entry, name) != getattr(base, name)}
        self.ended = entry.stage in (Stage.CLOSED, Stage.COMPLETE) and entry.stage != base.stage
        self.moved, self.judged_anew = bool(moved), self.judged and bool(moved & {*WINDOWS})
        return entry

    def told(self, entry: EngagementEntry) -> Iterable[str]:
        """Which days were suggested, and which of those just changed are unusual."""
        if self.suggested:
            days = {
                "end_on": _("end %(day)s", day=formats.day(entry.end_on)),
                "baseline_from": _(
                    "baseline %(days)s", days=formats.span(entry.baseline_from, entry.baseline_to)
                ),
                "follow_up_from": _(
                    "follow-up %(days)s",
                    days=formats.span(entry.follow_up_from, entry.follow_up_to),
                ),
            }
            told = ", ".join(told for name, told in days.items() if name in self.suggested)
            yield _(
                "Suggested from the start: %(days)s. It can be changed under “Edit”.", days=told
            )
        if self.moved:
            yield from _unusual(entry, self.programme)
        if self.ended and not self.judged:
            yield _(
                "No result is known of it yet: there are no figures before and after. Enter them,"
                " or see whether the stage is right."
            )
        if self.judged_anew:
            yield _(
                "Results were known already, so the pages say that the windows were changed later."
            )


class NewEngagementForm(_Engagement):
    """An engagement that is not there yet; what is left blank is suggested from its start."""

    def __init__(self) -> None:
        super().__init__()
        self.codes_at: Callable[[str], Sequence[str]] = lambda factory: ()
        for name, hint in SUGGESTED.items():
            self[name].description = hint

    def remind(self, factory: str, codes_at: Callable[[str], Sequence[str]]) -> None:
        """Say of a factory that has an engagement in the programme that this is one more."""
        self.codes_at = codes_at
        if told := _one_more(codes_at(factory)):
            self.factory.description = f"{self.factory.description} {told}"

    def told(self, entry: EngagementEntry) -> Iterable[str]:
        """That the factory has another one, and what is said of its days."""
        if told := _one_more([code for code in self.codes_at(entry.factory) if code != entry.code]):
            yield told
        yield from super().told(entry)


def _unusual(entry: EngagementEntry, programme: tuple[date | None, date | None]) -> Iterator[str]:
    start = entry.start_on
    if entry.baseline_from and entry.baseline_to:
        days = len([*Rhythm().following(entry.baseline_from, entry.baseline_to)])
        if days < READINGS_FOR_LIMITS:
            yield _(
                "The baseline has %(n)s working days. With a reading a day that is less than the"
                " %(needed)s which limits take: make it longer, or count by shift.",
                n=days,
                needed=READINGS_FOR_LIMITS,
            )
    if start is None:
        if entry.end_on:
            yield _(
                "It has an end but no start, so no windows follow from it. Add it under “Edit”."
            )
        return
    usual = with_usual_dates(EngagementEntry("", "", "", start_on=start))
    if entry.baseline_from and entry.baseline_from >= start + WINDOW:
        yield _(
            "The baseline window, %(days)s, lies long after the start on %(start)s. Usual would"
            " be %(usual)s. It can be changed under “Edit”.",
            days=formats.span(entry.baseline_from, entry.baseline_to),
            start=formats.day(start),
            usual=formats.span(usual.baseline_from, usual.baseline_to),
        )
    if entry.end_on and entry.end_on - start > LONG:
        yield _(
            "From %(start)s to %(end)s is longer than a year. Usual would be an end on %(usual)s"
            " and a follow-up %(follow_up)s. Both can be changed under “Edit”.",
            start=formats.day(start),
            end=formats.day(entry.end_on),
            usual=formats.day(usual.end_on),
            follow_up=formats.span(usual.follow_up_from, usual.follow_up_to),
        )
    first, last = programme
    if (first and start < first) or (last and start > last):
        yield _(
            "The start on %(start)s lies outside the programme, %(days)s. See whether the year is"
            " right.",
            start=formats.day(start),
            days=formats.span(first, last),
        )


def _one_more(codes: Sequence[str]) -> str:
    if not codes:
        return ""
    return _(
        "This factory has %(codes)s in this programme already; this is one more engagement.",
        codes=", ".join(codes),
    )


class FullEngagementForm(_Engagement):
    """An engagement for those who may say which factory it is about; its code stays."""

    code = None


class EngagementForm(FullEngagementForm):
    """How an engagement goes: what its consultants may change."""

    factory = component = batch = None


class NewEventForm(EntryForm):
    """Something that happened and may explain a change."""

    sheet = EVENTS
    identified_by = "text"
    taken = _l("This is noted already. Change it in the list of events.")

    on = field_of(EVENTS, "on", half=True)
    kind = field_of(EVENTS, "kind", half=True, pick=_l("Choose the kind of event from the list."))
    text = field_of(
        EVENTS, "text", _l("What happened, such as: new injection machine on line 2."), rows=2
    )
    scope = field_of(
        EVENTS,
        "scope",
        _l("The line or product, as its measure names it. Blank: the whole factory."),
        pick=_l("Choose the scope of a measure, or leave this blank for the whole factory."),
    )
    rebase = field_of(
        EVENTS,
        "rebase",
        _l(
            "The chart's limits are then computed anew from this day on. Tick it only where the"
            " process itself is another one, not because a figure is better."
        ),
        label=_l("Limits start anew here"),
    )


class EventForm(NewEventForm):
    """Something that was noted already."""

    #: What identifies all else that is noted.
    others: Collection[tuple[object, ...]] = ()

    def objections(self, stored: EventEntry, entry: EventEntry) -> Iterator[tuple[str, str]]:
        """It does not become the same as another one."""
        if EVENTS.key_of(entry) in self.others:
            yield self.identified_by, str(self.taken)


class EventWithdrawalForm(EntryForm):
    """Why an event does not count."""

    sheet = EVENTS
    withdrawn = reason_of(
        EVENTS, _l("Such as “Noted twice”, or “It did not happen”. It stands beside the event.")
    )


def usual_dates(typed: Mapping[str, str]) -> dict[str, date]:
    """What would be suggested for the days that are left blank, from those that were typed."""
    context = Context.usual(typed=True)
    told: dict[str, Any] = {}
    for name in DAYS:
        try:
            text = typed.get(name, "")
            told[name] = ENGAGEMENTS.column(name).cell.read(text, context) if text else None
        except REFUSALS:
            # Half typed, or wrong: saving says so, and nothing is suggested from it.
            return {}
    usual = with_usual_dates(EngagementEntry("", "", "", **told))
    return {name: getattr(usual, name) for name in DAYS if told[name] != getattr(usual, name)}


def with_usual_dates(said: EngagementEntry) -> EngagementEntry:
    """An engagement with what is usual where it has a start and says nothing more."""
    start, end = said.start_on, said.end_on
    if start is None or (end and end < start):
        return said
    end = end or start + COACHING - DAY
    said = said._replace(end_on=end)
    if said.follow_up_from is None and said.follow_up_to is None:
        said = said._replace(follow_up_from=end - WINDOW + DAY, follow_up_to=end)
    if said.baseline_from is None and said.baseline_to is None:
        first, last = _usual_baseline(start, said.follow_up_from or end)
        said = said._replace(baseline_from=first, baseline_to=last)
    return said


def _usual_baseline(start: date, after: date) -> tuple[date, date]:
    """The weeks before the start; of a coaching that begins about now its first ones, unless
    what comes after is measured already then.
    """
    today = times.today()
    first = max(start, today)
    is_about_now = start - FIRST_WEEKS < today < start + WINDOW
    if is_about_now and first + FIRST_WEEKS <= after:
        return first, first + FIRST_WEEKS - DAY
    return start - WINDOW, start - DAY
