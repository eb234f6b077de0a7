"""Stored results: as the arithmetic said, computed once a transaction, and proved again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from coachtrack.domain.types import Strength, Trust, Verdict, Warning
from coachtrack.extensions import db
from coachtrack.features.engagements import signals
from coachtrack.features.engagements.models import Engagement, Event, EventKind
from coachtrack.features.indicators import actions, queries
from coachtrack.features.indicators.models import IndicatorVersion, Measure, StoredResult
from coachtrack.features.indicators.results import plan_of, result_of
from coachtrack.kit.transactions import Door, writing
from tests import factories
from tests.commands import run
from tests.factories import BASELINE, FEW_DEFECTS, FOLLOW_UP, MANY_DEFECTS

LATER = date(2021, 1, 4)
#: What the columns of a stored result repeat, so that lists need not open the whole.
COLUMNS = {
    "verdict": lambda result: result.verdict,
    "strength": lambda result: result.strength,
    "trust": lambda result: result.trust,
    "kind": lambda result: result.kind,
    "baseline_value": lambda result: result.baseline and result.baseline.value,
    "baseline_numerator": lambda result: result.baseline and result.baseline.numerator,
    "follow_up_denominator": lambda result: result.follow_up and result.follow_up.denominator,
    "later_value": lambda result: result.later and result.later.value,
    "absolute": lambda result: result.change and result.change.absolute,
    "relative": lambda result: result.change and result.change.relative,
    "improvement": lambda result: result.change and result.change.improvement,
    "target_state": lambda result: result.target.state,
}


def stored(measure: Measure) -> StoredResult:
    """What is stored of a measure now."""
    wanted = select(StoredResult).where(StoredResult.measure_id == measure.id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def said(measure: Measure):
    """What the readings of a measure say now."""
    (comparison,) = queries.comparisons([measure.id])
    return comparison.compare()


def every_sort() -> list[Measure]:
    """Measures of one engagement whose results have all the parts that a result can have."""
    made = {
        "defect-rate": {"before": MANY_DEFECTS, "after": FEW_DEFECTS, "target": 4.0, "main": True},
        "rework-rate": {"before": [(20, 1000)], "after": [(19, 1000)]},
        "customer-claims": {"before": [(0, 10)] * 2, "after": [(9, 12)] * 2},
        "labour-productivity": {"before": [(90, 9), (99, 9), (80, 9)], "after": [(120, 9)] * 3},
        "lead-time": {"before": [12.0, 15.5, 13.25], "after": [8.0, 8.5, 7.75]},
        "smart-factory-level": {"before": [1.0], "after": [2.0]},
        "scrap-rate": {"before": MANY_DEFECTS},
        "first-pass-yield": {"before": [91.5], "after": [97.0]},
    }
    of = factories.engagement()
    measures = [factories.measure(of, code, **fields) for code, fields in made.items()]
    factories.readings(measures[0], FEW_DEFECTS, LATER, trust=Trust.SEEN)
    return measures


def test_results_come_back_as_the_arithmetic_made_them(database):
    measures = every_sort()
    database.commit()
    for measure in measures:
        assert result_of(stored(measure).details) == said(measure)
    verdicts = [stored(measure).verdict for measure in measures]
    assert verdicts[:3] == [Verdict.IMPROVED, Verdict.NO_CLEAR_CHANGE, Verdict.WORSE]
    assert verdicts[5:] == [None, Verdict.NOT_MEASURED, Verdict.TOO_LITTLE_DATA]
    assert stored(measures[0]).strength == Strength.SUSTAINED


def test_columns_say_what_the_whole_says(database):
    measures = every_sort()
    database.commit()
    for measure in measures:
        row, result = stored(measure), said(measure)
        assert {name: getattr(row, name) for name in COLUMNS} == {
            name: of(result) for name, of in COLUMNS.items()
        }


def test_figures_at_the_ends_of_floating_point_are_stored(database):
    largest = [(1.7e308, 1.7e308), (1e308, 1.7e308), (5e-324, 1e-300)]
    measure = factories.measure(indicator="energy-per-unit", before=largest, after=largest[::-1])
    database.commit()
    json.dumps(stored(measure).details, allow_nan=False)
    assert result_of(stored(measure).details) == said(measure)


def test_a_measure_is_computed_once_however_much_changes(database):
    measure = factories.measure(before=MANY_DEFECTS)
    other = factories.measure(indicator="scrap-rate", before=MANY_DEFECTS)
    database.commit()
    revisions = (measure.revision, other.revision)
    with writing(Door.COMMAND):
        for n, figures in enumerate(FEW_DEFECTS):
            factories.readings(measure, [figures], FOLLOW_UP[0] + timedelta(n))
        signals.changed.send(ids=[])
    assert (measure.revision, other.revision) == (revisions[0] + 1, revisions[1])
    assert stored(measure).verdict == Verdict.IMPROVED


def test_many_measures_are_stored_in_few_statements(database):
    made = [factories.measure(factories.engagement(f"E{n}"), before=[(1, 9)]) for n in range(12)]
    database.flush()
    statements = _statements(database, database.commit)
    assert sum("result" in statement for statement in statements) == 2
    assert len(statements) < 12
    assert all(measure.revision == 1 for measure in made)


def test_nothing_is_computed_where_nothing_changed(database):
    measure = factories.measure(before=MANY_DEFECTS)
    database.commit()
    computed_at = stored(measure).computed_at
    with writing(Door.COMMAND) as session:
        session.get(Measure, measure.id).target_on = date(2020, 12, 31)
    assert stored(measure).computed_at == computed_at


def test_a_result_is_rolled_back_with_its_readings(database):
    measure = factories.measure(before=MANY_DEFECTS)
    database.commit()

    def fail() -> None:
        with writing(Door.COMMAND):
            factories.readings(measure, FEW_DEFECTS, FOLLOW_UP[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with writing(Door.COMMAND):
        pass
    assert stored(measure).verdict == Verdict.NOT_MEASURED


def test_a_withdrawn_reading_does_not_count(database):
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS)
    factories.readings(measure, [(99, 100)], date(2020, 9, 29), withdrawn="Typed twice")
    database.commit()
    assert result_of(stored(measure).details).follow_up.readings == len(FEW_DEFECTS)


def test_an_engagement_announces_that_its_windows_moved(database):
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS)
    elsewhere = factories.measure(factories.engagement("P1-02"), before=MANY_DEFECTS)
    database.commit()
    of = measure.engagement
    with writing(Door.COMMAND):
        of.follow_up_from, of.follow_up_to = date(2020, 10, 1), date(2020, 10, 31)
        signals.changed.send(ids=[of.id])
    assert stored(measure).verdict == Verdict.NOT_MEASURED
    assert (measure.revision, elsewhere.revision) == (2, 1)


@pytest.mark.parametrize(
    ("scope", "on", "kind", "explains"),
    [
        ("", date(2020, 8, 1), EventKind.OTHER_CHANGE, True),
        ("Line 1", date(2020, 7, 1), EventKind.OTHER_CHANGE, True),
        ("Line 1", date(2020, 9, 30), EventKind.OTHER_CHANGE, True),
        ("Line 2", date(2020, 8, 1), EventKind.OTHER_CHANGE, False),
        ("", date(2020, 6, 30), EventKind.OTHER_CHANGE, False),
        ("", date(2020, 10, 1), EventKind.OTHER_CHANGE, False),
        ("", date(2020, 8, 1), EventKind.HOLIDAY, False),
    ],
)
def test_what_may_explain_a_change(scope, on, kind, explains):
    """An event of that kind, of this scope, between the outer ends of the windows."""
    (baseline_from, baseline_to), (follow_up_from, follow_up_to) = BASELINE, FOLLOW_UP
    of = Engagement(
        baseline_from=baseline_from,
        baseline_to=baseline_to,
        follow_up_from=follow_up_from,
        follow_up_to=follow_up_to,
    )
    happened = Event(scope=scope, on=on, kind=kind)
    assert plan_of(of, Measure(scope="Line 1"), [happened]).other_change == explains


def test_an_event_warns_of_another_change(database):
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS)
    database.commit()
    with writing(Door.COMMAND):
        factories.event(measure.engagement, date(2020, 8, 1))
    assert result_of(stored(measure).details).warnings == (Warning.OTHER_CHANGE,)


def test_the_definition_of_what_is_compared_decides(database):
    """Later readings were counted per million; before and after were in percent."""
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS)
    _add_version(database, measure, factor=1e6)
    factories.readings(measure, FEW_DEFECTS[:3], LATER, version=2)
    database.commit()
    result = result_of(stored(measure).details)
    assert (result.verdict, result.later) == (Verdict.IMPROVED, None)
    assert result.baseline.value == pytest.approx(10)
    (view,) = queries.measures_of(measure.engagement)
    assert view.definition.version == 1


def test_an_engagement_lists_its_measures_the_main_one_first(database):
    every_sort()[0].main = False
    last = factories.measure(indicator="uph", main=True)
    database.commit()
    views = queries.measures_of(last.engagement)
    assert views[0].measure.id == last.id
    assert [view.measure.id for view in views[1:]] == sorted(v.measure.id for v in views[1:])
    assert all(view.result == said(view.measure) for view in views)


def test_results_computed_beforehand_are_stored_as_they_are(database):
    measure = factories.measure(before=MANY_DEFECTS)
    beforehand = said(measure)
    actions.take_computed({measure.id: beforehand})
    database.commit()
    assert (result_of(stored(measure).details), measure.revision) == (beforehand, 1)


def test_check_is_content_with_true_results(app, database):
    every_sort()
    database.commit()
    result = run(app, "recompute", "--check")
    assert result.stdout == "Every stored result is what its readings say.\n"
    assert result.exit_code == 0


@pytest.mark.parametrize("how", ["details", "improvement", "verdict", "lost"])
def test_check_names_a_result_that_its_readings_do_not_say(app, database, how):
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS, scope="Line 1")
    factories.measure(indicator="scrap-rate", before=MANY_DEFECTS)
    database.commit()
    _tamper(database, measure, how)
    database.commit()
    result = run(app, "recompute", "--check")
    assert result.exit_code == 1
    assert "P1-01 · defect-rate · Line 1" in result.stderr
    assert "scrap-rate" not in result.stderr
    assert "coachtrack recompute" in result.stderr


def test_check_finds_a_reading_that_came_past_the_actions(app, database):
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS)
    database.commit()
    factories.readings(measure, [(150, 200)], date(2020, 9, 28))
    database.info.clear()
    database.commit()
    assert run(app, "recompute", "--check").exit_code == 1
    assert stored(measure).follow_up_denominator == 2400


def test_recompute_puts_it_right(app, database):
    measure = factories.measure(before=MANY_DEFECTS, after=FEW_DEFECTS)
    factories.measure(indicator="scrap-rate", before=MANY_DEFECTS)
    database.commit()
    _tamper(database, measure, "details")
    database.commit()
    assert run(app, "recompute").stdout == "Computed 2 results.\n"
    assert stored(measure).details["verdict"] == "improved"
    assert run(app, "recompute", "--check").exit_code == 0


def _tamper(database, measure: Measure, how: str) -> None:
    row = stored(measure)
    if how == "lost":
        database.delete(row)
    else:
        others = {"verdict": Verdict.WORSE, "details": {**row.details, "verdict": "worse"}}
        setattr(row, how, others.get(how, 0.99))


def _add_version(database, measure: Measure, factor: float) -> None:
    wanted = select(IndicatorVersion).where(IndicatorVersion.indicator_id == measure.indicator_id)
    first = database.scalars(wanted).one()
    same = {name: getattr(first, name) for name in ("indicator_id", "name", "kind", "better")}
    database.add(IndicatorVersion(**same, version=2, unit="ppm", factor=factor))


def _statements(database, act: Callable[[], None]) -> list[str]:
    """What is sent to the database while `act` runs."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_args) -> None:
        sent.append(statement)

    bind = database.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    act()
    event.remove(bind, "before_cursor_execute", note)
    return sent
