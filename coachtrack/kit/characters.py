"""What can be seen of a text; standard library only, for processes that must start fast."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text in composed characters, trimmed, without what nobody sees.

    Control characters (except line breaks and tabs), zero-width and bidirectional controls, soft
    hyphens, lone surrogates and U+FFFE and U+FFFF are removed; unusual spaces become plain ones
    and unusual line breaks become line feeds.
    """
    if not text.isprintable():
        text = "".join(map(_visible, text.replace("\r\n", "\n")))
    return unicodedata.normalize("NFC", text).strip()


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
