"""Objecting to a figure, and answering that."""

from __future__ import annotations

from uuid import UUID

from coachtrack.extensions import db
from coachtrack.features.indicators.models import Measure, Reading
from coachtrack.features.objections import queries
from coachtrack.features.objections.models import Objection, Outcome
from coachtrack.kit.columns import now


class AnsweredAlready(Exception):
    """Somebody else answered it meanwhile."""


def object_to(
    measure: Measure, reading: Reading | None, reason: str, by: str, identity: UUID
) -> Objection:
    """Say that a reading is wrong, or the result of a measure as a whole."""
    row = Objection(
        uuid=identity,
        measure=measure,
        reading=reading,
        reason=reason,
        made_by=by,
        figures=queries.figures_of(measure, reading),
        revision=measure.revision,
    )
    db.session.add(row)
    db.session.flush()
    return row


def answer(row: Objection, outcome: Outcome, words: str, by: str) -> None:
    """Answer an objection, once; raises AnsweredAlready."""
    if row.answered_at is not None:
        raise AnsweredAlready
    row.outcome, row.answer, row.answered_by, row.answered_at = outcome, words, by, now()
    db.session.flush()


def note_read(row: Objection) -> None:
    """Note that the factory read the answer; nothing where there is none yet."""
    if row.answered_at is not None and row.read_at is None:
        row.read_at = now()
        db.session.flush()
