"""Lists: searching without tone marks, and paging by key.

A page of a list starts behind the last key of the one before, so a deep page costs as much as
the first. Keys are pairs: what the list is ordered by, and the code that tells equals apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_, true

from coachtrack.kit.text import clean, fold

Row = TypeVar("Row")

Keys = tuple[SQLColumnExpression[Any], SQLColumnExpression[Any]]

LONGEST_SEARCH = 80
LONGEST_KEYS = 1200
LARGEST_ID = 2**31 - 1
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for."""

    search: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Asked:
        """From the query of an address."""
        search = clean(args.get("q", ""))[:LONGEST_SEARCH]
        after, before = (args.get(name, "")[:LONGEST_KEYS] for name in ("after", "before"))
        return cls(search, after, before)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the keys behind which its neighbours start."""

    rows: Sequence[Row]
    asked: Asked
    following: str | None
    preceding: str | None


def matching(key: SQLColumnExpression[str], search: str) -> ColumnElement[bool]:
    """Whether a search key holds every word of a search."""
    words = fold(search).split()
    return and_(true(), *(key.contains(word, autoescape=True) for word in words))


def row_id(text: str) -> int:
    """The identity of a row as a key of a list; ValueError when no row could have it."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def page(
    query: Select[Row],
    keys: Keys,
    asked: Asked,
    fetch: Callable[[Select[Row]], Sequence[Row]],
    key_of: Callable[[Row], tuple[str, str]],
    size: int,
    read: tuple[Callable[[str], Any], Callable[[str], Any]] = (str, str),
) -> Page[Row]:
    """One page of a list that is ordered by two keys; `read` makes keys of their texts again.

    Where an address asks for what lies behind nonsense or behind the last row, it is the first
    page.
    """
    edge = _edge(asked, read)
    back = edge is not None and bool(asked.before)
    wanted = query if edge is None else query.where(_beyond(keys, *edge, back))
    order = [key.desc() if back else key.asc() for key in keys]
    found = list(fetch(wanted.order_by(*order).limit(size + 1)))
    if edge is not None and not found:
        return page(query, keys, Asked(asked.search), fetch, key_of, size, read)
    more, rows = len(found) > size, found[:size]
    if back:
        rows.reverse()
    return Page(
        rows,
        asked,
        _BETWEEN.join(key_of(rows[-1])) if rows and (more or back) else None,
        _BETWEEN.join(key_of(rows[0])) if rows and (more if back else edge) else None,
    )


def _edge(
    asked: Asked, read: tuple[Callable[[str], Any], Callable[[str], Any]]
) -> tuple[Any, Any] | None:
    """The keys behind which a page starts; None for the first page and for nonsense."""
    # A sorting key may hold the sign that stands between; a code never does.
    first, between, second = (asked.before or asked.after).rpartition(_BETWEEN)
    try:
        return (read[0](first), read[1](second)) if between else None
    except ValueError:
        return None


def _beyond(keys: Keys, first: Any, second: Any, back: bool) -> ColumnElement[bool]:
    one, two = keys
    if back:
        return or_(one < first, and_(one == first, two < second))
    return or_(one > first, and_(one == first, two > second))
