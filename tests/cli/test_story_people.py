"""The demo's sign-ins: one for each role, in places of the story."""

from __future__ import annotations

from datetime import date

import pytest

from coachtrack.cli.story import sheets
from coachtrack.cli.story.people import PEOPLE
from coachtrack.features.accounts import passwords
from coachtrack.features.accounts.demo import DEMO_PASSWORD
from coachtrack.kit.permissions import HELD_IN, Role, Scope
from tests.cli.workbook import Workbook


@pytest.fixture(scope="module")
def story() -> Workbook:
    return Workbook(sheets(date(2026, 11, 24)))


def test_each_role_signs_in_once() -> None:
    assert sorted(person.role for person in PEOPLE) == sorted(Role)
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)


def test_roles_are_held_where_the_story_has_a_place(story: Workbook) -> None:
    places = {
        Scope.PROGRAMME: {row["Code"] for row in story.sheets["Programmes"]},
        Scope.ENGAGEMENT: {row["Code"] for row in story.sheets["Engagements"]},
        Scope.FACTORY: {row["Code"] for row in story.sheets["Factories"]},
        Scope.PROVINCE: {row["Province"] for row in story.sheets["Factories"]},
        Scope.EVERYTHING: {""},
    }
    for person in PEOPLE:
        for held in person.memberships:
            assert held.role == person.role
            assert held.scope in HELD_IN[held.role]
            assert held.code in places[held.scope]


def test_the_consultant_is_on_the_teams(story: Workbook) -> None:
    (consultant,) = (person for person in PEOPLE if person.role == Role.CONSULTANT)
    teams = {row["Code"]: row["Team"] for row in story.sheets["Engagements"]}
    assert all(consultant.name in teams[held.code] for held in consultant.memberships)


def test_the_password_is_one_that_accounts_accept() -> None:
    assert passwords.SHORTEST <= len(DEMO_PASSWORD) <= passwords.LONGEST
