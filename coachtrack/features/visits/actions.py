"""Writing visits down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.engagements.actions import engagement_ids
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.models import Visit
from coachtrack.kit.rows import rows_with

#: What stands in the table as it is said.
SAID = (
    "on",
    "kind",
    "consultants",
    "present",
    "observations",
    "agreed",
    "next_on",
    "withdrawn",
)


def save_visits(entries: Sequence[VisitEntry]) -> list[Visit]:
    """Write visits down, or change those of the same identity; raises UnknownEngagement."""
    db.session.flush()
    engagements = engagement_ids(entry.engagement for entry in entries)
    known = [entry.uuid for entry in entries]
    stored = {row.uuid: row for row in rows_with(select(Visit), Visit.uuid, known)}
    saved = []
    for entry in entries:
        row = stored.get(entry.uuid) or Visit(uuid=entry.uuid)
        row.engagement_id = engagements[entry.engagement]
        for field in SAID:
            setattr(row, field, getattr(entry, field))
        db.session.add(row)
        saved.append(row)
    return saved
