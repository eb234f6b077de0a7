"""Adding and changing organisations by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coachtrack.features.factories.models import Organisation
from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories
from tests.editing import fill
from tests.reading import read
from tests.sending import ENGLISH

NEW = {"code": "TD", "name": "Thach Sanh", "kind": "enterprise"}
EDIT = "/organisations/TD/edit"


@pytest.fixture
def programme(database):
    return factories.programme()


@pytest.fixture
def lead(programme, sign_in):
    return sign_in("lead@example.vn", Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1"))


@pytest.fixture
def added(lead, database):
    assert fill(lead, "/organisations/new", **NEW).status_code == 302
    return database.scalar(select(Organisation).where(Organisation.code == "TD"))


def name(database):
    database.rollback()
    return database.scalar(select(Organisation.name).where(Organisation.code == "TD"))


def test_a_lead_corrects_what_only_their_programmes_use(lead, added, programme, database):
    programme.partners.append(added)
    programme.factories.append(factories.factory("F1", organisation=added))
    database.commit()
    assert "Thach Sanh" in read(lead, "/organisations/").links()
    assert fill(lead, EDIT, name="Thạch Sanh").status_code == 302
    assert name(database) == "Thạch Sanh"


@pytest.mark.parametrize("use", ["partner", "factory", "a factory of nobody"])
def test_what_others_use_too_is_for_the_administrator(lead, added, programme, database, use):
    made = factories.factory("F1", organisation=added if use != "partner" else None)
    other = factories.programme("P2")
    if use == "partner":
        other.partners.append(added)
    elif use == "factory":
        other.factories.append(made)
        programme.factories.append(made)
    database.commit()
    page = read(lead, "/organisations/")
    assert "Thach Sanh" not in page.links()
    refused = lead.get(EDIT, headers=ENGLISH)
    assert refused.status_code == 403
    assert "only a system administrator may change it" in refused.text


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.ADMINISTRATOR])
def test_a_code_that_is_used_says_by_whom(programme, sign_in, database, role):
    held = Grant(
        role, *((Scope.PROGRAMME, "P1") if role in "programme-lead" else (Scope.EVERYTHING,))
    )
    client = sign_in("lan@example.vn", held)
    fill(client, "/organisations/new", **NEW)
    answer = fill(client, "/organisations/new", **{**NEW, "code": "td", "name": "Another"})
    assert answer.status_code == 422
    assert "This code is already used by Thach Sanh. Choose another one." in answer.text
    assert name(database) == "Thach Sanh"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"name": "thach  SANH"}, True),
        ({"name": "Thạch Sanh 2", "tax_code": "0100109106"}, True),
        ({"name": "Thạch Sanh 2"}, False),
    ],
)
def test_another_one_that_may_be_the_same_is_named(lead, database, other, told):
    fill(lead, "/organisations/new", **NEW, tax_code="0100109106")
    answer = fill(lead, "/organisations/new", **{**NEW, "code": "TD2", **other})
    said = "This name or tax code stands in the list already: TD. See whether it is the same"
    assert (said in read(lead, answer.location).text) == told
