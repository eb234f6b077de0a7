"""What forms offer and suggest: values, and what people read for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from flask_babel import force_locale
from flask_babel import gettext as _

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.words import units_told
from coachtrack.features.indicators import queries as indicators
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.entry_forms import NAMED, CellField, Choices, code_in, with_code
from coachtrack.kit.permissions import Person
from coachtrack.kit.text import clean, vietnamese_key
from coachtrack.settings import LANGUAGES

#: So many are suggested; of so many texts it is looked up what they mean, and for each so many of
#: those that it fits, one more than are named.
SUGGESTED, TYPED, FITTING = 200, 50, NAMED + 1
#: Characters of a name with its code; what is longer is no name, and no database looks for it.
LONGEST = 300


def suggest_provinces(field: CellField) -> None:
    """Units then and now; which one a name means that two have is found out when saving.

    A number that two have is not understood as either, for one of them has it as its code.
    """
    units = factories.provinces()
    field.suggested, field.only_suggested = units_told(units), True
    field.also = partial(factories.is_province, units=units)
    field.understood = [
        *_in_every_language(lambda: units_told(units)),
        *factories.shared_numbers(units),
    ]


def suggest_organisations(field: CellField, *stored: str) -> None:
    """Organisations that are there; `stored` are the codes that are shown by name."""
    meant = factories.organisation_names_meant(_typed(field, stored), FITTING)
    _only(field, factories.organisation_names(SUGGESTED), meant)


def suggest_factories(field: CellField, person: Person, *stored: str) -> None:
    """The same of the factories that the person may see."""
    meant = factories.names_meant(person, _typed(field, stored), FITTING)
    _only(field, factories.names(person, SUGGESTED), meant)


def suggest_indicators(field: CellField) -> None:
    """The library, by name."""
    rows = indicators.library()

    def named() -> list[tuple[str, str]]:
        names = {row.indicator.code: name_of(row) for row in rows}
        ordered = sorted(names.items(), key=lambda pair: vietnamese_key(pair[1]))
        return [(code, with_code(name, code)) for code, name in ordered]

    field.suggested, field.only_suggested = named(), True
    field.understood = _in_every_language(named)


def suggest_scopes(field: CellField, engagement: Engagement) -> None:
    """The scopes of an engagement's measures."""
    scopes = dict.fromkeys(scope for _indicator, scope in indicators.tracked(engagement) if scope)
    field.suggested, field.only_suggested = [(scope, scope) for scope in scopes], True


def offer_components(field: CellField, programme: Programme) -> None:
    """The components of a programme, each once."""
    found = {each.code: each.name for each in programmes.components(programme)}
    field.choices = [(code, with_code(name, code)) for code, name in found.items()]


def suggest_batches(field: CellField, programme: Programme) -> None:
    """The batches that the programme has; another one can be typed."""
    used = {batch for _code, batch in engagements.batches_of([programme.code])}
    field.suggested = [(batch, batch) for batch in sorted(used, key=vietnamese_key)]


def suggest_team(field: CellField, programme: Programme, person: Person) -> None:
    """Those who coach in the programme already; anybody else can be typed."""
    names = {name for team in engagements.teams_of(programme, person) for name in team}
    field.suggested = [(name, name) for name in sorted(names, key=vietnamese_key)]


def offer_programmes(field: CellField, found: Sequence[Programme]) -> None:
    """These programmes."""
    field.choices = [(each.code, with_code(each.name, each.code)) for each in found]


def _typed(field: CellField, stored: Iterable[str]) -> list[str]:
    """What may be a name or a code: what was typed, and what stands behind a name."""
    lines = [*stored, *(clean(text) for text in re.split("[;\n]", field.shown))]
    found = dict.fromkeys(text for line in lines for text in (line, code_in(line)) if text)
    return [text for text in found if len(text) <= LONGEST][:TYPED]


def _only(field: CellField, first: factories.Names, meant: factories.Names) -> None:
    found = dict([*first, *meant])
    told: Choices = [(code, with_code(name, code)) for code, name in found.items()]
    field.suggested, field.only_suggested = told, True
    field.first_only = len(first) == SUGGESTED
    if field.first_only:
        more = _("Of many the first are suggested; letters of a name, or a code, find any.")
        field.description = f"{field.description} {more}".strip()


def _in_every_language(told: Callable[[], Sequence[tuple[str, str]]]) -> Choices:
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        with force_locale(language):
            found += told()
    return found
