"""Programmes of any size: counts drawn by a fixed seed, results by the product's arithmetic.

Every fifteen factories hold the same mix of stories, so that a programme of a thousand is like one
of fifteen, only larger.
"""

from __future__ import annotations

import math
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from coachtrack.domain import compare
from coachtrack.domain.types import Better, Definition, Kind, Plan, Reading, Trust, Window
from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement, Stage
from coachtrack.features.factories.models import Factory, Province
from coachtrack.features.indicators.models import (
    Indicator,
    IndicatorVersion,
    Measure,
    StoredResult,
)
from coachtrack.features.indicators.models import Reading as ReadingRow
from coachtrack.features.indicators.results import stored_values
from coachtrack.features.programmes.models import Programme, programme_factory
from coachtrack.kit.journal.noting import NOTED
from coachtrack.kit.searching import search_key, sort_key
from coachtrack.kit.transactions import Door, writing

SEED = 20_200_701
INDICATOR = "defect-rate"
#: How much further than by chance alone the weeks lie apart.
CLUSTERING = 1.3
DEFECT_RATE = Definition(Kind.PROPORTION, Better.LOWER, 100.0, 1)
START = date(2023, 1, 2)
END = START + timedelta(days=200)
BASELINE = Window(START, START + timedelta(days=83))
FOLLOW_UP = Window(START + timedelta(days=117), END)
LATER_FROM = END + timedelta(days=130)
WEEKS = 12
A_WEEK = timedelta(days=7)
BATCHES = ("2023-1", "2023-2", "2024-1")
SECTORS = ("Bao bì", "Cơ khí", "Da giày", "Dệt may", "Đồ gỗ", "Điện tử", "Nhựa", "Thực phẩm")
PLACES = ("Hà Nội", "Hải Dương", "Bắc Ninh", "Bình Dương", "Đồng Nai")
NAMES = ("Cơ khí", "Điện tử", "Nhựa", "Khuôn mẫu", "Dệt may")
TRUSTS = (Trust.SELF_REPORTED, Trust.SEEN, Trust.CROSS_CHECKED)


@dataclass(frozen=True, slots=True)
class Story:
    """What becomes of a factory: the share left of its defects in each period; None: no reading."""

    after: float | None = 0.6
    later: float | None = None
    units: int = 300
    before: float = 0.12
    version_after: int = 1
    stage: Stage = Stage.CLOSED


STORIES = (
    Story(),
    Story(later=0.6, stage=Stage.COMPLETE),
    Story(after=0.55),
    Story(after=0.97),
    Story(later=0.95, stage=Stage.SUSTAIN),
    Story(after=0.7),
    Story(after=1.3),
    Story(after=None, stage=Stage.DROPPED_OUT),
    Story(after=0.5, later=0.75, stage=Stage.SUSTAIN),
    Story(after=None, stage=Stage.IMPROVEMENT),
    Story(after=0.8),
    Story(units=1),
    Story(version_after=2),
    Story(before=0.0),
    Story(after=0.9),
)


def fill(factories: int, code: str = "BENCH") -> None:
    """Save a programme of so many factories, each with a main measure and its readings."""
    dice = random.Random(SEED)
    with writing(Door.COMMAND):
        indicator = _indicator()
        places = _places()
        first = (db.session.scalar(select(func.max(Factory.id))) or 0) + 1
        ids = range(first, first + factories)
        name = f"Programme {code}"
        keys = {"search_key": search_key(f"{code} {name}"), "sort_key": sort_key(name)}
        programme = Programme(code=code, name=name, **keys)
        db.session.add(programme)
        db.session.flush()
        _insert(Factory, [_factory(n, code, places) for n in ids])
        links = [{"programme_id": programme.id, "factory_id": n} for n in ids]
        db.session.execute(insert(programme_factory), links, execution_options=NOTED)
        _insert(Engagement, [_engagement(n, n - first, code, programme.id) for n in ids])
        _insert(Measure, [_measure(n, indicator) for n in ids])
        told = {n: readings(_story(n - first), dice) for n in ids}
        _insert(ReadingRow, [_reading(n, each) for n in ids for each in told[n]])
        _insert(StoredResult, [_result(n, told[n]) for n in ids])


def readings(story: Story, dice: random.Random) -> list[Reading]:
    """A reading a week in each period that the story has."""
    share = story.before * dice.uniform(0.4, 1.6)
    trust = dice.choice(TRUSTS)
    periods = ((BASELINE.start, 1.0, 1), (FOLLOW_UP.start, story.after, story.version_after))
    later = ((LATER_FROM, story.later, story.version_after),)
    return [
        reading
        for start, left, version in periods + later
        if left is not None
        for reading in _weeks(start, share * left, story.units, version, trust, dice)
    ]


def _weeks(
    start: date, share: float, units: int, version: int, trust: Trust, dice: random.Random
) -> Iterator[Reading]:
    for week in range(WEEKS):
        day = start + week * A_WEEK
        inspected = dice.randint(units, 2 * units)
        spread = math.sqrt(inspected * share * (1 - share)) * CLUSTERING
        drawn = round(dice.gauss(inspected * share, spread))
        yield Reading(day, day, min(max(drawn, 0), inspected), inspected, None, version, trust)


def _story(position: int) -> Story:
    return STORIES[position % len(STORIES)]


def _indicator() -> int:
    """The indicator's row, with a second version of its definition for those that change it."""
    wanted = select(IndicatorVersion).join(IndicatorVersion.indicator)
    first = db.session.scalars(
        wanted.where(Indicator.code == INDICATOR).order_by(IndicatorVersion.version)
    ).first()
    assert first is not None
    known = select(func.count()).where(IndicatorVersion.indicator_id == first.indicator_id)
    if db.session.scalar(known) == 1:
        columns = {c.key: getattr(first, c.key) for c in IndicatorVersion.__table__.columns}
        second = [{**columns, "id": None, "version": 2}]
        db.session.execute(insert(IndicatorVersion), second, execution_options=NOTED)
    return first.indicator_id


def _places() -> list[int]:
    found = select(Province.name, Province.id).where(Province.valid_until.is_not(None))
    ids = dict(db.session.execute(found).tuples().all())
    return [ids[name] for name in PLACES]


def _factory(number: int, code: str, places: list[int]) -> dict[str, Any]:
    name = f"{NAMES[number % len(NAMES)]} {number:05d}"
    return {
        "id": number,
        "code": f"{code}-F{number:05d}",
        "name": name,
        "search_key": search_key(f"{code}-F{number:05d} {name}"),
        "sort_key": sort_key(name),
        "province_id": places[number % len(places)],
        "sector": SECTORS[number % len(SECTORS)],
        "headcount": 40 + number % 400,
    }


def _engagement(number: int, position: int, code: str, programme: int) -> dict[str, Any]:
    story = _story(position)
    left = story.stage == Stage.DROPPED_OUT
    return {
        "id": number,
        "code": f"{code}-{position + 1:05d}",
        "search_key": search_key(f"{code}-{position + 1:05d}"),
        "programme_id": programme,
        "factory_id": number,
        "batch": BATCHES[position % len(BATCHES)],
        "stage": story.stage,
        "drop_out_reason": "The line was moved." if left else "",
        "start_on": START,
        "end_on": END,
        "baseline_from": BASELINE.start,
        "baseline_to": BASELINE.end,
        "follow_up_from": FOLLOW_UP.start,
        "follow_up_to": FOLLOW_UP.end,
    }


def _measure(number: int, indicator: int) -> dict[str, Any]:
    return {
        "id": number,
        "engagement_id": number,
        "indicator_id": indicator,
        "scope": "Line 1",
        "main": True,
        "target": 5.0,
    }


def _reading(measure: int, reading: Reading) -> dict[str, Any]:
    return {
        "uuid": uuid.uuid5(uuid.NAMESPACE_OID, f"{measure} {reading.start}"),
        "measure_id": measure,
        "version": reading.version,
        "from_on": reading.start,
        "to_on": reading.end,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "trust": reading.trust,
    }


def _result(measure: int, told: list[Reading]) -> dict[str, Any]:
    plan = Plan(BASELINE, FOLLOW_UP, END, target=5.0)
    return {"measure_id": measure, **stored_values(compare(DEFECT_RATE, told, plan))}


def _insert(table: type[Any], rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(table), rows, execution_options=NOTED)
