"""Entering, correcting and withdrawing readings, and the tally sheet on which they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coachtrack.domain.comparison import READINGS_FOR_LIMITS
from coachtrack.domain.types import Phase, Result
from coachtrack.domain.windows import phase_of
from coachtrack.features.editing.flow import Setting, change
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.entries import EngagementEntry
from coachtrack.features.engagements.models import UNDER_WAY, Engagement
from coachtrack.features.entering import choices, queries
from coachtrack.features.entering.forms import CorrectionForm, Layout, WithdrawalForm
from coachtrack.features.entering.grid import (
    Wish,
    added,
    again,
    facts,
    hushed,
    layout_of,
    layout_typed,
    older_facts,
    opened,
    typed,
)
from coachtrack.features.entering.rows import Row, read, row_of, row_of_day, show
from coachtrack.features.entering.saving import Saved, saved, status_of
from coachtrack.features.entering.sentences import moved, rate_of, told
from coachtrack.features.entering.tally import tally
from coachtrack.features.entering.tracked import Tracked, key_of, tracked
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.entries import MeasureKey, ReadingEntry
from coachtrack.features.indicators.models import Reading
from coachtrack.features.indicators.periods import DAY, DAYS_OF_WEEK, Every
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.results import reading_of
from coachtrack.features.indicators.sheets import measure_entry, reading_entry
from coachtrack.features.intake.saving import IntakePlan, save
from coachtrack.features.intake.stored import hold
from coachtrack.features.signing.marks import frozen_at, signed_told, window_told
from coachtrack.features.signing.queries import Frozen, frozen_in
from coachtrack.kit import formats
from coachtrack.kit.filters import Chip
from coachtrack.kit.forms import CONFLICT, UNUSABLE
from coachtrack.kit.leading import with_links
from coachtrack.kit.permissions import Permission, Place, demand, or_404, requires
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import because, commits

bp = Blueprint("entering", __name__)

#: What a button of the grid does to its rows instead of saving them.
REARRANGED = {"more": added, "again": again}

#: A week without its Sunday.
WORKING_WEEK = DAYS_OF_WEEK - 1
LONGEST_MONTH = 31
DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Desk:
    """Where somebody enters: the engagement, its measures, and the one that is asked for."""

    engagement: Engagement
    measures: tuple[MeasureView, ...]
    tracked: Tracked
    today: date
    #: What both sides signed of the measure.
    signed: tuple[Frozen, ...] = ()

    def signed_told(self, entry: ReadingEntry) -> list[str]:
        """That a reading is signed and stays as it is, where it is so."""
        frozen = frozen_at(self.signed, entry.from_on, entry.to_on)
        if frozen is None or entry.withdrawn:
            return []
        return [signed_told(frozen, self.engagement.code)]

    @property
    def _windows_told(self) -> list[str]:
        """Where its figures stay as they are: what is signed of after says that of before too."""
        widest = max(self.signed, key=lambda each: len(each.windows), default=None)
        return [window_told(widest, self.engagement.code)] if widest else []

    def others(self, endpoint: str) -> list[Chip]:
        """The measures to choose from, each on the same page."""
        return choices.measures(endpoint, self.measures, self.tracked)

    def page(self, template: str, **more: Any) -> str:
        """A page about it."""
        return render_template(
            template,
            engagement=self.engagement,
            tracked=self.tracked,
            today=self.today,
            needed=READINGS_FOR_LIMITS,
            frozen=self._windows_told,
            way=_way(self),
            demo_ribbon=self.engagement.programme.demo,
            **more,
        )


@bp.route("/engagements/<code>/readings/enter", methods=["GET", "POST"])
@requires(Permission.READING_ENTER)
@commits
def enter(code: str) -> ResponseReturnValue:
    """A grid for the readings of one measure."""
    desk = _desk(code)
    wish = Wish.read(request.args, desk.tracked)
    layout = layout_of(wish, trust=desk.tracked.vouches)
    if request.method == "GET":
        also = request.args.getlist("also")
        return _grid(desk, wish, layout, opened(desk.tracked, wish, layout, desk.today, also))
    layout = layout_typed(request.form, layout)
    rows = typed(request.form, desk.tracked, layout)
    wanted = request.form.get("do")
    if wanted in REARRANGED:
        rows = REARRANGED[wanted](rows, desk.tracked, wish, layout, desk.today)
    if wanted:
        return _grid(desk, wish, layout, hushed(rows))
    done = saved(rows, g.person)
    if done is None:
        return _grid(desk, wish, layout, rows), status_of(rows)
    _say_saved(done, rows, desk)
    return redirect(choices.address(".enter", code, wish.address(desk.tracked)))


@bp.route("/engagements/<code>/readings/today", methods=["GET", "POST"])
@requires(Permission.READING_ENTER)
@commits
def today(code: str) -> ResponseReturnValue:
    """Today's figures of one measure, for a thumb."""
    desk = _desk(code)
    day = _day_asked(desk.today)
    row = row_of_day(desk.tracked, day, _lot_asked(desk.tracked, day))
    if request.method == "GET":
        return _today(desk, day, show(row))
    done = saved([read(row)], g.person)
    if done is None:
        return _today(desk, day, row), status_of([row])
    _say_saved(done, [row], desk)
    on = "" if day == desk.today else day.isoformat()
    return redirect(choices.address(".today", code, {**desk.tracked.address, "on": on}))


@bp.route("/engagements/<code>/readings/<uuid:uuid>/correct", methods=["GET", "POST"])
@requires(Permission.READING_ENTER)
@commits
def correct(code: str, uuid: UUID) -> ResponseReturnValue:
    """Correct a stored reading, its period and lot too; a withdrawn one counts again then."""
    desk, stored = _stored(code, uuid)
    row, reason = row_of(desk.tracked, _corrected(desk, stored), stored), CorrectionForm()
    if request.method == "GET":
        return _correction(desk, show(row), uuid, reason)
    said = read(row).said
    row.said = said and said._replace(withdrawn="")
    done = saved([row], g.person) if reason.validate() else None
    if done is None:
        return _correction(desk, row, uuid, reason), status_of([row])
    because(reason.why.data or "")
    _say_saved(done, [row], desk)
    if row.said is not None and key_of(row.said) != key_of(stored):
        flash(
            _(
                "If you keep a workbook with this reading at %(period)s, correct it there too.",
                period=formats.span(stored.from_on, stored.to_on),
            )
        )
    return redirect(choices.address("indicators.readings", code, {}))


@bp.route("/engagements/<code>/readings/<uuid:uuid>/withdraw", methods=["GET", "POST"])
@requires(Permission.READING_ENTER)
@commits
def withdraw(code: str, uuid: UUID) -> ResponseReturnValue:
    """Say why a reading does not count; it stays in the list."""
    desk, stored = _stored(code, uuid)
    row = row_of(desk.tracked, _corrected(desk, stored), stored)
    if row.fixed:
        page = _correction(desk, show(row), uuid, CorrectionForm())
        return page, 200 if request.method == "GET" else UNUSABLE
    figures = ", ".join(
        part
        for part in (
            formats.span(stored.from_on, stored.to_on),
            stored.lot,
            told(stored._replace(withdrawn=""), desk.tracked),
        )
        if part
    )
    if stored.withdrawn:
        page = desk.page("entering/withdrawn.html", stored=stored, figures=figures, uuid=uuid)
        return page, 200 if request.method == "GET" else CONFLICT
    listed = choices.address("indicators.readings", code, {})

    def write(plan: IntakePlan, _entry: ReadingEntry) -> None:
        save(plan)
        _say_moved(plan.outcomes, desk)

    setting = Setting(
        title=_("Withdraw a reading"),
        way=_way(desk),
        back=listed,
        then=lambda _entry: f"{listed}#list",
        intro=f"{desk.tracked.name}, {figures}",
        button=_("Withdraw"),
        naming=[(with_links([told]), ()) for told in desk.signed_told(stored)],
        write=write,
        demo=desk.engagement.programme.demo,
    )
    form = WithdrawalForm()
    form.about = figures
    return change(form, stored, setting)


@bp.get("/engagements/<code>/tally")
@requires(Permission.READING_ENTER)
def tally_sheet(code: str) -> ResponseReturnValue:
    """The sheet of paper on which a measure is counted."""
    desk = _desk(code)
    asked = request.args.get("every")
    every = Every(asked) if asked in set(Every) else desk.tracked.rhythm.every
    return desk.page(
        "entering/tally.html",
        measures=desk.others(".tally_sheet"),
        sheet=tally(desk.tracked, every, desk.today),
        everies=choices.everies(".tally_sheet", desk.tracked, desk.tracked.address, every),
    )


def _desk(code: str, of: tuple[str, str] | None = None) -> Desk:
    """The engagement and the measure that the address asks for; 404 where there is no such one."""
    engagement = or_404(engagements.engagement(code, g.person))
    place = engagements.place_of(engagement)
    demand(Permission.READING_ENTER, place)
    if request.method == "POST":
        # What is read from here on stays as it is until this is saved.
        hold({EngagementEntry: {engagement.code}})
    views = tuple(indicators.measures_of(engagement))
    if not views:
        abort(make_response(_nothing_tracked(engagement, place)))
    vouches = g.person.may(Permission.VISIT_LOG, place)
    asked = of or (request.args.get("indicator", ""), request.args.get("scope", ""))
    found = or_404(tracked(views, *asked, g.person, vouches=vouches))
    signed = frozen_in({code}).get(measure_entry(found.measure).key, ())
    return Desk(engagement, views, found, today_in(engagement.programme.time_zone), signed)


def _nothing_tracked(engagement: Engagement, place: Place) -> str:
    """The page that says what comes first."""
    return render_template(
        "entering/nothing.html",
        engagement=engagement,
        may_choose=g.person.may(Permission.MEASURE_SET, place),
        demo_ribbon=engagement.programme.demo,
    )


def _stored(code: str, uuid: UUID) -> tuple[Desk, ReadingEntry]:
    """A stored reading of this engagement, and the measure that it belongs to."""
    engagement = or_404(engagements.engagement(code, g.person))
    measure = or_404(queries.measure_of(engagement, uuid))
    desk = _desk(code, (measure.indicator.code, measure.scope))
    return desk, desk.tracked.entries[desk.tracked.keys[str(uuid)]]


def _day_asked(latest: date) -> date:
    """The day that the address asks for; today where it asks for none, or for one to come."""
    try:
        return formats.parse_day(request.args.get("on", ""), latest=latest)
    except formats.Unreadable:
        return latest


def _lot_asked(tracked: Tracked, day: date) -> str | None:
    """The lot or shift that the address asks for, the next one without; None where it is typed."""
    asked = request.args.get("lot")
    if asked is not None and asked in {"", *(row.lot for row in tracked.stored)}:
        return asked
    typed = "lot" in request.form if request.method == "POST" else tracked.numbered
    return None if typed else tracked.next_shift(day)


def _say_saved(done: Saved, rows: Sequence[Row], desk: Desk) -> None:
    n = done.n
    if not n and any(row.form.keep.data for row in rows):
        flash(_("What is stored stays. What was typed here was not saved."), "saved")
    elif n:
        told = ngettext("Saved: %(num)s reading.", "Saved: %(num)s readings.", n)
        flash(" ".join([told, *_in_the_chart_alone(rows)]), "saved")
    else:
        flash(_("Nothing has changed."), "saved")
    _say_moved(done.outcomes, desk)


def _say_moved(outcomes: Mapping[MeasureKey, Result], desk: Desk) -> None:
    """While coaching goes on every reading changes the result; once it is over, that is said."""
    if desk.engagement.stage in UNDER_WAY:
        return
    if told := moved(desk.tracked, outcomes.get(measure_entry(desk.tracked.measure).key)):
        flash(told)


def _in_the_chart_alone(rows: Sequence[Row]) -> Iterator[str]:
    """How many of what was saved count neither as before nor as after."""
    plan = rows[0].tracked.view.plan
    said = [reading_of(row.said) for row in rows if row.said is not None and row.changed]
    apart = sum(phase_of(each, plan) in (Phase.EARLIER, Phase.COACHING, None) for each in said)
    if apart and plan.baseline:
        yield ngettext(
            "%(num)s counts neither as before nor as after, as it lies in neither window; the chart"
            " shows it.",
            "%(num)s count neither as before nor as after, as they lie in neither window; the chart"
            " shows them.",
            apart,
        )


def _way(desk: Desk) -> list[tuple[str, str]]:
    """From the list of engagements to the readings of this one."""
    code = desk.engagement.code
    return [
        (_("Engagements"), url_for("engagements.index")),
        (code, choices.address("dashboards.engagement", code, {})),
        (_("Readings"), choices.address("indicators.readings", code, {})),
    ]


def _grid(desk: Desk, wish: Wish, layout: Layout, rows: Sequence[Row]) -> str:
    query = wish.address(desk.tracked)
    code = desk.engagement.code
    return desk.page(
        "entering/grid.html",
        measures=desk.others(".enter"),
        rows=rows,
        wish=wish,
        here=choices.address(".enter", code, query),
        layout=layout,
        spans=choices.spans(desk.tracked, wish),
        everies=choices.everies(".enter", desk.tracked, query, wish.every),
        other_figures=choices.address(
            ".enter", code, {**query, "figures": "" if wish.bare else "rate"}
        ),
        other_lots=choices.address(".enter", code, {**query, "lots": "no" if wish.lots else "yes"}),
        facts=facts(desk.tracked.definition, desk.tracked.together(desk.tracked.definition))
        | {"data-sundays": "yes" if desk.tracked.rhythm.sundays else ""},
        older_facts=older_facts(rows),
    )


def _today(desk: Desk, day: date, row: Row) -> str:
    tracked, lot = desk.tracked, row.base.lot
    before = tracked.before(day, row.definition.version, lot if tracked.shifts else None)
    shown: dict[str, Any] = {**tracked.address, "on": day.isoformat()}
    if "lot" not in row.form:
        shown["lot"] = lot
    return desk.page(
        "entering/today.html",
        measures=desk.others(".today"),
        row=row,
        day=day,
        # Of another day or shift by the time it is sent, it is still saved for this one.
        action=url_for(".today", code=desk.engagement.code, **shown),
        days=choices.days(tracked, day, desk.today),
        shifts=choices.shifts(tracked, day, lot, desk.today),
        before=before,
        before_when=_when(before, day),
        before_rate=rate_of(reading_entry(before, tracked.measure), tracked) if before else "",
        facts=_facts_beside(row),
    )


def _corrected(desk: Desk, stored: ReadingEntry) -> Layout:
    """The fields in which a stored reading is corrected; one of a single day has no last one, but
    for a page on which it was still several.
    """
    return Layout(
        to_on=stored.from_on != stored.to_on or "to_on" in request.form,
        lot=True,
        bare=stored.value is not None,
        trust=desk.tracked.vouches,
        moves=True,
    )


def _correction(desk: Desk, row: Row, uuid: UUID, reason: CorrectionForm) -> str:
    return desk.page(
        "entering/correct.html",
        row=row,
        uuid=uuid,
        why=reason.why,
        signed=desk.signed_told(row.base),
        facts=_facts_beside(row),
    )


def _when(before: Reading | None, day: date) -> str:
    """Of when the last reading is, and how far that is from a day like this one."""
    if before is None:
        return ""
    if before.from_on == before.to_on == day - DAY:
        return _("the day before")
    told = [formats.days(before.from_on, before.to_on), *_unlike(before, day)]
    return _("Last time (%(when)s)", when=", ".join(told))


def _unlike(before: Reading, day: date) -> Iterator[str]:
    """What keeps a reading from being compared with that of a day."""
    n = (before.to_on - before.from_on).days + 1
    if before.from_on.day == (before.to_on + DAY).day == 1 and n <= LONGEST_MONTH:
        yield _("a month")
    elif n in (WORKING_WEEK, DAYS_OF_WEEK):
        yield _("a week")
    elif n > 1:
        yield ngettext("%(num)s day", "%(num)s days", n)
    years = (day - before.to_on).days // DAYS_OF_YEAR
    if years:
        yield ngettext("%(num)s year ago", "%(num)s years ago", years)


def _facts_beside(row: Row) -> dict[str, str]:
    return facts(row.definition, row.tracked.together(row.definition, {key_of(row.base)}))
