"""An engagement that was measured, with a consultant and a factory manager who sign it."""

from __future__ import annotations

import pytest

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.conftest import PASSWORD
from tests.editing import fill

CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
MANAGER = Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1")
LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
PAGE = "/engagements/P1-01/signatures"
SIGN, SIGN_CLOSING = f"{PAGE}/baseline/sign", f"{PAGE}/closing/sign"


@pytest.fixture(autouse=True)
def _mail_waits(mails):
    """Nothing is sent in the background while a test writes by itself."""


@pytest.fixture
def measure(database):
    coached = factories.engagement(at=factories.factory("F1"), team=("Lan",))
    figures = {"before": factories.MANY_DEFECTS, "after": factories.FEW_DEFECTS}
    return factories.measure(coached, main=True, scope="Line 1", **figures)


@pytest.fixture
def consultant(sign_in, measure):
    return sign_in("lan@example.vn", CONSULTANT)


@pytest.fixture
def manager(sign_in, measure):
    return sign_in("thang@example.vn", MANAGER)


@pytest.fixture
def lead(sign_in, measure):
    return sign_in("huong@example.vn", LEAD)


@pytest.fixture
def signed(consultant, manager):
    """Both sides signed the baseline."""
    for one in (consultant, manager):
        assert fill(one, SIGN, password=PASSWORD).status_code == 302
