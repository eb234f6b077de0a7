"""Which passwords will do, and what is stored of them."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from coachtrack.kit.text import fold, nfc

#: As strong as OWASP asks of scrypt; the library's default is weaker.
HASH_METHOD = "scrypt:32768:8:3"
SHORTEST, SHORTEST_WITH_SECOND_FACTOR, LONGEST = 15, 8, 128
#: So many signs must be left of a password without the words that anybody would try first.
LEAST_OF_ONES_OWN = 8
SHORTEST_WORD = 3
PRODUCT = ("coachtrack", "coach", "track", "password", "matkhau")
#: In whose order fingers run: along a keyboard, up and down, and through the alphabet.
LINES = (
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "abcdefghijklmnopqrstuvwxyz",
)
#: So many signs in such an order are a run, which counts as one sign.
LEAST_OF_A_RUN = 4
COMMON = Path(__file__).parent / "common_passwords.csv"
#: Each takes 32 MB for a moment.
_hashing = threading.BoundedSemaphore(4)


class Objection(StrEnum):
    """Why a password will not do."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    GUESSED = "guessed"


def objection(password: str, about: Iterable[str], *, second_factor: bool) -> Objection | None:
    """Why this password will not do; None when it will.

    `about` holds what anybody knows of its owner: name, address, the codes of their places.
    """
    typed = nfc(password)
    if len(typed) < (SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST):
        return Objection.SHORT
    if len(typed) > LONGEST:
        return Objection.LONG
    own = min(len(_repeated(typed)), _without_runs(typed.casefold()))
    if _repeated(typed.casefold()) in common() or own < LEAST_OF_ONES_OWN:
        return Objection.COMMON
    known = sorted({*PRODUCT, *_words(about)}, key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, known)), " ", fold(typed))
    guessed = rest != fold(typed) and len(re.sub(r"[\W_]+", "", rest)) < LEAST_OF_ONES_OWN
    return Objection.GUESSED if guessed else None


@cache
def common() -> frozenset[str]:
    """The commonest passwords, in lower case."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))


def hashed(password: str) -> str:
    """What is stored of a password."""
    with _hashing:
        return generate_password_hash(nfc(password), HASH_METHOD)


def fits(stored: str, password: str) -> bool:
    """Whether it is the password; takes as long where none is stored."""
    with _hashing:
        return check_password_hash(stored or _NOBODY, nfc(password)) and bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether it was hashed in another way than is done today."""
    return stored.partition("$")[0] != HASH_METHOD


def _words(about: Iterable[str]) -> Iterable[str]:
    for text in about:
        found = fold(text)
        parts = [found, *re.split(r"[\W_]+", found)]
        yield from (each for each in (*parts, "".join(parts[1:])) if len(each) >= SHORTEST_WORD)


def _repeated(text: str) -> str:
    """What a text repeats from beginning to end; the text itself where it repeats nothing."""
    for length in range(1, len(text) // 2 + 1):
        if text == (text[:length] * (len(text) // length + 1))[: len(text)]:
            return text[:length]
    return text


@cache
def _neighbours() -> frozenset[tuple[str, str]]:
    pairs = {pair for line in LINES for pair in pairwise(line)}
    return frozenset(pairs | {(right, left) for left, right in pairs})


def _without_runs(text: str) -> int:
    """How many signs there are where each run counts as one."""
    own, run = 0, 1
    for pair in (*pairwise(text), ("", "")):
        if pair in _neighbours():
            run += 1
            continue
        own += 1 if run >= LEAST_OF_A_RUN else run
        run = 1
    return own


#: Checked where there is no password, so that the answer takes as long.
_NOBODY = generate_password_hash(secrets.token_hex(16), HASH_METHOD)
