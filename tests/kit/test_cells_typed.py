"""What stands in a form, read as people type it."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.kit import cells
from coachtrack.kit.cells import BadCell, Context

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
