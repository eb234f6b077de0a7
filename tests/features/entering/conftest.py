"""An engagement with one measure, and the people who enter its readings."""

from __future__ import annotations

import pytest

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories

CONSULTANT = Grant(Role.CONSULTANT, Scope.ENGAGEMENT, "P1-01")
MANAGER = Grant(Role.FACTORY_MANAGER, Scope.FACTORY, "F1")


@pytest.fixture
def coached(database):
    """An engagement at F1, with windows in July and September 2020 and no figures."""
    return factories.engagement(at=factories.factory("F1"))


@pytest.fixture
def consultant(coached, sign_in):
    """Who coaches it."""
    return sign_in("ha@example.vn", CONSULTANT)


@pytest.fixture
def manager(coached, sign_in):
    """Who manages the factory."""
    return sign_in("lan@example.vn", MANAGER)
