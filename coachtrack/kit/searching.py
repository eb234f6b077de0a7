"""What is stored beside a text to find it and to put it in order.

A search key holds a text three times: folded, with its tones, and as it sounds. A word is found by
its sound in the last; its very letters stand in the first and its very marks in the second only
where the text has the same ones, and such a row comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, or_, true

from coachtrack.kit.text import CODE, alike, fold, heard, vietnamese_key

Row = TypeVar("Row")

#: A tone on the second of two vowels, where some write it on the first: `hoà` is `hòa`.
SECOND_VOWEL = re.compile("([ou])([aey])([\u0300\u0309\u0303\u0301\u0323])")
D_LOOKALIKES = str.maketrans("ðɖ", "đđ")

LONGEST_SORT_KEY = 500
#: From so many letters on a search may mean a province, an organisation or a page.
SHORTEST_NAME = 3

#: How near a row is to a search: its very code, its very tones, its very letters side by side, the
#: same with i for y, its words anywhere, or what it belongs to.
CODE_ITSELF, TONES_TOO, PHRASE, SOUND, LETTERS, BELONGS = range(6)
FARTHEST = BELONGS


def search_key(text: str) -> str:
    """What is stored beside a text to search it; a code is found without its dashes too."""
    sound = heard(text)
    run_together = [word.replace("-", "") for word in sound.split() if "-" in word]
    return f"{fold(text)}\n{toned(text)}\n{' '.join([sound, *run_together])}"


def sort_key(text: str) -> str:
    """What is stored beside a text to sort it as a Vietnamese dictionary does."""
    return vietnamese_key(text)[:LONGEST_SORT_KEY]


def toned(text: str) -> str:
    """The text without case but with its tones, however they were typed."""
    apart = unicodedata.normalize("NFD", text.casefold()).translate(D_LOOKALIKES)
    return unicodedata.normalize("NFC", SECOND_VOWEL.sub(r"\1\3\2", apart))


class Spellings:
    """Names that people write down, each of a place, of which those that are alike are one.

    It is spelled as it stands first; what stands there in several ways already stays so. `former`
    are names of before, each with the one that took its place.
    """

    def __init__(
        self,
        known: Iterable[tuple[Any, str]] = (),
        former: Iterable[tuple[Any, str, str]] = (),
    ) -> None:
        self._exact: set[tuple[Any, str]] = set()
        self._first: dict[tuple[Any, str], str] = {}
        for place, text in known:
            self._exact.add((place, text))
            self._first.setdefault((place, alike(text)), text)
        for place, before, text in former:
            self._first.setdefault((place, alike(before)), text)

    def of(self, place: Any, text: str) -> str:
        """How a name of this place is spelled; one that is not there yet is from now on."""
        if not text or (place, text) in self._exact:
            return text
        first = self._first.setdefault((place, alike(text)), text)
        if first == text:
            self._exact.add((place, text))
        return first


@dataclass(frozen=True, slots=True)
class Searched(Generic[Row]):
    """Where a search looks in the database, and the same of a row: its key and its code."""

    key: SQLColumnExpression[str]
    code: SQLColumnExpression[str]
    of: Callable[[Row], tuple[str, str]]
    #: What else is found, where the search names what a row belongs to.
    belonging: ColumnElement[bool] | None = None


def matching(key: SQLColumnExpression[str], search: str) -> ColumnElement[bool]:
    """Whether a search key holds every word of a search."""
    words = heard(search).split()
    return and_(true(), *(key.contains(word, autoescape=True) for word in words))


def found_by(searched: Searched[Any], search: str) -> ColumnElement[bool]:
    """Whether a search finds a row."""
    named = matching(searched.key, search)
    return named if searched.belonging is None else or_(named, searched.belonging)


@dataclass(frozen=True, slots=True)
class Nearness:
    """Puts what is nearest to a search first."""

    code: str
    #: Empty where the search has no marks, so that all that it finds is equally near.
    words: tuple[str, ...]
    #: Words as they were typed; empty for a single one that is spelled in one way only.
    phrase: str = ""
    #: The same as they sound, where that differs.
    sound: str = ""
    #: All that is typed, where rows are found too that do not hold it themselves.
    letters: str = ""

    @classmethod
    def to(cls, search: str, searched: Searched[Any]) -> Nearness | None:
        """None for a search to which nothing is nearer than anything else."""
        code = search.upper() if CODE.fullmatch(search.upper()) else ""
        exact = toned(search)
        words = () if exact == fold(search) else tuple(exact.split())
        typed, sound = (" ".join(way(search).split()) for way in (fold, heard))
        phrase = typed if " " in typed or sound != typed else ""
        near = cls(
            code,
            words,
            phrase,
            sound if sound != typed else "",
            letters="" if searched.belonging is None else search,
        )
        return near if code or words or phrase or near.letters else None

    def key(self, searched: Searched[Any]) -> ColumnElement[int]:
        """How near, in the database."""
        levels: list[tuple[ColumnElement[bool], int]] = []
        if self.code:
            levels.append((searched.code == self.code, CODE_ITSELF))
        if self.words:
            words = (searched.key.contains(word, autoescape=True) for word in self.words)
            levels.append((and_(*words), TONES_TOO))
        if self.phrase:
            levels.append((searched.key.contains(self.phrase, autoescape=True), PHRASE))
        if self.sound:
            levels.append((searched.key.contains(self.sound, autoescape=True), SOUND))
        if self.letters:
            levels.append((matching(searched.key, self.letters), LETTERS))
        return case(*levels, else_=BELONGS if self.letters else LETTERS)

    def of(self, key: str, code: str) -> int:
        """How near, of a row at hand."""
        if self.code and code == self.code:
            return CODE_ITSELF
        if self.words and all(word in key for word in self.words):
            return TONES_TOO
        if self.phrase and self.phrase in key:
            return PHRASE
        if self.sound and self.sound in key:
            return SOUND
        held = all(word in key for word in heard(self.letters).split())
        return LETTERS if held else BELONGS


def read_nearness(text: str) -> int:
    """How near, from the address of a page; ValueError where it is none of these."""
    return ("0", "1", "2", "3", "4", "5").index(text)
