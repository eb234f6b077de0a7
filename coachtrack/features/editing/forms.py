"""Which fields of which sheet a form shows, and what stands under them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from coachtrack.features.factories.sheets import FACTORIES
from coachtrack.kit.entry_forms import EntryForm, field_of


class FactoryForm(EntryForm):
    """A factory; its code is chosen once."""

    sheet = FACTORIES

    name = field_of(FACTORIES, "name", _l("As the enterprise writes it."))
    province = field_of(
        FACTORIES, "province", _l("As then or as now: its finest unit known, by name or code.")
    )
    organisation = field_of(FACTORIES, "organisation", _l("The enterprise that it belongs to."))
    sector = field_of(FACTORIES, "sector", _l("Such as plastics, or electronics."))
    headcount = field_of(FACTORIES, "headcount")


class NewFactoryForm(FactoryForm):
    """A factory that is not there yet."""

    code = field_of(
        FACTORIES, "code", _l("Short and for good, such as DN-042. It stands in every sheet.")
    )
