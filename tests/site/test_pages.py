"""Every page, for everybody, in both languages: well made, and leading somewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from coachtrack.extensions import metadata
from coachtrack.kit.assets import SHEETS, STATIC
from coachtrack.settings import LANGUAGES
from tests.checking import CheckingClient
from tests.site import templates
from tests.site.place import PEOPLE, settle

MOST_PAGES = 800
#: What is asked for at once, with a click, or by a script.
LINK = re.compile(r'''(?:\b(?:href|src)=|\bdata-[a-z-]+=(?="/))"([^"]*)"''')


def crawl(client: CheckingClient, language: str) -> Iterator[tuple[str, int, str]]:
    """Follow every link of the site from the home page on: address, status, and from where."""
    asked, waiting = {"/"}, [("/", "the start")]
    while waiting:
        address, source = waiting.pop()
        answer = client.get(address, headers={"Accept-Language": language})
        yield address, answer.status_code, source
        assert len(asked) < MOST_PAGES, "the addresses never end"
        if answer.mimetype == "text/html":
            assert f'<html lang="{language}">' in answer.text
            for found in LINK.findall(answer.text):
                parts = urlsplit(urljoin(address, html.unescape(found)))
                local = parts._replace(fragment="").geturl()
                if local.startswith("/") and local not in asked:
                    asked.add(local)
                    waiting.append((local, address))


# Every page of a person, one after the other: on a busy machine that takes its time.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("person", PEOPLE)
def test_every_link_leads_to_a_page_that_is_well_made(sign_in, database, person, language):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE[person])
    lost = [found for found in crawl(client, language) if found[1] != 200]
    assert lost == []


@pytest.mark.timeout(300)
def test_asking_for_pages_changes_nothing(sign_in, database):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE["administrator"])
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    database.commit()
    before = {table.name: database.execute(select(table)).all() for table in tables}
    assert len(list(crawl(client, "en"))) > 15
    database.rollback()
    assert {table.name: database.execute(select(table)).all() for table in tables} == before


@pytest.mark.parametrize("path", templates.PATHS, ids=templates.NAMES)
def test_every_text_can_be_translated(path):
    assert templates.untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", templates.PATHS, ids=templates.NAMES)
def test_what_a_page_imports_it_uses(path):
    assert templates.unused_imports(path.read_text(encoding="utf-8")) == set()


def test_every_template_is_drawn_by_something():
    assert set(templates.mentioned(r'"([\w/]+\.html)"')) == set(templates.NAMES)


def test_every_asset_that_is_named_is_there():
    named = set(templates.mentioned(r"""asset\(["']([^"']+)["']\)""")) - SHEETS.keys()
    assert named
    assert {name for name in named if not (STATIC / name).is_file()} == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p>{{ _("Save") }}</p>', []),
        ("<p>{% trans %}Save it{% endtrans %}</p>", []),
        ('<li class="a{% if b %} c{% endif %}">{{ n }} · 5 %</li>', []),
        ("{# a note #}<p>–</p>", []),
        ("<p>Save</p>", ["Save"]),
        ("<p>{{ n }} lần</p>", ["lần"]),
        ('<img alt="A picture" src="{{ a }}">', ["A picture"]),
    ],
)
def test_a_text_that_cannot_be_translated_is_found(source, found):
    assert templates.untranslated(source) == found


def test_an_import_that_is_not_used_is_found():
    source = '{% from "a.html" import b, c as d %}{% import "e.html" as f %}{{ b() }}'
    assert templates.unused_imports(source) == {"d", "f"}
