"""The script of the page asks about the same figures as the server."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from jinja2.filters import do_xmlattr
from jinja2.nodes import EvalContext
from markupsafe import Markup

from coachtrack.domain.types import Better, Kind, Reading
from coachtrack.features.entering.doubts import Together
from coachtrack.features.entering.grid import facts
from coachtrack.features.indicators.models import IndicatorVersion
from coachtrack.features.indicators.results import definition_of
from tests.features.entering.test_doubts import CASES

SCRIPT = Path(__file__).parents[2] / "coachtrack/static/js/grid.js"


def reading(n, figure):
    day = date(2020, 7, 1) + timedelta(n)
    if isinstance(figure, list):
        return Reading(day, day, *figure)
    return Reading(day, day, value=figure)


def form(app, case):
    """Today's figures of a case, with what the server tells the script about the others."""
    definition = IndicatorVersion(
        version=1,
        kind=Kind(case["kind"]),
        better=Better.LOWER,
        unit="x",
        factor=case["factor"],
        decimals=1,
    )
    others = [reading(n, figure) for n, figure in enumerate(case["others"])]
    told = facts(definition, Together(others, definition_of(definition)))
    attributes = do_xmlattr(EvalContext(app.jinja_env), told)
    names = ("numerator", "denominator") if isinstance(case["figure"], list) else ("value",)
    fields = "".join(f'<input type="text" data-part="{name}">' for name in names)
    row = f"<div data-row data-every='day'>{fields}<div data-said='right'></div></div>"
    return Markup(f'<form data-grid="one"{attributes}>{row}</form>')


def test_the_script_asks_about_what_the_server_asks_about(app, browser):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        forms = "".join(form(app, case) for case in CASES)
    page = browser.new_page()
    page.set_content(f'<html lang="en"><body>{forms}</body></html>')
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"), type="module")
    asked = {}
    for n, case in enumerate(CASES):
        one = page.locator("form").nth(n)
        figure = case["figure"]
        figures = figure if isinstance(figure, list) else [figure]
        for place, typed in enumerate(figures):
            one.locator("input").nth(place).fill(f"{typed:f}".rstrip("0").rstrip(".") or "0")
        asked[case["case"]] = one.locator(".asked").count() == 1
    page.close()
    assert asked == {case["case"]: case["asked"] for case in CASES}
