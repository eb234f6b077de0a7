"""What the page of signatures shows: each part of each measure, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from coachtrack.domain.types import Side, Window
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.queries import MeasureView
from coachtrack.features.indicators.sentences import counts_of, decimals_of, measure_named, value_of
from coachtrack.features.signing import queries
from coachtrack.features.signing.facts import Subject, digest_now
from coachtrack.features.signing.models import Part, Party, Statement
from coachtrack.features.signing.sentences import standing_told
from coachtrack.kit import formats

#: So much of a digest is shown beside a figure; the paper has the whole.
DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A part of one measure: its figures, and how far it is signed."""

    part: Part
    view: MeasureView
    #: What stands of it; None where nobody signed, or what was signed was voided.
    statement: Statement | None
    #: What was voided of it, the latest first.
    voided: tuple[Statement, ...]
    #: The digest of its figures as they are.
    digest: str
    #: Why it cannot be signed yet, and what to do; empty where it can be.
    obstacle: str

    @property
    def name(self) -> str:
        """The indicator, and the line or product."""
        return measure_named(self.view.definition, self.view.measure.scope)

    @property
    def told(self) -> str:
        """How far it is signed."""
        given = queries.given_of(self.statement) if self.statement else None
        return standing_told(given, self.part)

    @property
    def sides(self) -> list[tuple[str, Side, Window]]:
        """What it is about: before, and for the closing result after; each with its window."""
        result, plan = self.view.result, self.view.plan
        found = [(_("Before"), result.baseline, plan.baseline)]
        if self.part == Part.CLOSING:
            found.append((_("After"), result.follow_up, plan.follow_up))
        return [(name, side, window) for name, side, window in found if side and window]

    def figure(self, side: Side) -> str:
        """A side with what it was counted from."""
        result, definition = self.view.result, self.view.definition
        decimals = decimals_of(definition, result.baseline, result.follow_up)
        told, counts = value_of(side.value, definition, decimals), counts_of(side)
        return f"{told} ({counts})" if counts else told

    @property
    def ends_on(self) -> date:
        """The last day on which it was counted."""
        return max(window.end for _name, _side, window in self.sides)

    def waits_for(self, party: Party | None, account: int | None) -> bool:
        """Whether it can be signed now, and neither this side has nor this account."""
        if party is None or self.obstacle:
            return False
        given = self.statement.signatures if self.statement else ()
        return all(each.party != party and each.account_id != account for each in given)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of all measures of an engagement."""

    part: Part
    lines: tuple[Line, ...]

    def to_sign(self, party: Party | None, account: int | None) -> list[Line]:
        """What an account can sign now for its side."""
        return [line for line in self.lines if line.waits_for(party, account)]

    @property
    def on_paper(self) -> list[Line]:
        """What can be signed on paper: one side or both have not signed it yet."""
        return [line for line in self.printed if not (line.statement and line.statement.signed)]

    @property
    def printed(self) -> list[Line]:
        """What a paper to sign would say."""
        return [line for line in self.lines if not line.obstacle]


def sections(engagement: Engagement, today: date) -> list[Section]:
    """Both parts of an engagement's measures, the main measure first."""
    views = indicators.measures_of(engagement)
    asked = queries.compared(view.measure.id for view in views)
    there = queries.statements_of(engagement)
    return [
        Section(part, tuple(_line(part, view, there, asked, today) for view in views))
        for part in Part
    ]


def _line(
    part: Part,
    view: MeasureView,
    there: Sequence[Statement],
    asked: Mapping[int, Subject],
    today: date,
) -> Line:
    key = view.measure.id
    mine = [row for row in there if (row.measure_id, row.part) == (key, part)]
    standing = next((row for row in mine if row.stands), None)
    return Line(
        part=part,
        view=view,
        statement=standing,
        voided=tuple(row for row in mine if not row.stands),
        digest=digest_now(asked[key], part, standing),
        obstacle=_obstacle(part, view, today),
    )


def _obstacle(part: Part, view: MeasureView, today: date) -> str:
    plan, result = view.plan, view.result
    if plan.baseline is None or result.baseline is None:
        return _("There are no figures before the improvement yet.")
    if plan.baseline.end >= today:
        return _open(plan.baseline)
    if part == Part.BASELINE:
        return ""
    if plan.follow_up is None or result.follow_up is None:
        return _("There are no figures after the improvement yet.")
    return _open(plan.follow_up) if plan.follow_up.end >= today else ""


def _open(window: Window) -> str:
    return _(
        "Still being counted until %(day)s: it can be signed from the day after.",
        day=formats.day(window.end),
    )
