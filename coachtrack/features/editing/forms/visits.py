"""The form of a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from coachtrack.domain.windows import months_after
from coachtrack.features.visits.entries import VisitEntry
from coachtrack.features.visits.sheets import VISITS
from coachtrack.kit import formats
from coachtrack.kit.entry_forms import CellField, EntryForm, field_of, reason_of
from coachtrack.kit.times import today

#: In months; a visit of before is asked about where its year is a guess.
LONG_AGO = 6


class VisitForm(EntryForm):
    """A visit, as it is written down in the factory or on the way home."""

    sheet = VISITS
    #: Made when the form was opened, so that sending it twice makes one visit.
    uuid = HiddenField()
    #: The day that was taken for one typed without its year; a script that writes days out says so.
    on_guessed = HiddenField()

    on = field_of(VISITS, "on")
    kind = field_of(VISITS, "kind", pick=_l("Choose the kind of visit from the list."))
    consultants = field_of(VISITS, "consultants", _l("One on each line."), rows=2)
    present = field_of(
        VISITS,
        "present",
        _l("From the factory, with their positions, one on each line."),
        rows=3,
    )
    observations = field_of(
        VISITS, "observations", _l("What was seen and counted, and where."), rows=5
    )
    agreed = field_of(VISITS, "agreed", _l("What is to be done, by whom, by when."), rows=5)
    next_on = field_of(VISITS, "next_on")

    def __init__(self, days_besides: Callable[[UUID], Collection[date]]) -> None:
        """With what tells the days of the other visits that count."""
        super().__init__()
        self.days_besides = days_besides

    def validate_on(self, field: CellField) -> None:
        """Note where a year was left out, for the page that is shown again has it."""
        typed = "".join(map(str, field.raw_data or ()))
        if not field.errors and formats.lacks_year(typed):
            self.on_guessed.data = field.data.isoformat()

    def told(self, entry: VisitEntry) -> Iterator[str]:
        """What is unusual, for it may be a mistake."""
        if self.on_guessed.data == entry.on.isoformat() and _is_long_ago(entry.on):
            yield _(
                "Written down as %(day)s: see whether the year is right.",
                day=formats.day_of_week(entry.on),
            )
        if entry.on in self.days_besides(entry.uuid):
            yield _(
                "There is another visit on %(day)s. If it is the same one, withdraw one of them.",
                day=formats.day(entry.on),
            )
        if not (entry.observations or entry.agreed):
            yield _("Nothing is written down yet of what was seen or agreed: “Edit” adds it.")

    @property
    def identity(self) -> UUID:
        """The visit that the form is about; a new one where it does not say."""
        try:
            return UUID(self.uuid.data or "")
        except ValueError:
            return uuid4()


def _is_long_ago(day: date) -> bool:
    return months_after(day, LONG_AGO) < today()


class VisitWithdrawalForm(EntryForm):
    """Why a visit does not count."""

    sheet = VISITS
    withdrawn = reason_of(
        VISITS,
        _l("Such as “Logged twice”, or “It did not take place”. It stands beside the visit."),
    )
