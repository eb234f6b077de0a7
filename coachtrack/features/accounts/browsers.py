"""The browser at the other end in two words, such as Chrome on Android, as it names itself."""

from __future__ import annotations

import re

#: The first that is named counts: most browsers name others too.
BROWSERS = (
    ("Zalo", r"\bZalo"),
    ("Facebook", r"\bFB(?:AN|AV)/"),
    ("Edge", r"\bEdg(?:A|iOS|e)?/"),
    ("Opera", r"\b(?:OPR|OPX|Opera)/"),
    ("Cốc Cốc", r"\bcoc_coc"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:(?:Headless)?Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("Android", r"\bAndroid\b"),
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac(?:intosh| OS X)\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)
LONGEST = 500


def named(agent: str) -> tuple[str, str]:
    """Family and system; empty where nothing known is named."""
    return _first(BROWSERS, agent[:LONGEST]), _first(SYSTEMS, agent[:LONGEST])


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, agent)), "")
