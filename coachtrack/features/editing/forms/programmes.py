"""Forms of programmes and their components."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.programmes.entries import ComponentEntry, ProgrammeEntry
from coachtrack.features.programmes.sheets import COMPONENTS, PROGRAMMES
from coachtrack.kit import formats
from coachtrack.kit.entry_forms import EntryForm, field_of


class NewProgrammeForm(EntryForm):
    """A programme that is not there yet."""

    sheet = PROGRAMMES

    name = field_of(PROGRAMMES, "name", _l("As the agreement between the partners calls it."))
    code = field_of(
        PROGRAMMES,
        "code",
        _l("Short and for good, such as HD2020. Codes of engagements begin with it."),
    )
    start_on = field_of(PROGRAMMES, "start_on", half=True)
    end_on = field_of(PROGRAMMES, "end_on", half=True)
    provinces = field_of(
        PROGRAMMES,
        "provinces",
        _l("One in each field; leave the rest blank."),
        pick=_l("Choose a province from the list."),
        several=True,
    )
    partners = field_of(
        PROGRAMMES,
        "partners",
        _l("Ministries, departments, lead firms: letters of the name, one in each field."),
        pick=_l("Choose an organisation from the list."),
        several=True,
    )
    time_zone = field_of(
        PROGRAMMES, "time_zone", _l("Days on the shop floor are days in this time zone.")
    )
    demo = field_of(
        PROGRAMMES,
        "demo",
        _l("Every page, sheet and print of it then says INVENTED DATA."),
        label=_l("Everything in it is invented"),
    )

    #: The code of an organisation that was added just now, to be a partner.
    partner = ""

    def show(self, entry: ProgrammeEntry) -> None:
        """With the partner that was added just now."""
        partners = dict.fromkeys((*entry.partners, *filter(None, [self.partner])))
        super().show(entry._replace(partners=tuple(partners)))


class ProgrammeForm(NewProgrammeForm):
    """A programme; its code is chosen once."""

    code = None

    #: The years of its plan, and the day on which the last of its engagements ends.
    planned: Sequence[int] = ()
    until: date | None = None

    def told(self, entry: ProgrammeEntry) -> Iterator[str]:
        """Which years of the plan the programme does not reach."""
        beyond = [year for year in self.planned if is_beyond(year, entry.start_on, entry.end_on)]
        if beyond:
            yield _(
                "The plan names %(years)s, which the programme does not reach. Correct the plan, or"
                " the dates.",
                years=", ".join(map(str, beyond)),
            )
        if entry.end_on and self.until and self.until > entry.end_on:
            yield _(
                "Coaching in it goes on until %(day)s, after the programme ends. Correct the end,"
                " or the engagement.",
                day=formats.day(self.until),
            )


class NewComponentForm(EntryForm):
    """A component that is not there yet."""

    sheet = COMPONENTS
    taken = _l("This component has a plan for that year. Change it there, or name another year.")

    name = field_of(COMPONENTS, "name", _l("Such as improvement consulting."))
    code = field_of(COMPONENTS, "code", _l("The same code for the same component in another year."))
    year = field_of(COMPONENTS, "year", _l("Blank: the plan names no year."), half=True)
    planned = field_of(COMPONENTS, "planned", _l("How many factories are to take part."), half=True)

    #: The first and the last day of the programme, as far as they are known.
    programme: tuple[date | None, date | None] = (None, None)
    #: The other years that are planned of this component.
    others: Collection[int] = ()
    #: What the components of the programme are called, by code.
    called: Mapping[str, str] = {}

    def objections(
        self, stored: ComponentEntry | None, entry: ComponentEntry
    ) -> Iterator[tuple[str, str]]:
        """A plan is of the years in which the programme runs."""
        before, called = stored.year if stored else 0, self.called.get(entry.code, entry.name)
        if stored is None and called != entry.name:
            told = _(
                "This code is that of “%(name)s”. Use that name, or another code.", name=called
            )
            yield "name", told
        if entry.year in self.others:
            yield "year", str(self.taken)
        elif entry.year != before and is_beyond(entry.year, *self.programme):
            days = formats.span(*self.programme)
            yield "year", _("The programme runs %(days)s. Write one of its years.", days=days)


class ComponentForm(NewComponentForm):
    """A component in a year; which component it is stays."""

    code = None


def is_beyond(year: int, first: date | None, last: date | None) -> bool:
    """Whether a year of a plan, 0 for none, lies before or after these days."""
    early = first is not None and year < first.year
    late = last is not None and year > last.year
    return bool(year) and (early or late)
