"""What every page gets: addresses of assets, words, formats, navigation, the ribbon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import SQLAlchemyError

from coachtrack.kit import formats
from coachtrack.kit.assets import asset, drawing
from coachtrack.kit.charts import panel, spark, table
from coachtrack.kit.filters import parted
from coachtrack.kit.journal.naming import in_history
from coachtrack.kit.leading import with_links
from coachtrack.kit.permissions import Permission, Person, Scope, here
from coachtrack.kit.words import unit_word, word
from coachtrack.settings import LANGUAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the main menu, for those who may go there and would find something.

    `scopes`: a role must be held in one of these; empty: anywhere.
    """

    endpoint: str
    label: LazyString
    permission: Permission | None = None
    scopes: frozenset[Scope] = frozenset()
    #: Other names by which people look for it, in any language.
    also: tuple[str, ...] = ()

    def is_for(self, person: Person) -> bool:
        """Whether it stands in a person's menu."""
        allowed = self.permission is None or person.may(self.permission)
        held = {grant.scope for grant in person.grants}
        return allowed and (not self.scopes or bool(self.scopes & held))


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the menu as a page shows it."""

    label: str
    url: str
    #: The page is this one, or one below it.
    current: bool


#: Features put themselves here, in the order in which they are read.
MENU: list[tuple[int, Entry]] = []
#: Whether anything shown here is invented; the programmes' feature knows.
RIBBON: list[Callable[[], bool]] = []


def add_to_menu(place: int, entry: Entry) -> None:
    """A feature takes a place in the menu."""
    MENU.append((place, entry))


def menu_of(person: Person) -> list[Entry]:
    """The entries of a person's menu, in order."""
    placed = sorted(MENU, key=lambda placed: placed[0])
    return [entry for _, entry in placed if entry.is_for(person)]


def register(app: Flask) -> None:
    """Give templates what they all need."""
    app.context_processor(_context)
    app.jinja_env.globals.update(
        asset=asset,
        drawing=drawing,
        word=word,
        unit_word=unit_word,
        formats=formats,
        in_history=in_history,
        parted=parted,
        panel=panel,
        spark=spark,
        chart_table=table,
    )
    app.jinja_env.filters["with_links"] = with_links
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _context() -> dict[str, Any]:
    return {
        "language": str(get_locale()),
        "languages": LANGUAGES,
        "person": g.get("person"),
        "here": here(),
        "posted": _posted(),
        "navigation": _navigation(),
        "demo_ribbon": _ribbon(),
    }


def _posted() -> bool:
    """Whether a page answers what was sent, and its address gives the page without that too."""
    rule = request.url_rule
    return request.method == "POST" and rule is not None and "GET" in (rule.methods or ())


def _ribbon() -> bool:
    """Whether a page that says nothing of its own carries the ribbon."""
    try:
        return any(rule() for rule in RIBBON)
    except SQLAlchemyError:
        # A page that says that the database does not answer must not fail for the same reason.
        return False


def _navigation() -> list[Link]:
    person = g.get("person")
    if person is None:
        return []
    return [_link(entry) for entry in menu_of(person)]


def _link(entry: Entry) -> Link:
    """An entry as this page shows it."""
    url = url_for(entry.endpoint)
    return Link(str(entry.label), url, request.path.startswith(url))
