"""Writing down what a factory says of its figures."""

from __future__ import annotations

from typing import NamedTuple

from coachtrack.extensions import db
from coachtrack.features.factories.models import Consent, Factory
from coachtrack.features.factories.queries import consent_of
from coachtrack.kit.columns import now


class Decisions(NamedTuple):
    """Yes, no, or None for not decided; the first three are about showing it by name."""

    to_province: bool | None = None
    to_ministry: bool | None = None
    to_lead_firm: bool | None = None
    compared: bool | None = None


def decide(factory: Factory, said: Decisions, by: str, told_by: str = "") -> Consent:
    """Keep what a factory decided; it counts from the next click on.

    `told_by`: who of the factory said so, where `by` is not the factory's own manager.
    """
    row = consent_of(factory) or Consent(factory_id=factory.id)
    row.to_province, row.to_ministry, row.to_lead_firm, row.compared = said
    row.told_by, row.decided_by, row.decided_at = told_by, by, now()
    db.session.add(row)
    db.session.flush()
    return row
