"""Whether pages can be served."""

from __future__ import annotations

import flask_migrate
import pytest

from coachtrack.app import create_app
from coachtrack.extensions import db
from tests import engines


def test_it_is_well(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_person_who_is_signed_in_asks_the_same(sign_in):
    assert sign_in("lan@example.vn").get("/health").status_code == 200


@pytest.mark.parametrize("revision", ["base", "0001"])
def test_an_old_schema_is_not_well(app, client, revision):
    with app.app_context():
        flask_migrate.downgrade(revision=revision)
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})


@pytest.mark.parametrize(
    "nowhere", ["sqlite:////no/such/folder/database", "postgresql://nobody@127.0.0.1:1/nowhere"]
)
def test_a_database_that_does_not_answer_is_not_well(tmp_path, nowhere):
    app = create_app(engines.settings(nowhere, tmp_path))
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})
    with app.app_context():
        db.engine.dispose()
