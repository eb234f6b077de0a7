"""Style sheets, scripts and pictures: joined, named by their content, compressed once.

There is no build step. The address of an asset holds a digest of its bytes, so a browser may
keep it for ever, and a changed one is fetched at once.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli
from flask import Blueprint, Response, abort, request, url_for
from markupsafe import Markup

from coachtrack.kit.permissions import public

bp = Blueprint("assets", __name__)

STATIC = Path(__file__).resolve().parent.parent / "static"
#: What is joined from the style sheets of a folder: what every page needs before anything is seen,
#: what only pages need on which something is done, and what only a printer needs.
SHEETS = {"site.css": "css", "work.css": "css/work", "print.css": "css/print"}
#: The files of a style sheet that come first; the others follow by name, the charts' last.
FIRST_STYLES = ("tokens.css", "base.css")
LAST_STYLES = ("charts.css",)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    name: str
    body: bytes

    @cached_property
    def digest(self) -> str:
        """Names this very content."""
        return hashlib.sha256(self.body).hexdigest()[:12]

    @cached_property
    def mimetype(self) -> str:
        """What it is, from its name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @cached_property
    def brotli(self) -> bytes:
        """Compressed as well as can be; takes a moment, once per process."""
        return bytes(brotli.compress(self.body, quality=9))

    @cached_property
    def gzip(self) -> bytes:
        """For browsers that know no better."""
        return gzip.compress(self.body, 9, mtime=0)


def asset(name: str) -> str:
    """The address of an asset, for templates."""
    return url_for("assets.show", digest=_asset(name).digest, name=name)


def drawing(name: str) -> Markup:
    """A small drawing as a part of the page: it is there at once, without a picture to decode."""
    return Markup(_asset(name).body.decode())  # noqa: S704


@bp.get("/assets/<digest>/<path:name>")
@public
def show(digest: str, name: str) -> Response:
    """Send an asset; an old digest is gone."""
    try:
        found = _asset(name)
    except FileNotFoundError:
        abort(404)
    if found.digest != digest:
        abort(404)
    response = _encoded(found)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _encoded(found: Asset) -> Response:
    text = found.mimetype.startswith("text/") or found.mimetype in {
        "application/javascript",
        "image/svg+xml",
        "application/json",
    }
    accepted = request.accept_encodings
    body, encoding = found.body, ""
    if text and accepted["br"]:
        body, encoding = found.brotli, "br"
    elif text and accepted["gzip"]:
        body, encoding = found.gzip, "gzip"
    response = Response(body, mimetype=found.mimetype)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@cache
def _asset(name: str) -> Asset:
    if name in SHEETS:
        return Asset(name, b"\n".join(path.read_bytes() for path in _styles(SHEETS[name])))
    if name not in _names():
        raise FileNotFoundError(name)
    return Asset(name, (STATIC / name).read_bytes())


@cache
def _names() -> frozenset[str]:
    """Each file under its one name, so that no other path is read, nor kept again and again."""
    files = (path for path in STATIC.rglob("*") if path.is_file())
    return frozenset(path.relative_to(STATIC).as_posix() for path in files)


def _styles(folder: str) -> list[Path]:
    names = {path.name for path in (STATIC / folder).glob("*.css")}
    between = sorted(names.difference(FIRST_STYLES, LAST_STYLES))
    ordered = (*FIRST_STYLES, *between, *LAST_STYLES)
    return [STATIC / folder / name for name in ordered if name in names]
