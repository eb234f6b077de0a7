"""What a search finds of all that a person may see, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory, Organisation
from coachtrack.features.factories.words import province_told
from coachtrack.features.indicators import library
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.sentences import name_of
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.lists import Asked, Page, holds
from coachtrack.kit.pages import Entry, menu_of
from coachtrack.kit.permissions import Permission, Person
from coachtrack.kit.searching import SHORTEST_NAME
from coachtrack.kit.text import heard
from coachtrack.kit.words import word
from coachtrack.settings import LANGUAGES

Row = TypeVar("Row")

HOME = Entry("home.show", _l("Home"))


class Hit(NamedTuple):
    """Something found, and where it is."""

    label: str
    under: str
    url: str


class Group(NamedTuple):
    """What was found of one kind; `more` leads to all of it, where there is more."""

    title: str
    hits: list[Hit]
    more: str = ""


def groups(person: Person, search: str, size: int, today: date) -> list[Group]:
    """At most so many of each kind, the nearest first; without a search only the pages.

    Pages come first where the name of one begins with so many letters, else last.
    """
    found = _rows(person, Asked(search), size, today) if search else []
    meant = [entry for entry in (HOME, *menu_of(person)) if _is_found(entry, search)]
    pages = Group(_("Pages"), [_page(entry) for entry in meant])
    first = any(_begins(name, search) for entry in meant for name in _names(entry))
    found.insert(0 if first else len(found), pages)
    return [group for group in found if group.hits]


def _rows(person: Person, asked: Asked, size: int, today: date) -> list[Group]:
    led = programmes.listed(person, asked, size, today)
    sites = factories.listed(person, asked, size)
    coached = engagements.listed(person, asked, size)
    found = [
        _group(_("Programmes"), led, _programme, "programmes.index"),
        _group(_("Factories"), sites, _factory, "factories.index"),
        _group(_("Engagements"), coached, partial(_engagement, asked.search), "engagements.index"),
    ]
    if person.may(Permission.DASHBOARD_SEE):
        found.append(_library(asked, size))
    if person.may(Permission.FACTORY_EDIT):
        owners = factories.organisations_listed(asked, size)
        found.append(_group(_("Organisations"), owners, _organisation, "editing.organisations"))
    return found


def _group(title: str, page: Page[Row], hit: Callable[[Row], Hit], index: str) -> Group:
    more = url_for(index, q=page.asked.search) if page.following else ""
    return Group(title, [hit(row) for row in page.rows], more)


def _library(asked: Asked, size: int) -> Group:
    rows = library.found(asked.search)
    more = url_for("indicators.library", q=asked.search) if len(rows) > size else ""
    return Group(_("Indicators"), [_indicator(row) for row in rows[:size]], more)


def _programme(row: Programme) -> Hit:
    return Hit(row.name, row.code, url_for("dashboards.programme", code=row.code))


def _factory(row: Factory) -> Hit:
    under = f"{row.code} · {province_told(row.province)}"
    return Hit(row.name, under, url_for("dashboards.factory", code=row.code))


def _engagement(search: str, row: Engagement) -> Hit:
    """Of one that was found by its team the names that are meant are told."""
    meant = [name for name in row.team if holds(name, search)]
    under = " · ".join((row.code, row.programme.name, *meant))
    return Hit(row.factory.name, under, url_for("dashboards.engagement", code=row.code))


def _indicator(row: IndicatorVersion) -> Hit:
    url = url_for("indicators.indicator", code=row.indicator.code)
    return Hit(name_of(row), row.indicator.code, url)


def _organisation(row: Organisation) -> Hit:
    under = f"{row.code} · {word(row.kind)}"
    return Hit(row.name, under, url_for("editing.organisations", q=row.code))


def _page(entry: Entry) -> Hit:
    return Hit(str(entry.label), "", url_for(entry.endpoint))


def _is_found(entry: Entry, search: str) -> bool:
    """Whether the name of a page in any language holds a search, or another name for it does."""
    return any(holds(name, search) for name in (*_names(entry), *entry.also))


def _begins(name: str, search: str) -> bool:
    return len(search) >= SHORTEST_NAME and heard(name).startswith(heard(search))


def _names(entry: Entry) -> Iterator[str]:
    for language in LANGUAGES:
        with force_locale(language):
            yield str(entry.label)
