"""What is signed: the figures, where they were counted, and the words by which they were."""

from __future__ import annotations

import pytest

from coachtrack.features.engagements.actions import save_engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.engagements.sheets import engagement_entry
from coachtrack.features.indicators import actions as indicators
from coachtrack.features.indicators.models import IndicatorVersion, Reading
from coachtrack.features.indicators.sheets import indicator_entry, reading_entry
from coachtrack.features.signing import queries
from coachtrack.features.signing.facts import digest_of, facts_of
from coachtrack.features.signing.models import Cause, Part, Statement
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, Refused, writing
from tests import factories
from tests.conftest import PASSWORD
from tests.editing import errors, fill
from tests.features.signing.conftest import SIGN

EDIT = "/engagements/P1-01/edit"
INDICATOR = "/indicators/defect-rate/edit"
SAID_TO_A_COMMAND = "đã được hai bên ký ngày"


@pytest.fixture
def elsewhere(measure, database):
    """Another factory of the programme."""
    programme = measure.engagement.programme
    programme.factories.append(factories.factory("F2"))
    database.commit()


@pytest.fixture
def administrator(sign_in, measure):
    return sign_in("admin@example.vn", Grant(Role.ADMINISTRATOR, Scope.EVERYTHING))


@pytest.fixture
def definition(measure, database):
    """That of the measure, as somebody of the site wrote it."""
    row = database.query(IndicatorVersion).filter_by(indicator_id=measure.indicator_id).one()
    row.indicator.built_in = False
    database.commit()
    return row


def sign_in_form(measure, form):
    """Make what was signed of a measure a statement of another form."""
    row = queries.standing([measure.id])[measure.id, Part.BASELINE]
    row.facts = facts_of(queries.compared([measure.id])[measure.id], Part.BASELINE, form)
    row.digest = digest_of(row.facts)


# Where


def test_what_was_signed_is_not_given_to_another_factory(signed, lead, elsewhere, database):
    answer = fill(lead, EDIT, factory="F2")
    assert answer.status_code == 422
    assert "so this stays as it is" in errors(answer.text)["factory"]
    assert database.query(Engagement).one().factory.code == "F1"


def test_nor_by_a_command(signed, elsewhere, database):
    entry = engagement_entry(database.query(Engagement).one())
    database.rollback()
    with pytest.raises(Refused, match=SAID_TO_A_COMMAND), writing(Door.COMMAND):
        save_engagements([entry._replace(factory="F2")])


def test_what_one_side_signed_falls_with_the_factory(consultant, lead, elsewhere, database):
    fill(consultant, SIGN, password=PASSWORD)
    assert fill(lead, EDIT, factory="F2").status_code == 302
    assert database.query(Statement).one().cause == Cause.CHANGED_BEFORE


# By which words


@pytest.mark.parametrize("field", ["name", "name_vi", "numerator", "denominator_vi"])
def test_signed_words_are_not_put_otherwise(signed, administrator, definition, database, field):
    before = getattr(definition, field)
    answer = fill(administrator, INDICATOR, wording="yes", **{field: "good parts"})
    assert answer.status_code == 422
    assert "Both sides of P1-01 signed figures in these words" in errors(answer.text)[field]
    database.refresh(definition)
    assert getattr(definition, field) == before


@pytest.mark.parametrize("field", ["name", "numerator"])
def test_other_words_become_another_version(signed, administrator, definition, database, field):
    assert fill(administrator, INDICATOR, **{field: "Good parts"}).status_code == 302
    rows = database.query(IndicatorVersion).filter_by(indicator_id=definition.indicator_id)
    assert [row.version for row in rows.order_by(IndicatorVersion.version)] == [1, 2]
    assert database.query(Statement).one().stands


@pytest.mark.parametrize("said", [{"unit": "ppm"}, {"numerator": "all good parts"}, {"name": "X"}])
def test_no_door_saves_another_unit_or_other_words(signed, definition, database, said):
    entry = indicator_entry(definition)
    database.rollback()
    with pytest.raises(Refused, match=SAID_TO_A_COMMAND), writing(Door.WORKBOOK):
        indicators.define_indicators([entry._replace(**said)])


def test_words_that_nobody_signed_are_put_better(consultant, administrator, definition, database):
    fill(consultant, SIGN, password=PASSWORD)
    answer = fill(administrator, INDICATOR, wording="yes", numerator="defective parts")
    assert answer.status_code == 302
    assert database.query(Statement).one().cause == Cause.CHANGED_BEFORE


# Before there was so much in it


def test_what_was_signed_in_an_earlier_form_stands(signed, measure, database):
    sign_in_form(measure, 1)
    factories.mark_dirty([measure.id])
    database.commit()
    row = database.query(Statement).one()
    assert (row.stands, row.facts["form"], "factory" in row.facts) == (True, 1, False)


def test_and_freezes_what_is_in_it(signed, measure, database):
    sign_in_form(measure, 1)
    database.commit()
    row = database.query(Reading).order_by(Reading.from_on).first()
    before = reading_entry(row, row.measure)
    database.rollback()
    with pytest.raises(Refused, match=SAID_TO_A_COMMAND), writing(Door.COMMAND):
        indicators.correct_readings([(before, before._replace(numerator=1.0))])


def test_the_other_side_signs_what_the_one_signed_then(consultant, manager, measure, database):
    fill(consultant, SIGN, password=PASSWORD)
    sign_in_form(measure, 1)
    database.commit()
    assert fill(manager, SIGN, password=PASSWORD).status_code == 302
    assert database.query(Statement).one().signed
