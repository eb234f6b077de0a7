"""Keeping figures that others published."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from coachtrack.extensions import db
from coachtrack.features.claims.entries import ClaimEntry
from coachtrack.features.claims.models import Claim
from coachtrack.kit.rows import rows_with
from coachtrack.kit.searching import search_key


def save_claims(entries: Sequence[ClaimEntry]) -> list[Claim]:
    """Add claims, or change those that have these codes."""
    codes = [entry.code for entry in entries]
    stored = {row.code: row for row in rows_with(select(Claim), Claim.code, codes)}
    saved = []
    for entry in entries:
        row = stored.get(entry.code) or Claim()
        for field, said in entry._asdict().items():
            setattr(row, field, said)
        row.search_key = search_key(" ".join(part for part in entry if part))
        db.session.add(row)
        saved.append(row)
    return saved
