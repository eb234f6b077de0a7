"""Columns that several tables share: what they keep, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm.exc import StaleDataError

from coachtrack.features.accounts.models import Tried, Try
from coachtrack.features.engagements.models import Stage
from coachtrack.features.programmes.models import Programme
from tests import factories

HANOI = timezone(timedelta(hours=7))


def test_an_instant_is_kept_in_utc(database):
    database.add(Try(what=Tried.PASSWORD, subject="a", at=datetime(2026, 1, 1, 5, tzinfo=HANOI)))
    database.commit()
    kept = database.scalars(select(Try)).one().at
    assert (kept, kept.tzinfo) == (datetime(2025, 12, 31, 22, tzinfo=UTC), UTC)
    assert str(database.scalar(text("select at from failed_try")))[:16] == "2025-12-31 22:00"


def test_an_instant_without_a_time_zone_is_refused(database):
    database.add(Try(what=Tried.PASSWORD, subject="a", at=datetime(2026, 1, 1)))
    with pytest.raises(StatementError, match="needs a time zone"):
        database.flush()


@pytest.mark.parametrize("team", [(), ("Lan",), ("Nguyễn Văn An", "Trần, Thị; Bình")])
def test_a_list_of_texts_is_kept_in_order(database, team):
    row = factories.engagement(team=team)
    database.commit()
    assert row.team == team


def test_a_word_is_stored_as_its_code(database):
    row = factories.engagement(stage=Stage.KICK_OFF)
    database.commit()
    assert database.scalar(text("select stage from engagement")) == "kick-off"
    assert row.stage is Stage.KICK_OFF


def test_a_word_that_there_is_not_is_refused(database):
    with pytest.raises(StatementError, match="finished"):
        factories.engagement(stage="finished")


def test_an_older_version_of_a_row_is_not_saved_over_a_newer_one(database):
    row = factories.programme()
    database.commit()
    assert row.version == 1
    database.execute(Programme.__table__.update().values(version=2, name="theirs"))
    row.name = "mine"
    with pytest.raises(StaleDataError):
        database.flush()
