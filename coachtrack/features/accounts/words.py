"""What pages say about accounts."""

from __future__ import annotations

from contextlib import AbstractContextManager

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from coachtrack.features.accounts import passwords
from coachtrack.features.accounts.models import Account, SignIn


def in_the_language_of(account: Account) -> AbstractContextManager[None]:
    """To write what this person reads: in their language, else in that of the site."""
    return force_locale(account.language or current_app.config["LANGUAGE"])


def password_rule(account: Account) -> str:
    """What is asked of a password."""
    if account.second_factor:
        return _(
            "At least %(n)s characters, as you have a second factor. Any will do, spaces too.",
            n=passwords.SHORTEST_WITH_SECOND_FACTOR,
        )
    return _(
        "At least %(n)s characters; a sentence is easiest. Any will do, spaces too.",
        n=passwords.SHORTEST,
    )


def browser_told(signed_in: SignIn) -> str:
    """Where somebody is signed in."""
    return browser_named(signed_in.browser, signed_in.system)


def browser_named(browser: str, system: str) -> str:
    """A browser by its family and the system that it runs on."""
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("A browser that does not say its name")
