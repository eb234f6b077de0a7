"""The dashboard of a programme: its data part beside a bare view, and the whole page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Flask, g, jsonify
from flask.typing import ResponseReturnValue

from coachtrack.extensions import db
from coachtrack.features.dashboards import views
from coachtrack.features.dashboards.programme_page import ProgrammePage
from coachtrack.features.programmes import queries as programmes
from coachtrack.features.programmes.models import Programme
from coachtrack.kit.permissions import Person
from coachtrack.kit.times import today_in
from tests.bench import bare
from tests.bench.site import Site, caller, generated_site
from tests.bench.timing import Line, Table, beside, interleaved, times

SIZES = {"SMALL": 15, "LARGE": 1000}
ROUNDS = {"SMALL": 100, "LARGE": 20}
ABOUT = (
    "One request in this process, from its environment to its last byte. Bare: a Flask view that"
    " sends the same SQL,\ncomputes headline, cohort and 40 rows in plain loops and answers JSON."
    " Data part: the product's queries, cohort and\npage object, which also has filters, stages,"
    " plan and what waits to be done, answering the same JSON. Whole page:\nwith sign-in,"
    " permission, charts and HTML, compressed."
)


def tables() -> Iterator[Table]:
    """At 15 and at 1,000 factories, and how the times grow."""
    with generated_site(SIZES) as site:
        _add_views(site.bare, site.lead)
        growth: dict[str, list[float]] = {}
        for code, factories in SIZES.items():
            calls = _calls(site, code)
            _alike(calls)
            timings = interleaved(calls, ROUNDS[code])
            for name, timing in timings.items():
                growth.setdefault(name, []).append(timing.median)
            title = f"Programme dashboard, {factories:,} factories"
            yield Table(title, ABOUT, beside(timings, {"data part": "1.5 ×"}))
        lines = [Line(name, "", times(large / small)) for name, (small, large) in growth.items()]
        about = "The median at 1,000 factories divided by the median at 15 (67 times as many)."
        yield Table("Programme dashboard, growth", about, lines)


def _calls(site: Site, code: str) -> dict[str, Callable[[], bytes]]:
    return {
        "bare view": caller(site.bare, f"/bare/{code}"),
        "data part": caller(site.bare, f"/data/{code}"),
        "whole page": caller(site.product, f"/programmes/{code}", site.cookie),
    }


def _add_views(app: Flask, person: Person) -> None:
    """Both views on the bare application."""

    def data(code: str) -> ResponseReturnValue:
        g.person = person
        return jsonify(_told(views._programme_page(found[code])))

    def plain(code: str) -> ResponseReturnValue:
        return jsonify(bare.programme(statements[code], today_in("Asia/Ho_Chi_Minh")))

    app.add_url_rule("/data/<code>", "data", data)
    app.add_url_rule("/bare/<code>", "bare", plain)
    with app.test_request_context():
        found = {code: _detached(code, person) for code in SIZES}
        statements = {code: bare.recorded(partial(data, code)) for code in SIZES}


def _detached(code: str, person: Person) -> Programme:
    """A programme that outlives its session."""
    found = programmes.programme(code, person)
    assert found is not None
    db.session.expunge_all()
    return found


def _told(page: ProgrammePage) -> dict[str, Any]:
    """A page's figures in the shape in which the bare view answers."""
    assert page.figures is not None
    cohort, line = page.figures.cohort, page.headline
    share, pooled = cohort.share_improved, cohort.pooled
    assert share.interval is not None
    assert pooled is not None
    lasted = (line.sustained, line.partly, line.slipped, line.not_remeasured)
    return {
        "headline": [line.started, line.measured, line.improved, *lasted],
        "cohort": {
            "started": cohort.started,
            "measured": cohort.measured,
            "left_out": cohort.left_out,
            "quartiles": cohort.quartiles,
            "mean": cohort.mean,
            "improved": [share.k, share.interval.low, share.interval.high],
            "geometric_mean": cohort.geometric_mean_ratio,
            "pooled": [pooled.baseline, pooled.follow_up],
            "strengths": cohort.strengths,
        },
        "rows": [[row[position] for position in bare.SHOWN] for row in page.shown],
    }


def _alike(calls: dict[str, Callable[[], bytes]]) -> None:
    """Both views give the same figures, or the comparison is worth nothing."""
    first, second = (json.loads(calls[name]()) for name in ("bare view", "data part"))
    assert first == second, f"{first['headline'], first['cohort']} {second}"
