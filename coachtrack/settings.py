"""Every setting: its name, a safe default, its unit, what it is for.

A value comes from the environment (`COACHTRACK_…`), else from the default. docs/settings.md lists
the same names; a test compares the two.
"""

from __future__ import annotations

import math
import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

CHECKOUT = Path(__file__).resolve().parent.parent
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
SECRET_KEY_BYTES = 32
#: Whether administrators and leads are asked for a second factor, or get no further without one.
SECOND_FACTOR_RULES = ("asked", "required")
#: Different ones in a key.
FEWEST_CHARACTERS = 10


class BadSetting(click.UsageError):
    """A setting that the product cannot work with, in a sentence that says what to do."""


def load(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings of this installation, ready for `app.config`."""
    instance = Path(environment.get("COACHTRACK_INSTANCE", CHECKOUT / "instance")).resolve()
    database = environment.get("COACHTRACK_DATABASE_URL", f"sqlite:///{instance}/coachtrack.sqlite")
    return {
        "INSTANCE": str(instance),
        "DATABASE_URL": database,
        "SECRET_KEY": environment.get("COACHTRACK_SECRET_KEY") or _kept_secret(instance),
        "LANGUAGE": _language(environment.get("COACHTRACK_LANGUAGE", "vi")),
        "TIMEZONE": _timezone(environment.get("COACHTRACK_TIMEZONE", "Asia/Ho_Chi_Minh")),
        "SITE_URL": _site(environment.get("COACHTRACK_SITE_URL", "")),
        "PROXIES": _proxies(environment.get("COACHTRACK_PROXIES", "0")),
        "SECOND_FACTOR": _second_factor(environment.get("COACHTRACK_SECOND_FACTOR", "asked")),
        "MAIL_URL": _mail(environment.get("COACHTRACK_MAIL_URL", "")),
        "MAIL_FROM": environment.get("COACHTRACK_MAIL_FROM", ""),
        **FIXED,
    }


#: What nobody needs to change, in one place and with its unit.
FIXED: dict[str, Any] = {
    "MAX_CONTENT_LENGTH": 1024 * 1024,  # bytes of a request; pages with uploads raise it
    "MAX_FORM_MEMORY_SIZE": 500_000,  # bytes of form text
    "MAX_FORM_PARTS": 1_000,
    "LONGEST_BODY": 25 * 1024 * 1024,  # bytes of a request with files
    "LONGEST_TAKEN": 64 * 1024 * 1024,  # bytes that the server takes in, so that a page can answer
    "PAGE_ROWS": 50,  # rows of a list page
    "SIGN_IN_IDLE": timedelta(hours=12),  # without a request, then sign in again
    "SIGN_IN_LONGEST": timedelta(days=7),  # whatever was requested meanwhile
    "SIGN_IN_TRIES": 5,  # failures per account within SIGN_IN_PAUSE
    "ADDRESS_TRIES": 50,  # the same per network address, which a whole factory may share
    "SIGN_IN_PAUSE": timedelta(minutes=15),
    "SECOND_STEP": timedelta(minutes=5),  # from the right password to the code
    "INVITATION": timedelta(days=14),  # a link to choose the first password
    "RESET": timedelta(minutes=60),  # a link to choose another one
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session
    "COMPRESS_REGISTER": True,
    "COMPRESS_ALGORITHM": ["br", "gzip"],
}


def configure_database(url: str) -> str:
    """The address as SQLAlchemy reads it: PostgreSQL through psycopg. Raises BadSetting."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url.removeprefix(plain)
    try:
        known = make_url(url).drivername in {"sqlite", "postgresql+psycopg"}
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise BadSetting(
            "COACHTRACK_DATABASE_URL cannot be read; set it to an address such as"
            " postgresql://user:password@host/name, or leave it out for SQLite."
        )
    return url


def make_secret(instance: Path) -> Path:
    """Make `instance/secret-key`, readable by its owner only, unless it is there already."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = instance / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_KEY_BYTES))
    return path


#: Keys that stand in guides and examples, in lower-case letters and digits alone.
_KNOWN = """
    secret secretkey mysecret mysecretkey supersecret supersecretkey verysecret verysecretkey
    topsecret thisissecret thisisasecret thisisasecretkey yoursecretkey yoursecretkeyhere
    asecretkey appsecret appsecretkey flasksecret flasksecretkey djangosecretkey key mykey
    thesecretkey default defaultsecret defaultsecretkey dev devkey devsecret development
    developmentkey changeme changethis changethiskey changethissecretkey pleasechangeme
    replaceme test testing testkey testsecret insecure insecurekey notsecret password
    passw0rd coachtrack coachtracksecret hardtoguessstring youwillneverguess
    anothersecretkey todo none null example examplekey xxx 123456
"""
KNOWN_SECRETS = frozenset(_KNOWN.split())


def is_guessable(secret: str) -> bool:
    """Whether a key is one of the known ones or has less than 256 bits at best."""
    plain = "".join(each for each in secret.lower() if each.isalnum())
    # One of them several times over is no better.
    known = any(plain == each * (len(plain) // len(each)) for each in KNOWN_SECRETS)
    # Digits, then letters of one or of both kinds beside them.
    alphabet = 10 + 26 * any(map(str.islower, secret)) + 26 * any(map(str.isupper, secret))
    bits = len(secret) * math.log2(alphabet)
    few = len(set(secret)) < FEWEST_CHARACTERS
    return known or few or plain.startswith("djangoinsecure") or bits < SECRET_KEY_BYTES * 8


def _kept_secret(instance: Path) -> str | None:
    path = instance / "secret-key"
    return path.read_text(encoding="ascii").strip() if path.is_file() else None


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise BadSetting(
            f"COACHTRACK_LANGUAGE is {code!r}; set it to one of {', '.join(LANGUAGES)}."
        )
    return code


def _site(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise BadSetting(
            f"COACHTRACK_SITE_URL is {url!r}; set it to the address of this site, such as"
            " https://coachtrack.example.vn."
        )
    return url.rstrip("/")


def _proxies(number: str) -> int:
    if not re.fullmatch("[0-9]", number):
        raise BadSetting(
            f"COACHTRACK_PROXIES is {number!r}; set it to how many proxies stand before the server,"
            " such as 1."
        )
    return int(number)


def _second_factor(rule: str) -> str:
    if rule not in SECOND_FACTOR_RULES:
        raise BadSetting(
            f"COACHTRACK_SECOND_FACTOR is {rule!r}; set it to one of"
            f" {', '.join(SECOND_FACTOR_RULES)}."
        )
    return rule


def _mail(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        # The address holds a password, so it is not repeated.
        raise BadSetting(
            "COACHTRACK_MAIL_URL cannot be read; set it to an address such as"
            " smtp://user:password@mail.example.vn:587, or leave it out."
        )
    return url


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSetting(
            f"COACHTRACK_TIMEZONE is {name!r}; set it to a name such as Asia/Ho_Chi_Minh."
        ) from error
    return name
