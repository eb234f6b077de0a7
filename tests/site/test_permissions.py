"""docs/permissions.md says who may do what, and it is so."""

from __future__ import annotations

import re

import pytest

from coachtrack.kit.permissions import ALLOWED, HELD_IN, Permission, Role, Scope
from coachtrack.settings import CHECKOUT
from tests.sending import token
from tests.site.place import PEOPLE, address, guard, rules, settle

DOCUMENT = CHECKOUT / "docs" / "permissions.md"


def table(heading: str) -> dict[str, dict[str, str]]:
    """A table of the document: the first cell of a row, then column by column."""
    _, _, below = DOCUMENT.read_text(encoding="utf-8").partition(f"## {heading}\n")
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in re.split(r"^## ", below, flags=re.MULTILINE)[0].splitlines()
        if line.startswith("|")
    ]
    (_, *columns), _rule, *rest = rows
    return {first: dict(zip(columns, cells, strict=True)) for first, *cells in rest}


def test_each_role_is_held_where_the_document_says():
    documented = table("Where a role is held")
    assert documented == {
        role: {"held in": " or ".join(scope.value for scope in scopes)}
        for role, scopes in HELD_IN.items()
    }


def test_each_role_may_what_the_document_says():
    assert table("What a role may") == {
        permission: {role: "yes" if permission in ALLOWED[role] else "–" for role in Role}
        for permission in Permission
    }


def test_every_page_has_a_row(app):
    written, there = set(table("Page by page")), {rule.rule for rule in rules(app)}
    assert there - written == set(), "write a row of docs/permissions.md for each of these pages"
    assert written - there == set(), "a page is gone: say so in CHANGELOG.md, or lead on from it"


def test_every_page_asks_for_what_the_document_says(app):
    documented = {rule: row["asks for"] for rule, row in table("Page by page").items()}
    assert documented == {rule.rule: guard(app, rule) for rule in rules(app)}


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_answers_what_the_document_says(app, sign_in, database, person):
    settle()
    client = sign_in("lan@example.vn", *PEOPLE[person])
    # Where it answers two ways, the first is for looking.
    documented = {
        rule: row[person].partition(" / ")[0] for rule, row in table("Page by page").items()
    }
    answered = {}
    for rule in rules(app):
        if "GET" in rule.methods:
            answer = client.get(address(rule))
        else:
            answer = client.post(address(rule), data={"csrf_token": token(client, "/")})
        answered[rule.rule] = str(answer.status_code)
    assert answered == documented


def test_a_role_is_held_in_one_of_the_kinds_of_places():
    assert {scope for scopes in HELD_IN.values() for scope in scopes} == set(Scope)
