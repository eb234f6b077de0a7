"""Figures that somebody else changes while they are being signed are not signed as they were."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from coachtrack.features.engagements import signals
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.indicators import actions as indicators
from coachtrack.features.indicators.models import IndicatorVersion, Measure
from coachtrack.features.signing import actions
from coachtrack.features.signing.models import Statement
from coachtrack.kit.transactions import Door, writing
from tests import factories
from tests.features.signing.test_paper import attach


def window_moved(database):
    row = database.query(Engagement).one()
    row.baseline_to = factories.date(2020, 7, 20)
    signals.changed.send(ids=[row.id])


def line_renamed(database):
    row = database.query(Measure).one()
    row.scope = "Line 9"
    indicators.mark_dirty([row.id])


def words_changed(database):
    measure = database.query(Measure).one()
    row = database.query(IndicatorVersion).filter_by(indicator_id=measure.indicator_id).one()
    row.numerator = "good units"
    indicators.mark_dirty([measure.id])


@pytest.mark.parametrize("change", [window_moved, line_renamed, words_changed])
def test_what_is_signed_is_what_is_stored(app, lead, measure, database, monkeypatch, change):
    if database.get_bind().dialect.name == "sqlite":
        pytest.skip("there one write waits for the other")
    hold = actions._hold

    def changing() -> None:
        with app.app_context(), writing(Door.COMMAND) as other:
            change(other)

    def meanwhile(ids):
        with ThreadPoolExecutor() as threads:
            threads.submit(changing).result(20)
        hold(ids)

    monkeypatch.setattr(actions, "_hold", meanwhile)
    assert attach(lead).status_code == 409
    database.rollback()
    assert database.query(Statement).count() == 0
