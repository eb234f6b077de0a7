"""Mail to the people of an engagement, each in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from email.errors import MessageError

from coachtrack.features.accounts.models import Account
from coachtrack.features.accounts.queries import holders
from coachtrack.features.accounts.words import in_the_language_of
from coachtrack.features.engagements.models import Engagement
from coachtrack.kit import mail
from coachtrack.kit.permissions import Role, Scope


def consultants_of(engagement: Engagement) -> list[Account]:
    """Who coaches there and can sign in."""
    return holders(Role.CONSULTANT, Scope.ENGAGEMENT, {engagement.code})


def managers_of(engagement: Engagement) -> list[Account]:
    """Who manages the factory and can sign in."""
    return holders(Role.FACTORY_MANAGER, Scope.FACTORY, {engagement.factory.code})


def tell(
    accounts: Iterable[Account],
    written: Callable[[], tuple[str, str]],
    address: str = "",
    by: int | None = None,
) -> None:
    """Send subject and body as `written` in the language of each, with the address of a page.

    Whoever did what it tells of, `by`, knows of it already.
    """
    for account in accounts:
        if account.id == by:
            continue
        with in_the_language_of(account):
            subject, body = written()
        # Nobody is kept from saving by an address to which nothing can be sent.
        with suppress(ValueError, MessageError):
            mail.queue(account, subject, "\n\n".join(filter(None, (body, address))))
