"""What stands in a form, read as people type it."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.kit import cells
from coachtrack.kit.cells import BadCell, Context
from coachtrack.kit.formats import Problem, Unreadable
from tests.sending import ENGLISH

TYPED = Context("vi", date(2026, 11, 26), typed=True)
STORED = Context("vi", date(2026, 11, 26))


@pytest.mark.parametrize("typed", ["60", "60 %", "60%", "0,6"])
def test_a_share_is_typed_as_people_say_it(app, typed):
    with app.test_request_context():
        assert cells.share().read(typed, TYPED) == 0.6


@pytest.mark.parametrize("typed", ["0", "101", "-1", "1"])
def test_no_share_is_more_than_all(app, typed):
    with app.test_request_context(), pytest.raises(BadCell):
        cells.share().read(typed, TYPED)


def test_a_workbook_holds_a_share_as_a_fraction(app):
    with app.test_request_context(), pytest.raises(BadCell):
        cells.share().read("60", STORED)


@pytest.mark.parametrize(
    ("kind", "example"),
    [(cells.whole(2000, 2100), "2000"), (cells.whole(), "14"), (cells.whole(0, 6), "6")],
)
@pytest.mark.parametrize("context", [TYPED, STORED])
@pytest.mark.parametrize("typed", ["năm 2026", "8,25 người", "mười"])
def test_where_a_whole_number_is_asked_for_one_is_the_example(app, typed, context, kind, example):
    with app.test_request_context(headers=ENGLISH), pytest.raises(BadCell) as refused:
        kind.read(typed, context)
    assert refused.value.sentence == f"This is not a number. Use digits only, such as {example}."


def test_decimals_where_a_whole_number_is_asked_for_are_to_be_left_out(app):
    with app.test_request_context(), pytest.raises(Unreadable) as refused:
        cells.whole().read("8,25", TYPED)
    assert refused.value.problem is Problem.NOT_WHOLE
