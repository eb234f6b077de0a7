"""Two programmes with their people, and who looks at these: a lead and an administrator."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coachtrack.features.accounts import actions, queries
from coachtrack.features.accounts.models import Account
from coachtrack.kit.permissions import Grant, Role, Scope
from coachtrack.kit.transactions import Door, writing
from tests import factories
from tests.checking import CheckingClient
from tests.conftest import PASSWORD

ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.EVERYTHING)
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
MANAGER = Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1")
ELSEWHERE = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P2-01")


@pytest.fixture
def two_programmes(database) -> None:
    """P1 with P1-01 at F1, P2 with P2-01 at F2."""
    factories.engagement("P1-01", at=factories.factory("F1"))
    elsewhere = factories.programme("P2")
    factories.engagement("P2-01", within=elsewhere, at=factories.factory("F2"))
    database.commit()


@pytest.fixture
def lead(two_programmes, sign_in) -> CheckingClient:
    """The lead of P1."""
    client: CheckingClient = sign_in("lead@example.vn", LEAD)
    return client


@pytest.fixture
def admin(two_programmes, sign_in) -> CheckingClient:
    """An administrator."""
    client: CheckingClient = sign_in("admin@example.vn", ADMINISTRATOR)
    return client


@pytest.fixture
def known(two_programmes) -> Callable[..., Account]:
    """`known(email, *grants, password)`: an account that is there already."""

    def made(email: str, *grants: Grant, password: str | None = PASSWORD) -> Account:
        with writing(Door.COMMAND):
            account = actions.add_account(actions.NewAccount(email, email.split("@")[0], password))
            for held in grants:
                actions.grant(account, held)
        found = queries.account_of(email)
        assert found is not None
        return found

    return made
