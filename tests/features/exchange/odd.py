"""Programmes of odd rows, drawn by a seed: whatever a database may hold."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from coachtrack.domain.types import Better, Kind, Trust
from coachtrack.extensions import db
from coachtrack.features.engagements.models import Engagement, EventKind, Stage
from coachtrack.features.factories.models import Organisation, OrganisationKind
from coachtrack.features.indicators.models import Indicator, IndicatorVersion, Measure
from coachtrack.features.programmes.models import Component, Programme
from coachtrack.features.visits.models import Visit, VisitKind
from coachtrack.kit.searching import search_key
from coachtrack.kit.text import clean
from tests import factories

TEXTS = (
    *("=1+1", "+84 912 345 678", "-5", "@SUM(A1)", "＝HYPERLINK()", "'quoted'", '"double"'),
    *("_x000D_", "<b>&amp;</b>", "TRUE", "1.234", "2020-07", "30/2/2020", "#REF!", "N/A"),
    *("Điện tử Sọ Dừa (giả định)", "Đie\u0323\u0302n", "한국 컨설팅", "改善", "😀", "a;b"),
    *("x" * 200, "ngắn"),
)
LINES = (*TEXTS, "Một\nHai\n\nBa", "dài " * 1_200)
#: Of them, what says why.
REASONS = tuple(text for text in TEXTS if text != "TRUE")
COUNTS = (0.0, 1.0, 0.1 + 0.2, 7.25, 1e-300, 123_456_789.123456, 2.0**53 - 1)
VALUES = (*COUNTS, 5e-324)
LOTS = ("", "ca 1", "=2")


def programme(seed: int) -> Programme:
    """A programme P1 whose every column is odd somewhere and blank somewhere."""
    dice = random.Random(seed)
    made = factories.programme(
        name=_text(dice), start_on=_day(dice), time_zone="Asia/Seoul", demo=dice.random() < 0.5
    )
    made.partners = [_organisation(dice, f"PARTNER-{n}") for n in range(dice.randint(0, 2))]
    for year in dice.sample((0, 2020, 2021), 2):
        db.session.add(
            Component(
                programme=made,
                code="C1",
                name=_text(dice),
                year=year,
                planned=dice.choice((None, 3)),
            )
        )
    _own_indicator(dice)
    for number in range(4):
        _engagement(dice, f"P1-0{number}", made)
    db.session.flush()
    return made


def _text(dice: random.Random, longest: int = 200) -> str:
    return clean(dice.choice(TEXTS))[:longest]


def _perhaps(dice: random.Random, texts: tuple[str, ...] = TEXTS) -> str:
    return clean(dice.choice(("", *texts)))


def _reason(dice: random.Random) -> str:
    return dice.choice(("", "", clean(dice.choice(REASONS))))


def _day(dice: random.Random) -> date:
    return date(2020, 1, 1) + timedelta(dice.randint(0, 300))


def _organisation(dice: random.Random, code: str) -> Organisation:
    name = _text(dice)
    return Organisation(
        code=code,
        name=name,
        search_key=search_key(name),
        kind=dice.choice(list(OrganisationKind)),
        tax_code=_perhaps(dice)[:20].strip(),
    )


def _own_indicator(dice: random.Random) -> None:
    own = Indicator(code="own-value", current_version=2)
    for version in (1, 2):
        words = {
            name: _perhaps(dice)
            for name in ("name_vi", "numerator", "numerator_vi", "denominator", "denominator_vi")
        }
        db.session.add(
            IndicatorVersion(
                indicator=own,
                version=version,
                name=_text(dice),
                kind=Kind.VALUE,
                unit=_text(dice, 40).strip(),
                factor=dice.choice((1.0, 0.1 + 0.2, 1e6)),
                decimals=dice.randint(0, 6),
                better=dice.choice(list(Better)),
                **words,
            )
        )


def _engagement(dice: random.Random, code: str, within: Programme) -> None:
    owner = dice.choice((None, _organisation(dice, f"OWNER-{code}")))
    headcount = dice.choice((None, 0, 120))
    at = factories.factory(
        f"F-{code}",
        name=_text(dice),
        organisation=owner,
        province=dice.choice(("01", "30", "31-2025")),
        sector=_perhaps(dice),
        headcount=headcount,
    )
    windows = {} if dice.random() < 0.7 else dict.fromkeys(("baseline_from", "baseline_to"))
    stage = dice.choice(list(Stage))
    made = factories.engagement(
        code,
        within=within,
        at=at,
        stage=stage,
        drop_out_reason=_perhaps(dice, REASONS) if stage == Stage.DROPPED_OUT else "",
        component=dice.choice(("", "C1")),
        batch=_perhaps(dice),
        team=tuple(dict.fromkeys(_text(dice).replace(";", ",") for _ in range(dice.randint(0, 3)))),
        **windows,
    )
    for n, indicator in enumerate(("defect-rate", "own-value", "5s-score")):
        _measure(dice, made, indicator, main=n == 0)
    for kind in dice.sample(list(EventKind), 2):
        text = _text(dice)
        told = {"rebase": dice.random() < 0.5, "withdrawn": _reason(dice)}
        factories.event(made, _day(dice), kind=kind, text=text, **told)
    _visit(dice, made)


def _measure(dice: random.Random, of: Engagement, indicator: str, *, main: bool) -> None:
    target = dice.choice((None, *_values(indicator)))
    made = factories.measure(
        of,
        indicator,
        scope=_perhaps(dice),
        main=main,
        covers=dice.choice((None, 1.0, 0.1 + 0.2)),
        target=target,
        gain=None if target is not None else dice.choice((None, 30.0, 0.1)),
        target_on=dice.choice((None, _day(dice))),
        selection=dice.random() < 0.5,
    )
    start = date(2020, 6, 20)
    for n in range(12):
        start += timedelta(dice.randint(1, 9))
        for lot in dice.sample(LOTS, dice.randint(1, 2)):
            _reading(dice, made, start, lot, bare=indicator == "own-value" or n == 11)


def _reading(dice: random.Random, of: Measure, start: date, lot: str, *, bare: bool) -> None:
    low, high = sorted((dice.choice(COUNTS), dice.choice(COUNTS[1:])))
    figure: Any = dice.choice(_values(of.indicator.code))
    factories.readings(
        of,
        [figure if bare else (low, high)],
        start,
        lot=lot,
        version=1,
        trust=dice.choice(list(Trust)),
        source=_perhaps(dice),
        note=_perhaps(dice, LINES),
        withdrawn=_reason(dice),
    )


def _values(indicator: str) -> tuple[float, ...]:
    """What an indicator may be: of a whole, no more than that."""
    return VALUES if indicator == "own-value" else tuple(min(value, 100.0) for value in COUNTS)


def _visit(dice: random.Random, of: Engagement) -> None:
    on = _day(dice)
    db.session.add(
        Visit(
            engagement=of,
            on=on,
            kind=dice.choice(list(VisitKind)),
            consultants=("Kim", "Lan (giả định)"),
            observations=_perhaps(dice, LINES),
            agreed=_perhaps(dice, LINES),
            next_on=dice.choice((None, on + timedelta(7))),
            withdrawn=_reason(dice),
        )
    )
