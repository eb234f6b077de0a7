"""Forms of programmes and their components."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.programmes.entries import ComponentEntry
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


class ProgrammeForm(NewProgrammeForm):
    """A programme; its code is chosen once."""

    code = None


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

    def objections(
        self, stored: ComponentEntry | None, entry: ComponentEntry
    ) -> Iterator[tuple[str, str]]:
        """A plan is of the years in which the programme runs."""
        first, last = self.programme
        early = first is not None and bool(entry.year) and entry.year < first.year
        late = last is not None and bool(entry.year) and entry.year > last.year
        if stored is None and (early or late):
            days = formats.span(first, last)
            yield "year", _("The programme runs %(days)s. Write one of its years.", days=days)


class ComponentForm(NewComponentForm):
    """A component in a year; which one it is stays."""

    code = None
    year = None
