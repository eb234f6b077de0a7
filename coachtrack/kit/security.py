"""Headers and cookies that keep a page to itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

#: No foreign host, no inline script or style; charts show pictures they made themselves.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
View = TypeVar("View", bound=Callable[..., Any])


class OtherName(BadRequest):
    """The site is asked for under a name that is not its own."""


LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


def is_local(host: str) -> bool:
    """Whether a host, with its port or without, is this machine."""
    return _bare(host) in LOCAL_HOSTS


def travels_safely() -> bool:
    """Whether cookies travel over TLS only: everywhere but on this machine itself."""
    return request.is_secure or not is_local(request.host)


class Sessions(SecureCookieSessionInterface):
    """Cookies that leave this machine travel over TLS only, and no other host can plant one."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return travels_safely()

    def get_cookie_name(self, app: Flask) -> str:
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if self.get_cookie_secure(app) else name


def register(app: Flask) -> None:
    """Set the headers on every answer, and turn away what no page can use.

    What is sent is looked at once it is known who asks (`refuse_null_characters`), so that whoever
    sends too much is answered as who they are.
    """
    app.session_interface = Sessions()
    app.before_request(_refuse_other_names)
    app.before_request(_refuse_unguarded)
    app.before_request(_let_files_in)
    app.after_request(_set_headers)


def takes_files(view: View) -> View:
    """Mark a view to which people who signed in may send files, not only what is typed."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def _bare(host: str) -> str:
    """A host without its port."""
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


def _refuse_other_names() -> None:
    """Answer under the name of COACHTRACK_SITE_URL and on this machine, for a name that somebody
    else chose is one they may lead people to; without that setting also under a bare address.
    """
    site, host = current_app.config.get("SITE_URL"), _bare(request.host).lower()
    known = host == urlsplit(site).hostname if site else _is_address(host)
    # Whoever watches over the site knows it by no name.
    if not known and host not in LOCAL_HOSTS and request.blueprint != "health":
        current_app.logger.warning("Refused: %r is not the host of COACHTRACK_SITE_URL", host)
        raise OtherName(
            _(
                "This site does not answer under this name. Whoever runs it sets %(setting)s to"
                " the address under which people know it.",
                setting="COACHTRACK_SITE_URL",
            )
        )


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return False


def _refuse_unguarded() -> None:
    """A view that says nothing of whom it is for is there for nobody."""
    if request.endpoint and not getattr(
        current_app.view_functions.get(request.endpoint), "guard", ""
    ):
        abort(404)


def _let_files_in() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and "token" in session:
        request.max_content_length = current_app.config["LONGEST_BODY"]


def refuse_null_characters() -> None:
    """No database stores U+0000 and no person types it: refuse it before any page sees it."""
    sent = chain(request.args.items(multi=True), request.form.items(multi=True))
    if "\0" in request.path or any("\0" in text for pair in sent for text in pair):
        abort(400)


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # A page shows what is one person's own; what may be kept says so itself.
    response.headers.setdefault("Cache-Control", "private, no-store")
    # Within the site, whatever name of it the visitor wrote.
    if response.headers.get("Location", "").startswith(request.host_url):
        response.headers["Location"] = response.headers["Location"][len(request.host_url) - 1 :]
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
