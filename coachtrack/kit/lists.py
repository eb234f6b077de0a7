"""Lists: searching without tone marks, and paging by key.

A page of a list starts behind the last keys of the one before, so where these have an index a deep
page costs as much as the first. Keys are what the list is ordered by, and the code that tells
equals apart; where a search finds some rows more nearly than others, how near comes before them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, or_
from sqlalchemy.orm import InstrumentedAttribute

from coachtrack.kit.searching import FARTHEST, Nearness, Searched, found_by, read_nearness
from coachtrack.kit.text import clean, heard

Row = TypeVar("Row")

Keys = tuple[SQLColumnExpression[Any], ...]
#: What makes keys of their texts again.
Readers = tuple[Callable[[str], Any], ...]

LONGEST_SEARCH = 80
LONGEST_FILTER = 500
LONGEST_KEYS = 1200
LARGEST_ID = 2**31 - 1
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Order(Generic[Row]):
    """What a list is put in order by: the keys in the database, and the texts of those of a row."""

    keys: Keys
    of: Callable[[Row], tuple[str, ...]]
    read: Readers = (str, str)
    #: The largest keys come first, such as the latest days.
    falling: bool = False

    def nearest_first(self, near: Nearness, searched: Searched[Row]) -> Order[Row]:
        """The same among what is equally near to a search."""
        key = near.key(searched)
        return Order(
            (literal(FARTHEST) - key if self.falling else key, *self.keys),
            lambda row: (str(self._place(near.of(*searched.of(row)))), *self.of(row)),
            (read_nearness, *self.read),
            self.falling,
        )

    def _place(self, nearness: int) -> int:
        return FARTHEST - nearness if self.falling else nearness


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for; `chosen` has the filters by name.

    `sort` names the order, and is empty for the usual one.
    """

    search: str = ""
    after: str = ""
    before: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""

    @classmethod
    def read(
        cls, args: Mapping[str, str], filters: Sequence[str] = (), orders: Collection[str] = ()
    ) -> Asked:
        """From the query of an address."""
        search = clean(args.get("q", ""))[:LONGEST_SEARCH]
        after, before = (args.get(name, "")[:LONGEST_KEYS] for name in ("after", "before"))
        told = {name: clean(args.get(name, ""))[:LONGEST_FILTER] for name in filters}
        chosen = {name: value for name, value in told.items() if value}
        sort = args.get("sort", "")
        return cls(search, after, before, chosen, sort if sort in orders else "")

    @property
    def anything(self) -> bool:
        """Whether less than the whole list is asked for."""
        return bool(self.search or self.chosen)

    def address(self, **changed: str) -> str:
        """The first page of the same, with some filters or keys changed; "" takes one away."""
        wanted = {"q": self.search, **self.chosen, "sort": self.sort, **changed}
        return "?" + urlencode({name: value for name, value in wanted.items() if value})

    def without_filters(self) -> str:
        """The first page of all that the search finds."""
        return replace(self, chosen={}).address()


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the keys behind which its neighbours start."""

    rows: Sequence[Row]
    asked: Asked
    following: str | None
    preceding: str | None


def holds(text: str, search: str, way: Callable[[str], str] = heard) -> bool:
    """Whether a text that is at hand holds every word of a search; `way` says which texts are one.

    Usually that is as they sound, whatever their case and tones.
    """
    key = way(text)
    return all(word in key for word in way(search).split())


def by_code(code: InstrumentedAttribute[str]) -> Order[Any]:
    """The order of the codes; a page begins behind two keys, so it has the same one twice."""
    return Order((code, code), lambda row: (getattr(row, code.key),) * 2)


def latest_first(
    on: InstrumentedAttribute[date], identity: InstrumentedAttribute[int]
) -> Order[Any]:
    """The order of what has a day."""

    def of(row: Any) -> tuple[str, str]:
        return getattr(row, on.key).isoformat(), str(getattr(row, identity.key))

    return Order((on, identity), of, (date.fromisoformat, row_id), falling=True)


def latest_start_first(
    on: InstrumentedAttribute[date | None], code: InstrumentedAttribute[str]
) -> Order[Any]:
    """The order of what starts on a day; what has none yet comes last."""

    def of(row: Any) -> tuple[str, str]:
        return (getattr(row, on.key) or date.min).isoformat(), getattr(row, code.key)

    keys = func.coalesce(on, literal(date.min)), code
    return Order(keys, of, (date.fromisoformat, str), falling=True)


def row_id(text: str) -> int:
    """The identity of a row as a key of a list; ValueError when no row could have it."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def page(
    query: Select[Row],
    order: Order[Row],
    asked: Asked,
    fetch: Callable[[Select[Row]], Sequence[Row]],
    size: int,
    searched: Searched[Row] | None = None,
) -> Page[Row]:
    """One page of a list; `searched` finds what is asked for, the nearest first.

    Where an address asks for what lies behind nonsense or the last row, it is the first page.
    """
    if searched and asked.search:
        query = query.where(found_by(searched, asked.search))
        if near := Nearness.to(asked.search, searched):
            order = order.nearest_first(near, searched)
    edge = _edge(asked, order.read)
    found = _found(query, order, edge, asked, fetch, size)
    if edge is not None and not found:
        edge, asked = None, replace(asked, after="", before="")
        found = _found(query, order, edge, asked, fetch, size)
    back = edge is not None and bool(asked.before)
    more, rows = len(found) > size, found[:size]
    if back:
        rows.reverse()
    return Page(
        rows,
        asked,
        _BETWEEN.join(order.of(rows[-1])) if rows and (more or back) else None,
        _BETWEEN.join(order.of(rows[0])) if rows and (more if back else edge) else None,
    )


def _found(
    query: Select[Row],
    order: Order[Row],
    edge: tuple[Any, ...] | None,
    asked: Asked,
    fetch: Callable[[Select[Row]], Sequence[Row]],
    size: int,
) -> list[Row]:
    """The rows of a page and one more, the nearest to its edge first."""
    down = (edge is not None and bool(asked.before)) != order.falling
    wanted = query if edge is None else query.where(_beyond(order.keys, edge, down))
    keys = [key.desc() if down else key.asc() for key in order.keys]
    return list(fetch(wanted.order_by(*keys).limit(size + 1)))


def _edge(asked: Asked, read: Readers) -> tuple[Any, ...] | None:
    """The keys behind which a page starts; None for the first page and for nonsense."""
    # A sorting key may hold the sign that stands between; a code and what comes before never do.
    others, between, last = (asked.before or asked.after).rpartition(_BETWEEN)
    if not between:
        return None
    texts = [*others.split(_BETWEEN, len(read) - 2), last]
    try:
        return tuple(one(text) for one, text in zip(read, texts, strict=True))
    except ValueError:
        return None


def _beyond(keys: Keys, edge: tuple[Any, ...], down: bool) -> ColumnElement[bool]:
    key, value = keys[0], edge[0]
    further: ColumnElement[bool] = key < value if down else key > value
    if len(keys) > 1:
        further = or_(further, and_(key == value, _beyond(keys[1:], edge[1:], down)))
    return further
