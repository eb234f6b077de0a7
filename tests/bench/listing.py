"""The list of factories: its data part beside a bare view, and a deep page beside the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from coachtrack.features.factories import queries
from coachtrack.features.factories.models import Factory
from coachtrack.kit.lists import Asked, Page
from coachtrack.kit.permissions import Person
from tests.bench import bare
from tests.bench.site import Site, caller, generated_site
from tests.bench.timing import Line, Table, beside, interleaved, times

FACTORIES = 1000
SIZE = 50
#: So many pages lie before the deep one.
DEEP = 18
#: Places of code and name in the statement, which has all columns of a factory.
CODE, NAME = 1, 2


def tables() -> Iterator[Table]:
    """The first page and the nineteenth of twenty."""
    with generated_site({"LIST": FACTORIES}) as site:
        calls = _calls(site)
        assert calls["bare view, page 1"]() == calls["list, page 1"]()
        assert calls["bare view, page 19"]() == calls["list, page 19"]()
        timings = interleaved(calls, rounds=200)
        deep = timings["list, page 19"].median / timings["list, page 1"].median
        about = (
            "One request in this process. Bare: a Flask view that sends the same SQL and answers"
            " the codes and names of 50\nrows as JSON. List: the product's query, answering the"
            " same JSON."
        )
        lines = beside(timings, {"list, page 1": "2 ×", "list, page 19": "2 ×"})
        lines.append(Line("list, page 19 to page 1", "", times(deep), "1.3 ×"))
        yield Table(f"List of {FACTORIES:,} factories", about, lines)


def _calls(site: Site) -> dict[str, Callable[[], bytes]]:
    addresses = _add_views(site.bare, site.lead)
    return {
        f"{view}, page {number}": caller(site.bare, f"/{view.split()[0]}{address}")
        for number, address in addresses.items()
        for view in ("bare view", "list")
    }


def _add_views(app: Flask, person: Person) -> dict[int, str]:
    """Both views; returns the addresses of two pages by their numbers."""

    def listed() -> ResponseReturnValue:
        return jsonify(_told(queries.listed(person, Asked.read(request.args), SIZE)))

    def plain() -> ResponseReturnValue:
        (rows,) = bare.rows_of(statements[request.args.get("after", "")])
        return jsonify([[row[CODE], row[NAME]] for row in rows[:SIZE]])

    with app.test_request_context():
        keys = ["", _key_of_deep_page(person)]
        statements = {
            key: bare.recorded(partial(queries.listed, person, Asked(after=key), SIZE))
            for key in keys
        }
    app.add_url_rule("/list", "list", listed)
    app.add_url_rule("/bare", "bare", plain)
    return {1: "", DEEP + 1: f"?after={keys[1]}"}


def _key_of_deep_page(person: Person) -> str:
    key = ""
    for _page in range(DEEP):
        key = queries.listed(person, Asked(after=key), SIZE).following or ""
    return key


def _told(page: Page[Factory]) -> list[list[str]]:
    return [[row.code, row.name] for row in page.rows]
