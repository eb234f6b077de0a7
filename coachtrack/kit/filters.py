"""Filters of a list: each a row of links, every link with how many rows it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from flask_babel import gettext as _

from coachtrack.kit.lists import Page

#: So many options of a filter stand in sight, the most frequent ones.
IN_SIGHT = 12


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link."""

    label: str
    url: str
    current: bool
    n: int | None = None


class Parted(NamedTuple):
    """The chips of a filter that stand in sight, and the others."""

    seen: Sequence[Chip]
    more: Sequence[Chip]


class Filter(NamedTuple):
    """What can be chosen of one kind; no chips where there is nothing to choose."""

    label: str
    chips: tuple[Chip, ...]


class Choosing(Protocol):
    """What an address asks for, and how to ask for something else."""

    @property
    def chosen(self) -> Mapping[str, str]:
        """What each filter is set to, by name."""

    def address(self, **changed: str) -> str:
        """The first page of the same, with some filters changed; "" takes one away."""


class Counted(Protocol):
    """So many rows that share some values."""

    @property
    def n(self) -> int:
        """How many."""


def counts(rows: Iterable[Counted], name: str, chosen: Mapping[str, str]) -> Counter[str]:
    """How many rows there are of each value of a field, among those that fit the other filters."""
    found = Counter[str]()
    others = [(field, value) for field, value in chosen.items() if field != name]
    for row in rows:
        if all(getattr(row, field, value) == value for field, value in others):
            found[getattr(row, name)] += row.n
    return found


def sorting(page: Page[Any], options: Iterable[tuple[str, str]]) -> Filter:
    """In which order a list can stand, pairs of name and label; the usual one has no name."""
    asked = page.asked
    found = [Chip(label, asked.address(sort=name), name == asked.sort) for name, label in options]
    return Filter(_("Sort by"), tuple(found) if len(page.rows) > 1 or page.preceding else ())


def parted(found: Sequence[Chip]) -> Parted:
    """Of many chips the first, the current one and the most frequent stay, in their order."""
    if len(found) <= IN_SIGHT + 1:
        return Parted(found, ())
    others = sorted(found[1:], key=lambda chip: (not chip.current, -(chip.n or 0)))
    kept = {chip.url for chip in [found[0], *others[:IN_SIGHT]]}
    return Parted(
        [chip for chip in found if chip.url in kept],
        [chip for chip in found if chip.url not in kept],
    )


def chips(
    asked: Choosing,
    name: str,
    options: Iterable[tuple[str, str]],
    counted: Mapping[str, int | None],
    without: str = "",
    fewest: int = 2,
) -> tuple[Chip, ...]:
    """One chip for all and one for each option, pairs of value and label; none without a choice.

    What is chosen without being an option has no chip: an empty list says that nothing fits.
    `without` names a filter that ends when another option is chosen; `fewest` options are a choice.
    """
    chosen = asked.chosen.get(name, "")
    offered = [(value, label) for value, label in options if value in counted or value == chosen]
    if len(offered) < fewest and not chosen:
        return ()
    gone = {without: ""} if without else {}
    return (
        Chip(_("All"), asked.address(**{**gone, name: ""}), not chosen),
        *(
            Chip(
                label,
                asked.address(**{**gone, name: value}),
                value == chosen,
                counted.get(value, 0),
            )
            for value, label in offered
        ),
    )
