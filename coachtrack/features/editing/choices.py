"""What forms offer and suggest: values, and what people read for them."""

from __future__ import annotations

from collections.abc import Sequence

from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import units_told
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.entry_forms import CellField, Choices, with_code
from coachtrack.kit.permissions import Person


def suggest_provinces(field: CellField) -> None:
    """Units then and now; a name or a number that is none of them is found out when saving."""
    field.suggested = units_told(factories.provinces())


def suggest_organisations(field: CellField) -> None:
    """Organisations that are there."""
    _only(field, factories.organisation_names())


def suggest_factories(field: CellField, person: Person) -> None:
    """Factories that the person may see."""
    _only(field, factories.names(person))


def suggest_indicators(field: CellField) -> None:
    """The library, by name."""
    _only(field, [(row.indicator.code, name_of(row)) for row in indicators.library()])


def offer_components(field: CellField, programme: Programme) -> None:
    """The components of a programme, each once."""
    found = {each.code: each.name for each in programmes.components(programme)}
    field.choices = [(code, with_code(name, code)) for code, name in found.items()]


def offer_programmes(field: CellField, found: Sequence[Programme]) -> None:
    """These programmes."""
    field.choices = [(each.code, with_code(each.name, each.code)) for each in found]


def _only(field: CellField, found: Sequence[tuple[str, str]]) -> None:
    told: Choices = [(code, with_code(name, code)) for code, name in found]
    field.suggested, field.only_suggested = told, True
