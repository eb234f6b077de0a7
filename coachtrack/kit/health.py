"""Whether the database answers and its schema is current."""

from __future__ import annotations

from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from coachtrack.extensions import db
from coachtrack.kit.permissions import public

bp = Blueprint("health", __name__)


class OldSchema(Exception):
    """The database is not at the schema of this release."""


@bp.get("/health")
@public
def show() -> ResponseReturnValue:
    """200 when pages can be served, else 503."""
    try:
        check_schema()
    except (OldSchema, SQLAlchemyError) as error:
        current_app.logger.warning("Not healthy: %s", error)
        return jsonify({"status": "unavailable"}), 503
    return jsonify({"status": "ok"})


def check_schema() -> None:
    """Raise OldSchema unless the database is at the newest migration."""
    newest = _newest(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present != newest:
        raise OldSchema(
            f"The database is at schema {present or 'none'} and this release needs {newest};"
            " run `coachtrack db upgrade`"
        )


@cache
def _newest(directory: str) -> str | None:
    return ScriptDirectory(directory).get_current_head()
