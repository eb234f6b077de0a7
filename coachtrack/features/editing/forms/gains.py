"""Reading by how much something is to become better, as people write it: 30, -30 %, 30 % less."""

from __future__ import annotations

import re
from typing import NamedTuple

from coachtrack.domain.types import Better
from coachtrack.kit import cells
from coachtrack.kit.cells import CellKind, Context
from coachtrack.kit.text import fold
from coachtrack.kit.workbooks.reading import CellValue

#: What stands before or behind the number, folded, and which way it says.
SAID = {
    Better.LOWER: ("-", "\u2212", "\u2013", "less", "lower", "fewer", "giam", "it hon", "thap hon"),
    Better.HIGHER: ("+", "more", "higher", "tang", "nhieu hon", "cao hon"),
    None: ("better", "tot hon"),
}
_WAYS = {word: way for way, words in SAID.items() for word in words}
_WORD = "|".join(map(re.escape, sorted(_WAYS, key=len, reverse=True)))
_GAIN = re.compile(rf"(?:({_WORD})\s*)?(\d[^a-z]*?)\s*({_WORD})?")


class Gain(NamedTuple):
    """So many percent better; `way` is which way that goes, where it was said."""

    percent: float
    way: Better | None = None


def tells_way(typed: str) -> bool:
    """Whether a text is a percentage that says which way it goes, so that it is no figure."""
    found = _GAIN.fullmatch(fold(typed).strip())
    return found is not None and bool(found[1] or found[3]) and "%" in found[2]


def gain() -> CellKind:
    """A percentage with or without its sign, and with or without the way it goes."""
    plain = cells.percent()

    def read(cell: CellValue, context: Context) -> Gain:
        way = None
        if isinstance(cell, str) and (found := _GAIN.fullmatch(fold(cell).strip())):
            before, cell, behind = found.groups()
            way = _WAYS[before or behind] if before or behind else None
        return Gain(plain.read(cell, context), way)

    return CellKind(read, plain.kind)
