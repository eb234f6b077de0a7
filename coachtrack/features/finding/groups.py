"""What a search finds of all that a person may see, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.factories import queries as factories
from coachtrack.features.factories.models import Factory
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.lists import Asked, Page, holds
from coachtrack.kit.pages import Entry, menu_of
from coachtrack.kit.permissions import Person
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
    """At most so many of each kind, the nearest first; without a search only the pages."""
    found = _rows(person, Asked(search), size, today) if search else []
    found.append(Group(_("Pages"), list(_pages(person, search))))
    return [group for group in found if group.hits]


def _rows(person: Person, asked: Asked, size: int, today: date) -> list[Group]:
    led = programmes.listed(person, asked, size, today)
    sites = factories.listed(person, asked, size)
    coached = engagements.listed(person, asked, size)
    return [
        _group(_("Programmes"), led, _programme, "programmes.index"),
        _group(_("Factories"), sites, _factory, "factories.index"),
        _group(_("Engagements"), coached, _engagement, "engagements.index"),
    ]


def _group(title: str, page: Page[Row], hit: Callable[[Row], Hit], index: str) -> Group:
    more = url_for(index, q=page.asked.search) if page.following else ""
    return Group(title, [hit(row) for row in page.rows], more)


def _programme(row: Programme) -> Hit:
    return Hit(row.name, row.code, url_for("dashboards.programme", code=row.code))


def _factory(row: Factory) -> Hit:
    under = f"{row.code} · {row.province.name}"
    return Hit(row.name, under, url_for("dashboards.factory", code=row.code))


def _engagement(row: Engagement) -> Hit:
    under = f"{row.code} · {row.programme.name}"
    return Hit(row.factory.name, under, url_for("dashboards.engagement", code=row.code))


def _pages(person: Person, search: str) -> Iterator[Hit]:
    """The pages of the menu whose name in any language holds the search, and the home page."""
    for entry in (HOME, *menu_of(person)):
        if any(holds(name, search) for name in _names(entry)):
            yield Hit(str(entry.label), "", url_for(entry.endpoint))


def _names(entry: Entry) -> Iterator[str]:
    for language in LANGUAGES:
        with force_locale(language):
            yield str(entry.label)
