"""What can be seen of a text; standard library only, for processes that must start fast."""

from __future__ import annotations

import re
import unicodedata

#: Characters of the name of a file.
LONGEST_NAME = 100


def visible(text: str) -> str:
    """The text in composed characters, trimmed, without what nobody sees.

    Control characters (except line breaks and tabs), zero-width and bidirectional controls, soft
    hyphens, lone surrogates and U+FFFE and U+FFFF are removed; unusual spaces become plain ones
    and unusual line breaks become line feeds.
    """
    if not text.isprintable():
        text = "".join(map(_visible, text.replace("\r\n", "\n")))
    return unicodedata.normalize("NFC", text).strip()


def shown_name(name: str) -> str:
    """A file's name without its path and without what is not seen."""
    last = re.split(r"[/\\]", visible(name))[-1]
    return " ".join(last.split())[-LONGEST_NAME:] or "?"


def _visible(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"} or character in "\r\v\f\x85":
        return "\n"
    gone = category in {"Cc", "Cf", "Cs"} or character in "\ufffe\uffff"
    return "" if gone else character
