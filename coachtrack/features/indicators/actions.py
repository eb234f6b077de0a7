"""Keeping results true: whatever a result rests on changes, and it is computed anew once.

An action marks the measures it touches as dirty; before the commit of the same transaction each
of them is computed once, however many readings changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.orm import Session

from coachtrack.domain.types import Result
from coachtrack.extensions import db
from coachtrack.features.engagements import signals
from coachtrack.features.indicators import queries
from coachtrack.features.indicators.models import Measure, StoredResult
from coachtrack.features.indicators.results import stored_values
from coachtrack.kit.columns import now

#: How many measures are computed at a time, so that memory stays bounded.
AT_A_TIME = 500
_DIRTY = "dirty measures"
_COMPUTED = "computed results"


def mark_dirty(measure_ids: Iterable[int]) -> None:
    """These measures' results rest on something that this transaction changes."""
    db.session.info.setdefault(_DIRTY, set()).update(measure_ids)


def take_computed(results: Mapping[int, Result]) -> None:
    """Results that the caller computed already from what this transaction will have saved."""
    db.session.info.setdefault(_COMPUTED, {}).update(results)


def recompute(measure_ids: Iterable[int] | None = None) -> int:
    """Compute results anew, all of them by default; returns how many."""
    ids = queries.measure_ids() if measure_ids is None else sorted(measure_ids)
    for some in _batches(ids):
        store({asked.measure_id: asked.compare() for asked in queries.comparisons(some)})
    return len(ids)


def differences() -> Iterator[str]:
    """The measures whose stored result is not what their readings say."""
    for some in _batches(queries.measure_ids()):
        stored = queries.stored_details(some)
        for asked in queries.comparisons(some):
            if stored.get(asked.measure_id) != stored_values(asked.compare())["details"]:
                yield asked.name


def store(results: Mapping[int, Result]) -> None:
    """Put results in the place of those stored."""
    if not results:
        return
    session, at = db.session, now()
    for some in _batches(sorted(results)):
        session.execute(delete(StoredResult).where(StoredResult.measure_id.in_(some)))
        rows = [
            {"measure_id": key, "computed_at": at, **stored_values(results[key])} for key in some
        ]
        session.execute(insert(StoredResult), rows)
        touched = update(Measure).where(Measure.id.in_(some))
        session.execute(
            touched.values(revision=Measure.revision + 1),
            execution_options={"synchronize_session": False},
        )


def _settle(session: Session) -> None:
    """Before the commit: every dirty measure once."""
    dirty = session.info.pop(_DIRTY, set())
    computed = session.info.pop(_COMPUTED, {})
    if not dirty and not computed:
        return
    session.flush()
    store(computed)
    recompute(dirty - computed.keys())


@signals.changed.connect
def _engagements_changed(_sender: object, ids: Iterable[int]) -> None:
    wanted = select(Measure.id).where(Measure.engagement_id.in_(list(ids)))
    mark_dirty(db.session.scalars(wanted))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_A_TIME):
        yield ids[start : start + AT_A_TIME]


event.listen(db.session, "before_commit", _settle)
