"""A dashboard of hundreds of factories: a page at a time, and nobody vanishes."""

from __future__ import annotations

import pytest

from coachtrack.kit.permissions import Grant, Role, Scope
from tests.bench import generated
from tests.reading import read

BENCH = "/programmes/BENCH"
FACTORIES = 300


@pytest.fixture
def lead(database, sign_in):
    generated.fill(FACTORIES)
    return sign_in("lan@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "BENCH"))


def test_every_factory_is_in_the_figure_or_named_as_left_out(lead):
    pages = [read(lead, f"{BENCH}?page={n}") for n in range(1, 6)]
    shown = [row[0] for page in pages for row in page.rows("table-title") if len(row) > 4]
    left_out = [row[0] for row in pages[-1].rows("table-title") if len(row) == 4]
    assert [len(page.rows("table-title")) for page in pages[:4]] == [40] * 4
    assert len({*shown, *left_out}) == len(shown) + len(left_out) == FACTORIES
    assert f"Not in this figure {len(left_out)}" in pages[0].part("factories-title")


def test_a_list_has_pages_that_keep_what_was_asked_for(lead):
    asked = f"{BENCH}?batch=2023-1&show=started"
    first = read(lead, asked)
    second = read(lead, BENCH + first.links()["Next →"])
    assert "Took part 100" in first.part("list-title")
    assert len(first.rows("list-title")) == len(second.rows("list-title")) == 40
    assert first.rows("list-title")[0] != second.rows("list-title")[0]
    assert "batch=2023-1" in second.links()["← Previous"]


def test_all_improvements_stand_at_once_above_the_pages(lead):
    page = read(lead, BENCH)
    assert len(page.of("chart")) == 3
    assert "Page 1 of 5" in page.text


def test_provinces_are_as_then_or_as_now(lead):
    then, now = read(lead, BENCH), read(lead, f"{BENCH}?as=now")
    assert "Hải Dương 60" in then.links()
    assert "Hải Phòng 60" in now.links()
    assert "Hải Dương 60" not in now.links()
    assert "60 took part" in read(lead, BENCH + now.links()["Hải Phòng 60"]).links()
