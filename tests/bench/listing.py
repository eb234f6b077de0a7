"""The list of factories: its data part beside a bare view, and a deep page beside the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from coachtrack.features.factories import queries
from coachtrack.features.factories.list_page import filters
from coachtrack.kit.lists import Asked
from coachtrack.kit.permissions import Person
from coachtrack.kit.text import vietnamese_key
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
            " the codes and names of 50\nrows, and how many there are of each province and sector,"
            " as JSON. List: the product's queries and filters,\nanswering the same JSON."
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
        asked = Asked.read(request.args, queries.FILTERS)
        page = queries.listed(person, asked, SIZE)
        found = filters(asked, queries.counted(person, asked))
        told = [[[chip.label, chip.n] for chip in each.chips[1:]] for each in found]
        return jsonify([[[row.code, row.name] for row in page.rows], told])

    def plain() -> ResponseReturnValue:
        rows, counts = bare.rows_of(statements[request.args.get("after", "")])
        provinces, sectors = Counter[str](), Counter[str]()
        for province, sector, _moved, n in counts:
            provinces[province] += n
            sectors[sector] += n
        told = [_counted(provinces), _counted(sectors)]
        return jsonify([[[row[CODE], row[NAME]] for row in rows[:SIZE]], told])

    with app.test_request_context():
        keys = ["", _key_of_deep_page(person)]
        statements = {key: bare.recorded(partial(_ask, person, key)) for key in keys}
    app.add_url_rule("/list", "list", listed)
    app.add_url_rule("/bare", "bare", plain)
    return {1: "", DEEP + 1: f"?after={keys[1]}"}


def _key_of_deep_page(person: Person) -> str:
    key = ""
    for _page in range(DEEP):
        key = queries.listed(person, Asked(after=key), SIZE).following or ""
    return key


def _ask(person: Person, key: str) -> None:
    queries.listed(person, Asked(after=key), SIZE)
    queries.counted(person, Asked(after=key))


def _counted(found: Counter[str]) -> list[list[object]]:
    names = sorted(filter(None, found), key=vietnamese_key)
    return [[name, found[name]] for name in names] if len(names) > 1 else []
