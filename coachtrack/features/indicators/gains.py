"""By how much something is to become better, as people write it: 30, -30 %, 30 % less."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_babel import gettext as _

from coachtrack.domain.types import Better
from coachtrack.kit import cells
from coachtrack.kit.cells import CellKind, Context
from coachtrack.kit.text import fold
from coachtrack.kit.workbooks.reading import CellValue

#: What stands before the number, or its word behind it too, folded; and which way it says.
SIGNS = {"-": Better.LOWER, "\u2212": Better.LOWER, "\u2013": Better.LOWER, "+": Better.HIGHER}
WORDS: dict[str, Better | None] = {
    **dict.fromkeys(("less", "lower", "fewer", "giam", "it hon", "thap hon"), Better.LOWER),
    **dict.fromkeys(("more", "higher", "tang", "nhieu hon", "cao hon"), Better.HIGHER),
    **dict.fromkeys(("better", "tot hon"), None),
}
_WAYS = {**WORDS, **SIGNS}
_WORD = "|".join(WORDS)
_PERCENT = re.compile("percent|per cent|phan tram")
_GAIN = re.compile(rf"(?:([-\u2212\u2013+]|{_WORD})\s*)?(\d[^a-z+\u2212\u2013-]*?)\s*({_WORD})?")


class Gain(NamedTuple):
    """So many percent better than before; `way` is which way that goes, where it was said."""

    percent: float
    way: Better | None = None


def gain() -> CellKind:
    """A percentage with or without its sign, and with or without the way it goes."""
    plain = cells.percent()

    def read(cell: CellValue, context: Context) -> Gain:
        if not isinstance(cell, str):
            return Gain(plain.read(cell, context))
        number, ways = _parts(cell)
        return Gain(plain.read(number, context), *ways[:1])

    def write(value: Gain | None) -> float | None:
        return None if value is None else value.percent

    return CellKind(read, plain.kind, write)


def tells_way(typed: str) -> bool:
    """Whether a text is a percentage that says which way it goes, so that it is no figure."""
    number, ways = _parts(typed)
    return bool(ways) and "%" in number


def _parts(typed: str) -> tuple[str, list[Better | None]]:
    """The number with its sign for percent, and the way that the words around it say.

    The text as it is where it is none of these, or says two ways.
    """
    found = _GAIN.fullmatch(_PERCENT.sub("%", fold(typed)).strip())
    ways = [_WAYS[word] for word in (found[1], found[3]) if word] if found else []
    if found is None or len(set(ways)) > 1:
        return typed, []
    return found[2], ways


def fault_in(gain: Gain, better: Better) -> str:
    """What is wrong with a gain, as a sentence; empty where nothing is."""
    if gain.way not in (None, better):
        if better == Better.LOWER:
            return _("Lower is better here. Write by how many percent it is to fall, such as 30.")
        return _("Higher is better here. Write by how many percent it is to rise, such as 30.")
    if better == Better.LOWER and gain.percent > 100:
        return _("Nothing falls by more than 100 percent. Correct the percentage.")
    return ""
