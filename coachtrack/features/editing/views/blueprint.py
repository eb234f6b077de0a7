"""What the pages of this feature belong to."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("editing", __name__)
