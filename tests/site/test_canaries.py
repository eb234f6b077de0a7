"""What stands at one factory is told to nobody who holds no role there, in whatever shape."""

from __future__ import annotations

import html
from urllib.parse import urljoin

import pytest

from tests.sending import ENGLISH
from tests.site.canaries import MARKS, SOUGHT, WITHHELD, found_of, plant, told
from tests.site.matrix import ACTORS, Relation, moved, nothing_kept
from tests.site.place import address, rules
from tests.site.test_matrix import ask, asked_for, clients
from tests.site.test_pages import LINK

__all__ = ["clients"]
LEAST_ANSWERS, MOST_LINKS = 5000, 100
#: Who asks: each role in one place, and those nearest to it in the others.
ASKING = [name for name in ACTORS if not name.startswith(("anonymous", "disabled"))]
#: To whom a factory is told, by where it lies.
PLACES = {"F1": Relation.OWN, "F3": Relation.BESIDE, "F2": Relation.ELSEWHERE}
#: What narrows a list, or says another part of a page.
QUERIES = ("", f"?q={SOUGHT}", "?page=2", "?all=1", "?lang=en")


def foreign_to(name):
    """The factories of which somebody must not be told anything."""
    places = ACTORS[name].places
    if name == "administrator":
        return []
    looks = {grant.looks_for for grant in ACTORS[name].grants}
    withheld = [] if None in looks else [WITHHELD]
    foreign = [code for code, place in PLACES.items() if places[place] is not Relation.OWN]
    return list({*foreign, *withheld})


def followed(client):
    """The answers behind the links of the site, from the home page on."""
    asked, waiting = {"/"}, ["/"]
    while waiting and len(asked) < MOST_LINKS:
        where = waiting.pop(0)
        answer = client.get(where, headers=ENGLISH)
        yield "GET", where, answer, ""
        if answer.mimetype == "text/html":
            for found in LINK.findall(answer.text):
                local = urljoin(where, html.unescape(found)).partition("#")[0]
                if local.startswith("/") and not local.startswith("/assets/"):
                    waiting += [local] if local not in asked else []
                    asked.add(local)


def answers(app, client, everything):
    """Every answer that somebody can get: by links, by every address, to all that is sent."""
    yield from followed(client)
    for relation in Relation:
        for _rule, method, usual, fields in everything:
            where = moved(usual, relation)
            yield method, where, ask(client, method, where, fields), str(fields)
    for rule in rules(app):
        if "GET" in rule.methods and not rule.arguments:
            for query in QUERIES:
                where = address(rule).partition("?")[0] + query
                yield "GET", where, client.get(where, headers=ENGLISH), ""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ASKING)
def test_nothing_of_a_factory_is_told_to_others(app, clients, name):
    plant()
    leaks, n, seen = set(), 0, 0
    foreign = foreign_to(name)
    with nothing_kept(app):
        everything = list(asked_for(app, clients))
        for method, where, answer, sent in answers(app, clients[name], everything):
            text, n = told(answer), n + 1
            seen += any(found_of(code, text) for code in MARKS)
            for code in foreign:
                # What somebody typed themselves stands in their form again.
                if marks := set(found_of(code, text)) - set(found_of(code, sent)):
                    leaks.add(f"{method} {where}: tells of {code}: {marks}")
    assert sorted(leaks) == []
    assert n >= LEAST_ANSWERS / len(ASKING)
    # Who may see all of it was told much, so the marks are found where they are.
    assert seen > 100 or foreign
