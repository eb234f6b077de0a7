"""The words of an Excel summary that its sheets share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from coachtrack.domain.types import Kind, Result, Strength, Verdict
from coachtrack.features.engagements.queries import EngagementRow
from coachtrack.features.exchange.summary_data import MeasureLine, SummaryData
from coachtrack.features.indicators.cohorts import Outcome
from coachtrack.features.indicators.conclusions import LASTING, strength_told, why_left_out
from coachtrack.features.indicators.overview import due
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.words import word
from coachtrack.kit.workbooks.writing import Figure

#: Hours and weights are counted too.
COUNT_DECIMALS = 2
#: Blue and orange: apart for colour-blind eyes.
IMPROVED, CONCERN = "0B6AA2", "B45309"


def ribbon(programme: Programme) -> str:
    """What stands on every sheet of invented figures; nothing on real ones."""
    if not programme.demo:
        return ""
    return f"{_('INVENTED DATA')} — {_('nothing here is a real factory')}"


def counted(line: MeasureLine, speaking: Mapping[int, Outcome]) -> str:
    """Whether a measure is in the figures over all factories, else why not."""
    if line.definition.kind == Kind.LEVEL:
        return _("No: a level is never averaged")
    row = speaking.get(line.row.measure_id)
    if row is None:
        return _("No: another measure speaks for this factory")
    reason = why_left_out(row)
    return _("No: %(reason)s", reason=reason) if reason else _("Yes")


def at_closing(result: Result, ended_on: date | None) -> str:
    """How strong the claim was when coaching ended."""
    if result.strength not in (*LASTING, Strength.SIGNAL):
        return strength_told(result)
    by_then = result.confirmed and (ended_on is None or result.confirmed <= ended_on)
    return strength_told(result, Strength.SIGNAL if by_then else Strength.MEASURED)


def by_now(line: MeasureLine, ended_on: date | None, today: date) -> str:
    """Whether the gain lasted; that it was not measured again where that is overdue."""
    strength = line.result.strength
    if strength in LASTING:
        return word(strength)
    improved = line.row.verdict == "improved"
    return _("Not measured again") if improved and due(line.row, ended_on, today) else ""


def without_measure(engagement: EngagementRow, data: SummaryData) -> str:
    """Why an engagement has no figure at all."""
    if engagement.drop_out_reason:
        return _("Dropped out: %(reason)s", reason=engagement.drop_out_reason)
    if data.filters.indicator:
        return _("Tracks another indicator or none")
    return _("No measure is set yet")


def count(value: float | None) -> Figure | None:
    """What was counted, without decimals where it is whole."""
    if value is None:
        return None
    return Figure(value, 0 if value.is_integer() else COUNT_DECIMALS)


def tones() -> dict[str, str]:
    """The colours of the words that stand out."""
    return {
        word(Verdict.IMPROVED): IMPROVED,
        word(Verdict.WORSE): CONCERN,
        word(Strength.SUSTAINED): IMPROVED,
        word(Strength.SLIPPED): CONCERN,
    }
