"""One person with an account, and the sign-in page as people use it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from coachtrack.features.accounts import actions
from coachtrack.features.accounts.models import Account
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests.checking import CheckingClient
from tests.conftest import PASSWORD
from tests.sending import send

EMAIL = "lan@example.vn"
ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)


@pytest.fixture
def lan(database) -> Account:
    """An administrator."""
    with writing(Door.COMMAND):
        account = actions.add_account(actions.NewAccount(EMAIL, "Lan", PASSWORD))
        actions.grant(account, ADMINISTRATOR)
    return account


@pytest.fixture
def enter(lan: Account) -> Callable[..., TestResponse]:
    """`enter(client, email, password)`: send the sign-in form, rightly unless told otherwise."""

    def entered(
        client: CheckingClient, email: str = EMAIL, password: str = PASSWORD, **fields: str
    ) -> TestResponse:
        return send(client, "/sign-in", email=email, password=password, **fields)

    return entered
