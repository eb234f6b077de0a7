"""Text as it is stored, searched, sorted and used as a code.

Vietnamese can be written in composed and in decomposed characters that look the same, and pasted
text carries invisible characters. Everything stored goes through `clean`, so equal-looking texts
are equal.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.kit.characters import visible

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}")
#: Words that stand in addresses where a code could.
PAGES = ("NEW", "EDIT")
#: Combining marks that `fold` drops; kana and Hangul marks lie elsewhere and stay.
FIRST_MARK, LAST_MARK = "\u0300", "\u036f"
#: D with stroke as people and converters write it: Vietnamese đ, Icelandic ð, African ɖ.
D_LOOKALIKES = str.maketrans("đðɖ", "ddd")
#: Vietnamese is spelled with either: công ty, công ti.
I_AND_Y = str.maketrans("iy", "\u0131\u0131")


class UnusableText(ValueError):
    """A text that cannot be stored, with a sentence that says what to do."""

    def __init__(self, sentence: LazyString) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NulCharacter(UnusableText):
    """The text holds U+0000, which no database stores."""

    def __init__(self) -> None:
        super().__init__(_l("The text holds a null character. Type it again instead of pasting."))


class BadCode(UnusableText):
    """The text is not a code."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "A code has 1 to 40 letters without marks, digits, dots, hyphens and underscores,"
                " and starts with a letter or digit, such as HD2020-07."
            )
        )


class PageWord(UnusableText):
    """The code would be the address of another page."""

    def __init__(self) -> None:
        super().__init__(_l("NEW and EDIT stand for pages and cannot be codes. Choose another."))


def nfc(text: str) -> str:
    """The text in composed characters (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """The text as it is stored: composed, trimmed, without invisible characters.

    The rule is that of `characters.visible`. Raises `NulCharacter`.
    """
    if "\0" in text:
        raise NulCharacter
    return visible(text)


def fold(text: str) -> str:
    """The search key: without case, tones and marks, đ as d; `Điện Quân` becomes `dien quan`."""
    bare = unicodedata.normalize("NFD", text.casefold()).translate(D_LOOKALIKES)
    bare = "".join(c for c in bare if not FIRST_MARK <= c <= LAST_MARK)
    return unicodedata.normalize("NFC", bare)


def heard(text: str) -> str:
    """The search key of a text as it sounds, with one letter for i and y."""
    return fold(text).translate(I_AND_Y)


def slug(text: str) -> str:
    """The text in letters and digits that every system takes in the name of a file."""
    return "-".join(re.findall("[a-z0-9]+", fold(text)))


def alike(text: str) -> str:
    """The same for texts that differ in case or in spaces only."""
    return " ".join(text.casefold().split())


def code(text: str) -> str:
    """The code that was typed, in upper case. Raises `BadCode` or `PageWord`."""
    typed = clean(text)
    if not typed.isascii() or not CODE.fullmatch(typed.upper()):
        raise BadCode
    if typed.upper() in PAGES:
        raise PageWord
    return typed.upper()


#: Letters that tell Korean and Japanese apart from other languages.
HANGUL, KANA = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3040-\u30ff]")
#: From this share of its words with Vietnamese letters on a text is Vietnamese; names have less.
VIETNAMESE_WORDS = 1 / 3


def language_of(text: str) -> str:
    """The language that a text is printed in, as far as its letters tell; empty without letters."""
    words = [word for word in re.split(r"[\W\d_]+", nfc(text)) if word]
    if not words:
        return ""
    if HANGUL.search(text):
        return "ko"
    if KANA.search(text):
        return "ja"
    marked = sum(fold(word) != word.casefold() for word in words)
    return "vi" if marked >= len(words) * VIETNAMESE_WORDS else "en"


#: Root order of Unicode CLDR for what can precede a letter; then digits; then Vietnamese letters.
PUNCTUATION = "\t\n _-–—,;:!?.…'‘’\"“”()[]{}@*/\\&#%`´^¨°©®+±÷×<=>|~¤¢$£¥"
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANKS = {c: chr(2 + n) for n, c in enumerate(PUNCTUATION + "0123456789" + LETTERS)}
#: The five tones in dictionary order: huyền, hỏi, ngã, sắc, nặng (none comes before them).
TONES = {mark: chr(3 + n) for n, mark in enumerate("\u0300\u0309\u0303\u0301\u0323")}
NO_TONE, OTHER_MARK = "\x02", "\x08"
LOWER_CASE, UPPER_CASE = "\x02", "\x03"
LEVEL = "\x01"


@lru_cache(maxsize=1024)
def vietnamese_key(text: str) -> str:
    """A key that sorts as a Vietnamese dictionary does: letters first, then tones, then case.

    Compared character by character (in Python, or in a database under a binary collation) it gives
    the order of the Unicode collation for `vi`: a ă â … d đ e ê … o ô ơ … u ư.
    """
    letters, tones, cases = [], [], []
    for character in unicodedata.normalize("NFC", text):
        base, tone = _apart(character)
        if base:
            letters.append(RANKS.get(base) or "\x7f" + base)
            tones.append(tone)
            cases.append(UPPER_CASE if character != character.lower() else LOWER_CASE)
        elif tones:
            tones[-1] += tone
    return LEVEL.join(map("".join, (letters, tones, cases)))


def _apart(character: str) -> tuple[str, str]:
    """The letter as the alphabet counts it, and its tone; a lone mark has no letter."""
    lower = character.lower()
    if lower in RANKS:
        return lower, NO_TONE
    marks = unicodedata.normalize("NFD", lower)
    tones = [TONES.get(mark) for mark in marks]
    base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in TONES))
    tone = "".join(filter(None, tones)) or NO_TONE
    if base in RANKS or not base:
        return base, tone
    if marks[0] in RANKS:
        return marks[0], OTHER_MARK + tone
    return base, tone
