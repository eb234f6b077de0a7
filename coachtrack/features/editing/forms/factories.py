"""Forms of organisations and factories."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.factories.entries import FactoryEntry, OrganisationEntry
from coachtrack.features.factories.sheets import FACTORIES, ORGANISATIONS
from coachtrack.kit import cells
from coachtrack.kit.entry_forms import CellField, EntryForm, field_of
from coachtrack.kit.sheets import Column

Alike = Callable[[Any], Sequence[str]]
#: In digits alone, but neither of an enterprise nor of a branch in Vietnam.
SLIP = re.compile(r"(?!\d{10}(-?\d{3})?$)[\d -]+")


class NewOrganisationForm(EntryForm):
    """An organisation that is not there yet."""

    sheet = ORGANISATIONS

    name = field_of(ORGANISATIONS, "name", _l("In full, as it writes itself."))
    code = field_of(
        ORGANISATIONS, "code", _l("Short and for good, such as DN-042. It stands in every sheet.")
    )
    kind = field_of(
        ORGANISATIONS, "kind", pick=_l("Choose the kind of organisation from the list.")
    )
    tax_code = field_of(
        ORGANISATIONS,
        "tax_code",
        _l("In Vietnam 10 digits, and 3 more of a branch: 0100109106, or 0100109106-001."),
    )

    #: The one that has this code already.
    there: OrganisationEntry | None = None
    #: The codes of others that may be the same.
    alike: Alike = staticmethod(lambda _entry: ())

    def objections(
        self, stored: OrganisationEntry | None, entry: OrganisationEntry
    ) -> Iterator[tuple[str, str]]:
        """A code means one thing; and a tax code in digits alone is a Vietnamese one."""
        if self.there and self.there != entry and self.there.code == entry.code:
            name = self.there.name
            yield "code", _("This code is already used by %(name)s. Choose another one.", name=name)
        before = stored.tax_code if stored else ""
        if entry.tax_code != before and SLIP.fullmatch(entry.tax_code):
            yield (
                "tax_code",
                _(
                    "A Vietnamese tax code has 10 digits, and 3 more of a branch. Before one of"
                    " elsewhere write the country, such as KR 124-81-00998."
                ),
            )

    def told(self, entry: OrganisationEntry) -> Iterator[str]:
        """Another one that may be the same."""
        if codes := self.alike(entry):
            yield _(
                "This name or tax code stands in the list already: %(codes)s. See whether it is the"
                " same organisation.",
                codes=", ".join(codes),
            )


class OrganisationForm(NewOrganisationForm):
    """An organisation; its code is chosen once."""

    code = None


class NewFactoryForm(EntryForm):
    """A factory that is not there yet."""

    sheet = FACTORIES

    name = field_of(FACTORIES, "name", _l("As the enterprise writes it."))
    code = field_of(
        FACTORIES, "code", _l("Short and for good, such as DN-042. It stands in every sheet.")
    )
    programme: Any = CellField(
        Column("programme", _l("Programme"), cells.code(), required=True),
        _l("It lists the factory, and its lead sees it."),
        pick=_l("Choose a programme from the list."),
    )
    province = field_of(
        FACTORIES,
        "province",
        _l("Where it lies, as precisely as is known: the province of before 1 July 2025 if it is."),
        pick=_l("Choose a province from the list."),
    )
    organisation = field_of(
        FACTORIES,
        "organisation",
        _l("The enterprise that it belongs to: letters of its name."),
        pick=_l("Choose an organisation from the list."),
    )
    sector = field_of(FACTORIES, "sector", _l("Such as plastics, or electronics."))
    headcount = field_of(FACTORIES, "headcount", _l("How many people work there."))

    #: The codes of others that may be the same.
    alike: Alike = staticmethod(lambda _entry: ())

    def told(self, entry: FactoryEntry) -> Iterator[str]:
        """Another one that may be the same."""
        if codes := self.alike(entry):
            yield _(
                "This name stands in the list already: %(codes)s. See whether it is the same"
                " factory.",
                codes=", ".join(codes),
            )


class FactoryForm(NewFactoryForm):
    """A factory; its code is chosen once, and what lists it are its engagements."""

    code = None
    programme = None
