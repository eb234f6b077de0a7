"""docs/security.md names tests and documents that are there, and a row for each requirement."""

from __future__ import annotations

import ast
import re

import pytest

from coachtrack.settings import CHECKOUT

DOCUMENT = (CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (.+) \| (.+) \|$", re.MULTILINE)
#: Of 5.0.0 without OAuth and WebRTC: what is there of levels 1 and 2, and what is taken of level 3.
ROWS, OF_LEVEL_3 = 238, 21
NAMED = sorted(set(re.findall(r"`((?:tests|docs)/[\w/.-]+(?:::\w+)*)`", DOCUMENT)))


@pytest.mark.parametrize("named", NAMED)
def test_what_it_names_is_there(named):
    path, *names = named.split("::")
    assert (CHECKOUT / path).is_file()
    there = ast.parse((CHECKOUT / path).read_text(encoding="utf-8")) if names else None
    for name in names:
        kinds = ast.FunctionDef, ast.ClassDef
        found = [each for each in there.body if isinstance(each, kinds) and each.name == name]
        assert found, named
        there = found[0]


def test_every_requirement_has_one_row_that_says_something():
    rows = ROW.findall(DOCUMENT)
    assert len({number for number, *_rest in rows}) == len(rows) == ROWS
    assert sum(level == "3" for _number, level, *_rest in rows) == OF_LEVEL_3
    assert all(how.strip() for *_rest, how in rows)


def test_nothing_is_left_to_be_written():
    assert "TODO" not in DOCUMENT
    n = sum("**not met**" in how for *_rest, how in ROW.findall(DOCUMENT))
    assert f"{n} say **not met**" in " ".join(DOCUMENT.split())
