"""Where this site is, for the links that are sent to people.

It is a setting, never what a request calls the site: else whoever asks for somebody's new password
under a name of their own would be sent the link to it. Only on this machine itself the request
will do.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from coachtrack.kit.security import is_local


class NoSiteUrl(LookupError):
    """No setting says where this site is, and it is not asked for on this machine."""


def whole_address(endpoint: str, **values: Any) -> str:
    """The address of a page, to be read outside of this site; empty where that is not known."""
    try:
        return site_url() + url_for(endpoint, **values)
    except NoSiteUrl:
        return ""


def site_url() -> str:
    """The beginning of the addresses of this site, without a slash at its end. Raises NoSiteUrl."""
    told = current_app.config["SITE_URL"]
    if told:
        return str(told)
    if not is_local(request.host):
        raise NoSiteUrl
    return request.url_root.rstrip("/")
