"""What the list of programmes can be narrowed by, and its orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from coachtrack.features.programmes.models import Programme
from coachtrack.kit.filters import Filter, chips, sorting
from coachtrack.kit.lists import Asked, Page

Span = tuple[date | None, date | None]


def filters(asked: Asked, spans: Sequence[Span], today: date) -> list[Filter]:
    """Whether they run, are over or are to come."""
    options = [("running", _("Running")), ("ended", _("Ended")), ("to-come", _("To come"))]
    counted = Counter(_when(span, today) for span in spans)
    return [Filter(_("When"), chips(asked, "when", options, counted))]


def _when(span: Span, today: date) -> str:
    start, end = span
    if end is not None and end < today:
        return "ended"
    return "to-come" if start is not None and start > today else "running"


def order(page: Page[Programme]) -> Filter:
    """By what the list is sorted."""
    return sorting(
        page, [("", _("Name")), ("start", _("Start, latest first")), ("code", _("Code"))]
    )
