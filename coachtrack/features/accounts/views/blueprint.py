"""What the pages of this feature belong to."""

from __future__ import annotations

from flask import Blueprint, g

bp = Blueprint("accounts", __name__)


@bp.app_context_processor
def _asked_for() -> dict[str, bool]:
    return {"lacks_second_factor": bool(g.get("lacks_second_factor"))}
