"""What waits in an engagement follows from its dates and its main measure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from coachtrack.domain.types import Strength, Trust, Verdict
from coachtrack.features.dashboards.tasks import (
    Facts,
    Main,
    TaskKind,
    due_told,
    task_told,
    tasks_of,
)
from coachtrack.features.engagements.models import Stage
from coachtrack.features.signing.models import Part, Party
from coachtrack.features.signing.waiting import BOTH, Waiting
from tests.pages import english_page

TODAY = date(2026, 11, 25)


def day(days: int) -> date:
    return TODAY + timedelta(days)


#: Half way, with nothing that waits.
CALM = Facts(
    stage=Stage.IMPROVEMENT,
    start_on=day(-42),
    end_on=day(42),
    baseline_from=day(-60),
    baseline_to=day(-43),
    follow_up_from=day(20),
    follow_up_to=day(42),
    next_visit=day(3),
    main=Main(
        n_baseline=12,
        last_reading=day(-2),
        aimed=True,
        verdict=Verdict.NOT_MEASURED,
        trust=Trust.SEEN,
    ),
)


def but(facts: Facts, **changes: Any) -> Facts:
    """The same facts with some of them changed, those of the main measure too."""
    of_main = {name: changes.pop(name) for name in Main._fields if name in changes}
    main = facts.main._replace(**of_main) if facts.main else None
    return facts._replace(**{"main": main, **changes})


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with english_page():
        yield


def told(facts: Facts) -> list[str]:
    return [f"{task_told(task)} {due_told(task)}".strip() for task in tasks_of(facts, TODAY)]


def test_nothing_waits_where_all_is_in_order():
    assert told(CALM) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"next_visit": day(-1)},
            "Write down the visit that was planned for 24 Nov 2026. Overdue: 1 day",
        ),
        ({"next_visit": day(0)}, None),
        ({"next_visit": None}, "Plan the next visit."),
        ({"aimed": False}, "Set a target for the main measure."),
        ({"last_reading": day(-15)}, "No figure has come in since 10 Nov 2026."),
        ({"last_reading": day(-14)}, None),
        ({"follow_up_from": None, "follow_up_to": None}, "Set the window of the follow-up."),
        (
            {"follow_up_from": day(0)},
            "The follow-up ends on 6 Jan 2027 and has no reading yet. 42 days left",
        ),
        ({"follow_up_from": day(0), "has_follow_up": True}, None),
        ({"end_on": day(7)}, "Coaching ends on 2 Dec 2026: prepare the evaluation. 7 days left"),
        ({"end_on": day(8)}, None),
        ({"end_on": day(0)}, "Coaching ends on 25 Nov 2026: prepare the evaluation. Due today"),
        ({"trust": Trust.SELF_REPORTED}, "Look at the evidence: the figures are self-reported."),
        ({"main": None}, "Choose one to three indicators to track."),
        # What was not counted before the improvement cannot be counted any more.
        ({"n_baseline": 5}, None),
    ],
)
def test_what_waits_half_way(changes, sentence):
    assert told(but(CALM, **changes)) == ([sentence] if sentence else [])


FIVE = "The baseline has 5 of 12 readings."
BASELINE = but(
    CALM,
    stage=Stage.BASELINE,
    follow_up_from=None,
    follow_up_to=None,
    baseline_from=day(-5),
    baseline_to=day(8),
    n_baseline=5,
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, f"{FIVE} Its window ends on 3 Dec 2026. 8 days left"),
        (
            {"baseline_to": day(-1)},
            f"{FIVE} Its window ended on 24 Nov 2026: make it longer. Overdue: 1 day",
        ),
        ({"n_baseline": 12}, None),
        (
            {"n_baseline": 12, "baseline_to": day(-1)},
            "The baseline is complete: agree on what to improve.",
        ),
    ],
)
def test_what_waits_while_a_baseline_is_measured(changes, sentence):
    assert told(but(BASELINE, **changes)) == ([sentence] if sentence else [])


def test_before_coaching_begins_indicators_are_chosen_in_time():
    selected = Facts(Stage.SELECTED, start_on=day(12), end_on=day(90))
    assert told(selected) == ["Choose one to three indicators to track. 12 days left"]
    late = selected._replace(start_on=day(-3), main=Main())
    assert told(late) == [
        "Coaching was to begin on 22 Nov 2026: set the stage that it has reached. Overdue: 3 days"
    ]


CLOSED = but(
    CALM,
    stage=Stage.CLOSED,
    end_on=date(2026, 3, 31),
    follow_up_to=date(2026, 3, 31),
    next_visit=None,
    verdict=Verdict.IMPROVED,
    strength=Strength.SIGNAL,
    has_follow_up=True,
)


def test_what_improved_is_measured_again_after_three_months():
    (again,) = told(CLOSED)
    # What is measured by now no longer tells of the third month.
    assert again == (
        "Measure again, to see whether it lasted: due since 30 Jun 2026. Overdue: 5 months"
    )
    (again,) = told(but(CLOSED, end_on=day(-100)))
    assert again.startswith("Measure again, to see whether it lasted 3 months: due since")
    assert told(but(CLOSED, strength=Strength.SUSTAINED, enough_since=day(-20))) == []
    assert told(but(CLOSED, verdict=Verdict.NO_CLEAR_CHANGE)) == []
    assert told(but(CLOSED, end_on=day(-60))) == []


@pytest.mark.parametrize(
    ("ended", "last", "months"),
    [
        # It ended 8 months ago: the check of six months is due, unless it was made.
        (day(-240), day(-150), 6),
        (day(-240), day(-60), None),
        (day(-240), None, 6),
        # Before it is due, and long after, nothing more is asked of what lasted once.
        (day(-150), day(-55), None),
        (day(-400), day(-200), 12),
        (day(-700), day(-500), None),
    ],
)
def test_what_lasted_once_is_measured_again_when_it_is_time(ended, last, months):
    facts = but(CLOSED, strength=Strength.SUSTAINED, end_on=ended, enough_since=last)
    found = [task.n for task in tasks_of(facts, TODAY) if task.kind == TaskKind.MEASURE_AGAIN]
    assert found == ([months] if months else [])


def test_what_was_left_waits_for_nothing():
    assert told(but(CLOSED, stage=Stage.DROPPED_OUT)) == []


def test_what_is_overdue_comes_first_and_what_waited_longest_before_the_rest():
    facts = but(CALM, end_on=day(-10), follow_up_to=day(-10), next_visit=day(-40), aimed=False)
    kinds = [task.kind for task in tasks_of(facts, TODAY)]
    assert kinds == ["visit", "measure-after", "close"]
    order = [task.left for task in tasks_of(facts, TODAY)]
    assert order == sorted(order)
    several = but(BASELINE, next_visit=day(-1), trust=Trust.SELF_REPORTED)
    assert [task.late for task in tasks_of(several, TODAY)] == [True, False, False]


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ((), "The baseline waits to be signed by both sides."),
        ((Party.CONSULTANT,), "The baseline waits to be signed by the factory."),
        ((Party.FACTORY,), "The baseline waits to be signed by the consultants."),
    ],
)
def test_a_baseline_that_is_over_waits_for_its_signatures(by, sentence):
    assert sentence in told(waiting(CALM, Part.BASELINE, Waiting(BOTH - {*by})))


def test_one_that_is_still_being_counted_waits_for_none():
    assert told(but(waiting(CALM, Part.BASELINE, Waiting()), baseline_to=day(5))) == []


#: What comes after is counted too.
COUNTED = but(CALM, stage=Stage.COMPLETE, end_on=day(-5), follow_up_to=day(-5), has_follow_up=True)


def waiting(facts: Facts, part: Part, unsigned: Waiting) -> Facts:
    return but(facts, waiting={part: unsigned})


AGAIN = "does not hold any more: it is put right, then both sides sign again."


@pytest.mark.parametrize(
    ("unsigned", "sentence"),
    [
        (
            Waiting(frozenset({Party.FACTORY})),
            "The closing result waits to be signed by the factory.",
        ),
        (
            Waiting(frozenset({Party.CONSULTANT})),
            "The closing result waits to be signed by the consultants.",
        ),
        (
            Waiting(again=True),
            f"What was signed of the closing result {AGAIN}",
        ),
    ],
)
def test_a_closing_result_that_somebody_signed_waits_for_the_other_side_for_good(
    unsigned, sentence
):
    assert told(waiting(COUNTED, Part.CLOSING, unsigned)) == [sentence]
    # Before it is counted, nobody can sign.
    assert told(but(waiting(CALM, Part.CLOSING, unsigned), has_follow_up=True)) == []


def test_one_that_nobody_began_with_waits_while_the_coaching_is_fresh():
    fresh, old = (
        told(waiting(but(COUNTED, stage=stage), Part.CLOSING, Waiting()))
        for stage in (Stage.CLOSED, Stage.COMPLETE)
    )
    assert (fresh, old) == (["The closing result waits to be signed by both sides."], [])


def test_a_baseline_that_was_opened_after_the_end_waits_too():
    (task,) = tasks_of(waiting(COUNTED, Part.BASELINE, Waiting(again=True)), TODAY)
    assert task.kind == "sign"


def test_what_the_factory_waits_for_comes_first():
    facts = but(COUNTED, next_visit=day(-40), stage=Stage.CLOSED, objections=1)
    mine, theirs = (Waiting(frozenset({party})) for party in (Party.CONSULTANT, Party.FACTORY))
    kinds = [task.kind for task in tasks_of(waiting(facts, Part.CLOSING, mine), TODAY)]
    assert kinds == ["answer", "sign-closing", "visit"]
    kinds = [task.kind for task in tasks_of(waiting(facts, Part.CLOSING, theirs), TODAY)]
    assert kinds == ["answer", "visit", "sign-closing"]


@pytest.mark.parametrize(
    ("facts", "own"),
    [
        (but(BASELINE, trust=Trust.SELF_REPORTED), ["baseline"]),
        # The consultants make a window longer.
        (but(BASELINE, baseline_to=day(-1)), []),
        (but(CALM, last_reading=day(-15), aimed=False), ["figures"]),
        (waiting(CALM, Part.BASELINE, Waiting(frozenset({Party.FACTORY}))), ["sign"]),
        (waiting(CALM, Part.BASELINE, Waiting(frozenset({Party.CONSULTANT}))), []),
        (but(CALM, objections=1), []),
    ],
)
def test_what_a_factory_can_do_itself_is_told_apart(facts, own):
    assert [task.kind for task in tasks_of(facts, TODAY) if task.by_factory] == own
