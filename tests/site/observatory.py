"""How the HTTP Observatory of MDN scores an answer, worked out without asking it.

The rules and modifiers are those of mdn/mdn-http-observatory as they are remembered, not compared
with its source. What a page of this site never has (foreign scripts, CORS, public key pinning)
scores 0 there and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

BASE = 100
#: A bonus counts only where this is left without it.
LEAST_FOR_A_BONUS = 90
HALF_A_YEAR = 15_768_000
QUIET = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(headers: Mapping[str, str], cookies: list[str], *, tls: bool) -> int:
    """The score of an answer over TLS."""
    modifiers = [*_policy(headers), *_stays_with_tls(headers, tls), *_others(headers)]
    modifiers += [change for cookie in cookies for change in _cookie(cookie)]
    without = BASE + sum(change for change in modifiers if change < 0)
    bonus = sum(change for change in modifiers if change > 0)
    return max(0, without + bonus if without >= LEAST_FOR_A_BONUS else without)


def directives(policy: str) -> dict[str, list[str]]:
    """What a Content-Security-Policy says, by directive."""
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: values for name, *values in parts}


def _policy(headers: Mapping[str, str]) -> Iterator[int]:
    found = directives(headers.get("Content-Security-Policy", ""))
    if not found:
        yield -25
        return
    usual = found.get("default-src", ["*"])
    scripts = found.get("script-src", usual)
    if {"'unsafe-inline'", "*", "https:", "http:", "data:"} & set(scripts):
        yield -20
    elif "'unsafe-eval'" in scripts:
        yield -10
    elif "'unsafe-inline'" in found.get("style-src", usual):
        yield 0
    else:
        yield 10 if usual == ["'none'"] else 5
    if found.get("frame-ancestors") == ["'none'"]:
        yield 5
    elif headers.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}:
        yield -20


def _stays_with_tls(headers: Mapping[str, str], tls: bool) -> Iterator[int]:
    told = headers.get("Strict-Transport-Security", "")
    ages = [int(part.partition("=")[2]) for part in told.split(";") if "max-age" in part]
    if not tls or not ages:
        yield -20
    elif ages[0] < HALF_A_YEAR:
        yield -10


def _others(headers: Mapping[str, str]) -> Iterator[int]:
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield -5
    quiet = headers.get("Referrer-Policy") in QUIET
    yield 5 if quiet else 0
    yield 10 if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0
    yield 10 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else 0


def _cookie(cookie: str) -> Iterator[int]:
    flags = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    name = cookie.partition("=")[0]
    if "secure" not in flags:
        yield -40
    if "httponly" not in flags:
        yield -30
    yield 5 if name.startswith("__Host-") and "samesite" in flags else 0
