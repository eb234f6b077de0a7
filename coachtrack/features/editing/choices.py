"""What forms offer and suggest: values, and what people read for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import force_locale

from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import units_told
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.entry_forms import CellField, Choices, with_code
from coachtrack.kit.permissions import Person
from coachtrack.settings import LANGUAGES


def suggest_provinces(field: CellField) -> None:
    """Units then and now; a name or a number that is none of them is found out when saving."""
    units = factories.provinces()
    field.suggested = units_told(units)
    field.understood = _in_every_language(lambda: units_told(units))


def suggest_organisations(field: CellField) -> None:
    """Organisations that are there."""
    _only(field, factories.organisation_names())


def suggest_factories(field: CellField, person: Person) -> None:
    """Factories that the person may see."""
    _only(field, factories.names(person))


def suggest_indicators(field: CellField) -> None:
    """The library, by name."""
    rows = indicators.library()

    def named() -> list[tuple[str, str]]:
        return [(row.indicator.code, with_code(name_of(row), row.indicator.code)) for row in rows]

    field.suggested, field.only_suggested = named(), True
    field.understood = _in_every_language(named)


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


def _in_every_language(told: Callable[[], Sequence[tuple[str, str]]]) -> Choices:
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        with force_locale(language):
            found += told()
    return found
