"""Browsers on which an account was signed in before: their wrong passwords are counted apart.

Else whoever knows somebody's address could keep them out by guessing all day. The cookie is signed,
opens nothing, and holds for each account a number drawn for this browser.
"""

from __future__ import annotations

import secrets

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from coachtrack.features.accounts import queries
from coachtrack.features.accounts.models import Account, Tried
from coachtrack.features.accounts.queries import comparable
from coachtrack.features.accounts.tries import Count, Limit
from coachtrack.kit.security import travels_safely

#: So many accounts are remembered for one browser, the latest ones.
MOST = 8
SECONDS = 365 * 24 * 3600


def counts(what: Tried, email: str) -> tuple[Count, Count]:
    """What a try on this browser counts for: the account, and the network address."""
    account = queries.account_of(email)
    known = _known().get(account.handle) if account else None
    subject = f"browser {known}" if known else f"account {comparable(email)}"
    return Count(what, subject, _of_account()), of_address(what)


def knows(account: Account) -> bool:
    """Whether this account was signed in on this browser before."""
    return account.handle in _known()


def of_account(what: Tried, email: str) -> Count:
    """The count of an address that is typed, from whatever browser."""
    return Count(what, f"account {comparable(email)}", _of_account())


def of_address(what: Tried) -> Count:
    """The count of the network address that asks."""
    config = current_app.config
    limit = Limit(config["ADDRESS_TRIES"], config["SIGN_IN_PAUSE"])
    return Count(what, f"from {_network(request.remote_addr or '')}", limit)


def greet(response: Response) -> Response:
    """Remember a browser that shows a page to somebody who signed in on it."""
    handle = g.get("account_handle")
    if handle and request.method == "GET" and response.status_code == 200:
        known = _known()
        if handle not in known:
            _remember(response, {**known, handle: secrets.token_hex(16)})
    return response


def _of_account() -> Limit:
    return Limit(current_app.config["SIGN_IN_TRIES"], current_app.config["SIGN_IN_PAUSE"])


def _network(address: str) -> str:
    """Somebody with the newer protocol has a whole network of addresses."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def _remember(response: Response, known: dict[str, str]) -> None:
    latest = dict(list(known.items())[-MOST:])
    response.set_cookie(
        _name(),
        _serializer().dumps(latest),
        max_age=SECONDS,
        secure=travels_safely(),
        httponly=True,
        samesite="Lax",
    )


def _known() -> dict[str, str]:
    try:
        found = _serializer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _name() -> str:
    return "__Host-browser" if travels_safely() else "browser"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="known browser")
